import type { Importer, Input, Sample, Sink } from "../importer.ts";
import { isObject, type JsonObject } from "../json/json.ts";
import { readJsonInContext } from "../json/json-context.ts";
import type { Frame, Shape } from "../json/json-stream.ts";
import { SpanWriter } from "../spans/span-row.ts";
import { spanContextOf, writeSdkSpan } from "./sdk-spans.ts";
import { readSpanFile } from "./span-file.ts";

/**
 * Traces of any-agent: the spans of OpenTelemetry's Python SDK with their ids as integers of up to 39 digits, and the
 * agent's final answer beside them. One trace, a list of traces, or one to a line.
 * https://github.com/mozilla-ai/any-agent, tracing/agent_trace.py
 */
export const anyAgent: Importer = {
  format: "any-agent",
  title: "any-agent trace",
  detect: detectAnyAgent,
  read: readAnyAgent,
};

const trace: Shape = { keys: { spans: { items: {} } } };
const file: Shape = { ...trace, items: trace };
const around = new Set(["spans", "final_output"]);

function detectAnyAgent({ value }: Sample): string | null {
  const [first, where] = Array.isArray(value) ? [value[0], "the first element"] : [value, "the first object"];
  if (!isObject(first)) return null;
  const spans = Array.isArray(first.spans) ? first.spans : null;
  const span: unknown = spans?.[0];
  if (isObject(span) && hasIntegerIds(span)) return `${where} has spans whose ids are integers`;
  if (!("final_output" in first) || spans === null) return null;
  return spans.length === 0 || (isObject(span) && isSpan(span)) ? `${where} has spans and final_output` : null;
}

function isSpan(span: JsonObject): boolean {
  return isObject(span.context) && ("trace_id" in span.context || "span_id" in span.context);
}

/** Long integers arrive here as their digits. */
function hasIntegerIds(span: JsonObject): boolean {
  const ids = isObject(span.context) ? span.context : isObject(span.parent) ? span.parent : {};
  return typeof ids.trace_id === "string" && /^\d{33,39}$/.test(ids.trace_id);
}

async function readAnyAgent(input: Input, sink: Sink): Promise<void> {
  const writer = new SpanWriter(sink);
  const options = {
    open: () => input.utf8(),
    shape: file,
    missing: withoutOutput,
    firstTells: true,
    signal: input.signal,
  };
  const take = (span: JsonObject, line: number, frames: readonly Frame[]) => takeSpan(writer, span, line, frames);
  await readSpanFile(readJsonInContext(options), writer, sink, take, around);
  writer.finish();
}

/** The agent's answer stands behind the spans, as a rule. */
function withoutOutput(frames: readonly Frame[]): number {
  const last = frames.at(-1);
  return last && last.offset >= 0 && last.rest.final_output === undefined ? last.offset : -1;
}

function takeSpan(writer: SpanWriter, span: JsonObject, line: number, frames: readonly Frame[]): void {
  if (spanContextOf(span) === null) {
    if (frames.length > 0 || !isEmptyTrace(span))
      throw new Error(`no span of any-agent: it has no context: ${Object.keys(span).slice(0, 5).join(", ")}`);
    return;
  }
  const finalOutput = isRoot(span) ? frames.at(-1)?.rest.final_output : null;
  writeSdkSpan(writer, span, line, { idsAreIntegers: true, finalOutput });
}

function isRoot({ parent }: JsonObject): boolean {
  return !isObject(parent) || !parent.span_id;
}

/** A trace whose spans are no list. */
function isEmptyTrace(value: JsonObject): boolean {
  return "final_output" in value && value.spans === null;
}
