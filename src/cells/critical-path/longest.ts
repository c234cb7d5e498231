/** Keeps the longest few of what it is given; of equals those that came first. */
export class Longest<Item extends { readonly wall: number }> {
  readonly #most: number;
  readonly #kept: Item[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  add(wall: number, make: () => Item): void {
    const last = this.#kept.at(-1);
    if (this.#kept.length === this.#most && (!last || last.wall >= wall)) return;
    const at = this.#kept.findIndex((kept) => kept.wall < wall);
    this.#kept.splice(at < 0 ? this.#kept.length : at, 0, make());
    if (this.#kept.length > this.#most) this.#kept.pop();
  }

  /** The longest first. */
  all(): readonly Item[] {
    return this.#kept;
  }
}
