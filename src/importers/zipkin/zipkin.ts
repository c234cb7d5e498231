import type { Importer, Input, Sample, Sink } from "../importer.ts";
import { isObject, type JsonObject } from "../json/json.ts";
import { readJson, type Shape } from "../json/json-stream.ts";
import { readSpanFile } from "../otel-sdk/span-file.ts";
import { partKeys, type SpanStatus, sideOf } from "../otlp/otlp.ts";
import { valueText } from "../spans/attributes.ts";
import type { SpanContext } from "../spans/span-context.ts";
import type { SpanEvent } from "../spans/span-events.ts";
import type { SpanFacts } from "../spans/span-facts.ts";
import { SpanWriter } from "../spans/span-row.ts";
import { readDuration } from "../spans/times.ts";
import { ZipkinHalves, type ZipkinIds } from "./zipkin-halves.ts";
import { fromZipkinV1, isZipkinV1 } from "./zipkin-v1.ts";

/**
 * Zipkin's spans, version 2 and version 1: a list, a list of traces as the API gives it, or one span to a line.
 * https://zipkin.io/zipkin-api, zipkin2-api.yaml
 */
export const zipkin: Importer = {
  format: "zipkin",
  title: "Zipkin JSON",
  detect: detectZipkin,
  read: readZipkin,
};

const shape: Shape = { items: { items: {} } };
const kinds = new Set(["CLIENT", "SERVER", "PRODUCER", "CONSUMER"]);

function detectZipkin({ value }: Sample): string | null {
  for (const span of firstObjects(value)) {
    if (typeof span.traceId !== "string" || typeof span.id !== "string") continue;
    const reason = reasonOf(span);
    if (reason !== null) return `the first spans have traceId, id and ${reason}`;
  }
  return null;
}

const looks = 20;

function firstObjects(value: unknown): readonly JsonObject[] {
  const list = Array.isArray(value) ? value.slice(0, looks).flat().slice(0, looks) : [value];
  return list.filter(isObject);
}

function reasonOf(span: JsonObject): string | null {
  for (const key of ["localEndpoint", "remoteEndpoint"]) if (isObject(span[key])) return key;
  if (isZipkinV1(span)) return "annotations with endpoints, Zipkin's version 1";
  if (typeof span.kind === "string" && kinds.has(span.kind)) return `the kind ${span.kind}`;
  const ofOthers = ["resource", "instrumentationScope", "instrumentationLibrary", "type", "startTime", "spanContext"];
  if (ofOthers.some((key) => key in span) || typeof span.kind === "number" || !("timestamp" in span)) return null;
  return /^\d+$/.test(String(span.timestamp)) ? "a timestamp" : null;
}

async function readZipkin(input: Input, sink: Sink): Promise<void> {
  const halves = await halvesOf(input);
  const reader = new ZipkinReader(sink, halves);
  await readSpanFile(readJson(input.utf8(), shape), reader.writer, sink, (span, line) => reader.take(span, line));
  reader.writer.finish();
}

/** Reads the file once for its ids alone: which half of a call a span belongs to may stand far behind it. */
async function halvesOf(input: Input): Promise<ZipkinHalves> {
  const halves = new ZipkinHalves();
  for await (const pieces of readJson(input.utf8(), shape)) {
    input.signal.throwIfAborted();
    for (const piece of pieces) {
      if (piece.type !== "record" || !isObject(piece.value)) continue;
      for (const span of spansIn(piece.value)) halves.note(span);
    }
  }
  return halves;
}

function spansIn(span: JsonObject): readonly JsonObject[] {
  return isZipkinV1(span) ? fromZipkinV1(span) : [span];
}

const roleNotes: { readonly [R in ZipkinIds["role"]]?: string } = {
  "server half": "servers that share an id with their client, given one of their own below it",
  piece: "further pieces of spans that were reported in several, given an id of their own below the first",
};

class ZipkinReader {
  readonly writer: SpanWriter;
  private readonly halves: ZipkinHalves;
  /** By the contents of endpoints. */
  private readonly contexts = new Map<string, SpanContext>();

  constructor(sink: Sink, halves: ZipkinHalves) {
    this.writer = new SpanWriter(sink);
    this.halves = halves;
  }

  take(span: JsonObject, line: number): void {
    if (!span.traceId && !span.id) {
      throw new Error(`no span of Zipkin: it has no traceId and no id: ${Object.keys(span).slice(0, 5).join(", ")}`);
    }
    for (const one of spansIn(span)) this.span(one, line);
  }

  private span(span: JsonObject, line: number): void {
    const place = { line };
    const { facts } = this.writer;
    facts.begin();
    if (isObject(span.tags)) for (const key in span.tags) facts.add(key, text(span.tags[key]));
    const ids = this.halves.ids(span);
    addParts(facts, span, ids);
    const note = roleNotes[ids.role];
    if (note !== undefined) this.writer.notes.add(note, place, text(span.name));
    const start = this.writer.time(span.timestamp, place, "µs");
    const duration = readDuration(span.duration, start?.unit ?? "µs");
    const { status, message } = statusOf(facts.attributes);
    this.writer.write(
      {
        traceId: ids.traceId,
        spanId: ids.spanId,
        parentId: ids.parentId,
        name: text(span.name),
        startNs: start?.ns ?? null,
        endNs: start === null || duration === null ? null : start.ns + duration,
        status,
        statusMessage: message,
        events: this.events(span.annotations, line),
        links: [],
        row: line,
        place,
      },
      this.context(span.localEndpoint),
    );
  }

  private events(annotations: unknown, line: number): SpanEvent[] {
    if (!Array.isArray(annotations)) return [];
    return annotations.filter(isObject).map(({ value, timestamp }) => ({
      name: text(value),
      timeNs: this.writer.time(timestamp, { line }, "µs")?.ns ?? null,
      attributes: {},
    }));
  }

  private context(endpoint: unknown): SpanContext {
    if (!isObject(endpoint)) return this.writer.context("", []);
    let content = "";
    for (const key in endpoint) content += `${key}\n${text(endpoint[key])}\n`;
    const known = this.contexts.get(content);
    if (known) return known;
    const entries = Object.keys(endpoint).map((key): [string, string] => [
      key === "serviceName" ? "service.name" : `localEndpoint.${key}`,
      text(endpoint[key]),
    ]);
    const context = this.writer.context("", entries);
    if (this.contexts.size >= endpointsAtOnce) this.contexts.clear();
    this.contexts.set(content, context);
    return context;
  }
}

const endpointsAtOnce = 1000;

const known = new Set(
  "traceId id parentId name kind timestamp duration localEndpoint remoteEndpoint annotations tags".split(" "),
);

function addParts(facts: SpanFacts, span: JsonObject, { sharedId }: ZipkinIds): void {
  const side = sideOf(span.kind);
  if (side !== "") facts.addPart(partKeys.side, side);
  else if (span.kind) facts.addPart("kind", text(span.kind));
  if (sharedId !== "") facts.addPart("zipkin.id", sharedId);
  const { remoteEndpoint } = span;
  if (isObject(remoteEndpoint)) {
    for (const key in remoteEndpoint) facts.addPart(remoteKey(key), text(remoteEndpoint[key]));
  }
  for (const key in span) {
    if (!known.has(key) && span[key] !== null) facts.addPart(key, text(span[key]));
  }
}

const remoteKeys = new Map(
  ["serviceName", "ipv4", "ipv6", "port"].map((key) => [key, `remoteEndpoint.${key}`] as const),
);

function remoteKey(key: string): string {
  return remoteKeys.get(key) ?? `remoteEndpoint.${key}`;
}

/** A span failed when it has the tag `error`, whatever that says; OpenTelemetry's exporters tell more. */
function statusOf(tags: ReadonlyMap<string, string>): { status: SpanStatus; message: string } {
  const code = tags.get("otel.status_code")?.toUpperCase();
  const error = tags.get("error");
  const said = error === undefined || /^(?:true|false)$/i.test(error) ? "" : error;
  const message = tags.get("otel.status_description") ?? said;
  if (code === "OK" || code === "ERROR") return { status: code, message: code === "OK" ? "" : message };
  const failed = error !== undefined && error.toLowerCase() !== "false";
  return { status: failed ? "ERROR" : "UNSET", message: failed ? message : "" };
}

function text(value: unknown): string {
  return value === undefined || value === null ? "" : valueText(value);
}
