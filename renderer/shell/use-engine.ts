import { useEffect, useReducer, useState, useSyncExternalStore } from "react";
import type { Engine, RunningQuery } from "../../src/engine/engine.ts";

export interface Memory {
  readonly used: number;
  readonly limit: number;
}

const memoryEveryMs = 2000;

/** The engine's memory: asked for after it did something and while it does, at most every two seconds, only when seen. */
export function useMemory(engine: Engine): Memory | null {
  const [memory, setMemory] = useState<Memory | null>(null);
  useEffect(() => {
    const poll = new MemoryPoll(engine, setMemory);
    const ask = () => poll.ask();
    const leave = engine.activity.subscribe(ask);
    document.addEventListener("visibilitychange", ask);
    ask();
    return () => {
      leave();
      document.removeEventListener("visibilitychange", ask);
      poll.close();
    };
  }, [engine]);
  return memory;
}

class MemoryPoll {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = Number.NEGATIVE_INFINITY;
  #asking = false;
  #closed = false;

  constructor(
    readonly engine: Engine,
    readonly tell: (memory: Memory) => void,
  ) {}

  ask(): void {
    if (this.#timer !== undefined || this.#asking || this.#closed || document.hidden) return;
    const wait = Math.max(0, this.#asked + memoryEveryMs - performance.now());
    this.#timer = setTimeout(() => void this.#read(), wait);
  }

  async #read(): Promise<void> {
    this.#timer = undefined;
    if (document.hidden) return;
    this.#asking = true;
    this.#asked = performance.now();
    // A failed look at the memory is no news; the next one follows.
    const memory = await this.engine.memory().catch(() => null);
    this.#asking = false;
    if (this.#closed) return;
    if (memory) this.tell(memory);
    if (this.engine.activity.running.length > 0) this.ask();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }
}

/** Statements that end sooner than this are not shown: they would only flicker. */
const shownAfterMs = 250;

/** The statement that has been running longest, once it has been running a while, and how many run beside it. */
export function useRunningQuery(engine: Engine): { query: RunningQuery | null; more: number } {
  const { activity } = engine;
  const running = useSyncExternalStore(
    (listener) => activity.subscribe(listener),
    () => activity.running,
  );
  const [, again] = useReducer((n: number) => n + 1, 0);
  const oldest = running[0] ?? null;
  const wait = oldest ? oldest.since + shownAfterMs - performance.now() : 0;
  // After every drawing: a timer may wake too early, at the very same wait by the page's coarse clock.
  useEffect(() => {
    if (!oldest || wait <= 0) return;
    const timer = setTimeout(again, Math.ceil(wait));
    return () => clearTimeout(timer);
  });
  if (!oldest || wait > 0) return { query: null, more: 0 };
  return { query: oldest, more: running.length - 1 };
}

/** Draws again every so many milliseconds. */
export function useTick(everyMs: number): void {
  const [, tick] = useReducer((n: number) => n + 1, 0);
  useEffect(() => {
    const timer = setInterval(tick, everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
}
