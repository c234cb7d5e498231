import { type RecordBatch, tableFromIPC } from "apache-arrow";
import type { Sink } from "../importer.ts";
import type { JsonObject } from "../json/json.ts";
import { valueReader } from "./arrow-values.ts";

type Take = (row: JsonObject, place: { readonly line: number }) => void;

/** A sink for the readers of Parquet and Arrow that hands the rows of their batches on one by one. */
export function arrowRows(sink: Sink, take: Take): Sink {
  return arrowBatches(sink, (batch, seen) => {
    const row = rowReader(batch);
    for (let index = 0; index < batch.numRows; index++) take(row(index), { line: seen + index + 1 });
  });
}

/** A sink for the readers of Parquet and Arrow that hands their batches on, with the count of the rows before each. */
export function arrowBatches(sink: Sink, take: (batch: RecordBatch, seen: number) => void): Sink {
  let seen = 0;
  return {
    ...sinkOf(sink),
    // What `take` makes of the rows is what counts.
    records: () => undefined,
    issue: (issue) => {
      if (issue.severity === "record") sink.records(issue.records ?? 1);
      sink.issue(issue);
    },
    arrow(_table, stream) {
      for (const batch of tableFromIPC(stream).batches) {
        take(batch, seen);
        seen += batch.numRows;
      }
    },
  };
}

/** Its methods, whether or not they stand on a prototype. */
function sinkOf(sink: Sink): Sink {
  return {
    span: (row) => sink.span(row),
    document: (row) => sink.document(row),
    score: (row) => sink.score(row),
    embedding: (row) => sink.embedding(row),
    deployment: (row) => sink.deployment(row),
    arrow: (table, stream, rows) => sink.arrow(table, stream, rows),
    restart: () => sink.restart(),
    issue: (issue) => sink.issue(issue),
    records: (count) => sink.records(count),
    unmapped: (key, spans) => sink.unmapped(key, spans),
    drain: () => sink.drain(),
  };
}

function rowReader(batch: RecordBatch): (index: number) => JsonObject {
  const columns = batch.schema.fields.map(({ name }, at) => {
    const data = batch.data.children[at];
    return { name, read: data ? valueReader(data) : () => null };
  });
  return (index) => {
    const row: Record<string, unknown> = Object.create(null);
    for (const { name, read } of columns) row[name] = read(index);
    return row;
  };
}
