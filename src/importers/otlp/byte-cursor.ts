import { parseJson } from "../json/json.ts";
import { Unusual } from "../json/text-cursor.ts";
import { textOf } from "../spans/byte-values.ts";

const unusual = new Unusual("not in the usual form");

/** Moves through JSON in UTF-8; throws `Unusual` wherever something else is there than was asked for. */
export class ByteCursor {
  protected at = 0;
  protected end = 0;
  protected bytes: Uint8Array = new Uint8Array(0);
  protected view: DataView = new DataView(this.bytes.buffer);

  protected open(bytes: Uint8Array, view: DataView, from: number, to: number): void {
    this.bytes = bytes;
    this.view = view;
    this.at = from;
    this.end = to;
  }

  protected fail(): never {
    throw unusual;
  }

  protected code(): number {
    return this.at < this.end ? (this.bytes[this.at] as number) : -1;
  }

  /** Takes these bytes if they stand here. */
  protected takes(literal: Uint8Array): boolean {
    const { bytes, at } = this;
    if (at + literal.length > this.end) return false;
    for (let place = 0; place < literal.length; place++) if (bytes[at + place] !== literal[place]) return false;
    this.at += literal.length;
    return true;
  }

  /** Takes one character, and the blanks around it. */
  protected expect(code: number): void {
    this.skipBlanks();
    if (this.code() !== code) this.fail();
    this.at += 1;
    this.skipBlanks();
  }

  /** Takes the comma or the closing bracket after an element; true for the comma. */
  protected goesOn(bracket: number): boolean {
    this.skipBlanks();
    const code = this.code();
    if (code !== 0x2c && code !== bracket) this.fail();
    this.at += 1;
    if (code === 0x2c) this.skipBlanks();
    return code === 0x2c;
  }

  /** The key of an object's next field, and the colon. */
  protected key(): string {
    if (this.code() !== 0x22) this.fail();
    const key = this.value();
    this.expect(0x3a);
    return String(key);
  }

  /** Any value, parsed. */
  protected value(): unknown {
    const from = this.at;
    this.skip();
    return parseJson(textOf(this.bytes, from, this.at));
  }

  /** Passes over any value. Brackets and strings are followed; nothing else is checked. */
  protected skip(): void {
    const { bytes, end } = this;
    let { at } = this;
    let depth = 0;
    do {
      if (at >= end) this.fail();
      const code = bytes[at++];
      if (code === 0x22) at = behindString(bytes, at, end);
      else if (code === 0x7b || code === 0x5b) depth += 1;
      else if (code === 0x7d || code === 0x5d) depth -= 1;
      else if (depth === 0) while (at < end && !endsBare(bytes[at] as number)) at++;
    } while (depth > 0);
    if (at > end || depth < 0) this.fail();
    this.at = at;
  }

  private skipBlanks(): void {
    for (let code = this.code(); code === 0x20 || code === 0x09 || code === 0x0d; code = this.code()) this.at += 1;
  }
}

/** Where a string ends whose first character is here; beyond the end when it does not. */
function behindString(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && bytes[at] !== 0x22) at += bytes[at] === 0x5c ? 2 : 1;
  return at + 1;
}

/** Commas, closing brackets and blanks. */
function endsBare(code: number): boolean {
  return code === 0x2c || code === 0x5d || code === 0x7d || code <= 0x20;
}
