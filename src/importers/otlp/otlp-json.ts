import type { Importer, Input, Sample, Sink } from "../importer.ts";
import { isObject, type JsonObject } from "../json/json.ts";
import { readJsonInContext } from "../json/json-context.ts";
import type { Frame, JsonPiece, Shape, TakeLine } from "../json/json-stream.ts";
import { bytesOf, viewOf } from "../spans/byte-values.ts";
import type { SpanContext } from "../spans/span-context.ts";
import { SpanWriter } from "../spans/span-row.ts";
import { evaluationOf, isOtlpSpan, otlpContext, readOtlpLog, resemblesSpan, writeOtlpSpan } from "./otlp.ts";
import { otlpFraming, unframed } from "./otlp-framing.ts";
import { type ByteLines, OtlpFront } from "./otlp-front.ts";
import { OtlpLines } from "./otlp-lines.ts";

/**
 * OTLP JSON: a request or a line with one, lists of them, Tempo's `batches` and `trace`, Phoenix's `data`, and bare
 * spans; also the log records that hold evaluation results.
 */
export const otlpJson: Importer = {
  format: "otlp-json",
  title: "OpenTelemetry (OTLP JSON)",
  detect: detectOtlpJson,
  read: (input, sink) => readOtlpJson(input, sink),
};

const framedReason = "the bytes are zstd frames, each with its length before it, that hold JSON";
const list: Shape = { items: {} };
const scopeSpans: Shape = { items: { keys: { spans: list } } };
const scopeLogs: Shape = { items: { keys: { logRecords: list, log_records: list } } };
const scopes = {
  scopeSpans,
  scope_spans: scopeSpans,
  instrumentationLibrarySpans: scopeSpans,
  instrumentation_library_spans: scopeSpans,
};
const resourceSpans: Shape = { items: { keys: scopes } };
const resourceLogs: Shape = { items: { keys: { scopeLogs, scope_logs: scopeLogs } } };
const signals = {
  resourceSpans,
  resource_spans: resourceSpans,
  batches: resourceSpans,
  resourceLogs,
  resource_logs: resourceLogs,
  resourceMetrics: list,
  resource_metrics: list,
};
const request: Shape = { keys: { ...signals, ...scopes, trace: { keys: signals }, spans: list, data: list } };
const file: Shape = { ...request, items: request };

function detectOtlpJson(sample: Sample): string | null {
  const { value } = sample;
  if (value === undefined && otlpFraming(sample) === "zstd json") return framedReason;
  const [first, where] = Array.isArray(value) ? [value[0], "the first element"] : [value, "the first object"];
  if (!isObject(first)) return null;
  const { trace } = first;
  for (const key of Object.keys(signals)) {
    if (key in first && (key !== "batches" || isBatches(first.batches))) return `${where} has ${key}`;
    if (isObject(trace) && key in trace) return `${where} has trace.${key}`;
  }
  for (const key of Object.keys(scopes)) if (key in first) return `${where} has ${key}`;
  if (isOtlpSpan(first)) return `${where} is a span of OTLP`;
  for (const key of ["spans", "data"]) {
    const spans = first[key];
    if (Array.isArray(spans) && isObject(spans[0]) && isOtlpSpan(spans[0])) return `${where} has ${key} of OTLP`;
  }
  return null;
}

function isBatches(batches: unknown): boolean {
  const [first] = Array.isArray(batches) ? batches : [];
  return isObject(first) && ("resource" in first || Object.keys(scopes).some((key) => key in first));
}

async function readOtlpJson(input: Input, sink: Sink): Promise<void> {
  const reader = new OtlpJsonReader(sink);
  const framed = input.sample.value === undefined && otlpFraming(input.sample) === "zstd json";
  const front = new OtlpFront(framed ? () => framedLines(input, reader.writer) : () => input.utf8(), reader);
  const open = () => front.open();
  const takeLine: TakeLine = (text, from, to, line) => reader.takeLine(text, from, to, line);
  const options = { open, shape: file, missing: withoutResource, takeLine, signal: input.signal };
  for await (const pieces of readJsonInContext(options)) {
    for (const piece of pieces) reader.take(piece);
    reader.writer.tellCount();
    await sink.drain();
  }
  reader.writer.finish();
}

/** The messages of the Collector's own framing as lines. */
async function* framedLines(input: Input, writer: SpanWriter): AsyncGenerator<Uint8Array> {
  for await (const frames of unframed(input.bytes(), "zstd json")) {
    for (const frame of frames) {
      if (frame.type === "damage") writer.lose({ line: null, offset: frame.offset }, frame.reason);
      else yield frame.bytes;
      yield lineBreak;
    }
  }
}

const lineBreak = new Uint8Array([0x0a]);

/** The resource stands beside the list of its scopes, and may stand behind it. */
function withoutResource(frames: readonly Frame[]): number {
  for (const { key, rest, offset } of frames) {
    if (offset < 0) continue;
    if (key in scopes && rest.resource === undefined) return offset;
    if (key === "spans" && frames.length > 1 && !hasScope(rest)) return offset;
  }
  return -1;
}

function hasScope(rest: JsonObject): boolean {
  return (rest.scope ?? rest.instrumentationLibrary ?? rest.instrumentation_library) !== undefined;
}

const nothing: JsonObject = {};
/** Keys of the messages around spans: an object with nothing but these holds no span, and loses none. */
const around = new Set([
  ...Object.keys(signals),
  ...Object.keys(scopes),
  ...["resource", "scope", "instrumentationLibrary", "schemaUrl", "schema_url", "spans", "logRecords", "scopeLogs"],
]);

class OtlpJsonReader implements ByteLines {
  readonly writer: SpanWriter;
  private context: SpanContext | null = null;
  private resource: JsonObject = nothing;
  private scope: JsonObject = nothing;
  private readonly lines: OtlpLines;
  /** The last line that needs a parser, and by line the spans that were written before that turned out. */
  private refused = 0;
  private readonly written = new Map<number, string[]>();

  constructor(sink: Sink) {
    this.writer = new SpanWriter(sink);
    this.lines = new OtlpLines(this.writer, sink.spanBatches);
  }

  get tries(): boolean {
    return this.lines.tries;
  }

  /** Lines behind damage come as text. */
  takeLine(text: string, from: number, to: number, line: number): boolean {
    if (line === this.refused || !this.tries) return false;
    const bytes = bytesOf(text.slice(from, to));
    return this.takeBytes(bytes, viewOf(bytes), 0, bytes.length, line);
  }

  takeBytes(bytes: Uint8Array, view: DataView, from: number, to: number, line: number): boolean {
    if (this.lines.read(bytes, view, from, to, line)) return true;
    this.refused = line;
    const written = this.lines.written();
    if (written.length > 0) this.written.set(line, written);
    return false;
  }

  take(piece: JsonPiece): void {
    if (piece.type === "damage") this.writer.lose(piece, piece.reason);
    else if (piece.type === "record") this.record(piece.value, piece.line, piece.frames);
  }

  private record(value: unknown, line: number, frames: readonly Frame[]): void {
    try {
      if (!isObject(value))
        this.writer.lose({ line }, `an object was expected here: ${JSON.stringify(value)?.slice(0, 40)}`);
      else this.object(value, line, frames);
    } catch (error) {
      this.writer.lose({ line }, error instanceof Error ? error.message : String(error));
    }
  }

  private object(value: JsonObject, line: number, frames: readonly Frame[]): void {
    const key = frames.at(-1)?.key ?? "";
    if (key === "logRecords" || key === "log_records") this.logRecord(value, line);
    else if (key === "resourceMetrics" || key === "resource_metrics")
      this.writer.notes.add("resources with metrics, not read", { line });
    else if (isOtlpSpan(value) || (key === "spans" && resemblesSpan(value))) {
      if (!this.isWritten(value, line)) writeOtlpSpan(this.writer, value, this.contextOf(frames), line);
    } else if (!Object.keys(value).every((name) => around.has(name))) {
      this.writer.lose({ line }, `no spans of OTLP in an object with ${Object.keys(value).slice(0, 5).join(", ")}`);
    }
  }

  private isWritten(span: JsonObject, line: number): boolean {
    const written = this.written.get(line);
    const place = written?.indexOf(`${span.traceId}/${span.spanId}`) ?? -1;
    if (place >= 0) written?.splice(place, 1);
    return place >= 0;
  }

  private contextOf(frames: readonly Frame[]): SpanContext {
    const scope = frames.at(-1)?.rest ?? nothing;
    const resource = frames.at(-2)?.rest ?? nothing;
    if (this.context === null || scope !== this.scope || resource !== this.resource) {
      this.context = otlpContext(this.writer, resource, scope);
      this.scope = scope;
      this.resource = resource;
    }
    return this.context;
  }

  private logRecord(record: JsonObject, line: number): void {
    const score = evaluationOf(readOtlpLog(record));
    if (score) this.writer.writeScore(score);
    else this.writer.notes.add("log records that are no evaluation results, not read", { line });
  }
}
