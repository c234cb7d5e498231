/** Finds 64-bit keys among others, without an object for any of them. */
export class HashIndex {
  /** How many keys are distinct. */
  readonly size: number;
  /** For each key, which of the distinct ones it is, counted from 0 by first use. */
  readonly code: Int32Array<ArrayBuffer>;
  /** For each distinct key, where it stands first. */
  readonly first: Int32Array<ArrayBuffer>;
  readonly #words: Uint32Array;
  #first: Int32Array<ArrayBuffer>;
  /** Codes and 1; 0 is a free slot. */
  #slots: Int32Array;

  /** @param distinct about how many distinct keys there are; more than that cost time alone */
  constructor(keys: BigUint64Array, distinct = 1000) {
    this.#words = wordsOf(keys);
    this.#slots = new Int32Array(slotCount(distinct));
    this.#first = new Int32Array(this.#slots.length / 2);
    this.code = new Int32Array(keys.length);
    let size = 0;
    for (let place = 0; place < keys.length; place++) {
      const slot = this.#slot(this.#words, place);
      const known = (this.#slots[slot] as number) - 1;
      this.code[place] = known < 0 ? size : known;
      if (known >= 0) continue;
      this.#first[size] = place;
      this.#slots[slot] = ++size;
      if (size === this.#first.length) this.#grow();
    }
    this.size = size;
    this.first = this.#first.subarray(0, size);
  }

  /** For each of other keys, its code here; −1 for what is not among them. */
  codesOf(keys: BigUint64Array): Int32Array<ArrayBuffer> {
    const words = wordsOf(keys);
    const codes = new Int32Array(keys.length);
    for (let place = 0; place < keys.length; place++)
      codes[place] = (this.#slots[this.#slot(words, place)] as number) - 1;
    return codes;
  }

  /** The slot that holds a key, or the free one where it would go. */
  #slot(words: Uint32Array, place: number): number {
    const low = words[place * 2] as number;
    const high = words[place * 2 + 1] as number;
    const mask = this.#slots.length - 1;
    let slot = (low ^ Math.imul(high, 0x9e3779b1)) & mask;
    for (let code = this.#slots[slot] as number; code > 0; code = this.#slots[slot] as number) {
      const at = (this.#first[code - 1] as number) * 2;
      if (this.#words[at] === low && this.#words[at + 1] === high) break;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  /** Twice as many slots, at most half of which are ever taken. */
  #grow(): void {
    const known = this.#first;
    this.#slots = new Int32Array(this.#slots.length * 2);
    this.#first = new Int32Array(known.length * 2);
    this.#first.set(known);
    for (let code = 0; code < known.length; code++)
      this.#slots[this.#slot(this.#words, known[code] as number)] = code + 1;
  }
}

function wordsOf(keys: BigUint64Array): Uint32Array {
  return new Uint32Array(keys.buffer, keys.byteOffset, keys.length * 2);
}

function slotCount(keys: number): number {
  let slots = 16;
  while (slots < keys * 2) slots *= 2;
  return slots;
}
