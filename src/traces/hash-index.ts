/** Finds 64-bit keys among others, without an object for any of them. */
export class HashIndex {
  /** How many keys are distinct. */
  readonly size: number;
  /** For each key, which of the distinct ones it is, counted from 0 by first use. */
  readonly code: Int32Array<ArrayBuffer>;
  /** For each distinct key, where it stands first. */
  readonly first: Int32Array<ArrayBuffer>;
  readonly #words: Uint32Array;
  readonly #slots: Int32Array;
  readonly #mask: number;

  constructor(keys: BigUint64Array) {
    this.#words = wordsOf(keys);
    this.#mask = slotCount(keys.length) - 1;
    this.#slots = new Int32Array(this.#mask + 1).fill(-1);
    this.code = new Int32Array(keys.length);
    const first = new Int32Array(keys.length);
    let size = 0;
    for (let place = 0; place < keys.length; place++) {
      const slot = this.#slot(this.#words, first, place);
      const known = this.#slots[slot] as number;
      if (known < 0) {
        first[size] = place;
        this.#slots[slot] = size;
      }
      this.code[place] = known < 0 ? size++ : known;
    }
    this.size = size;
    this.first = first.slice(0, size);
  }

  /** For each of other keys, its code here; −1 for what is not among them. */
  codesOf(keys: BigUint64Array): Int32Array<ArrayBuffer> {
    const words = wordsOf(keys);
    const codes = new Int32Array(keys.length);
    for (let place = 0; place < keys.length; place++)
      codes[place] = this.#slots[this.#slot(words, this.first, place)] as number;
    return codes;
  }

  /** The slot that holds a key, or the free one where it would go. */
  #slot(words: Uint32Array, first: Int32Array, place: number): number {
    const low = words[place * 2] as number;
    const high = words[place * 2 + 1] as number;
    let slot = (low ^ Math.imul(high, 0x9e3779b1)) & this.#mask;
    for (let code = this.#slots[slot] as number; code >= 0; code = this.#slots[slot] as number) {
      const at = (first[code] as number) * 2;
      if (this.#words[at] === low && this.#words[at + 1] === high) break;
      slot = (slot + 1) & this.#mask;
    }
    return slot;
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
