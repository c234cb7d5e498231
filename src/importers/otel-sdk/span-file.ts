import type { Sink } from "../importer.ts";
import { isObject, type JsonObject, jsonText } from "../json/json.ts";
import type { Frame, JsonPiece, Shape } from "../json/json-stream.ts";
import type { SpanWriter } from "../spans/span-row.ts";

/** Makes rows of one record. What it throws is why the record is lost. */
export type TakeSpan = (span: JsonObject, line: number, frames: readonly Frame[]) => void;

export interface FoundSpans {
  readonly reason: string;
  readonly shape: Shape;
}

/** Spans one after another or in a list. */
export const spanList: Shape = { items: {} };

/** Where a file's beginning has spans: alone, in a list, or in a list under a key. reasonOf says why a value is one. */
export function spansIn(value: unknown, reasonOf: (value: JsonObject) => string | null): FoundSpans | null {
  const [first, where] = Array.isArray(value) ? [value[0], "the first element"] : [value, "the first object"];
  if (!isObject(first)) return null;
  const reason = reasonOf(first);
  if (reason !== null) return { reason: `${where} ${reason}`, shape: spanList };
  for (const key of Object.keys(first)) {
    const spans = first[key];
    const inner = Array.isArray(spans) && isObject(spans[0]) ? reasonOf(spans[0]) : null;
    if (inner === null) continue;
    const around: Shape = { keys: { [key]: spanList } };
    return { reason: `${where} has ${key}, the first of which ${inner}`, shape: { ...around, items: around } };
  }
  return null;
}

/** Goes through the pieces of a JSON file whose records are spans, and tells what stands around them. */
export async function readSpanFile(
  pieces: AsyncIterable<Iterable<JsonPiece>>,
  writer: SpanWriter,
  sink: Sink,
  take: TakeSpan,
  around: ReadonlySet<string> = new Set(),
): Promise<void> {
  for await (const some of pieces) {
    for (const piece of some) {
      if (piece.type === "damage") writer.lose(piece, piece.reason);
      else if (piece.type === "end") tellOfSurroundings(piece, around, writer);
      else takeRecord(piece.value, piece.line, piece.frames, writer, take);
    }
    writer.tellCount();
    await sink.drain();
  }
}

function takeRecord(value: unknown, line: number, frames: readonly Frame[], writer: SpanWriter, take: TakeSpan): void {
  try {
    if (!isObject(value)) throw new Error(`an object was expected here: ${jsonText(value).slice(0, 40)}`);
    take(value, line, frames);
  } catch (error) {
    writer.lose({ line }, error instanceof Error ? error.message : String(error));
  }
}

function tellOfSurroundings(
  { offset, rest }: { readonly offset: number; readonly rest: JsonObject },
  known: ReadonlySet<string>,
  writer: SpanWriter,
): void {
  for (const key of Object.keys(rest)) {
    if (!known.has(key)) writer.notes.add("fields around the spans that no span has", { line: null, offset }, key);
  }
}
