import type { ByteWindow } from "./byte-window.ts";
import { isObject, JsonError, type JsonObject, parseJson, tryParseJson } from "./json.ts";
import { JsonCursor, looksWhole, maxLine, maxRecord } from "./json-cursor.ts";
import { JsonDamage } from "./json-scan.ts";
import type { Frame, JsonPiece, Shape, TakeLine } from "./json-stream.ts";

/** Undefined asks for more bytes. */
type Steps<Result = void> = Generator<JsonPiece | undefined, Result, undefined>;

type Keys = NonNullable<Shape["keys"]>;

const smallBlock = 1 << 12;
const largeBlock = 1 << 20;

/** The work behind `readJson`. */
export class JsonReader {
  private readonly cursor: JsonCursor;
  private readonly shape: Shape;
  private readonly takeLine: TakeLine | undefined;
  /** How many bytes of lines are decoded at once: few where lines are no values of their own. */
  private block = smallBlock;

  constructor(window: ByteWindow, shape: Shape, takeLine?: TakeLine) {
    this.cursor = new JsonCursor(window);
    this.shape = shape;
    this.takeLine = takeLine;
  }

  *pieces(): Steps {
    const { cursor } = this;
    while ((yield* cursor.skipToRoot()) >= 0) {
      if (!(yield* this.wholeLines())) yield* this.root();
    }
  }

  private *root(): Steps {
    const { cursor } = this;
    cursor.beginRoot();
    try {
      yield* this.value(this.shape, []);
    } catch (error) {
      const damage = yield* this.tell(error);
      yield* cursor.toNextRoot(damage.line);
    }
    cursor.endRoot();
  }

  /** Reads lines for as long as each is a value of its own; false when the first is not. */
  private *wholeLines(): Steps<boolean> {
    const { cursor } = this;
    const end = yield* this.endOfBlock();
    if (end < 0) return false;
    const { at, line: firstLine } = cursor;
    const text = cursor.decode(at, end);
    let line = firstLine;
    let from = 0;
    while (from < text.length) {
      const feed = text.indexOf("\n", from);
      const to = feed < 0 ? text.length : feed;
      if (!this.takeLine?.(text, from, to, line)) {
        const value = looksWhole(text, from, to) ? tryParseJson(text.slice(from, to)) : undefined;
        if (value === undefined && text.slice(from, to).trim() !== "") break;
        if (value !== undefined) yield* records(value, this.shape, line);
      }
      if (feed >= 0) line += 1;
      from = to + 1;
    }
    const whole = from >= text.length;
    this.block = whole ? Math.min(4 * this.block, largeBlock) : smallBlock;
    cursor.moveTo(whole ? end : this.afterLines(at, line - firstLine), line);
    return from > 0;
  }

  /** The end of the lines to be decoded at once, -1 when the next line alone is too long. */
  private *endOfBlock(): Steps<number> {
    const { window, at } = this.cursor;
    const longest = this.shape.items || this.shape.keys ? maxLine : maxRecord;
    for (let searched = at; ; searched = window.end) {
      const last = window.findLast(0x0a, Math.min(at + this.block, window.end));
      if (last >= at) return last + 1;
      const next = window.find(0x0a, searched);
      const end = next >= 0 ? next + 1 : window.end;
      if (end - at > longest) return -1;
      if (next >= 0 || window.ended) return end;
      yield;
    }
  }

  private afterLines(from: number, count: number): number {
    let at = from;
    for (let line = 0; line < count; line += 1) at = this.cursor.window.find(0x0a, at) + 1;
    return at;
  }

  private *value(shape: Shape, frames: readonly Frame[]): Steps {
    const byte = this.cursor.byte();
    if (byte === 0x5b && shape.items) yield* this.list(shape.items, frames);
    else if (byte === 0x7b && shape.keys) yield* this.object(shape.keys, frames);
    else yield* this.record(frames);
  }

  private *list(items: Shape, frames: readonly Frame[]): Steps {
    const { cursor } = this;
    cursor.step();
    while ((yield* cursor.skip()) !== 0x5d) {
      const { indent } = cursor;
      // Recovery begins behind the last place kept: without this one it could come to the same element again.
      cursor.keep();
      try {
        yield* this.value(items, frames);
        if (yield* this.closes(0x5d)) return;
      } catch (error) {
        const damage = yield* this.tell(error);
        if (!(yield* cursor.toSibling(indent))) throw damage;
      }
    }
    cursor.step();
  }

  private *object(keys: Keys, frames: readonly Frame[]): Steps {
    const { cursor } = this;
    const { at: offset, line } = cursor;
    const rest: Record<string, unknown> = Object.create(null);
    let descended = false;
    cursor.step();
    for (let closed = yield* this.closesAtOnce(); !closed; closed = yield* this.closes(0x7d)) {
      const key = yield* this.key();
      const byte = yield* cursor.skip();
      const shape = Object.hasOwn(keys, key) ? keys[key] : undefined;
      if (shape && ((byte === 0x5b && shape.items) || (byte === 0x7b && shape.keys))) {
        descended = true;
        yield* this.value(shape, [...frames, { key, rest, offset }]);
      } else {
        const value = yield* this.parsed();
        if (value !== undefined) rest[key] = value;
      }
    }
    yield descended ? { type: "end", offset, rest } : { type: "record", value: rest, line, frames };
  }

  private *key(): Steps<string> {
    const { cursor } = this;
    if ((yield* cursor.skip()) !== 0x22) cursor.unexpected("a key");
    const key = yield* this.parsed();
    if (typeof key !== "string") throw new JsonDamage(cursor.at, cursor.line, "a key that cannot be read");
    if ((yield* cursor.skip()) !== 0x3a) cursor.unexpected('":"');
    cursor.step();
    return key;
  }

  private *closesAtOnce(): Steps<boolean> {
    const closed = (yield* this.cursor.skip()) === 0x7d;
    if (closed) this.cursor.step();
    return closed;
  }

  /** Takes the comma or the closing bracket after an element; true for the bracket. */
  private *closes(bracket: number): Steps<boolean> {
    const { cursor } = this;
    cursor.keep();
    const byte = yield* cursor.skip();
    if (byte !== bracket && byte !== 0x2c) cursor.unexpected('"," or a closing bracket');
    cursor.step();
    return byte === bracket;
  }

  private *record(frames: readonly Frame[]): Steps {
    const { line } = this.cursor;
    const value = yield* this.parsed();
    if (value !== undefined) yield { type: "record", value, line, frames };
  }

  /** The value that begins here; undefined, and the damage told, when only its own text is at fault. */
  private *parsed(): Steps<unknown> {
    const { at, line } = this.cursor;
    const text = yield* this.cursor.text();
    try {
      return parseJson(text);
    } catch (error) {
      if (!(error instanceof JsonError)) throw error;
      const reason = `JSON: ${error.problem}, column ${error.column} of the record`;
      yield { type: "damage", line: line + error.line - 1, offset: at, reason };
      return undefined;
    }
  }

  private *tell(error: unknown): Steps<JsonDamage> {
    if (!(error instanceof JsonDamage)) throw error;
    if (error.told) return error;
    error.told = true;
    this.cursor.goBack();
    const { line } = this.cursor;
    const where = line === error.line ? "" : `, on line ${error.line}`;
    yield { type: "damage", line, offset: error.offset, reason: `JSON: ${error.message}${where}` };
    return error;
  }
}

/** What the shape gives of a value that is there already. */
function* records(value: unknown, shape: Shape, line: number, frames: readonly Frame[] = []): Generator<JsonPiece> {
  if (shape.items && Array.isArray(value)) {
    for (const item of value) yield* records(item, shape.items, line, frames);
    return;
  }
  const keys = shape.keys && isObject(value) ? leadingKeys(value, shape.keys) : [];
  if (!isObject(value) || keys.length === 0) {
    yield { type: "record", value, line, frames };
    return;
  }
  for (const [key, inner] of keys) {
    yield* records(value[key], inner, line, [...frames, { key, rest: value, offset: -1 }]);
  }
}

function leadingKeys(value: JsonObject, keys: Keys): [string, Shape][] {
  return Object.entries(keys).filter(([key, shape]) => {
    const inner = value[key];
    return (shape.items && Array.isArray(inner)) || (shape.keys && isObject(inner));
  });
}
