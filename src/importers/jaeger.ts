import type { Importer, Input, Sample, Sink } from "./importer.ts";
import { isObject, type JsonObject, jsonText } from "./json/json.ts";
import { readJsonInContext } from "./json/json-context.ts";
import type { Frame, JsonPiece, Shape } from "./json/json-stream.ts";
import type { SpanStatus } from "./otlp/otlp.ts";
import { valueText } from "./spans/attributes.ts";
import { hexId, isBlankId, isHexId, spanIdDigits, traceIdDigits } from "./spans/ids.ts";
import type { SpanContext } from "./spans/span-context.ts";
import type { SpanEvent, SpanLink } from "./spans/span-events.ts";
import { SpanWriter } from "./spans/span-row.ts";
import { readDuration } from "./spans/times.ts";

/**
 * What Jaeger's UI and API give: `{"data": [traces]}`, one trace, a list of traces, or bare spans, one to a line.
 * https://github.com/jaegertracing/jaeger, internal/uimodel
 */
export const jaeger: Importer = {
  format: "jaeger",
  title: "Jaeger JSON",
  detect: detectJaeger,
  read: readJaeger,
};

const list: Shape = { items: {} };
const trace: Shape = { keys: { spans: list } };
const file: Shape = { keys: { data: { items: trace }, spans: list }, items: trace };

function detectJaeger({ value }: Sample): string | null {
  const first = Array.isArray(value) ? value[0] : value;
  if (!isObject(first)) return null;
  const [data] = Array.isArray(first.data) ? first.data : [];
  if (isObject(data) && (isTrace(data) || isSpan(data))) return "data holds traces with a traceID";
  if (isTrace(first)) return "the first object has traceID and spans";
  if (isSpan(first)) return "the first object has traceID, spanID and operationName";
  const answered = ["data", "total", "limit", "offset", "errors"].every((key) => key in first);
  return answered ? "the object is an answer of Jaeger's API" : null;
}

function isTrace(value: JsonObject): boolean {
  return "traceID" in value && (Array.isArray(value.spans) || isObject(value.processes));
}

function isSpan(value: JsonObject): boolean {
  return "traceID" in value && "spanID" in value;
}

async function readJaeger(input: Input, sink: Sink): Promise<void> {
  const reader = new JaegerReader(sink);
  const options = { open: () => input.utf8(), shape: file, missing: withoutProcesses, signal: input.signal };
  for await (const pieces of readJsonInContext(options)) {
    for (const piece of pieces) reader.take(piece);
    reader.writer.tellCount();
    await sink.drain();
  }
  reader.writer.finish();
}

/** Processes stand beside the spans that name them, and as a rule behind them. */
function withoutProcesses(frames: readonly Frame[]): number {
  const last = frames.at(-1);
  return last?.key === "spans" && last.offset >= 0 && last.rest.processes === undefined ? last.offset : -1;
}

class JaegerReader {
  readonly writer: SpanWriter;
  private readonly contexts = new WeakMap<JsonObject, SpanContext>();

  constructor(sink: Sink) {
    this.writer = new SpanWriter(sink);
  }

  take(piece: JsonPiece): void {
    if (piece.type === "damage") this.writer.lose(piece, piece.reason);
    else if (piece.type === "record") this.record(piece.value, piece.line, piece.frames);
  }

  private record(value: unknown, line: number, frames: readonly Frame[]): void {
    try {
      if (isObject(value) && isSpan(value)) this.span(value, line, frames);
      else if (!isObject(value) || frames.at(-1)?.key === "spans")
        this.writer.lose({ line }, "no span of Jaeger: it has no traceID and spanID");
    } catch (error) {
      this.writer.lose({ line }, error instanceof Error ? error.message : String(error));
    }
  }

  private span(span: JsonObject, line: number, frames: readonly Frame[]): void {
    const place = { line };
    const { facts } = this.writer;
    facts.begin();
    for (const { key, value } of objects(span.tags)) facts.add(text(key), text(value));
    if (Array.isArray(span.warnings) && span.warnings.length > 0)
      facts.addPart("jaeger.warnings", jsonText(span.warnings));
    const traceId = padded(text(span.traceID), traceIdDigits);
    const links = objects(span.references).map(readReference);
    const parentId = text(span.parentSpanID) || parentOf(links, traceId);
    const start = this.writer.time(span.startTime, place, "µs");
    const duration = readDuration(span.duration, start?.unit ?? "µs");
    this.writer.write(
      {
        traceId,
        spanId: padded(text(span.spanID), spanIdDigits),
        parentId: padded(parentId, spanIdDigits),
        name: text(span.operationName),
        startNs: start?.ns ?? null,
        endNs: start === null || duration === null ? null : start.ns + duration,
        status: statusOf(facts.attributes),
        statusMessage: facts.attributes.get("otel.status_description") ?? "",
        events: objects(span.logs).map((log) => this.event(log, line)),
        links: links.filter(
          ({ spanId, traceId: linked }) => spanId !== padded(parentId, spanIdDigits) || linked !== traceId,
        ),
        row: line,
        place,
      },
      this.contextOf(span, frames, line),
    );
  }

  private event(log: JsonObject, line: number): SpanEvent {
    const attributes: Record<string, unknown> = Object.create(null);
    for (const { key, value } of objects(log.fields)) attributes[text(key)] = value;
    const name = text(attributes.event);
    delete attributes.event;
    return { name, timeNs: this.writer.time(log.timestamp, { line }, "µs")?.ns ?? null, attributes };
  }

  private contextOf(span: JsonObject, frames: readonly Frame[], line: number): SpanContext {
    const processes = frames.at(-1)?.rest.processes;
    const id = text(span.processID);
    const own = isObject(processes) && Object.hasOwn(processes, id) ? processes[id] : null;
    const process = isObject(span.process) ? span.process : own;
    if (!isObject(process)) {
      this.writer.notes.add("spans whose process is not in the file", { line }, id);
      return this.writer.context("", []);
    }
    const known = this.contexts.get(process);
    if (known) return known;
    const service = text(process.serviceName);
    const tags = objects(process.tags).map(({ key, value }) => [text(key), text(value)] as const);
    const context = this.writer.context("", service === "" ? tags : [["service.name", service], ...tags]);
    this.contexts.set(process, context);
    return context;
  }
}

/** Leading zeros of ids are cut off in some exports. */
function padded(id: string, digits: number): string {
  const hex = hexId(id, digits);
  return isHexId(hex, hex.length) && !isBlankId(hex) ? hex.padStart(digits, "0") : hex;
}

interface Reference extends SpanLink {
  readonly childOf: boolean;
}

function readReference(reference: JsonObject): Reference {
  const type = text(reference.refType).toLowerCase();
  return {
    traceId: padded(text(reference.traceID), traceIdDigits),
    spanId: padded(text(reference.spanID), spanIdDigits),
    traceState: "",
    attributes: { "opentracing.ref_type": type },
    childOf: type === "child_of",
  };
}

/** The span that this one is a child of, else the one in its trace that it follows from. */
function parentOf(references: readonly Reference[], traceId: string): string {
  const inTrace = references.filter((reference) => reference.traceId === traceId);
  return (inTrace.find(({ childOf }) => childOf) ?? inTrace[0])?.spanId ?? "";
}

function statusOf(tags: ReadonlyMap<string, string>): SpanStatus {
  const code = tags.get("otel.status_code")?.toUpperCase();
  if (code === "OK" || code === "ERROR") return code;
  return tags.get("error")?.toLowerCase() === "true" ? "ERROR" : "UNSET";
}

const none: readonly JsonObject[] = [];

function objects(values: unknown): readonly JsonObject[] {
  return Array.isArray(values) ? values.filter(isObject) : none;
}

function text(value: unknown): string {
  return value === undefined || value === null ? "" : valueText(value);
}
