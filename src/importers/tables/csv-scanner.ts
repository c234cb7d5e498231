import { grown } from "./column-memory.ts";

export interface Dialect {
  readonly delimiter: number;
  /** 10, or 13 for text whose lines end with a carriage return alone. */
  readonly newline: number;
}

const quote = 34;
const lineFeed = 10;
const carriageReturn = 13;

/** A quoted cell may be this long before its quote is taken for a plain character. */
const longestQuoted = 128 * 1024 * 1024;

type State = "cell" | "plain" | "quoted" | "closed";

/** How a record departs from the rules. */
export type Oddity = "unclosed" | "stray";

/**
 * Splits UTF-8 bytes into records and cells by RFC 4180: cells in quotes may hold delimiters, line breaks and doubled
 * quotes. A quote that is never closed is taken as a plain character, and so is one that closes in the midst of a
 * cell. After `next()` says true, the cells of one record are in `bytes` between `starts` and `ends`.
 */
export class CsvScanner {
  bytes: Uint8Array = new Uint8Array(0);
  cells = 0;
  starts = new Int32Array(64);
  ends = new Int32Array(64);
  /** 1: the cell stood in quotes; 3: and holds doubled quotes. */
  quotes = new Uint8Array(64);
  /** Where the record ends, without its line break. */
  recordEnd = 0;
  /** The line where the record begins. */
  line = 1;
  /** What was odd about the record, and in which line. */
  oddity: Oddity | null = null;
  oddLine = 0;

  readonly #delimiter: number;
  readonly #newline: number;
  #length = 0;
  #at = 0;
  #recordStart = 0;
  #state: State = "cell";
  #cellStart = 0;
  #doubled = false;
  #nextLine = 1;
  #cellLine = 1;
  #ended = false;

  constructor({ delimiter, newline }: Dialect) {
    this.#delimiter = delimiter;
    this.#newline = newline;
  }

  /** Takes more bytes; those of finished records are forgotten. */
  push(chunk: Uint8Array): void {
    const shift = this.#recordStart;
    const kept = this.#length - shift;
    const needed = kept + chunk.length;
    if (needed > this.bytes.length) {
      const larger = new Uint8Array(Math.max(needed, this.bytes.length * 2, 1024));
      larger.set(this.bytes.subarray(shift, this.#length));
      this.bytes = larger;
    } else if (shift > 0) this.bytes.copyWithin(0, shift, this.#length);
    this.bytes.set(chunk, kept);
    this.#length = needed;
    this.#shift(shift);
  }

  #shift(by: number): void {
    this.#recordStart -= by;
    this.#at -= by;
    this.#cellStart -= by;
    for (let cell = 0; cell < this.cells; cell++) {
      this.starts[cell] = (this.starts[cell] as number) - by;
      this.ends[cell] = (this.ends[cell] as number) - by;
    }
  }

  /** No more bytes will come: what is left is a record too. */
  end(): void {
    this.#ended = true;
  }

  /** Finds the next record; false when more bytes are needed, or none are left. Empty lines are passed over. */
  next(): boolean {
    while (this.#record()) {
      const blank = this.cells === 1 && this.quotes[0] === 0 && this.starts[0] === this.ends[0];
      if (!blank) return true;
    }
    return false;
  }

  #record(): boolean {
    if (this.#state === "cell" && this.#at === this.#recordStart) this.#begin();
    for (;;) {
      const done = this.#step();
      if (done !== null) return done;
    }
  }

  #begin(): void {
    this.cells = 0;
    this.line = this.#nextLine;
    this.oddity = null;
  }

  /** One step within a record: true at its end, false when bytes are missing. */
  #step(): boolean | null {
    switch (this.#state) {
      case "cell":
        return this.#open();
      case "plain":
        return this.#plain();
      case "quoted":
        return this.#quoted();
      case "closed":
        return this.#closed();
    }
  }

  #open(): boolean | null {
    if (this.#at === this.#length) {
      // The end of the bytes ends a record only where one has begun: after a delimiter.
      if (!this.#ended || this.#at === this.#recordStart) return false;
      this.#state = "plain";
    }
    const quoted = this.#at < this.#length && this.bytes[this.#at] === quote;
    if (quoted) this.#at++;
    this.#state = quoted ? "quoted" : "plain";
    this.#cellStart = this.#at;
    this.#cellLine = this.#nextLine;
    this.#doubled = false;
    return null;
  }

  #plain(): boolean | null {
    const { bytes } = this;
    const delimiter = this.#delimiter;
    const newline = this.#newline;
    const length = this.#length;
    let at = this.#at;
    for (; at < length; at++) {
      const byte = bytes[at];
      if (byte === delimiter || byte === newline) break;
    }
    this.#at = at;
    if (at === length && !this.#ended) return false;
    return this.#endCell(this.#cellStart, at, 0);
  }

  #quoted(): boolean | null {
    const { bytes } = this;
    const length = this.#length;
    let at = this.#at;
    for (; at < length; at++) {
      const byte = bytes[at];
      if (byte === quote) break;
      if (byte === this.#newline) this.#nextLine++;
    }
    this.#at = at;
    if (at < length) {
      this.#at++;
      this.#state = "closed";
      return null;
    }
    if (!this.#ended && at - this.#cellStart <= longestQuoted) return false;
    this.#takeQuoteAsText("unclosed");
    return null;
  }

  /** After a quote inside a quoted cell: it is doubled, or it ends the cell, or the cell was not meant to be quoted. */
  #closed(): boolean | null {
    const at = this.#at;
    if (at >= this.#length - 1 && !this.#ended) return false;
    const byte = at < this.#length ? this.bytes[at] : this.#newline;
    if (byte === quote) {
      this.#doubled = true;
      this.#at++;
      this.#state = "quoted";
      return null;
    }
    const ends = byte === this.#delimiter || byte === this.#newline;
    if (ends || this.#isLineBreak(at)) return this.#endCell(this.#cellStart, at - 1, this.#doubled ? 3 : 1);
    if (this.#nextLine > this.#cellLine) this.#takeQuoteAsText("unclosed");
    else this.#keepQuotes();
    return null;
  }

  #isLineBreak(at: number): boolean {
    const last = at + 1 >= this.#length;
    return this.bytes[at] === carriageReturn && (last || this.bytes[at + 1] === lineFeed);
  }

  /** Goes back to the cell's quote and reads on from there as if it were any character. */
  #takeQuoteAsText(oddity: Oddity): void {
    this.#odd(oddity, this.#cellLine);
    this.#nextLine = this.#cellLine;
    this.#cellStart--;
    this.#at = this.#cellStart;
    this.#state = "plain";
  }

  /** Text follows a closing quote in the same line: the cell is kept as it stands, quotes and all. */
  #keepQuotes(): void {
    this.#odd("stray", this.#nextLine);
    this.#cellStart--;
    this.#state = "plain";
  }

  #odd(oddity: Oddity, line: number): void {
    if (this.oddity) return;
    this.oddity = oddity;
    this.oddLine = line;
  }

  /** Ends a cell before the delimiter or line break at `#at`; true when that ends the record. */
  #endCell(start: number, end: number, quotes: number): true | null {
    const at = this.#at;
    const isLast = at >= this.#length || this.bytes[at] !== this.#delimiter;
    const broken = isLast && quotes === 0 && this.#newline === lineFeed && end > start;
    this.#store(start, broken && this.bytes[end - 1] === carriageReturn ? end - 1 : end, quotes);
    this.#state = "cell";
    if (!isLast) {
      this.#at++;
      return null;
    }
    this.recordEnd = (this.ends[this.cells - 1] as number) + (quotes & 1);
    this.#at = Math.min(this.#length, this.#afterLineBreak(at));
    this.#recordStart = this.#at;
    this.#nextLine++;
    return true;
  }

  #afterLineBreak(at: number): number {
    return this.bytes[at] === carriageReturn && this.#newline === lineFeed ? at + 2 : at + 1;
  }

  #store(start: number, end: number, quotes: number): void {
    const cell = this.cells++;
    if (cell === this.quotes.length) {
      this.starts = grown(this.starts, cell + 1);
      this.ends = grown(this.ends, cell + 1);
      this.quotes = grown(this.quotes, cell + 1);
    }
    this.starts[cell] = start;
    this.ends[cell] = end;
    this.quotes[cell] = quotes;
  }
}
