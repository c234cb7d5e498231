import type { Input, Sink } from "./importer.ts";
import { isObject, type JsonObject } from "./json/json.ts";
import { type JsonPiece, readJson, type Shape } from "./json/json-stream.ts";
import type { Place } from "./spans/span-row.ts";
import { arrowIpc } from "./tables/arrow-ipc.ts";
import { arrowRows } from "./tables/arrow-rows.ts";
import { delimitedRows } from "./tables/csv-rows.ts";
import { parquet } from "./tables/parquet.ts";

export { rowKeys } from "./sample.ts";

export type TakeRow = (row: JsonObject, place: Place) => void;

/**
 * Goes through the records of any file of rows. `take` is given each and counts what it makes of it; one that it throws
 * for is lost, with the reason, and so is what cannot be read.
 *
 * - Delimited text with a header: cells are text, an empty one is null.
 * - JSON Lines, values one after another, lists, or what `shape` reaches.
 * - Parquet and Arrow: values as JSON would hold them. Whole numbers beyond 2^53 and decimals are digits, times ISO 8601
 *   text in UTC with all their digits, binary is base64.
 *
 * The place is a line of the text, or the number of the row where there are no lines.
 */
export async function readRows(input: Input, sink: Sink, take: TakeRow, shape: Shape = { items: {} }): Promise<void> {
  const guarded = guard(sink, take);
  const { head } = input.sample;
  if (input.sample.value !== undefined) await jsonRows(input, sink, guarded, shape);
  else if (input.sample.text !== null) await delimitedRows(input, sink, guarded);
  else if (head[0] === 0x50) await parquet.read(input, arrowRows(sink, guarded));
  else await arrowIpc.read(input, arrowRows(sink, guarded));
}

function guard(sink: Sink, take: TakeRow): TakeRow {
  return (row, place) => {
    try {
      take(row, place);
    } catch (error) {
      lose(sink, place.line, error instanceof Error ? error.message : String(error));
    }
  };
}

function lose(sink: Sink, line: number | null, reason: string): void {
  sink.records(1);
  sink.issue({ line, reason, severity: "record" });
}

async function jsonRows(input: Input, sink: Sink, take: TakeRow, shape: Shape): Promise<void> {
  for await (const pieces of readJson(input.utf8(), shape)) {
    for (const piece of pieces) jsonRow(piece, sink, take);
    await sink.drain();
  }
}

function jsonRow(piece: JsonPiece, sink: Sink, take: TakeRow): void {
  if (piece.type === "damage") lose(sink, piece.line, piece.reason);
  else if (piece.type === "record") {
    const { value, line } = piece;
    if (isObject(value)) take(value, { line });
    else lose(sink, line, `an object was expected here: ${JSON.stringify(value)?.slice(0, 40)}`);
  }
}
