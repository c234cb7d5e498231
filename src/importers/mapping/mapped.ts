import type { Importer, Input, Sink } from "../importer.ts";
import { readRows } from "../rows.ts";
import { type Place, SpanWriter } from "../spans/span-row.ts";
import { jsonTableShape } from "../tables/json-shape.ts";
import { type MappedSpan, type Mapping, mapRow } from "./mapping.ts";

/** A table whose columns the user has given a meaning. It is never detected: the notebook says so. */
export function mappedTable(mapping: Mapping): Importer {
  return {
    format: "mapped",
    title: `Table, mapped to ${mapping.to}`,
    detect: () => `the notebook maps its columns to ${mapping.to}`,
    read: (input, sink) => readMapped(input, sink, mapping),
  };
}

async function readMapped(input: Input, sink: Sink, mapping: Mapping): Promise<void> {
  const writer = new SpanWriter(sink);
  let number = 0;
  await readRows(
    input,
    sink,
    (row, place) => {
      const rows = mapRow(mapping, row, ++number);
      if (rows.length === 0) writer.notes.add("rows without a score", place);
      for (const mapped of rows) {
        if (mapped.table === "spans") writeSpan(writer, mapped.row, place);
        else if (mapped.table === "scores") writer.writeScore(mapped.row);
        else {
          sink.embedding(mapped.row);
          sink.records(1);
        }
      }
    },
    jsonTableShape(input.sample)?.shape,
  );
  writer.finish();
}

function writeSpan(writer: SpanWriter, span: MappedSpan, place: Place): void {
  writer.facts.begin();
  for (const [key, text] of span.attributes) writer.facts.add(key, text);
  const { traceId, spanId, parentId, name, startNs, endNs } = span;
  const status = (span.status ?? "UNSET") as "UNSET" | "OK" | "ERROR";
  const ids = { traceId, spanId, parentId, idsAreOwn: true };
  const fields = { ...ids, name, startNs, endNs, status, statusMessage: "", events: [], links: [] };
  writer.write({ ...fields, row: place.line ?? 0, place }, writer.context("", []));
}
