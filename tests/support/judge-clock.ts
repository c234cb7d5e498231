import type { Clock } from "../../src/cells/judge/pace.ts";

/** A clock that only moves when everybody sleeps: then to the next one who wakes. */
export class MadeUpClock implements Clock {
  /** How long each sleep was to take. */
  readonly slept: number[] = [];
  #now = 0;
  readonly #sleepers: { readonly at: number; readonly wake: () => void }[] = [];
  #moving = false;

  now(): number {
    return this.#now;
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    this.slept.push(ms);
    return new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const wake = () => {
        signal.removeEventListener("abort", wake);
        resolve();
      };
      signal.addEventListener("abort", wake);
      this.#sleepers.push({ at: this.#now + ms, wake });
      this.#move();
    });
  }

  #move(): void {
    if (this.#moving) return;
    this.#moving = true;
    setTimeout(() => {
      this.#moving = false;
      this.#sleepers.sort((a, b) => a.at - b.at);
      const next = this.#sleepers.shift();
      if (!next) return;
      this.#now = Math.max(this.#now, next.at);
      next.wake();
      if (this.#sleepers.length) this.#move();
    }, 1);
  }
}
