import type { JsonObject } from "./json.ts";
import { JsonReader } from "./json-reader.ts";
import { partsOf, TextWindow } from "./text-window.ts";

/**
 * Which parts of a value are given one by one. A list with `items` is gone through, an object with one of the `keys`
 * too; every other value is given whole, as one record. A shape `{ items: {} }` gives the elements of a list.
 */
export interface Shape {
  readonly items?: Shape;
  readonly keys?: { readonly [key: string]: Shape };
}

/** An object on the way down to a record. */
export interface Frame {
  /** The key of it that leads to the record. */
  readonly key: string;
  /** The object's keys that have been read so far, without those that are gone through (or with them). */
  readonly rest: JsonObject;
  /** Where the object begins in the text, in UTF-16 units, or -1 when all of it has been read already. */
  readonly offset: number;
}

export type JsonPiece =
  | { readonly type: "record"; readonly value: unknown; readonly line: number; readonly frames: readonly Frame[] }
  /** The object that began at this offset is over: all of its keys are known. */
  | { readonly type: "end"; readonly offset: number; readonly rest: JsonObject }
  /** A record that could not be read; the line is that on which it begins. */
  | { readonly type: "damage"; readonly line: number; readonly offset: number; readonly reason: string };

/**
 * Is offered each line that is whole in `text`, before it is parsed; true when it has taken the line's records.
 */
export type TakeLine = (text: string, from: number, to: number, line: number) => boolean;

/**
 * Reads JSON Lines, concatenated and pretty-printed JSON from UTF-8, giving what the shape asks for in order, in one
 * iterable per chunk of bytes; go through it before asking for the next. A file of any size is read in the memory of
 * its largest record. After damage it goes on at the next place that surely begins a record: a line, or an element
 * indented like the damaged one.
 */
export async function* readJson(
  chunks: AsyncIterable<Uint8Array>,
  shape: Shape = {},
  takeLine?: TakeLine,
): AsyncGenerator<Iterable<JsonPiece>, void, undefined> {
  const window = new TextWindow();
  const steps = new JsonReader(window, shape, takeLine).pieces();
  for await (const chunk of chunks) yield inParts(chunk, window, steps);
  window.finish();
  yield untilMore(steps);
}

type Steps = Iterator<readonly JsonPiece[] | undefined, void>;

function* inParts(chunk: Uint8Array, window: TextWindow, steps: Steps): Generator<JsonPiece, void, undefined> {
  for (const part of partsOf(chunk)) {
    if (window.push(part)) yield* untilMore(steps);
  }
}

function* untilMore(steps: Steps): Generator<JsonPiece, void, undefined> {
  for (let { value } = steps.next(); value !== undefined; { value } = steps.next()) {
    for (const piece of value) yield piece;
  }
}
