import type { Neighbours } from "./neighbours.ts";

/** The k nearest of what was offered to each row, nearest first, each once; of equally near ones the lower index. */
export class NeighbourLists {
  readonly k: number;
  readonly indices: Int32Array;
  /** Squared distances, in the same places. */
  readonly squared: Float32Array;
  /** 1 where an entry has come since it was last cleared. */
  readonly fresh: Uint8Array;

  constructor(rows: number, k: number) {
    this.k = k;
    this.indices = new Int32Array(rows * k).fill(-1);
    this.squared = new Float32Array(rows * k).fill(Number.POSITIVE_INFINITY);
    this.fresh = new Uint8Array(rows * k);
  }

  /** True when it was taken in. */
  offer(row: number, index: number, squared: number): boolean {
    const first = row * this.k;
    const last = first + this.k - 1;
    if (squared >= (this.squared[last] as number)) return false;
    for (let place = first; place <= last; place++) if (this.indices[place] === index) return false;
    const exact = Math.fround(squared);
    let place = last;
    for (; place > first && this.#isBefore(exact, index, place - 1); place--) {
      this.squared[place] = this.squared[place - 1] as number;
      this.indices[place] = this.indices[place - 1] as number;
      this.fresh[place] = this.fresh[place - 1] as number;
    }
    this.squared[place] = exact;
    this.indices[place] = index;
    this.fresh[place] = 1;
    return true;
  }

  #isBefore(squared: number, index: number, place: number): boolean {
    const other = this.squared[place] as number;
    return squared < other || (squared === other && index < (this.indices[place] as number));
  }

  /** Throws when a row was offered fewer than k. */
  found(): Neighbours {
    if (this.indices.includes(-1)) throw new Error("NeighbourLists: a row has fewer neighbours than k");
    return { indices: this.indices, distances: this.squared.map(Math.sqrt), k: this.k };
  }
}
