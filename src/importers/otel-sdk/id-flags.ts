/**
 * Remembers bits for each of many texts in some sixteen bytes a text: a text is known by 64 bits of its hash, so that two
 * texts agree hardly ever. Texts come in two parts: those that come one after another often begin alike, and are then
 * hashed from there on.
 */
export class IdFlags {
  private size = 0;
  private first = new Uint32Array(1024);
  private second = new Uint32Array(1024);
  private bits = new Uint8Array(1024);
  private beginning = "";
  private readonly begun = { first: seeds.first, second: seeds.second };

  get(beginning: string, rest: string): number {
    return this.bits[this.place(beginning, rest)] ?? 0;
  }

  /** Adds to a text's bits, of which one at least is given, and gives those that it had before. */
  add(beginning: string, rest: string, bits: number): number {
    if (this.size * 2 >= this.bits.length) this.grow();
    const place = this.place(beginning, rest);
    const before = this.bits[place] ?? 0;
    if (before === 0) {
      this.size += 1;
      this.first[place] = hashes.first;
      this.second[place] = hashes.second;
    }
    this.bits[place] = before | bits;
    return before;
  }

  private place(beginning: string, rest: string): number {
    const { begun } = this;
    if (beginning !== this.beginning) {
      this.beginning = beginning;
      mix(seeds, beginning, begun);
    }
    mix(begun, rest, hashes);
    hashes.first = (hashes.first ^ (hashes.first >>> 16)) >>> 0;
    hashes.second = (hashes.second ^ (hashes.second >>> 16)) >>> 0;
    return this.free(hashes.first, hashes.second);
  }

  /** Where a text stands, or the free place where it would. */
  private free(first: number, second: number): number {
    const mask = this.bits.length - 1;
    for (let at = first & mask; ; at = (at + 1) & mask) {
      if (this.bits[at] === 0 || (this.first[at] === first && this.second[at] === second)) return at;
    }
  }

  private grow(): void {
    const { first, second, bits } = this;
    this.first = new Uint32Array(bits.length * 2);
    this.second = new Uint32Array(bits.length * 2);
    this.bits = new Uint8Array(bits.length * 2);
    for (let at = 0; at < bits.length; at += 1) {
      if (bits[at] === 0) continue;
      const place = this.free(first[at] ?? 0, second[at] ?? 0);
      this.first[place] = first[at] ?? 0;
      this.second[place] = second[at] ?? 0;
      this.bits[place] = bits[at] ?? 0;
    }
  }
}

interface Hashes {
  first: number;
  second: number;
}

const seeds: Readonly<Hashes> = { first: 1, second: 0x9747b28c };
const hashes: Hashes = { first: 0, second: 0 };

/** Two of Murmur3's mixings at once, with different constants. */
function mix(from: Readonly<Hashes>, text: string, to: Hashes): void {
  let a = from.first;
  let b = from.second;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    a = Math.imul(a ^ unit, 0xcc9e2d51);
    a = Math.imul((a << 15) | (a >>> 17), 0x1b873593);
    b = Math.imul(b ^ unit, 0x85ebca6b);
    b = Math.imul((b << 13) | (b >>> 19), 0xc2b2ae35);
  }
  to.first = a;
  to.second = b;
}
