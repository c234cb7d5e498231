/** What views have begun on a person's press and the window's Stop ends. */
export class Works {
  readonly #stops = new Set<() => void>();
  readonly #onCount: (running: number) => void;

  constructor(onCount: (running: number) => void) {
    this.#onCount = onCount;
  }

  /** Does it; until it ends it counts, and `stop` may be called. */
  async run(action: () => Promise<void>, stop: () => void): Promise<void> {
    const own = () => stop();
    this.#stops.add(own);
    this.#onCount(this.#stops.size);
    try {
      await action();
    } finally {
      this.#stops.delete(own);
      this.#onCount(this.#stops.size);
    }
  }

  stop(): void {
    for (const stop of this.#stops) stop();
  }
}
