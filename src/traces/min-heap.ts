/** Numbered things by a number each, the least first. */
export class MinHeap {
  readonly #items: number[] = [];
  readonly #keys: number[] = [];

  get size(): number {
    return this.#items.length;
  }

  /** Infinity when it is empty. */
  get leastKey(): number {
    return this.#keys[0] ?? Number.POSITIVE_INFINITY;
  }

  push(item: number, key: number): void {
    let at = this.#items.length;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if ((this.#keys[above] as number) <= key) break;
      this.#move(above, at);
      at = above;
    }
    this.#items[at] = item;
    this.#keys[at] = key;
  }

  /** Takes out the item of the least key; undefined when it is empty. */
  pop(): number | undefined {
    const [least] = this.#items;
    const item = this.#items.pop();
    const key = this.#keys.pop();
    if (item === undefined || key === undefined || this.#items.length === 0) return least;
    let at = 0;
    for (;;) {
      const next = this.#lesserBelow(at);
      if (next < 0 || (this.#keys[next] as number) >= key) break;
      this.#move(next, at);
      at = next;
    }
    this.#items[at] = item;
    this.#keys[at] = key;
    return least;
  }

  #lesserBelow(at: number): number {
    const left = 2 * at + 1;
    const right = left + 1;
    if (left >= this.#keys.length) return -1;
    return right < this.#keys.length && (this.#keys[right] as number) < (this.#keys[left] as number) ? right : left;
  }

  #move(from: number, to: number): void {
    this.#items[to] = this.#items[from] as number;
    this.#keys[to] = this.#keys[from] as number;
  }
}
