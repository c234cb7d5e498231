import { isObject, type JsonObject } from "../json/json.ts";
import type { Frame, JsonPiece } from "../json/json-stream.ts";
import type { RecordReader } from "./embedding-record.ts";
import type { EmbeddingWriter } from "./embedding-rows.ts";
import { columnKeys } from "./vector-layout.ts";
import { readVector } from "./vector-text.ts";

type JsonRecord = Extract<JsonPiece, { type: "record" }>;

interface Column {
  readonly values: unknown[];
  /** How many of its values surely stand in their places. */
  sure: number;
}

/**
 * Joins files that hold a list for each field, as Chroma's `get` gives them, by position. Of a vector only its 32-bit
 * floats are held until the other fields are known.
 */
export class VectorColumns {
  readonly #writer: EmbeddingWriter;
  readonly #record: RecordReader;
  #columns = new Map<string, Column>();
  #last = "";
  #line = 1;
  #damaged = false;
  #root: JsonObject | null = null;

  constructor(writer: EmbeddingWriter, record: RecordReader) {
    this.#writer = writer;
    this.#record = record;
  }

  take({ value, line, frames }: JsonRecord): void {
    const [root] = frames;
    if (!root) this.#lone(value, line);
    else this.#item(value, line, root);
  }

  #item(value: unknown, line: number, root: Frame): void {
    if (root.rest !== this.#root) this.end();
    this.#root = root.rest;
    this.#line = line;
    const name = root.key;
    const column = this.#columns.get(name) ?? { values: [], sure: Number.POSITIVE_INFINITY };
    this.#columns.set(name, column);
    if (this.#damaged) this.#doubt(column, name);
    this.#last = name;
    column.values.push(columnKeys[name] === "embeddings" && value !== null ? readVector(value) : value);
  }

  /** An object without lists, which are null when they were not asked for. */
  #lone(value: unknown, line: number): void {
    const ids = isObject(value) && Array.isArray(value.ids) ? value.ids.length : 0;
    const isEmpty = isObject(value) && Array.isArray(value.ids) && ids === 0;
    if (!isEmpty) this.#writer.lose({ line }, "no vectors here", Math.max(1, ids));
  }

  /** Something could not be read: what follows in the same list may have moved by one place. */
  damaged(): void {
    this.#damaged = true;
  }

  #doubt(column: Column, name: string): void {
    this.#damaged = false;
    const before = this.#columns.get(this.#last);
    if (before) before.sure = Math.min(before.sure, before.values.length);
    if (name !== this.#last) column.sure = 0;
  }

  isRoot(rest: JsonObject): boolean {
    return rest === this.#root;
  }

  /** All lists of one object are over. */
  end(rest: JsonObject = this.#root ?? {}): void {
    const columns = [...this.#columns];
    this.#columns = new Map();
    this.#root = null;
    this.#damaged = false;
    if (columns.length === 0) return;
    if (columns.some(([name]) => columnKeys[name] === "embeddings")) this.#join(columns, rest);
    else this.#withoutVectors(columns);
  }

  #join(columns: readonly (readonly [string, Column])[], rest: JsonObject): void {
    const shared = Object.entries(rest).filter(([key, value]) => key === "model" && typeof value === "string");
    const count = Math.max(0, ...columns.filter(([name]) => isKey(name)).map(([, { values }]) => values.length));
    const sure = Math.min(...columns.map(([, column]) => column.sure));
    const place = { line: this.#line };
    for (let at = 0; at < Math.min(count, sure); at++) {
      this.#writer.record(place, () => {
        for (const [key, value] of shared) this.#writer.add(key, value);
        for (const [name, { values }] of columns) this.#field(name, values[at], place);
      });
    }
    this.#writer.around(rest, ["model", "error", ...columns.map(([name]) => name)]);
    if (count > sure) this.#writer.lose(place, "the records behind damage cannot be told apart", count - sure);
    for (const [name, { values }] of columns)
      if (values.length !== count && !isKey(name))
        this.#writer.notes.add(`the list ${name} has ${values.length} items for ${count} records`, place);
  }

  #withoutVectors(columns: readonly (readonly [string, Column])[]): void {
    const count = Math.max(...columns.map(([, { values }]) => values.length));
    const reason =
      'the vectors are not in the file: Chroma gives them only for include=["embeddings", "documents", "metadatas"]';
    this.#writer.lose({ line: this.#line }, reason, count);
  }

  #field(name: string, value: unknown, place: { line: number }): void {
    const field = columnKeys[name] ?? name;
    if (value === null || value === undefined) return;
    if (field === "embeddings") this.#writer.vector(name, value as Float32Array | string);
    else if (field === "metadata") this.#record.field("metadata", value, place);
    else this.#writer.add(field, value);
  }
}

/** The lists that say how many records there are. */
function isKey(name: string): boolean {
  return columnKeys[name] === "embeddings" || columnKeys[name] === "id";
}
