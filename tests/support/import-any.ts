import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import type { Importer } from "../../src/importers/importer.ts";
import { importers } from "../../src/importers/index.ts";
import { namesIn } from "../../src/importers/names.ts";
import { makeSample, sampleBytes } from "../../src/importers/sample.ts";
import { emptyImport, type Imported, inputOf, sinkInto } from "./importing.ts";

const signal = new AbortController().signal;

/** What the first importer that knows the content reads from it; its format, and why it is the one. */
export async function importAny(
  content: Uint8Array | string,
  chunk = 65_536,
): Promise<Imported & { readonly format: string; readonly reason: string }> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const input = inputOf(bytes, chunk, signal);
  const whole = bytes.length <= sampleBytes;
  const sample = makeSample(bytes.subarray(0, sampleBytes), whole, null, await namesIn(bytes, input.file));
  const [importer, reason] = found(importers, (each) => each.detect(sample));
  const imported = emptyImport();
  await importer.read({ ...input, sample }, sinkInto(imported));
  return { ...imported, format: importer.format, reason };
}

function found(list: readonly Importer[], ask: (importer: Importer) => string | null): [Importer, string] {
  for (const importer of list) {
    const reason = ask(importer);
    if (reason !== null) return [importer, reason];
  }
  throw new Error("no importer knows this content");
}

/** A Parquet file with what a query of native DuckDB gives. */
export async function parquetOf(select: string): Promise<Uint8Array> {
  const folder = mkdtempSync(join(tmpdir(), "casebook-rows-"));
  try {
    const path = join(folder, "rows.parquet");
    const connection = await (await DuckDBInstance.create()).connect();
    await connection.run(`COPY (${select}) TO '${path}' (FORMAT parquet)`);
    connection.closeSync();
    return new Uint8Array(readFileSync(path));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** CSV as exports write it: every cell in quotes, objects as JSON, nothing for null. */
export function csvOf(rows: readonly Readonly<Record<string, unknown>>[]): string {
  const keys = Object.keys(rows[0] ?? {});
  const cell = (value: unknown) => {
    if (value === null || value === undefined) return "";
    const text = typeof value === "string" ? value : JSON.stringify(value);
    return `"${text.replaceAll('"', '""')}"`;
  };
  return [keys, ...rows.map((row) => keys.map((key) => row[key]))].map((line) => line.map(cell).join(",")).join("\n");
}
