import type { JsonObject } from "./json.ts";
import { type Frame, type JsonPiece, readJson, type Shape, type TakeLine } from "./json-stream.ts";

type JsonRecord = Extract<JsonPiece, { type: "record" }>;

/** Records that wait at once for something that stands behind them. */
const waitingAtMost = 5000;

export interface ContextOptions {
  /** The content from the start, each time anew. */
  readonly open: () => AsyncIterable<Uint8Array>;
  readonly shape: Shape;
  /** The offset of the object around a record that has not shown yet what the record needs, or -1. */
  readonly missing: (frames: readonly Frame[]) => number;
  readonly takeLine?: TakeLine;
  readonly signal: AbortSignal;
}

/**
 * `readJson` for records that need something from the objects around them, wherever it stands in those. A record whose
 * object has not shown it waits for that object's end, and comes before it; when too many wait, the content is read
 * once more for the objects alone.
 */
export async function* readJsonInContext(
  options: ContextOptions,
): AsyncGenerator<Iterable<JsonPiece>, void, undefined> {
  const { open, shape, missing, takeLine, signal } = options;
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
        ready.push(piece);
      } else if (piece.type !== "record") ready.push(piece);
      else if (known) ready.push(completed(piece, known));
      else if (missing(piece.frames) >= 0) waiting.push(piece);
      else ready.push(piece);
    }
    if (waiting.length > waitingAtMost) {
      known = await objectsAround(open(), shape, signal);
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
  signal: AbortSignal,
): Promise<ReadonlyMap<number, JsonObject>> {
  const objects = new Map<number, JsonObject>();
  for await (const pieces of readJson(chunks, shape)) {
    signal.throwIfAborted();
    for (const piece of pieces) if (piece.type === "end") objects.set(piece.offset, piece.rest);
  }
  return objects;
}

function completed(record: JsonRecord, known: ReadonlyMap<number, JsonObject>): JsonRecord {
  const frames = record.frames.map((frame) => ({ ...frame, rest: known.get(frame.offset) ?? frame.rest }));
  return { ...record, frames };
}
