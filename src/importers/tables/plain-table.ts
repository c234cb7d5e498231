import type { Sink } from "../importer.ts";
import { bytesHeld, finishBatch } from "./arrow-batch.ts";
import { columnBuilder } from "./arrow-columns.ts";
import { CellReader } from "./cell-reader.ts";
import type { ColumnBuilder } from "./column-memory.ts";
import { ColumnNames, namesText } from "./column-names.ts";
import { anyJsonText } from "./deep-json.ts";
import { TextColumn } from "./text-columns.ts";
import { kinds, type PlainType, remarksOn, staysText, typeOf } from "./value-kinds.ts";

/** One column of a plain table: what its values have looked like so far, the type that follows, and its values. */
export class PlainColumn {
  readonly name: string;
  #seen: number;
  #type: PlainType = "VARCHAR";
  #staysText = true;
  #text = new TextColumn();
  builder: ColumnBuilder = this.#text;

  constructor(name: string) {
    this.name = name;
    this.#seen = namesText(name) ? kinds.text : 0;
  }

  learn(kind: number): void {
    this.#seen |= kind;
  }

  /** Settles the type by what has been learnt. */
  prepare(): void {
    this.#type = typeOf(this.#seen);
    this.#staysText = staysText(this.#seen);
    this.builder = columnBuilder(this.#type);
    if (this.builder instanceof TextColumn) this.#text = this.builder;
  }

  get remarks(): string[] {
    return remarksOn(this.#type, this.#seen).map((remark) => `column ${this.name}: ${remark}`);
  }

  learnCell(reader: CellReader, bytes: Uint8Array, start: number, end: number): void {
    if (!staysText(this.#seen)) this.learn(reader.read(bytes, start, end));
  }

  learnValue(reader: CellReader, value: unknown): void {
    if (!staysText(this.#seen)) this.learn(reader.readValue(value));
  }

  /** False when the cell does not fit the column's type. An empty cell is NULL. */
  appendCell(reader: CellReader, bytes: Uint8Array, start: number, end: number): boolean {
    if (!this.#staysText) {
      const kind = reader.read(bytes, start, end);
      if (!this.#fits(kind)) return false;
      if (this.#type !== "VARCHAR") return this.#append(reader, kind);
    }
    if (start === end) this.#text.appendNull();
    else this.#text.appendBytes(bytes, start, end);
    return true;
  }

  /** The same for a value that came from JSON, which becomes JSON text where there is no type for it. */
  appendValue(reader: CellReader, value: unknown): boolean {
    if (!this.#staysText) {
      const kind = reader.readValue(value);
      if (!this.#fits(kind)) return false;
      if (this.#type !== "VARCHAR") return this.#append(reader, kind);
    }
    if (typeof value === "string" || value === null || value === undefined) this.#text.append(value);
    else this.#text.append(anyJsonText(value));
    return true;
  }

  #fits(kind: number): boolean {
    if ((kind & ~this.#seen) === 0) return true;
    this.#seen |= kind;
    return typeOf(this.#seen) === this.#type;
  }

  #append(reader: CellReader, kind: number): true {
    if (kind & (kinds.null | kinds.missing)) this.builder.appendNull();
    else if (this.#type === "BOOLEAN") this.builder.append(reader.number === 1);
    else if (this.#type === "DOUBLE[]") this.builder.append(kind & kinds.emptyList ? [] : reader.list);
    else if (kind & kinds.long) this.builder.append(reader.long);
    else if (this.#type === "TIMESTAMP" && kind & kinds.date) this.builder.append(reader.number * 86_400_000_000);
    else this.builder.append(reader.number);
    return true;
  }
}

const mostRows = 20_000;
const mostBytes = 8 * 1024 * 1024;

/**
 * A plain table under way. While it is `learning`, rows only tell the columns' types; afterwards they become batches,
 * until a value does not fit, which sets it learning again.
 */
export class PlainTable {
  readonly columns: PlainColumn[] = [];
  readonly reader = new CellReader();
  learning = true;
  rows = 0;
  readonly #name: string;
  readonly #sink: Sink;
  readonly #names = new ColumnNames();
  #batches = 0;
  #waiting = 0;

  constructor(name: string, sink: Sink) {
    this.#name = name;
    this.#sink = sink;
  }

  addColumn(wanted: string): PlainColumn {
    const column = new PlainColumn(this.#names.add(wanted, this.columns.length + 1));
    this.columns.push(column);
    return column;
  }

  begin(): void {
    for (const column of this.columns) column.prepare();
    this.learning = false;
    this.rows = 0;
    this.#batches = 0;
    this.#waiting = 0;
  }

  /** Makes NULL of the cells that the row does not have. */
  padRow(): void {
    for (const { builder } of this.columns) if (builder.length === this.#waiting) builder.appendNull();
  }

  endRow(): void {
    this.rows++;
    if (this.learning) return;
    this.#waiting++;
    const looks = this.#waiting < 16 || (this.#waiting & 15) === 0;
    if (this.#waiting >= mostRows || (looks && bytesHeld(this.columns) > mostBytes)) this.#flush();
  }

  #flush(): void {
    const { stream, rows } = finishBatch(this.columns);
    this.#waiting = 0;
    this.#batches++;
    this.#sink.arrow(this.#name, stream, rows);
  }

  /** Gives the rows that are left, or an empty table where there are none, and says what was changed. */
  finish(): void {
    if (this.#waiting || (this.#batches === 0 && this.columns.length)) this.#flush();
    for (const column of this.columns)
      for (const reason of column.remarks) this.#sink.issue({ line: null, reason, severity: "note" });
  }
}

/** Rows of the head that settle the types, unless a later row contradicts them. */
const learnRows = 20_000;
const learnBytes = 4 * 1024 * 1024;

/** True when the head has told enough. `bytes` counts the content gone through. */
export function hasLearnt(table: PlainTable, bytes: number): boolean {
  return table.rows >= learnRows || bytes >= learnBytes;
}

/**
 * Fills a table by going through its source: over the head to learn the types, then over all of it. When a value
 * contradicts what was learnt, the rest of that pass only learns, and one more pass reads the rows again.
 * `pass` goes through the source, over the head alone or over all of it.
 */
export async function fillTable(
  table: PlainTable,
  sink: Sink,
  pass: (part: "head" | "all") => Promise<void>,
): Promise<void> {
  await pass("head");
  for (let attempt = 0; attempt < 3; attempt++) {
    table.begin();
    await pass("all");
    if (!table.learning) return table.finish();
    sink.restart();
  }
  throw new Error("the file changed while it was read");
}
