import { isObject, JsonError, type JsonObject, parseJson, tryParseJson } from "./json.ts";
import { JsonCursor, looksWhole, maxLine, maxRecord } from "./json-cursor.ts";
import { type Quick, QuickValues } from "./json-quick.ts";
import { JsonDamage } from "./json-scan.ts";
import type { Frame, JsonPiece, Shape, TakeLine } from "./json-stream.ts";
import type { TextWindow } from "./text-window.ts";

/** Pieces by the batch; undefined asks for more text. */
type Steps<Result = void> = Generator<readonly JsonPiece[] | undefined, Result, undefined>;

type Keys = NonNullable<Shape["keys"]>;

/** So many records are read before they are given away. */
const batch = 500;

/** The work behind `readJson`. */
export class JsonReader {
  private readonly cursor: JsonCursor;
  private readonly quick: QuickValues;
  private readonly shape: Shape;
  private readonly takeLine: TakeLine | undefined;

  constructor(window: TextWindow, shape: Shape, takeLine?: TakeLine) {
    this.cursor = new JsonCursor(window);
    this.quick = new QuickValues(window);
    this.shape = shape;
    this.takeLine = takeLine;
  }

  *pieces(): Steps {
    const { cursor } = this;
    while ((yield* cursor.skipToRoot()) >= 0) {
      if (yield* this.wholeLines()) continue;
      const pieces = this.roots();
      if (pieces.length > 0) yield pieces;
      else yield* this.root();
    }
  }

  /** Reads values at the top from here on, for as long as each is all there and a record of its own. */
  private roots(): JsonPiece[] {
    const { cursor, quick, shape } = this;
    const pieces: JsonPiece[] = [];
    while (!this.takeLine && pieces.length < batch) {
      const code = cursor.toRoot();
      const { at, line } = cursor;
      if (code < 0 || goesInto(shape, code) || cursor.fails(at)) break;
      cursor.beginRoot();
      const read = quick.read(at, cursor.rootBeginning);
      cursor.endRoot();
      if (read !== "done") break;
      pieces.push({ type: "record", value: quick.value, line, frames: [] });
      cursor.moveTo(quick.end, line + quick.lines);
    }
    return pieces;
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
    const begun = cursor.at;
    for (let whole = true; whole && (yield* this.lineIsThere()); ) {
      const pieces: JsonPiece[] = [];
      whole = this.lines(pieces);
      if (pieces.length > 0) yield pieces;
    }
    return cursor.at > begun;
  }

  /** Waits for the end of the line; false when there is no line, or one that is too long to be read at once. */
  private *lineIsThere(): Steps<boolean> {
    const { cursor, shape } = this;
    const { window, at } = cursor;
    const longest = shape.items || shape.keys ? maxLine : maxRecord;
    cursor.keep();
    for (let searched = at; ; searched = window.end, yield) {
      const feed = window.find("\n", searched);
      if ((feed < 0 ? window.end : feed) - at > longest) return false;
      if (feed >= 0 || window.ended) return at < window.end;
    }
  }

  /** Reads the lines at hand, up to a batch of records; false when it comes to one that is no value of its own. */
  private lines(pieces: JsonPiece[]): boolean {
    const { cursor, takeLine } = this;
    const { text, start, ended } = cursor.window;
    let { line } = cursor;
    let from = cursor.at - start;
    let whole = true;
    while (from < text.length && pieces.length < (takeLine ? 1 : batch)) {
      const feed = text.indexOf("\n", from);
      if (feed < 0 && !ended) break;
      const to = feed < 0 ? text.length : feed;
      whole = takeLine?.(text, from, to, line) || this.readLine(text, from, to, line, pieces);
      if (!whole) break;
      if (feed >= 0) line += 1;
      from = Math.min(to + 1, text.length);
    }
    cursor.moveTo(start + from, line);
    return whole;
  }

  private readLine(text: string, from: number, to: number, line: number, pieces: JsonPiece[]): boolean {
    const value = looksWhole(text, from, to) ? tryParseJson(text.slice(from, to)) : undefined;
    if (value === undefined) return text.slice(from, to).trim() === "";
    addRecords(pieces, value, this.shape, line, []);
    return true;
  }

  private *value(shape: Shape, frames: readonly Frame[]): Steps {
    const code = this.cursor.code();
    if (code === 0x5b && shape.items) yield* this.list(shape.items, frames);
    else if (code === 0x7b && shape.keys) yield* this.object(shape.keys, frames);
    else yield* this.record(frames);
  }

  private *list(items: Shape, frames: readonly Frame[]): Steps {
    const { cursor } = this;
    cursor.step();
    while ((yield* cursor.skip()) !== 0x5d) {
      let { indent } = cursor;
      // Recovery begins behind the last place kept: without this one it could come to the same element again.
      cursor.keep();
      try {
        const pieces = this.elements(items, frames);
        if (pieces.length > 0) {
          ({ indent } = cursor);
          yield pieces;
        } else {
          yield* this.value(items, frames);
        }
        if (yield* this.closes(0x5d)) return;
      } catch (error) {
        const damage = yield* this.tell(error);
        if (!(yield* cursor.toSibling(indent))) throw damage;
      }
    }
    cursor.step();
  }

  /** Reads the elements from here on for as long as they are whole and nothing about them is unusual. */
  private elements(items: Shape, frames: readonly Frame[]): JsonPiece[] {
    const { cursor, quick } = this;
    const pieces: JsonPiece[] = [];
    let { at, line } = cursor;
    while (pieces.length < batch && !goesInto(items, cursor.window.at(at)) && !cursor.fails(at)) {
      if (quick.read(at, cursor.rootBeginning) !== "done") break;
      pieces.push({ type: "record", value: quick.value, line, frames });
      cursor.indent = pieces.length === 1 ? cursor.indent : cursor.indentAt(at);
      cursor.moveTo(quick.end, line + quick.lines);
      const next = cursor.behindComma();
      if (next === null) break;
      ({ at, line } = next);
    }
    return pieces;
  }

  private *object(keys: Keys, frames: readonly Frame[]): Steps {
    const { cursor } = this;
    const { at: offset, line } = cursor;
    const rest: Record<string, unknown> = Object.create(null);
    let descended = false;
    cursor.step();
    for (let closed = yield* this.closesAtOnce(); !closed; closed = yield* this.closes(0x7d)) {
      const key = yield* this.key();
      const code = yield* cursor.skip();
      const shape = Object.hasOwn(keys, key) ? keys[key] : undefined;
      if (shape && goesInto(shape, code)) {
        descended = true;
        yield* this.value(shape, [...frames, { key, rest, offset }]);
      } else {
        const value = yield* this.parsed();
        if (value !== undefined) rest[key] = value;
      }
    }
    yield [descended ? { type: "end", offset, rest } : { type: "record", value: rest, line, frames }];
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
    const code = yield* cursor.skip();
    if (code !== bracket && code !== 0x2c) cursor.unexpected('"," or a closing bracket');
    cursor.step();
    return code === bracket;
  }

  private *record(frames: readonly Frame[]): Steps {
    const { line } = this.cursor;
    const value = yield* this.parsed();
    if (value !== undefined) yield [{ type: "record", value, line, frames }];
  }

  /** The value that begins here; undefined, and the damage told, when only its own text is at fault. */
  private *parsed(): Steps<unknown> {
    const { cursor, quick } = this;
    const { at, line } = cursor;
    cursor.keep();
    let read: Quick = "more";
    while (read === "more" && !cursor.fails(at)) {
      read = quick.read(at, cursor.rootBeginning);
      if (read === "more") yield;
    }
    if (read !== "done") return yield* this.scanned();
    cursor.moveTo(quick.end, line + quick.lines);
    return quick.value;
  }

  /** The same, looking at each character. */
  private *scanned(): Steps<unknown> {
    const { at, line } = this.cursor;
    const text = yield* this.cursor.text();
    try {
      const value = parseJson(text);
      this.quick.learn(text.length);
      return value;
    } catch (error) {
      if (!(error instanceof JsonError)) throw error;
      const reason = `JSON: ${error.problem}, column ${error.column} of the record`;
      yield [{ type: "damage", line: line + error.line - 1, offset: at, reason }];
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
    yield [{ type: "damage", line, offset: error.offset, reason: `JSON: ${error.message}${where}` }];
    return error;
  }
}

/** True for the first character of a value that the shape goes through. */
function goesInto({ items, keys }: Shape, code: number): boolean {
  return (code === 0x5b && items !== undefined) || (code === 0x7b && keys !== undefined);
}

/** Adds what the shape gives of a value that is there already. */
function addRecords(pieces: JsonPiece[], value: unknown, shape: Shape, line: number, frames: readonly Frame[]): void {
  if (shape.items && Array.isArray(value)) {
    for (const item of value) addRecords(pieces, item, shape.items, line, frames);
    return;
  }
  const keys = shape.keys && isObject(value) ? leadingKeys(value, shape.keys) : [];
  if (!isObject(value) || keys.length === 0) {
    pieces.push({ type: "record", value, line, frames });
    return;
  }
  for (const [key, inner] of keys) {
    addRecords(pieces, value[key], inner, line, [...frames, { key, rest: value, offset: -1 }]);
  }
}

function leadingKeys(value: JsonObject, keys: Keys): [string, Shape][] {
  return Object.entries(keys).filter(([key, shape]) => {
    const inner = value[key];
    return (shape.items && Array.isArray(inner)) || (shape.keys && isObject(inner));
  });
}
