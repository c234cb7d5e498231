import { statSync } from "node:fs";
import { open } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { tableFromIPC } from "apache-arrow";
import type { ImportCounts, ImportMessage, Issue, SourceFile } from "../../src/importers/importer.ts";
import { readSource } from "../../src/importers/read.ts";

/** A file in memory, given out in chunks of `chunk` bytes. Text is UTF-8. */
export function sourceFromBytes(content: Uint8Array | string, path = "data", chunk = 65_536): SourceFile {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  // A Buffer's own slice is no copy.
  const slice = async (start: number, end: number) => new Uint8Array(bytes.subarray(start, end));
  return { path, size: bytes.length, stream: () => lentPieces(bytes.length, chunk, slice), slice };
}

/** A file on disk. */
export function sourceFromPath(path: string, chunk = 262_144): SourceFile {
  const slice = async (start: number, end: number) => {
    const handle = await open(path);
    try {
      const bytes = new Uint8Array(Math.max(0, end - start));
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, start);
      return bytes.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  };
  const size = statSync(path).size;
  return {
    path,
    size,
    stream: () => lentPieces(size, chunk, slice),
    slice,
  };
}

/** Pieces that become rubbish when the next one is asked for, which no reader may notice. */
export async function* lentPieces(size: number, chunk: number, slice: SourceFile["slice"]): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < size; start += chunk) {
    const piece = await slice(start, Math.min(start + chunk, size));
    yield piece;
    piece.fill(0xa5);
  }
}

/** A file of tests/corpus: `corpusFile("cost-csv/openrouter_activity_2025-08-21.csv")`. */
export function corpusFile(name: string): SourceFile {
  return sourceFromPath(fileURLToPath(new URL(`../corpus/${name}`, import.meta.url)));
}

/** The plain table that came of a file: its columns with their Arrow types, and its rows as plain values. */
export function plainTable({ batches, counts }: ReadResult) {
  const names = Object.keys(counts.rows);
  const tables = batches.map((batch) => tableFromIPC(batch.stream));
  const [first] = tables;
  const fields = first?.schema.fields ?? [];
  for (const table of tables)
    if (String(table.schema) !== String(first?.schema)) throw new Error("the batches have different schemas");
  return {
    names,
    columns: Object.fromEntries(fields.map((field) => [field.name, String(field.type)])),
    rows: tables.flatMap((table) => table.toArray().map((row) => plain(row.toJSON()) as Record<string, unknown>)),
  };
}

function plain(value: unknown): unknown {
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  if (Symbol.iterator in value && !(value instanceof Map)) return Array.from(value as Iterable<unknown>, plain);
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  return Object.fromEntries(entries.map(([key, item]) => [key, plain(item)]));
}

type Batch = Extract<ImportMessage, { type: "batch" }>;

/** All that came of reading a file; what a restart took back is left out. */
export interface ReadResult {
  readonly format: string;
  readonly reason: string;
  readonly batches: readonly Batch[];
  readonly issues: readonly Issue[];
  readonly counts: ImportCounts;
  readonly restarts: number;
  readonly messages: readonly ImportMessage["type"][];
}

export async function readAll(file: SourceFile, signal = new AbortController().signal): Promise<ReadResult> {
  let batches: Batch[] = [];
  let issues: Issue[] = [];
  let restarts = 0;
  let counts: ImportCounts | undefined;
  let reason = "";
  const messages: ImportMessage["type"][] = [];
  for await (const message of readSource(file, { signal })) {
    messages.push(message.type);
    if (message.type === "format") reason = message.reason;
    else if (message.type === "batch") batches.push(message);
    else if (message.type === "issues") issues.push(...message.issues);
    else if (message.type === "done") counts = message.counts;
    else if (message.type === "restart") {
      batches = [];
      issues = [];
      restarts++;
    }
  }
  if (!counts) throw new Error("the reader ended without counts");
  return { format: counts.format, reason, batches, issues, counts, restarts, messages };
}
