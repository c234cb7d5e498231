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
  /**
   * True where a record takes from the objects around it what `missing` asks for, and else no more than the first record
   * in them does. Behind an object's first chunk records are then given one by one: all of a chunk at once outlive the
   * young part of the heap, which costs a tenth of an import.
   */
  readonly firstTells?: boolean;
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
  const { open, shape, takeLine, signal, firstTells = false } = options;
  const records = new WaitingRecords(options);
  for await (const pieces of readJson(open(), shape, takeLine)) {
    const ready = records.ready(pieces);
    yield firstTells ? records.byObject(ready) : [...ready];
    if (records.waiting.length > waitingAtMost) yield records.all(await objectsAround(open(), shape, signal));
  }
  yield records.waiting;
}

class WaitingRecords {
  waiting: JsonRecord[] = [];
  private readonly missing: ContextOptions["missing"];
  private known: ReadonlyMap<number, JsonObject> | null = null;
  /** Objects whose first chunk has been read. */
  private readonly told = new Set<number>();

  constructor({ missing }: ContextOptions) {
    this.missing = missing;
  }

  /** The pieces that miss nothing, or miss it no longer. */
  *ready(pieces: Iterable<JsonPiece>): Generator<JsonPiece, void, undefined> {
    for (const piece of pieces) {
      if (piece.type === "end") {
        yield* this.endOf(piece.offset);
        yield piece;
      } else if (piece.type !== "record") yield piece;
      else if (this.known) yield completed(piece, this.known);
      else if (this.missing(piece.frames) >= 0) this.waiting.push(piece);
      else yield piece;
    }
  }

  /** Keeps the pieces of an object that begins in this chunk until its end, or the chunk's. */
  *byObject(pieces: Iterable<JsonPiece>): Generator<JsonPiece, void, undefined> {
    let kept: JsonPiece[] = [];
    let object = -1;
    for (const piece of pieces) {
      if (object < 0) object = this.untold(piece);
      if (object < 0) yield piece;
      else kept.push(piece);
      if (object < 0 || piece.type !== "end" || piece.offset !== object) continue;
      yield* kept;
      kept = [];
      object = -1;
    }
    if (object >= 0) this.told.add(object);
    yield* kept;
  }

  /** All that wait, with what stands around them. */
  all(known: ReadonlyMap<number, JsonObject>): readonly JsonPiece[] {
    const all = this.waiting.map((record) => completed(record, known));
    this.known = known;
    this.waiting = [];
    return all;
  }

  /** The offset of the outermost object around a piece whose first chunk this is; -1 without one. */
  private untold(piece: JsonPiece): number {
    const frames = piece.type === "record" ? piece.frames : [];
    return frames.find(({ offset }) => offset >= 0 && !this.told.has(offset))?.offset ?? -1;
  }

  private *endOf(object: number): Generator<JsonPiece, void, undefined> {
    const before = this.waiting;
    this.waiting = [];
    for (const record of before) {
      const offset = this.missing(record.frames);
      if (offset < 0 || offset === object) yield record;
      else this.waiting.push(record);
    }
  }
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
