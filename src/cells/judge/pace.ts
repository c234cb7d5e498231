import type { Random } from "../../analysis/random.ts";
import type { ModelFailure } from "../../host.ts";

/** Time as the run sees it: the page's in the app, a made-up one in a test. */
export interface Clock {
  /** Milliseconds. */
  now(): number;
  /** Resolves after the time, or at once when the signal is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const end = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      signal.addEventListener("abort", end);
    }),
};

/** When the next call may begin: no more than so many in a minute, and none while the endpoint asks to wait. */
export class Pace {
  readonly #interval: number;
  #tokens: number;
  #filled: number;
  #heldUntil = 0;

  /** @param burst how many calls may begin at once before the rate holds */
  constructor(
    readonly clock: Clock,
    perMinute: number,
    readonly burst: number,
  ) {
    this.#interval = 60_000 / perMinute;
    this.#tokens = burst;
    this.#filled = clock.now();
  }

  /** Nobody begins before then. */
  holdFor(ms: number): void {
    this.#heldUntil = Math.max(this.#heldUntil, this.clock.now() + ms);
  }

  /** How long all wait because the endpoint asked for it. */
  get heldMs(): number {
    return Math.max(0, this.#heldUntil - this.clock.now());
  }

  /** Waits for a turn. */
  async turn(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const wait = this.#wait();
      if (wait <= 0) {
        this.#tokens -= 1;
        return;
      }
      await this.clock.sleep(wait, signal);
    }
  }

  #wait(): number {
    const now = this.clock.now();
    this.#tokens = Math.min(this.burst, this.#tokens + (now - this.#filled) / this.#interval);
    this.#filled = now;
    // Fractions of a millisecond would be slept away in nothing.
    const refill = this.#tokens >= 1 - 1e-9 ? 0 : Math.max(1, Math.ceil((1 - this.#tokens) * this.#interval));
    return Math.max(refill, this.#heldUntil - now);
  }
}

const firstWait = 1000;
const longestWait = 60_000;

/** How long to wait before another try: twice as long each time, the latter half of it by chance, never less than asked. */
export function backOff(tries: number, { retryAfterMs }: ModelFailure, random: Random): number {
  const full = Math.min(longestWait, firstWait * 2 ** (tries - 1));
  return Math.max(Math.ceil(full / 2 + (full / 2) * random.next()), retryAfterMs ?? 0);
}
