import type { SomeEmbedding } from "./clustered-embeddings.ts";

/** Embeddings as a file of JSON lines. */
export function embeddingLines(rows: readonly SomeEmbedding[]): string {
  const line = ({ time, attributes, ...row }: SomeEmbedding) =>
    JSON.stringify({ ...row, timestamp: time ? `${time.replace(" ", "T")}Z` : null, ...attributes });
  return `${rows.map(line).join("\n")}\n`;
}
