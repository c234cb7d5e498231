/**
 * The value of a Python literal as `repr` writes it (dicts, lists, tuples, strings, numbers, True, False, None), or
 * undefined for anything else. Arrays of numpy are lists, with or without commas; other calls, such as `datetime(…)`,
 * are not read.
 */
export function parsePythonRepr(text: string): unknown {
  if (text.length > longest) return undefined;
  const reader = new ReprReader(text);
  const value = reader.value(0);
  return reader.atEnd() ? value : undefined;
}

const deepest = 100;
const longest = 1_000_000;
const failed = Symbol("failed");

const words: Readonly<Record<string, unknown>> = { True: true, False: false, None: null, nan: "NaN", inf: "Infinity" };
const escapes: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  "\\": "\\",
  "'": "'",
  '"': '"',
  "0": "\0",
};

class ReprReader {
  private at = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  atEnd(): boolean {
    this.take(/\s*/y);
    return this.at === this.text.length;
  }

  value(depth: number): unknown {
    const value = depth > deepest ? failed : this.next(depth);
    if (value !== failed) return value;
    this.at = this.text.length + 1;
    return undefined;
  }

  private next(depth: number): unknown {
    this.take(/\s*/y);
    const char = this.text.charAt(this.at);
    if (char === "{") return this.dict(depth);
    if (char === "[") return this.list("]", depth);
    if (char === "(") return this.list(")", depth);
    if (this.take(/array\(/y) !== null) return this.array(depth);
    const number = this.take(/[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y);
    if (number !== null) return /^[+-]?\d{16,}$/.test(number) ? number : Number(number);
    const word = this.take(/[A-Za-z]+(?!['"\w])/y);
    if (word !== null) return Object.hasOwn(words, word) ? words[word] : failed;
    return this.string();
  }

  private dict(depth: number): unknown {
    const object: Record<string, unknown> = Object.create(null);
    this.at += 1;
    while (!this.skip("}")) {
      const key = this.next(depth + 1);
      if (key === failed || !this.skip(":")) return failed;
      object[String(key)] = this.value(depth + 1);
      if (!this.skip(",") && this.peek() !== "}") return failed;
    }
    return object;
  }

  private list(end: string, depth: number): unknown {
    const items: unknown[] = [];
    this.at += 1;
    while (!this.skip(end)) {
      items.push(this.value(depth + 1));
      // numpy prints arrays without commas.
      if (!this.skip(",") && this.at >= this.text.length) return failed;
    }
    return items;
  }

  private array(depth: number): unknown {
    const value = this.value(depth + 1);
    const closed = this.take(/\s*(?:,\s*(?:dtype|shape)=[^()]*(?:\([^()]*\)[^()]*)?)?\)/y);
    return closed === null ? failed : value;
  }

  private string(): unknown {
    const quoted = this.take(/[bru]?(?:'(?:[^'\\]|\\[\s\S])*'|"(?:[^"\\]|\\[\s\S])*")/y);
    if (quoted === null) return failed;
    const inner = quoted.slice(quoted.search(/['"]/) + 1, -1);
    return inner.replace(/\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|([\s\S]))/gi, (whole, byte, unit, char) => {
      const code = byte ?? unit;
      return code === undefined ? (escapes[char] ?? whole) : String.fromCharCode(Number.parseInt(code, 16));
    });
  }

  private peek(): string {
    this.take(/\s*/y);
    return this.text.charAt(this.at);
  }

  private skip(char: string): boolean {
    if (this.peek() !== char) return false;
    this.at += 1;
    return true;
  }

  private take(pattern: RegExp): string | null {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text);
    if (!match) return null;
    this.at = pattern.lastIndex;
    return match[0];
  }
}
