import type { Importer, Input, Sink } from "../importer.ts";
import { isObject, type JsonObject } from "../json/json.ts";
import { type Frame, type JsonPiece, readJson } from "../json/json-stream.ts";
import { anyJsonText } from "./deep-json.ts";
import { type JsonLine, readJsonLines } from "./json-lines.ts";
import { isListOfObjects, type JsonTableShape, jsonLines, jsonTableShape } from "./json-shape.ts";
import { fillTable, hasLearnt, type PlainColumn, PlainTable } from "./plain-table.ts";

/** JSON as a plain table: lists of objects, objects that hold one such list, single objects, JSON Lines. */
export const jsonTable: Importer = {
  format: "table",
  title: "Table (JSON)",
  detect: (sample) => jsonTableShape(sample)?.reason ?? null,
  read: async (input, sink) => {
    const shape = jsonTableShape(input.sample);
    if (!shape) return;
    const chosen = shape.open && (await hasSecondLine(input)) ? jsonLines : shape;
    await new JsonTableReader(input, sink, chosen).read();
  },
};

/** True when something stands behind the first line. */
async function hasSecondLine(input: Input): Promise<boolean> {
  let inFirst = true;
  for await (const chunk of input.utf8()) {
    const end = inFirst ? chunk.indexOf(10) : 0;
    if (end < 0) continue;
    inFirst = false;
    if (chunk.subarray(end).some((byte) => byte > 32)) return true;
  }
  return false;
}

/** The columns that a table may have; further keys of its objects share one. */
const mostColumns = 1000;
const otherKeys = "other_keys";

class JsonTableReader {
  readonly #input: Input;
  readonly #sink: Sink;
  readonly #shape: JsonTableShape;
  readonly #table: PlainTable;
  readonly #columns = new Map<string, PlainColumn>();
  #others: PlainColumn | null = null;
  #told: JsonObject | null = null;

  constructor(input: Input, sink: Sink, shape: JsonTableShape) {
    this.#input = input;
    this.#sink = sink;
    this.#shape = shape;
    this.#table = new PlainTable(input.tableName, sink);
  }

  async read(): Promise<void> {
    await fillTable(this.#table, this.#sink, (part) => this.#pass(part === "head"));
    if (this.#table.columns.length === 0)
      this.#sink.issue({ line: null, reason: "the JSON holds no rows", severity: "note" });
  }

  async #pass(headOnly: boolean): Promise<void> {
    let bytes = 0;
    this.#told = null;
    const content = mapped(this.#input.utf8(), (chunk) => {
      bytes += chunk.length;
      return chunk;
    });
    for await (const records of this.#records(content, headOnly)) {
      const before = this.#table.rows;
      for (const value of records) this.#row(isObject(value) ? value : { value });
      if (headOnly && hasLearnt(this.#table, bytes)) return;
      if (!headOnly) this.#sink.records(this.#table.rows - before);
      await this.#sink.drain();
    }
  }

  #records(content: AsyncIterable<Uint8Array>, headOnly: boolean): AsyncIterable<Iterable<unknown>> {
    const { lines, shape } = this.#shape;
    return lines
      ? mapped(readJsonLines(content), (some) => this.#fromLines(some, headOnly))
      : mapped(readJson(content, shape), (some) => this.#fromPieces(some, headOnly));
  }

  *#fromLines(lines: Iterable<JsonLine>, headOnly: boolean): Generator<unknown> {
    for (const line of lines) {
      if (line.problem === null) yield line.value;
      else if (!headOnly) this.#lose(line.line, line.problem);
    }
  }

  *#fromPieces(pieces: Iterable<JsonPiece>, headOnly: boolean): Generator<unknown> {
    for (const piece of pieces) {
      if (piece.type === "record") yield piece.value;
      if (headOnly) continue;
      if (piece.type === "damage") this.#lose(piece.line, piece.reason);
      else if (piece.type === "end") this.#tellOfSurroundings(piece.rest);
      else if (piece.type === "record") this.#tellOfWholeSurroundings(piece.frames);
    }
  }

  #lose(line: number, reason: string): void {
    this.#sink.records(1);
    this.#sink.issue({ line, reason, severity: "record" });
  }

  #row(row: JsonObject): void {
    const table = this.#table;
    const others: [string, unknown][] = [];
    for (const key of Object.keys(row)) {
      const column = this.#columns.get(key) ?? this.#newColumn(key);
      if (column) this.#put(column, row[key]);
      else others.push([key, row[key]]);
    }
    if (others.length) this.#put(this.#othersColumn(), anyJsonText(Object.fromEntries(others)));
    if (!table.learning) table.padRow();
    table.endRow();
  }

  #put(column: PlainColumn, value: unknown): void {
    const table = this.#table;
    if (table.learning) column.learnValue(table.reader, value);
    else if (!column.appendValue(table.reader, value)) table.learning = true;
  }

  /** A key met for the first time; null when there are too many. A column that comes late sets the table learning. */
  #newColumn(key: string): PlainColumn | null {
    if (this.#columns.size >= mostColumns) return null;
    const column = this.#table.addColumn(key);
    this.#columns.set(key, column);
    this.#table.learning = true;
    return column;
  }

  #othersColumn(): PlainColumn {
    if (!this.#others) {
      this.#others = this.#table.addColumn(otherKeys);
      this.#table.learning = true;
    }
    return this.#others;
  }

  /** An object around the rows that was read in one go has no end of its own. */
  #tellOfWholeSurroundings([frame]: readonly Frame[]): void {
    if (!frame || frame.offset !== -1 || frame.rest === this.#told) return;
    this.#told = frame.rest;
    this.#tellOfSurroundings(Object.fromEntries(Object.entries(frame.rest).filter(([key]) => key !== frame.key)));
  }

  /** Says what of the object around the rows is in no row. */
  #tellOfSurroundings(rest: JsonObject): void {
    const keys = Object.keys(rest);
    for (const key of keys) {
      const list = rest[key];
      if (!isListOfObjects(list)) continue;
      const reason = `${list.length} records in ${key}, beside those in ${this.#shape.around}, are not imported`;
      this.#sink.records(list.length);
      this.#sink.issue({ line: null, reason, severity: "record", records: list.length });
    }
    const fields = keys.filter((key) => !isListOfObjects(rest[key]));
    if (fields.length === 0) return;
    const reason = `the object around the rows has fields that no row has: ${fields.slice(0, 20).join(", ")}`;
    this.#sink.issue({ line: null, reason, severity: "note" });
  }
}

async function* mapped<T, U>(items: AsyncIterable<T>, map: (item: T) => U): AsyncGenerator<U> {
  for await (const item of items) yield map(item);
}
