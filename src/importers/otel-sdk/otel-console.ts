import type { Importer, Input, Sample, Sink } from "../importer.ts";
import { isObject, type JsonObject } from "../json/json.ts";
import { type Frame, readJson } from "../json/json-stream.ts";
import { partialJson } from "../json/partial-json.ts";
import { evaluationOf } from "../otlp/otlp.ts";
import { SpanWriter } from "../spans/span-row.ts";
import { ConsoleText } from "./console-text.ts";
import { attributesOf } from "./sdk-attributes.ts";
import { spanContextOf, spanIdOf, traceIdOf, writeSdkSpan } from "./sdk-spans.ts";
import { startKeys } from "./sdk-times.ts";
import { type FoundSpans, readSpanFile, spanList, spansIn } from "./span-file.ts";

/**
 * What the console exporter of OpenTelemetry's Python SDK prints, objects one after another, also with log messages
 * between them; and what people's own exporters write, one span to a line or in a list, with ids and times flat.
 * https://github.com/open-telemetry/opentelemetry-python, ReadableSpan.to_json
 */
export const otelConsole: Importer = {
  format: "otel-console",
  title: "OpenTelemetry spans (console or file dump)",
  detect: (sample) => found(sample)?.reason ?? null,
  read: readConsole,
};

function found({ value, text }: Sample): FoundSpans | null {
  const told = spansIn(value, reasonOf);
  if (told !== null || text === null || isRecordOfOthers(value)) return told;
  for (const later of laterObjects(text)) {
    if (isContextSpan(later))
      return { reason: "between other lines stand spans with context.trace_id", shape: spanList };
  }
  return null;
}

function reasonOf(value: JsonObject): string | null {
  if (isContextSpan(value)) return "has context.trace_id and context.span_id, as an OpenTelemetry SDK prints spans";
  return isFlatSpan(value)
    ? "has a trace id, a span id, a start and attributes, as an exporter of spans writes them"
    : null;
}

/** Phoenix and MLflow have the same context, but a kind or a status code beside it. */
function isContextSpan(value: JsonObject): boolean {
  const { context } = value;
  if (!isObject(context) || !("trace_id" in context) || !("span_id" in context)) return false;
  return !["span_kind", "status_code", "span_type", "session_id"].some((key) => key in value);
}

function isFlatSpan(value: JsonObject): boolean {
  if (spanContextOf(value) !== null || typeof value.name !== "string") return false;
  if (traceIdOf(value) === "" || spanIdOf(value) === "") return false;
  const timed = startKeys.some(([key]) => key !== "start_ns" && value[key] !== undefined && !Array.isArray(value[key]));
  return timed && ["attributes", "events", "resource", "links"].some((key) => typeof value[key] === "object");
}

/** True where the file is one of records, so that a span further down makes it no console's output. */
function isRecordOfOthers(value: unknown): boolean {
  return Array.isArray(value) && isObject(value[0]);
}

const triesAtMost = 50;

/** The first objects that begin a line of a console's output. */
function* laterObjects(text: string): Generator<JsonObject> {
  const beginnings = /^\{\s*"/gm;
  for (let tries = 0; tries < triesAtMost; tries += 1) {
    const match = beginnings.exec(text);
    if (match === null) return;
    const value = partialJson(text, match.index)?.value;
    if (isObject(value)) yield value;
  }
}

async function readConsole(input: Input, sink: Sink): Promise<void> {
  const writer = new SpanWriter(sink);
  const console = new ConsoleText();
  const shape = found(input.sample)?.shape ?? spanList;
  const take = (value: JsonObject, line: number, frames: readonly Frame[]) => takeObject(writer, value, line, frames);
  await readSpanFile(readJson(console.without(input.utf8()), shape), writer, sink, take);
  tellLeftOut(console, sink);
  writer.finish();
}

function takeObject(writer: SpanWriter, value: JsonObject, line: number, frames: readonly Frame[]): void {
  if ("resource_metrics" in value) writer.notes.add("metrics between the spans, not read", { line });
  else if ("body" in value && "severity_number" in value) takeLog(writer, value, line);
  else if (traceIdOf(spanContextOf(value) ?? value) === "" && spanIdOf(spanContextOf(value) ?? value) === "")
    throw new Error(`no span: it has no trace id and no span id: ${Object.keys(value).slice(0, 5).join(", ")}`);
  else writeSdkSpan(writer, value, line, { around: frames.at(-1)?.rest });
}

function takeLog(writer: SpanWriter, log: JsonObject, line: number): void {
  const score = evaluationOf({
    eventName: log.event_name,
    body: log.body,
    attributes: Object.fromEntries(attributesOf(log.attributes)),
    traceId: traceIdOf(log).replace(/^0x/, ""),
    spanId: spanIdOf(log).replace(/^0x/, ""),
    time: log.timestamp ?? log.observed_timestamp,
  });
  if (score) writer.writeScore(score);
  else writer.notes.add("log records that are no evaluation results, not read", { line });
}

function tellLeftOut({ count, first }: ConsoleText, sink: Sink): void {
  if (first === null) return;
  const lines =
    count === 1
      ? "1 line that is no JSON was left out"
      : `${count.toLocaleString("en-US")} lines that are no JSON were left out`;
  const shown = first.text.length > 80 ? `${first.text.slice(0, 80)}…` : first.text;
  sink.issue({ line: first.line, reason: `${lines} (first: ${shown})`, severity: "note" });
}
