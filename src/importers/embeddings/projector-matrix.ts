import type { Input, Sink, SourceFile } from "../importer.ts";
import { isObject, tryParseJson } from "../json/json.ts";
import { sniffDialect } from "../tables/csv-dialect.ts";
import { CsvScanner } from "../tables/csv-scanner.ts";
import { EmbeddingWriter } from "./embedding-rows.ts";

/** What the files beside a raw matrix say of it. */
interface Shape {
  readonly rows: number;
  readonly dimensions: number;
  /** The metadata of each vector, by name. */
  readonly labels: readonly Readonly<Record<string, string>>[];
  /** The file that says so. */
  readonly from: string;
}

const largestBeside = 64 * 1024 * 1024;

/** The shape of a raw matrix of that many floats: from a projector's config, or from a table with a line a vector. */
export async function shapeBeside(input: Input, count: number): Promise<Shape | null> {
  const beside = (input.beside ?? []).filter(({ size }) => size > 0 && size <= largestBeside);
  const name = nameOf(input.path);
  for (const file of beside.filter(({ path }) => /\.json$/i.test(path))) {
    const found = shapeInConfig(tryParseJson(await textOf(file)), name, count);
    if (found) return { ...found, labels: await labelsFrom(beside, found.metadata, found.rows), from: file.path };
  }
  for (const file of beside.filter(({ path }) => /\.(tsv|txt|csv)$/i.test(path))) {
    const labels = readLabels(await textOf(file), null).filter((rows) => count % rows.length === 0)[0];
    const dimensions = labels ? count / labels.length : 0;
    if (labels && dimensions >= 2 && dimensions <= 65_536)
      return { rows: labels.length, dimensions, labels, from: file.path };
  }
  return null;
}

interface ConfigShape {
  readonly rows: number;
  readonly dimensions: number;
  readonly metadata: string | null;
}

/** `{embeddings: [{tensorPath, tensorShape: [rows, dimensions], metadataPath}]}` */
function shapeInConfig(config: unknown, name: string, count: number): ConfigShape | null {
  const list = isObject(config) && Array.isArray(config.embeddings) ? config.embeddings : [];
  for (const entry of list) {
    if (!isObject(entry) || !Array.isArray(entry.tensorShape)) continue;
    const [rows, dimensions] = entry.tensorShape.map(Number);
    if (!rows || !dimensions || rows * dimensions !== count) continue;
    if (typeof entry.tensorPath === "string" && nameOf(entry.tensorPath) !== name) continue;
    return { rows, dimensions, metadata: typeof entry.metadataPath === "string" ? nameOf(entry.metadataPath) : null };
  }
  return null;
}

async function labelsFrom(beside: readonly SourceFile[], name: string | null, rows: number): Promise<Shape["labels"]> {
  const file = beside.find(({ path }) => name !== null && nameOf(path) === name);
  return file ? (readLabels(await textOf(file), rows)[0] ?? []) : [];
}

/**
 * The rows of a metadata table: one of several columns has a header, one of a single column has none (but may have, if
 * the number of rows says so). Only readings with that many rows, where the number is known.
 */
function readLabels(text: string, rows: number | null): Shape["labels"][] {
  const dialect = sniffDialect(text, true);
  const delimiter = text.includes("\t") ? 9 : (dialect?.delimiter ?? 9);
  const records = recordsOf(text, delimiter);
  const width = records[0]?.length ?? 0;
  const [head = [], ...rest] = records;
  const named = rest.map((cells) => Object.fromEntries(head.map((name, at) => [name, cells[at] ?? ""])));
  const unnamed = records.map(([label = ""]) => ({ label }));
  const readings: Shape["labels"][] = width > 1 ? [named] : rows === null ? [unnamed] : [unnamed, named];
  return readings.filter((reading) => reading.length > 1 && (rows === null || reading.length === rows));
}

function recordsOf(text: string, delimiter: number): string[][] {
  const scanner = new CsvScanner({ delimiter, newline: 10 });
  const decoder = new TextDecoder();
  const records: string[][] = [];
  scanner.push(new TextEncoder().encode(text));
  scanner.end();
  while (scanner.next()) {
    const { bytes, starts, ends, cells } = scanner;
    records.push(Array.from({ length: cells }, (_, at) => decoder.decode(bytes.subarray(starts[at], ends[at])).trim()));
  }
  return records;
}

async function textOf(file: SourceFile): Promise<string> {
  return new TextDecoder().decode(await file.slice(0, file.size));
}

function nameOf(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}

/** Reads a raw matrix, vector by vector. */
export async function readMatrix(input: Input, sink: Sink, shape: Shape): Promise<void> {
  const writer = new EmbeddingWriter(sink);
  const size = shape.dimensions * 4;
  let rest: Uint8Array = new Uint8Array(0);
  let row = 0;
  for await (const chunk of input.bytes()) {
    const bytes = new Uint8Array(rest.length + chunk.length);
    bytes.set(rest);
    bytes.set(chunk, rest.length);
    let at = 0;
    for (; at + size <= bytes.length; at += size) {
      const vector = new Float32Array(bytes.slice(at, at + size).buffer);
      writer.record({ line: row + 1 }, () => {
        for (const [key, value] of Object.entries(shape.labels[row] ?? {})) writer.add(key, value);
        writer.vector("vector", vector);
      });
      row++;
    }
    rest = bytes.subarray(at);
    await sink.drain();
  }
  const reason = `${shape.rows.toLocaleString("en-US")} vectors of ${shape.dimensions} dimensions, as ${nameOf(shape.from)} beside it says`;
  sink.issue({ line: null, offset: 0, reason, severity: "note" });
  writer.finish();
}
