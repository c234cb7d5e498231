import type { Input, Sink } from "../importer.ts";
import type { JsonObject } from "../json/json.ts";
import { sniffDialect, type TableDialect } from "./csv-dialect.ts";
import { CsvScanner } from "./csv-scanner.ts";

type Take = (row: JsonObject, place: { readonly line: number }) => void;

const decoder = new TextDecoder();

/** The records of a delimited text with a header, as objects. Cells beyond the header are under `extra_cells`. */
export async function delimitedRows(input: Input, sink: Sink, take: Take): Promise<void> {
  const { text, whole } = input.sample;
  const dialect = sniffDialect(text ?? "", whole);
  if (!dialect?.hasHeader) {
    sink.records(1);
    sink.issue({ line: 1, reason: "no table with a header", severity: "record" });
    return;
  }
  const reader = new RowReader(dialect, take);
  for await (const chunk of input.utf8()) {
    reader.push(chunk);
    await sink.drain();
  }
  reader.end();
}

class RowReader {
  readonly #scanner: CsvScanner;
  readonly #take: Take;
  #skip: number;
  #names: readonly string[] | null = null;

  constructor(dialect: TableDialect, take: Take) {
    this.#scanner = new CsvScanner(dialect);
    this.#take = take;
    this.#skip = dialect.namesDelimiter ? 1 : 0;
  }

  push(chunk: Uint8Array): void {
    this.#scanner.push(chunk);
    this.#records();
  }

  end(): void {
    this.#scanner.end();
    this.#records();
  }

  #records(): void {
    const scanner = this.#scanner;
    while (scanner.next()) {
      if (this.#skip-- > 0) continue;
      if (this.#names) this.#take(this.#row(this.#names), { line: scanner.line });
      else this.#names = Array.from({ length: scanner.cells }, (_, cell) => this.#cell(cell) ?? "");
    }
  }

  #row(names: readonly string[]): JsonObject {
    const { cells } = this.#scanner;
    const row: Record<string, unknown> = Object.create(null);
    for (let cell = 0; cell < names.length; cell++) row[names[cell] as string] = cell < cells ? this.#cell(cell) : null;
    const rest = Array.from({ length: Math.max(0, cells - names.length) }, (_, at) => this.#cell(names.length + at));
    if (rest.some((cell) => cell !== null)) row.extra_cells = rest;
    return row;
  }

  #cell(index: number): string | null {
    const { bytes, starts, ends, quotes } = this.#scanner;
    const start = starts[index] as number;
    const end = ends[index] as number;
    if (start === end) return null;
    const text = decoder.decode(bytes.subarray(start, end));
    return quotes[index] === 3 ? text.replaceAll('""', '"') : text;
  }
}
