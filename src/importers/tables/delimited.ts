import type { Importer, Input, Sample, Sink } from "../importer.ts";
import { grown } from "./column-memory.ts";
import { isMarkup, sniffDialect, type TableDialect } from "./csv-dialect.ts";
import { CsvScanner, type Oddity } from "./csv-scanner.ts";
import { fillTable, hasLearnt, type PlainColumn, PlainTable } from "./plain-table.ts";
import { kinds } from "./value-kinds.ts";

/** Comma-, tab-, semicolon- and bar-separated text, with or without a header. */
export const delimited: Importer = {
  format: "table",
  title: "Table (delimited text)",
  detect: (sample) => {
    const dialect = dialectOf(sample);
    return dialect && describe(dialect);
  },
  read: async (input, sink) => {
    const dialect = dialectOf(input.sample);
    if (dialect) await new DelimitedReader(input, sink, dialect).read();
  },
};

function dialectOf({ text, whole }: Sample): TableDialect | null {
  if (text === null || isMarkup(text)) return null;
  return sniffDialect(text, whole);
}

const kindOfText = new Map([
  [44, "comma-separated text"],
  [9, "tab-separated text"],
  [59, "semicolon-separated text"],
  [124, "bar-separated text"],
]);

function describe({ delimiter, width, hasHeader, namesDelimiter }: TableDialect): string {
  if (width === 1) return "text of one value per line";
  const header = hasHeader ? `header in line ${namesDelimiter ? 2 : 1}` : "no header";
  return `${kindOfText.get(delimiter) ?? "delimited text"}, ${width} columns, ${header}`;
}

class DelimitedReader {
  readonly #input: Input;
  readonly #sink: Sink;
  readonly #dialect: TableDialect;
  readonly #table: PlainTable;
  #scanner: CsvScanner;
  /** The columns of the header; the table has one more when records are longer. */
  readonly #columns: PlainColumn[] = [];
  #surplus: PlainColumn | null = null;
  #atHeader = true;
  #seen = 0;
  /** Takes a cell without its doubled quotes. */
  #unquoted = new Uint8Array(1024);

  constructor(input: Input, sink: Sink, dialect: TableDialect) {
    this.#input = input;
    this.#sink = sink;
    this.#dialect = dialect;
    this.#table = new PlainTable(input.tableName, sink);
    this.#scanner = new CsvScanner(dialect);
  }

  async read(): Promise<void> {
    await fillTable(this.#table, this.#sink, (part) => this.#pass(part === "head"));
  }

  async #pass(headOnly: boolean): Promise<void> {
    const scanner = new CsvScanner(this.#dialect);
    this.#scanner = scanner;
    this.#atHeader = true;
    this.#seen = 0;
    let bytes = 0;
    for await (const chunk of this.#input.utf8()) {
      bytes += chunk.length;
      scanner.push(chunk);
      this.#count(headOnly);
      if (headOnly && hasLearnt(this.#table, bytes)) return;
      await this.#sink.drain();
    }
    scanner.end();
    this.#count(headOnly);
  }

  #count(headOnly: boolean): void {
    const before = this.#table.rows;
    this.#records();
    if (!headOnly) this.#sink.records(this.#table.rows - before);
  }

  #records(): void {
    const scanner = this.#scanner;
    while (scanner.next()) {
      this.#seen++;
      if (this.#seen === 1 && this.#dialect.namesDelimiter) continue;
      if (this.#atHeader) this.#begin();
      else this.#record();
    }
  }

  #begin(): void {
    this.#atHeader = false;
    const { hasHeader, width } = this.#dialect;
    if (this.#columns.length === 0) {
      const count = hasHeader ? Math.max(width, this.#scanner.cells) : width;
      for (let cell = 0; cell < count; cell++)
        this.#columns.push(this.#table.addColumn(hasHeader ? this.#headerText(cell) : ""));
    }
    if (!hasHeader) this.#record();
  }

  #headerText(cell: number): string {
    if (cell >= this.#scanner.cells) return "";
    const { bytes, start, end } = this.#cell(cell);
    return new TextDecoder().decode(bytes.subarray(start, end));
  }

  #record(): void {
    const table = this.#table;
    const columns = this.#columns;
    const { cells, quotes, bytes, starts, ends } = this.#scanner;
    for (let cell = 0; cell < columns.length; cell++) {
      const column = columns[cell] as PlainColumn;
      if (cell >= cells) this.#take(column, nothing, 0, 0);
      else if (quotes[cell] === 3) this.#takeUnquoted(column, cell);
      else this.#take(column, bytes, starts[cell] as number, ends[cell] as number);
    }
    if (cells > columns.length || this.#surplus) this.#takeSurplus();
    if (!table.learning) this.#remark();
    table.endRow();
  }

  #take(column: PlainColumn, bytes: Uint8Array, start: number, end: number): void {
    const table = this.#table;
    if (table.learning) column.learnCell(table.reader, bytes, start, end);
    else if (!column.appendCell(table.reader, bytes, start, end)) table.learning = true;
  }

  #takeUnquoted(column: PlainColumn, index: number): void {
    const { bytes, start, end } = this.#cell(index);
    this.#take(column, bytes, start, end);
  }

  /** A cell's bytes, with each doubled quote made one. */
  #cell(index: number): { bytes: Uint8Array; start: number; end: number } {
    const { bytes, starts, ends, quotes } = this.#scanner;
    const start = starts[index] as number;
    const end = ends[index] as number;
    if (quotes[index] !== 3) return { bytes, start, end };
    this.#unquoted = grown(this.#unquoted, end - start);
    let to = 0;
    for (let at = start; at < end; at++) {
      const byte = bytes[at] as number;
      this.#unquoted[to++] = byte;
      if (byte === 34) at++;
    }
    return { bytes: this.#unquoted, start: 0, end: to };
  }

  /** Keeps the cells that no column of the header takes, as they stand in the file. */
  #takeSurplus(): void {
    const { starts, quotes, cells, recordEnd, bytes } = this.#scanner;
    const first = this.#columns.length;
    const start = cells > first ? (starts[first] as number) - ((quotes[first] as number) & 1) : recordEnd;
    if (!this.#surplus && this.#hasSurplus()) {
      this.#surplus = this.#table.addColumn("extra_cells");
      this.#surplus.learn(kinds.text);
      this.#table.learning = true;
    }
    if (!this.#surplus) return;
    if (this.#hasSurplus()) this.#take(this.#surplus, bytes, start, recordEnd);
    else this.#take(this.#surplus, nothing, 0, 0);
  }

  #hasSurplus(): boolean {
    const { starts, ends, cells } = this.#scanner;
    for (let cell = this.#columns.length; cell < cells; cell++) if (starts[cell] !== ends[cell]) return true;
    return false;
  }

  #remark(): void {
    const { cells, line, oddity, oddLine } = this.#scanner;
    const width = this.#columns.length;
    const has = `the record has ${cells} ${cells === 1 ? "cell" : "cells"} where the table has ${width} columns`;
    if (cells < width) this.#note(line, `${has}: the missing ones are NULL`);
    if (cells > width && this.#hasSurplus()) this.#note(line, `${has}: the others are in the column extra_cells`);
    if (oddity) this.#note(oddLine, oddities[oddity]);
  }

  #note(line: number, reason: string): void {
    this.#sink.issue({ line, reason, severity: "note" });
  }
}

const nothing = new Uint8Array(0);

const oddities: Record<Oddity, string> = {
  unclosed: "a quote that opens a cell is never closed: it was taken as a plain character",
  stray: "text follows a closing quote: the cell was kept as it stands, with its quotes",
};
