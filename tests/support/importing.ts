import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Importer, Input, Issue, Sample, Sink, SourceFile } from "../../src/importers/importer.ts";
import { makeSample, sampleBytes } from "../../src/importers/sample.ts";
import type { DeploymentRow, DocumentRow, EmbeddingRow, ScoreRow, SpanRow } from "../../src/traces/schema.ts";
import { lentPieces } from "./source-files.ts";

/** Everything that an importer gave. */
export interface Imported {
  readonly spans: SpanRow[];
  readonly documents: DocumentRow[];
  readonly scores: ScoreRow[];
  readonly embeddings: EmbeddingRow[];
  readonly deployments: DeploymentRow[];
  readonly issues: Issue[];
  readonly unmapped: Map<string, number>;
  records: number;
  drains: number;
}

export function corpus(name: string): Uint8Array {
  return new Uint8Array(readFileSync(join(import.meta.dirname, "../corpus", name)));
}

/** Runs one importer over bytes that come in chunks, as the application would after decompressing them. */
export async function importWith(
  importer: Importer,
  content: Uint8Array | string,
  { chunk = 65_536, signal = new AbortController().signal } = {},
): Promise<Imported> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const imported = emptyImport();
  await importer.read(inputOf(bytes, chunk, signal), sinkInto(imported));
  return imported;
}

export function emptyImport(): Imported {
  return {
    spans: [],
    documents: [],
    scores: [],
    embeddings: [],
    deployments: [],
    issues: [],
    unmapped: new Map(),
    records: 0,
    drains: 0,
  };
}

export function sinkInto(imported: Imported): Sink {
  return {
    span: (row) => void imported.spans.push(row),
    document: (row) => void imported.documents.push(row),
    score: (row) => void imported.scores.push(row),
    embedding: (row) => void imported.embeddings.push(row),
    deployment: (row) => void imported.deployments.push(row),
    arrow: () => {
      throw new Error("no plain table was expected");
    },
    restart: () => void Object.assign(imported, emptyImport()),
    issue: (issue) => void imported.issues.push(issue),
    records: (count) => {
      imported.records += count;
    },
    unmapped: (key, spans = 1) => void imported.unmapped.set(key, (imported.unmapped.get(key) ?? 0) + spans),
    drain: async () => {
      imported.drains += 1;
    },
  };
}

export function inputOf(bytes: Uint8Array, chunk: number, signal: AbortSignal): Input {
  const path = "test";
  const slice = async (start: number, end: number) => new Uint8Array(bytes.subarray(start, end));
  const stream = () => lentPieces(bytes.length, chunk, slice);
  const file: SourceFile = { path, size: bytes.length, stream, slice };
  return { path, tableName: path, sample: sampleOf(bytes), bytes: stream, utf8: stream, file, signal };
}

export function sampleOf(bytes: Uint8Array): Sample {
  return makeSample(bytes.subarray(0, sampleBytes), bytes.length <= sampleBytes, null);
}

export function lost(imported: Imported): number {
  return imported.issues.reduce((sum, { severity, records = 1 }) => sum + (severity === "record" ? records : 0), 0);
}
