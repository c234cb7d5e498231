/**
 * What may still be spent. A call begins only when all that was spent, all that may yet be asked for by the calls under
 * way and the most that this one can cost stay within the limit.
 */
export class Budget {
  #spent = 0;
  #uncertain = 0;
  #reserved = 0;
  readonly #waiting = new Set<() => void>();

  constructor(readonly limitUsd: number) {}

  /** What the answers cost. */
  get spentUsd(): number {
    return this.#spent;
  }

  /** The most that calls without an answer may have cost all the same. */
  get uncertainUsd(): number {
    return this.#uncertain;
  }

  /** Sets the most that a call can cost aside. False when it does not fit, however the calls under way end. */
  async reserve(mostUsd: number): Promise<boolean> {
    while (!this.#fits(mostUsd)) {
      if (this.#reserved === 0) return false;
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
    this.#reserved += mostUsd;
    return true;
  }

  /** Ends a reservation by what the call cost, or may have cost. */
  settle(mostUsd: number, costUsd: number, certain: boolean): void {
    this.#reserved = Math.max(0, this.#reserved - mostUsd);
    // What is left of sums and differences of fractions would keep a caller waiting for nobody.
    if (this.#reserved < 1e-12) this.#reserved = 0;
    if (certain) this.#spent += costUsd;
    else this.#uncertain += costUsd;
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }

  #fits(mostUsd: number): boolean {
    return this.#spent + this.#uncertain + this.#reserved + mostUsd <= this.limitUsd + 1e-12;
  }
}
