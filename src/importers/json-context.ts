import type { JsonObject } from "./json.ts";
import { type Frame, type JsonPiece, readJson, type Shape, type TakeLine } from "./json-stream.ts";

type JsonRecord = Extract<JsonPiece, { type: "record" }>;

/** Records that wait at once for something that stands behind them. */
const waitingAtMost = 5000;

/**
 * `readJson` for records that need something from the objects around them, wherever it stands in those. `missing` gives
 * the offset of the object that has not shown it yet, or -1. Such a record waits for the object's end; when too many
 * wait, the content is read once more for the objects alone.
 */
export async function* readJsonInContext(
  open: () => AsyncIterable<Uint8Array>,
  shape: Shape,
  missing: (frames: readonly Frame[]) => number,
  takeLine?: TakeLine,
): AsyncGenerator<Iterable<JsonPiece>, void, undefined> {
  let waiting: JsonRecord[] = [];
  let known: ReadonlyMap<number, JsonObject> | null = null;
  for await (const pieces of readJson(open(), shape, takeLine)) {
    const ready: JsonPiece[] = [];
    for (const piece of pieces) {
      if (piece.type === "end") {
        const before = waiting;
        waiting = [];
        for (const record of before) {
          const offset = missing(record.frames);
          (offset < 0 || offset === piece.offset ? ready : waiting).push(record);
        }
      } else if (piece.type !== "record") ready.push(piece);
      else if (known) ready.push(completed(piece, known));
      else if (missing(piece.frames) >= 0) waiting.push(piece);
      else ready.push(piece);
    }
    if (waiting.length > waitingAtMost) {
      known = await objectsAround(open(), shape);
      for (const record of waiting) ready.push(completed(record, known));
      waiting = [];
    }
    yield ready;
  }
  yield waiting;
}

async function objectsAround(
  chunks: AsyncIterable<Uint8Array>,
  shape: Shape,
): Promise<ReadonlyMap<number, JsonObject>> {
  const objects = new Map<number, JsonObject>();
  for await (const pieces of readJson(chunks, shape)) {
    for (const piece of pieces) if (piece.type === "end") objects.set(piece.offset, piece.rest);
  }
  return objects;
}

function completed(record: JsonRecord, known: ReadonlyMap<number, JsonObject>): JsonRecord {
  const frames = record.frames.map((frame) => ({ ...frame, rest: known.get(frame.offset) ?? frame.rest }));
  return { ...record, frames };
}
