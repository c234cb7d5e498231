import type { Importer, Input, Sample, Sink } from "../importer.ts";
import { isObject, type JsonObject } from "../json/json.ts";
import { readJson } from "../json/json-stream.ts";
import { SpanWriter } from "../spans/span-row.ts";
import { spanContextOf, spanIdOf, traceIdOf, writeSdkSpan } from "./sdk-spans.ts";
import { type FoundSpans, readSpanFile, spanList, spansIn } from "./span-file.ts";

/**
 * ReadableSpans of OpenTelemetry's JavaScript SDK, versions 1 and 2, as JSON: in a list, one to a line, in a field of an
 * object, or as its console exporter puts them together.
 * https://github.com/open-telemetry/opentelemetry-js, sdk-trace-base, ReadableSpan and ConsoleSpanExporter
 */
export const otelJs: Importer = {
  format: "otel-js",
  title: "OpenTelemetry spans (JavaScript)",
  detect: (sample) => found(sample)?.reason ?? null,
  read: readOtelJs,
};

function found({ value }: Sample): FoundSpans | null {
  return spansIn(value, reasonOf);
}

function reasonOf(span: JsonObject): string | null {
  for (const key of ["spanContext", "_spanContext"]) {
    const context = span[key];
    if (isObject(context) && ("traceId" in context || "spanId" in context)) return `has ${key} with a traceId`;
  }
  const paired = ["startTime", "start_time", "endTime", "_duration"].some((key) => isPair(span[key]));
  if (paired && typeof span.name === "string" && ("traceId" in span || "spanId" in span || "kind" in span))
    return "has a start of seconds and nanoseconds";
  return isConsoleInfo(span)
    ? "has traceId, id, timestamp and a resource, as JavaScript's console exporter prints"
    : null;
}

function isPair(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && value.every((part) => typeof part === "number");
}

function isConsoleInfo(span: JsonObject): boolean {
  const named = typeof span.traceId === "string" && typeof span.id === "string" && typeof span.kind !== "string";
  const around = ["resource", "instrumentationScope", "instrumentationLibrary", "parentSpanContext"];
  return named && "timestamp" in span && (around.some((key) => key in span) || typeof span.kind === "number");
}

async function readOtelJs(input: Input, sink: Sink): Promise<void> {
  const writer = new SpanWriter(sink);
  const shape = found(input.sample)?.shape ?? spanList;
  await readSpanFile(readJson(input.utf8(), shape), writer, sink, (span, line) => {
    const ids = spanContextOf(span) ?? span;
    if (traceIdOf(ids) === "" && spanIdOf(ids) === "")
      throw new Error(`no span: it has no traceId and no spanId: ${Object.keys(span).slice(0, 5).join(", ")}`);
    writeSdkSpan(writer, span, line);
  });
  writer.finish();
}
