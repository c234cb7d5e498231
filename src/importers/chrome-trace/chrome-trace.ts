import type { Importer, Input, Sample, Sink } from "../importer.ts";
import { isObject, type JsonObject } from "../json/json.ts";
import { readJson, type Shape } from "../json/json-stream.ts";
import { readSpanFile } from "../otel-sdk/span-file.ts";
import { SpanWriter } from "../spans/span-row.ts";
import { microsecondsOf } from "./chrome-events.ts";
import { ChromeNesting } from "./chrome-nesting.ts";
import { ChromeSpans } from "./chrome-spans.ts";

/**
 * The Trace Event Format of Chrome's tracing, Perfetto, profilers, and Casebook's own export: an object with
 * `traceEvents`, a list of events, which may lack its closing bracket, or one event to a line.
 * https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU
 */
export const chromeTrace: Importer = {
  format: "chrome-trace",
  title: "Chrome trace (Trace Event Format)",
  detect: detectChromeTrace,
  read: readChromeTrace,
};

const list: Shape = { items: {} };
const shape: Shape = { keys: { traceEvents: list }, ...list };
const around = new Set(["traceEvents", "displayTimeUnit"]);
const looks = 20;

function detectChromeTrace({ value }: Sample): string | null {
  if (isObject(value) && Array.isArray(value.traceEvents)) {
    const { traceEvents: events } = value;
    return events.length === 0 || events.slice(0, looks).some(isEvent) ? "the first object has traceEvents" : null;
  }
  if (Array.isArray(value)) {
    return value.slice(0, looks).some(isEvent) ? "the list holds events with ph, pid or tid, and ts" : null;
  }
  return isEvent(value) ? "the first object is an event with ph, pid or tid, and ts" : null;
}

function isEvent(value: unknown): boolean {
  if (!isObject(value) || typeof value.ph !== "string" || value.ph.length !== 1) return false;
  const placed = "pid" in value || "tid" in value;
  return placed && (value.ph === "M" || !Number.isNaN(microsecondsOf(value.ts)));
}

/** A file in order, as most converters write them, is read once; where it turns out to be none, all is read anew. */
async function readChromeTrace(input: Input, sink: Sink): Promise<void> {
  const inOrder = new ChromeNesting();
  let isInOrder = true;
  const note = (number: number, event: JsonObject) => {
    isInOrder &&= inOrder.noteInOrder(number, event);
    return isInOrder;
  };
  await readSpans(input, sink, inOrder, note);
  if (isInOrder) return;
  sink.restart();
  await readSpans(input, sink, await nestingOf(input));
}

/** Makes spans of the events, until `goesOn` says that one is not in order. */
async function readSpans(
  input: Input,
  sink: Sink,
  nesting: ChromeNesting,
  goesOn: (number: number, event: JsonObject) => boolean = () => true,
): Promise<void> {
  const writer = new SpanWriter(sink);
  const spans = new ChromeSpans(writer, nesting, input.sample.head);
  let number = -1;
  let ended = false;
  const take = (event: JsonObject, line: number) => {
    number += 1;
    ended ||= !goesOn(number, event);
    if (!ended) spans.take(number, event, line);
  };
  await readSpanFile(
    until(() => ended, readJson(closed(input.utf8()), shape)),
    writer,
    sink,
    take,
    around,
  );
  if (ended) return;
  spans.tellOpen();
  writer.finish();
}

async function* until<T>(ended: () => boolean, all: AsyncIterable<T>): AsyncGenerator<T> {
  for await (const one of all) {
    yield one;
    if (ended()) return;
  }
}

/** Reads the file once for what its events are to each other. */
async function nestingOf(input: Input): Promise<ChromeNesting> {
  const nesting = new ChromeNesting();
  let number = -1;
  for await (const pieces of readJson(closed(input.utf8()), shape)) {
    input.signal.throwIfAborted();
    for (const piece of pieces) {
      if (piece.type !== "record" || !isObject(piece.value)) continue;
      number += 1;
      nesting.note(number, piece.value);
    }
  }
  nesting.settle();
  return nesting;
}

/** Adds the bracket that a list of events may lack: a writer that was stopped cannot put it there. */
async function* closed(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let first = 0;
  let last = 0;
  for await (const chunk of chunks) {
    if (first === 0) first = chunk.find((byte) => byte > 0x20) ?? 0;
    last = chunk.findLast((byte) => byte > 0x20) ?? last;
    yield chunk;
  }
  if (first === 0x5b && (last === 0x7d || last === 0x2c)) yield new Uint8Array([0x5d]);
}
