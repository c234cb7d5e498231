export interface PartialJson {
  readonly value: unknown;
  /** Where reading ended: after the value, or where the text stops being JSON or stops altogether. */
  readonly end: number;
  /** False when a part is missing. */
  readonly whole: boolean;
}

/** Deeper levels are left out; nothing tells formats apart down there. */
const maxDepth = 200;

/**
 * The object or array that begins at `start`, as far as it goes: one that is cut off has the entries before the cut.
 * Integers of 16 digits and more are strings. Null when there is no object or array, or nothing of it can be read.
 */
export function partialJson(text: string, start = 0): PartialJson | null {
  const reader = new Reader(text, start);
  if (reader.peek() !== "{" && reader.peek() !== "[") return null;
  const value = reader.value(0);
  if (!reader.whole && isEmpty(value)) return null;
  return { value, end: reader.at, whole: reader.whole };
}

function isEmpty(value: unknown): boolean {
  return typeof value !== "object" || value === null || Object.keys(value).length === 0;
}

const blank = /[ \t\r\n]*/y;
const plainString = /"[^"\\]*"/y;
const anyString = /"[^"\\]*(?:\\[\s\S][^"\\]*)*"/y;
const scalar = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?=[\s,\]}])|true|false|null|NaN|-?Infinity/y;

class Reader {
  whole = true;

  constructor(
    readonly text: string,
    public at: number,
  ) {}

  peek(): string {
    blank.lastIndex = this.at;
    blank.test(this.text);
    this.at = blank.lastIndex;
    return this.text.charAt(this.at);
  }

  /** The next value; undefined, and no longer whole, where there is none. */
  value(depth: number): unknown {
    const next = this.peek();
    if ((next === "{" || next === "[") && depth >= maxDepth) return this.stop();
    if (next === "{") return this.object(depth);
    if (next === "[") return this.array(depth);
    return next === '"' ? this.string() : this.scalar();
  }

  object(depth: number): Record<string, unknown> {
    const entries: [string, unknown][] = [];
    this.items("}", () => {
      const key = this.peek() === '"' ? this.string() : this.stop();
      if (key === undefined || !this.take(":")) return;
      const value = this.value(depth + 1);
      if (value !== undefined) entries.push([key, value]);
    });
    return Object.fromEntries(entries);
  }

  array(depth: number): unknown[] {
    const items: unknown[] = [];
    this.items("]", () => {
      const value = this.value(depth + 1);
      if (value !== undefined) items.push(value);
    });
    return items;
  }

  /** Reads items up to the closing bracket, as long as nothing is missing. */
  items(close: string, item: () => void): void {
    this.at++;
    if (this.peek() === close) {
      this.at++;
      return;
    }
    do item();
    while (this.whole && this.peek() === "," && this.take(","));
    if (this.whole) this.take(close);
  }

  take(char: string): boolean {
    if (this.peek() === char) this.at++;
    else this.whole = false;
    return this.whole;
  }

  string(): string | undefined {
    const token = this.match(plainString) ?? this.match(anyString);
    if (token === null) return this.stop();
    try {
      return JSON.parse(token) as string;
    } catch {
      return token.slice(1, -1);
    }
  }

  scalar(): unknown {
    const token = this.match(scalar);
    if (token === null) return this.stop();
    if (/^-?\d{16,}$/.test(token)) return token;
    try {
      return JSON.parse(token);
    } catch {
      // NaN and Infinity, and numbers that a broken byte made of another one.
      return token;
    }
  }

  match(pattern: RegExp): string | null {
    pattern.lastIndex = this.at;
    const token = pattern.exec(this.text)?.[0];
    if (token === undefined) return null;
    this.at += token.length;
    return token;
  }

  stop(): undefined {
    this.whole = false;
    return undefined;
  }
}
