import type { SpanRow } from "./schema.ts";

/*
 * The Trace Event Format, one event to a text. Times are microseconds since the start of the trace, exact to the
 * nanosecond.
 */

/** Where a span is drawn: its process is the trace, its thread a lane. Times in nanoseconds since the trace's start. */
export interface Placement {
  readonly process: number;
  readonly thread: number;
  readonly start: number;
  readonly duration: number;
  /** What of its times is not the source's own: "no end", "no start", "ends before it starts". */
  readonly mended?: string;
}

export interface TraceProcess {
  readonly process: number;
  readonly name: string;
  /** Its place among the traces. */
  readonly place: number;
  readonly startNs: bigint;
  readonly threads: number;
}

/** Names a trace and its lanes. The first lane has the number of the process, so that viewers put it first. */
export function processEvents({ process, name, place, startNs, threads }: TraceProcess): readonly string[] {
  const of = (event: string, args: object, thread = process) =>
    JSON.stringify({ ph: "M", name: event, pid: process, tid: thread, ts: 0, args });
  const lanes = Array.from({ length: threads }, (_, lane) => [
    of("thread_name", { name: `lane ${lane + 1}` }, process + lane),
    of("thread_sort_index", { sort_index: lane }, process + lane),
  ]);
  return [
    of("process_name", { name }),
    of("process_labels", { labels: `starts at ${isoText(startNs)}` }),
    of("process_sort_index", { sort_index: place }),
    ...lanes.flat(),
  ];
}

export function spanEvent(row: SpanRow, placement: Placement): string {
  const { process, thread, start, duration } = placement;
  const name = JSON.stringify(row.name || (row.kind ?? ""));
  const category = JSON.stringify(row.kind ?? "UNKNOWN");
  const times = `"ts":${microseconds(start)},"dur":${microseconds(duration)}`;
  return `{"ph":"X","name":${name},"cat":${category},"pid":${process},"tid":${thread},${times},"args":${argsText(row, placement)}}`;
}

/** An arrow between two spans, drawn from the one that starts first. */
export function flowEvents(id: number, from: Placement, to: Placement): readonly string[] {
  const [first, second] = from.start <= to.start ? [from, to] : [to, from];
  const of = (phase: string, { process, thread, start }: Placement, more = "") =>
    `{"ph":"${phase}","name":"link","cat":"link","id":${id},"pid":${process},"tid":${thread},"ts":${microseconds(start)}${more}}`;
  return [of("s", first), of("f", second, ',"bp":"e"')];
}

/** A whole number of nanoseconds as microseconds: "1234.567". */
export function microseconds(ns: number): string {
  const rest = ns % 1000;
  const whole = BigInt((ns - rest) / 1000);
  return rest === 0 ? String(whole) : `${whole}.${String(rest).padStart(3, "0")}`;
}

const facts = [
  ...["trace_id", "span_id", "parent_span_id", "kind", "status", "status_message", "service", "scope"],
  ...["model", "provider", "input_tokens", "output_tokens", "cache_read_tokens", "cache_write_tokens"],
  ...["reasoning_tokens", "cost_usd", "cost_source", "tenant", "user_id", "session_id"],
  ...["input", "output", "events", "links"],
] as const satisfies readonly (keyof SpanRow)[];

function argsText(row: SpanRow, { mended }: Placement): string {
  const args: [string, unknown][] = facts.flatMap((name) => (row[name] === null ? [] : [[name, argument(row[name])]]));
  if (row.start_ns !== null) args.push(["start_ns", String(row.start_ns)]);
  if (mended) args.push(["mended", mended]);
  const attributes = [...(row.attributes ?? [])].map(([key, text]) => [key, shortened(text)] as const);
  return `{${[...args.map(pairText), `"attributes":{${attributes.map(pairText).join(",")}}`].join(",")}}`;
}

function pairText([key, value]: readonly [string, unknown]): string {
  return `${JSON.stringify(key)}:${JSON.stringify(value)}`;
}

function argument(value: SpanRow[keyof SpanRow]): unknown {
  if (typeof value === "string") return shortened(value);
  return typeof value === "bigint" ? exactNumber(value) : value;
}

function exactNumber(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

const longest = 2000;

function shortened(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}… (${text.length} characters)`;
}

function isoText(ns: bigint): string {
  const date = new Date(Number(ns / 1_000_000n));
  return Number.isNaN(date.getTime()) ? `${ns} ns` : date.toISOString();
}
