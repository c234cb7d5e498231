/** What becomes of the line that is being read. */
type Line = "undecided" | "kept" | "left out";

const feed = 0x0a;
/** So much of a line is enough to know what it is. */
const beginning = 256;

/**
 * Takes out of a console's output the lines between JSON values that are none, such as log messages. Line breaks stay,
 * so that lines keep their numbers. A value begins a line; one that goes over several lines ends with a bracket in the
 * first column, as every printer of JSON sets it.
 */
export class ConsoleText {
  /** How many lines were left out, and the first of them. */
  count = 0;
  first: { readonly line: number; readonly text: string } | null = null;
  private readonly decoder = new TextDecoder();
  private line = 1;
  private state: Line = "undecided";
  /** True between the lines of a value. */
  private inside = false;
  /** What the line does: it begins a value, and it begins with a closing bracket in the first column. */
  private begins = false;
  private closes = false;
  /** The last byte that is no blank, of a line that begins with a value or a closing bracket. */
  private last = 0;
  private rest: Uint8Array = new Uint8Array();

  async *without(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) yield* this.take(joined(this.rest, chunk), false);
    yield* this.take(this.rest, true);
  }

  private *take(bytes: Uint8Array, ended: boolean): Generator<Uint8Array> {
    let from = 0;
    let at = 0;
    this.rest = new Uint8Array();
    while (at < bytes.length) {
      const found = bytes.indexOf(feed, at);
      const end = found < 0 ? bytes.length : found;
      if (this.state === "undecided") {
        if (found < 0 && !ended && end - at < beginning) {
          this.rest = bytes.slice(at);
          break;
        }
        this.decide(bytes, at, end);
      }
      if (this.state === "left out") {
        if (at > from) yield bytes.subarray(from, at);
        from = end;
      } else if (this.begins || this.closes) this.last = lastVisible(bytes, at, end) || this.last;
      if (found >= 0) this.endLine();
      at = end + 1;
    }
    const to = bytes.length - this.rest.length;
    if (to > from) yield bytes.subarray(from, to);
  }

  private decide(bytes: Uint8Array, from: number, end: number): void {
    const byte = bytes[from];
    this.state = "kept";
    this.closes = isClosing(byte);
    this.begins = (!this.inside || isOpening(byte)) && this.beginsValue(bytes, from, end);
    if (this.inside || this.begins || isStructure(bytes, from, end)) return;
    this.state = "left out";
    this.count += 1;
    this.first ??= {
      line: this.line,
      text: this.decoder.decode(bytes.subarray(from, Math.min(end, from + 200))).trim(),
    };
  }

  private beginsValue(bytes: Uint8Array, from: number, end: number): boolean {
    let at = from;
    while (at < end && isBlank(bytes[at])) at += 1;
    if (!isOpening(bytes[at])) return false;
    return jsonBeginning.test(this.decoder.decode(bytes.subarray(at, Math.min(end, at + beginning))));
  }

  private endLine(): void {
    const closed = isClosing(this.last);
    if (this.begins) this.inside = !closed;
    else if (this.closes && closed) this.inside = false;
    this.state = "undecided";
    this.last = 0;
    this.line += 1;
  }
}

/** An object's first key or a list of objects, lists or nothing; not "[2026-01-01] started" or "{'a': 1}". */
const jsonBeginning = /^(?:\{\s*(?:"|\}|$)|\[\s*(?:\{\s*(?:"|\}|$)|\[|\]|$))/;

function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0d;
}

function isOpening(byte: number | undefined): boolean {
  return byte === 0x7b || byte === 0x5b;
}

function isClosing(byte: number | undefined): boolean {
  return byte === 0x7d || byte === 0x5d;
}

/** Nothing but brackets, commas and blanks, as stand between the elements of a list. */
function isStructure(bytes: Uint8Array, from: number, end: number): boolean {
  for (let at = from; at < end; at += 1) {
    const byte = bytes[at];
    if (!isBlank(byte) && !isClosing(byte) && byte !== 0x2c && byte !== 0x1e) return false;
  }
  return true;
}

function lastVisible(bytes: Uint8Array, from: number, end: number): number {
  for (let at = end - 1; at >= from; at -= 1) if (!isBlank(bytes[at])) return bytes[at] ?? 0;
  return 0;
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  if (first.length === 0) return second;
  const bytes = new Uint8Array(first.length + second.length);
  bytes.set(first);
  bytes.set(second, first.length);
  return bytes;
}
