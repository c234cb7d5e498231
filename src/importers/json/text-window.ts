import { cutOff } from "../encoding.ts";

/** Units of one string at most wait for others: a string may not have more than 2^29. */
const waitingAtMost = 1 << 26;
/** Behind the beginning of a record as long as that, so many units wait for others. */
const longRest = 1 << 16;
const waitingAtLeast = 1 << 20;

/** So many bytes are decoded at once: longer strings lie outside the part of the heap whose memory is used again. */
const partSize = 32 * 1024;

export function* partsOf(chunk: Uint8Array): Generator<Uint8Array, void, undefined> {
  for (let from = 0; from < chunk.length; from += partSize) yield chunk.subarray(from, from + partSize);
}

const encoder = new TextEncoder();
const nothing = new Uint8Array(0);

/**
 * The part of a text that a reader still needs, which comes as UTF-8 piece by piece. Positions count UTF-16 units in
 * the whole text, so they stay true while the window moves on.
 */
export class TextWindow {
  /** What is at hand; its first unit stands at offset `start`. */
  text = "";
  start = 0;
  /** What stands before this offset may be forgotten when more comes. */
  keep = 0;
  /** No more will come. */
  ended = false;
  private readonly decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  /** The beginning of a character whose other bytes are still to come. */
  private cut: Uint8Array = nothing;
  private store: Uint8Array = nothing;
  private waiting: string[] = [];
  private waitingSize = 0;

  get end(): number {
    return this.start + this.text.length;
  }

  /**
   * Takes more bytes. False when they wait for others, so that a long record, which is copied whenever it grows, grows
   * by as much again each time.
   */
  push(chunk: Uint8Array): boolean {
    const rest = this.restBefore(chunk.length);
    const bytes = rest.length + this.cut.length > 0 ? this.joined(rest, this.cut, chunk) : chunk;
    const whole = bytes.length - cutOff(bytes);
    this.cut = bytes.slice(whole);
    this.add(this.decoder.decode(bytes.subarray(0, whole)));
    const kept = this.end - this.keep;
    const wanted = kept > longRest ? Math.max(kept, waitingAtLeast) : kept;
    if (this.waitingSize < Math.min(wanted, waitingAtMost)) return false;
    this.merge();
    return true;
  }

  finish(): void {
    this.add(this.decoder.decode(this.cut));
    this.merge();
    this.ended = true;
  }

  slice(from: number, to: number): string {
    return this.text.slice(from - this.start, to - this.start);
  }

  /** The offset of the next such text at or after `from`, or -1. */
  find(text: string, from: number): number {
    const at = this.text.indexOf(text, from - this.start);
    return at < 0 ? -1 : at + this.start;
  }

  /** The code of the unit at an offset, or -1 when it is not at hand. */
  at(offset: number): number {
    const index = offset - this.start;
    return index < this.text.length ? this.text.charCodeAt(index) : -1;
  }

  private add(text: string): void {
    this.waiting.push(text);
    this.waitingSize += text.length;
  }

  private merge(): void {
    const from = Math.min(this.keep, this.end);
    this.text = [this.text.slice(from - this.start), ...this.waiting].join("");
    this.start = from;
    this.waiting = [];
    this.waitingSize = 0;
  }

  /** Takes the text that is still needed out of the window as bytes, where that is worth it. */
  private restBefore(size: number): Uint8Array {
    const length = this.end - this.keep;
    if (this.waitingSize > 0 || 4 * length > size) return nothing;
    const rest = encoder.encode(this.slice(this.keep, this.end));
    this.start = Math.min(this.keep, this.end);
    this.text = "";
    return rest;
  }

  private joined(...parts: readonly Uint8Array[]): Uint8Array {
    const size = parts.reduce((sum, part) => sum + part.length, 0);
    if (this.store.length < size) this.store = new Uint8Array(size + (size >> 2));
    let at = 0;
    for (const part of parts) {
      this.store.set(part, at);
      at += part.length;
    }
    return this.store.subarray(0, size);
  }
}
