import type { Importer, Input, Sink } from "../importer.ts";
import { ByteWindow } from "../json/byte-window.ts";
import { valueText } from "../spans/attributes.ts";
import { spanIdDigits, traceIdDigits } from "../spans/ids.ts";
import type { SpanContext } from "../spans/span-context.ts";
import { SpanWriter } from "../spans/span-row.ts";
import { evaluationOf, partKeys, sides, statuses } from "./otlp.ts";
import { type OtlpFraming, otlpFraming, unframed } from "./otlp-framing.ts";
import { OtlpProtoStream, type ProtoPiece, type WireContext } from "./otlp-proto-stream.ts";
import type { Attribute, WireLog, WireSpan } from "./otlp-wire.ts";

/**
 * OTLP in protobuf: one request, or the requests of the Collector's file exporter with their length before each, also
 * with each compressed by itself.
 */
export const otlpProtobuf: Importer = {
  format: "otlp-protobuf",
  title: "OpenTelemetry (OTLP protobuf)",
  detect: (sample) => reasons[otlpFraming(sample)],
  read: readOtlpProtobuf,
};

const reasons: Readonly<Record<OtlpFraming, string | null>> = {
  none: null,
  message: "the bytes are one protobuf message with resource spans",
  lengths: "the bytes are protobuf messages, each with its length before it",
  "zstd protobuf": "the bytes are zstd frames, each with its length before it, that hold protobuf",
  "zstd json": null,
};

async function readOtlpProtobuf(input: Input, sink: Sink): Promise<void> {
  const reader = new OtlpProtobufReader(sink);
  const framing = otlpFraming(input.sample);
  if (framing === "lengths" || framing === "zstd protobuf") await readMessages(input, sink, reader, framing);
  else await readOneMessage(input, sink, reader);
  reader.writer.finish();
}

async function readOneMessage(input: Input, sink: Sink, reader: OtlpProtobufReader): Promise<void> {
  const window = new ByteWindow();
  const steps = new OtlpProtoStream(window).pieces();
  for await (const chunk of input.bytes()) {
    window.push(chunk);
    await reader.takeUntilMore(steps, sink);
  }
  window.ended = true;
  await reader.takeUntilMore(steps, sink);
}

async function readMessages(input: Input, sink: Sink, reader: OtlpProtobufReader, framing: OtlpFraming): Promise<void> {
  for await (const frames of unframed(input.bytes(), framing)) {
    for (const frame of frames) {
      if (frame.type === "damage") reader.writer.lose({ line: null, offset: frame.offset }, frame.reason);
      else await reader.takeUntilMore(new OtlpProtoStream(ByteWindow.of(frame.bytes, frame.offset)).pieces(), sink);
    }
    await sink.drain();
  }
}

class OtlpProtobufReader {
  readonly writer: SpanWriter;
  private wireContext: WireContext | null = null;
  private context: SpanContext | null = null;
  private row = 0;

  constructor(sink: Sink) {
    this.writer = new SpanWriter(sink);
  }

  async takeUntilMore(steps: Iterator<ProtoPiece | undefined, void>, sink: Sink): Promise<void> {
    for (let { value } = steps.next(); value !== undefined; { value } = steps.next()) this.take(value);
    this.writer.tellCount();
    await sink.drain();
  }

  private take(piece: ProtoPiece): void {
    const { writer } = this;
    const place = { line: null, offset: piece.offset };
    if (piece.type === "span") this.span(piece.span, piece.context, piece.offset);
    else if (piece.type === "damage") writer.lose(place, piece.reason);
    else if (piece.type === "late")
      writer.notes.add("resources and scopes that came too late for spans of theirs", place);
    else {
      const score = evaluationOf(logRecord(piece.log));
      if (score) writer.writeScore(score);
      else writer.notes.add("log records that are no evaluation results, not read", place);
    }
  }

  private span(span: WireSpan, context: WireContext, offset: number): void {
    const place = { line: null, offset };
    if (span.traceId.length !== traceIdDigits && span.spanId.length !== spanIdDigits && span.start === 0n) {
      this.writer.lose(place, "a record that is no span: it has neither ids nor a start");
      return;
    }
    this.row += 1;
    const { facts } = this.writer;
    facts.begin();
    for (const [key, value] of span.attributes) facts.add(key, valueText(value));
    this.addParts(span);
    const { traceId, spanId, parentId, name, statusMessage, events, links } = span;
    const status = statuses[span.status] ?? "UNSET";
    const startNs = this.writer.time(span.start, place)?.ns ?? null;
    const endNs = this.writer.time(span.end, place)?.ns ?? null;
    this.writer.write(
      { traceId, spanId, parentId, name, startNs, endNs, status, statusMessage, events, links, row: this.row, place },
      this.contextOf(context),
    );
  }

  private addParts(span: WireSpan): void {
    const { facts } = this.writer;
    const parts = [
      [partKeys.side, sides[span.kind] ?? ""],
      [partKeys.traceState, span.traceState],
      [partKeys.droppedAttributes, String(span.droppedAttributes || "")],
      [partKeys.droppedEvents, String(span.droppedEvents || "")],
      [partKeys.droppedLinks, String(span.droppedLinks || "")],
    ] as const;
    for (const [key, text] of parts) if (text !== "") facts.addPart(key, text);
  }

  private contextOf(wireContext: WireContext): SpanContext {
    if (this.context === null || wireContext !== this.wireContext) {
      const { resource, scope } = wireContext;
      const version: Attribute[] = scope.version === "" ? [] : [[partKeys.scopeVersion, scope.version]];
      const entries = [...resource, ...version, ...scope.attributes].map(
        ([key, value]) => [key, valueText(value)] as const,
      );
      this.context = this.writer.context(scope.name, entries);
      this.wireContext = wireContext;
    }
    return this.context;
  }
}

function logRecord(log: WireLog): Parameters<typeof evaluationOf>[0] {
  const { eventName, body, attributes, traceId, spanId, time, observed } = log;
  return { eventName, body, attributes: Object.fromEntries(attributes), traceId, spanId, time: time || observed };
}
