/**
 * The part of a byte stream that a reader still needs. Positions are offsets in the whole stream, so they stay true
 * while the window moves on.
 */
export class ByteWindow {
  /** The bytes at hand; the first of them stands at offset `start`. */
  bytes: Uint8Array = new Uint8Array(0);
  start = 0;
  /** Bytes before this offset may be forgotten when more come. */
  keep = 0;
  /** No more bytes will come. */
  ended = false;
  private store = new Uint8Array(0);

  /** A window on bytes that are all there, the first of them at this offset. */
  static of(bytes: Uint8Array, start: number): ByteWindow {
    const window = new ByteWindow();
    window.bytes = bytes;
    window.start = start;
    window.keep = start;
    window.ended = true;
    return window;
  }

  get end(): number {
    return this.start + this.bytes.length;
  }

  push(chunk: Uint8Array): void {
    const from = Math.min(this.keep, this.end) - this.start;
    const kept = this.bytes.length - from;
    this.reserve(from, kept, kept + chunk.length);
    this.store.set(chunk, kept);
    this.bytes = this.store.subarray(0, kept + chunk.length);
    this.start += from;
  }

  slice(from: number, to: number): Uint8Array {
    return this.bytes.subarray(from - this.start, to - this.start);
  }

  /** The byte at an offset, or -1 when it is not at hand. */
  at(offset: number): number {
    return this.bytes[offset - this.start] ?? -1;
  }

  /** Moves the kept bytes to the front of a store of at least `size` bytes, twice as large whenever it must grow. */
  private reserve(from: number, kept: number, size: number): void {
    if (size <= this.store.length) {
      if (from > 0) this.store.copyWithin(0, from, from + kept);
      return;
    }
    const larger = new Uint8Array(Math.max(size, 2 * this.store.length));
    larger.set(this.store.subarray(from, from + kept));
    this.store = larger;
  }
}
