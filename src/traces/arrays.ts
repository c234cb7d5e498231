/** Gives arrays of zeros. */
export interface Arrays {
  ints(size: number): Int32Array<ArrayBuffer>;
  floats(size: number): Float64Array<ArrayBuffer>;
  marks(size: number): Uint16Array<ArrayBuffer>;
  flags(size: number): Uint8Array<ArrayBuffer>;
}

/** Each array in memory of its own. */
export const ownArrays: Arrays = {
  ints: (size) => new Int32Array(size),
  floats: (size) => new Float64Array(size),
  marks: (size) => new Uint16Array(size),
  flags: (size) => new Uint8Array(size),
};

/**
 * Arrays that lie side by side in one piece of memory, until `clear` takes all of them back: for thousands of small
 * trees one after another, whose arrays would cost more to make and to collect than to fill.
 */
export class LentArrays implements Arrays {
  #memory = new ArrayBuffer(1 << 16);
  #used = 0;

  ints(size: number): Int32Array<ArrayBuffer> {
    const from = this.#lend(size * 4);
    return new Int32Array(this.#memory, from, size);
  }

  floats(size: number): Float64Array<ArrayBuffer> {
    const from = this.#lend(size * 8);
    return new Float64Array(this.#memory, from, size);
  }

  marks(size: number): Uint16Array<ArrayBuffer> {
    const from = this.#lend(size * 2);
    return new Uint16Array(this.#memory, from, size);
  }

  flags(size: number): Uint8Array<ArrayBuffer> {
    const from = this.#lend(size);
    return new Uint8Array(this.#memory, from, size);
  }

  clear(): void {
    new Uint8Array(this.#memory, 0, this.#used).fill(0);
    this.#used = 0;
  }

  /** Where that many bytes begin. What was lent before stays where it is when more memory is taken. */
  #lend(bytes: number): number {
    if (this.#used + bytes > this.#memory.byteLength) {
      this.#memory = new ArrayBuffer(Math.max(bytes, this.#memory.byteLength) * 2);
      this.#used = 0;
    }
    const from = this.#used;
    this.#used = Math.min(this.#memory.byteLength, (from + bytes + 7) & ~7);
    return from;
  }
}
