import { embeddings } from "../../src/importers/embeddings/embeddings.ts";
import type { Input } from "../../src/importers/importer.ts";
import { namesIn } from "../../src/importers/names.ts";
import { makeSample, sampleBytes } from "../../src/importers/sample.ts";
import type { EmbeddingRow } from "../../src/traces/schema.ts";
import { emptyImport, type Imported, inputOf, lost, sinkInto } from "./importing.ts";

type Content = Uint8Array | string;

/** A content as the application hands it over, with the names that a binary file gives to its columns. */
export async function inputWithNames(content: Content, chunk = 65_536): Promise<Input> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const input = inputOf(bytes, chunk, new AbortController().signal);
  const head = bytes.subarray(0, sampleBytes);
  return { ...input, sample: makeSample(head, bytes.length <= sampleBytes, null, await namesIn(head, input.file)) };
}

/** Why the content is taken for embeddings, or null. */
export async function detected(content: Content): Promise<string | null> {
  return embeddings.detect((await inputWithNames(content)).sample);
}

/** What comes of a content, which must be accounted for to the last record. */
export async function importEmbeddings(content: Content, chunk?: number): Promise<Imported> {
  const imported = emptyImport();
  await embeddings.read(await inputWithNames(content, chunk), sinkInto(imported));
  const accounted = imported.embeddings.length + lost(imported);
  if (accounted !== imported.records) throw new Error(`${imported.records} records, of which ${accounted} are known`);
  return imported;
}

/** A row as one can compare it: its vector as a list, and without what is empty. */
export function plainRow({ vector, attributes, ...row }: EmbeddingRow): Record<string, unknown> {
  const filled = Object.entries(row).filter(([, value]) => value !== null);
  const others = attributes?.size ? { attributes: Object.fromEntries(attributes) } : {};
  return { ...Object.fromEntries(filled), vector: Array.from(vector ?? []), ...others };
}

export function reasons({ issues }: Imported): string[] {
  return issues.map(({ line, reason, severity }) => `${severity} ${line}: ${reason}`);
}

export async function rowsOf(content: Content, chunk?: number) {
  const imported = await importEmbeddings(content, chunk);
  return { rows: imported.embeddings.map(plainRow), told: reasons(imported), records: imported.records };
}

export function jsonLines(...values: readonly unknown[]): string {
  return values.map((value) => JSON.stringify(value)).join("\n");
}
