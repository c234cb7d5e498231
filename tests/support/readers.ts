import { Table, tableFromArrays, tableFromIPC, tableToIPC, Vector } from "apache-arrow";
import type {
  AddedColumns,
  ImportCounts,
  ImportMessage,
  Issue,
  ReadSource,
  SourceFile,
} from "../../src/importers/importer.ts";
import { SpanBatch } from "../../src/importers/tables/arrow-batch.ts";
import { columnBuilder } from "../../src/importers/tables/arrow-columns.ts";
import { canonicalTables, type SpanRow } from "../../src/traces/schema.ts";

/** A file without bytes, for readers that look at its path alone. */
export function namedFile(path: string): SourceFile {
  return {
    path,
    size: 1,
    stream: () => [] as unknown as AsyncIterable<Uint8Array>,
    slice: async () => new Uint8Array(),
  };
}

/**
 * A reader that says what a script says, so that the store's part can be tested without any format.
 * Scripts are made anew for each reading: a batch's memory goes over to the engine.
 */
export function scriptedReader(
  scripts: Readonly<Record<string, () => readonly (ImportMessage | "wait")[]>>,
): ReadSource {
  return async function* (file, { signal, added }) {
    for (const message of scripts[file.path]?.() ?? []) {
      signal.throwIfAborted();
      if (message !== "wait") yield withAdded(message, added);
      else await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    }
  };
}

function withAdded(message: ImportMessage, added?: AddedColumns): ImportMessage {
  if (message.type !== "batch" || message.table !== "spans" || !added) return message;
  const columns = added.spans.map(({ name, type, value }) => {
    const builder = columnBuilder(type);
    for (let row = 0; row < message.rows; row++) builder.append(value);
    return [name, new Vector([builder.finish()])] as const;
  });
  const table = tableFromIPC(message.stream).assign(new Table(Object.fromEntries(columns)));
  return { ...message, stream: new Uint8Array(tableToIPC(table, "stream")) };
}

export function spanBatch(spans: readonly Partial<SpanRow>[]): ImportMessage {
  const batch = new SpanBatch();
  const blank = Object.fromEntries(Object.keys(canonicalTables.spans).map((column) => [column, null]));
  for (const span of spans) batch.append({ ...blank, attributes: new Map(), ...span } as SpanRow);
  const { stream, rows } = batch.finish();
  return { type: "batch", table: "spans", stream, rows };
}

export function plainBatch(table: string, columns: Record<string, readonly unknown[]>): ImportMessage {
  const stream = tableToIPC(tableFromArrays(columns as Record<string, unknown[]>), "stream");
  return { type: "batch", table, stream: new Uint8Array(stream), rows: Object.values(columns)[0]?.length ?? 0 };
}

export function issues(...list: Issue[]): ImportMessage {
  return { type: "issues", issues: list };
}

export function done(counts: Partial<ImportCounts>): ImportMessage {
  const base = { format: "test", reason: "", compression: null, bytes: 1, records: 0, lost: 0, rows: {}, unmapped: {} };
  return { type: "done", counts: { sha256: "", ...base, ...counts } };
}
