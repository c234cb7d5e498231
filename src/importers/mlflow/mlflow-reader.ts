import type { Sink } from "../importer.ts";
import { isObject, type JsonObject } from "../json/json.ts";
import type { Frame, JsonPiece } from "../json/json-stream.ts";
import { digestId, hexId, isBlankId, isHexId, spanIdDigits, traceIdDigits } from "../spans/ids.ts";
import type { SpanContext } from "../spans/span-context.ts";
import { afterAttributes } from "../spans/span-facts.ts";
import { type Place, SpanWriter } from "../spans/span-row.ts";
import { assessmentRow, isAssessment, isOverridden } from "./mlflow-assessments.ts";
import { infoIn, traceIn } from "./mlflow-found.ts";
import { readInfo, type TraceInfo } from "./mlflow-info.ts";
import { addAttributes, isSpan, parentOf, spanFields, traceOf } from "./mlflow-spans.ts";
import { durationOf, objectsOf, otelId, statusOf } from "./mlflow-values.ts";

/** A trace under way: its spans come one by one. */
interface OpenTrace {
  readonly info: TraceInfo | null;
  readonly context: SpanContext;
  readonly place: Place;
  /** The trace's id as OpenTelemetry knows it, once a span has told it. */
  id: string | null;
  spans: number;
  roots: number;
}

/** Reads traces of MLflow, whole or span by span. */
export class MlflowReader {
  readonly writer: SpanWriter;
  private readonly sink: Sink;
  /** The traces that are being gone through, by the place of their object. */
  private readonly open = new Map<number, OpenTrace | null>();
  /** The places of the objects around them, of which nothing more is wanted. */
  private readonly outer = new Set<number>();

  constructor(sink: Sink) {
    this.sink = sink;
    this.writer = new SpanWriter(sink);
  }

  take(piece: JsonPiece): void {
    if (piece.type === "damage") this.writer.lose(piece, piece.reason);
    else if (piece.type === "end")
      this.guarded({ line: null, offset: piece.offset }, () => this.end(piece.offset, piece.rest));
    else this.record(piece.value, { line: piece.line }, piece.frames);
  }

  /** A record of which all is there: a trace, a row of a frame, a bare span or an assessment. */
  value(value: unknown, place: Place): void {
    for (const item of Array.isArray(value) ? value : [value]) this.guarded(place, () => this.object(item, place));
  }

  private record(value: unknown, place: Place, frames: readonly Frame[]): void {
    const at = traceFrame(frames);
    if (at >= 0) this.guarded(place, () => this.spanOf(frames, at, value, place));
    else this.value(value, place);
  }

  private guarded(place: Place, read: () => void): void {
    try {
      read();
    } catch (error) {
      this.writer.lose(place, error instanceof Error ? error.message : String(error));
    }
  }

  private object(value: unknown, place: Place): void {
    if (!isObject(value)) this.writer.lose(place, "no trace or span of MLflow");
    else if (Array.isArray(value.traces)) for (const trace of value.traces) this.value(trace, place);
    else if (isAssessment(value)) this.assessment(value, place);
    else this.row(value, place);
  }

  private assessment(value: JsonObject, place: Place): void {
    const score = isOverridden(value) ? null : assessmentRow(value, null);
    if (score) this.writer.writeScore(score);
    else if (isOverridden(value)) this.writer.notes.add(overridden, place);
    else this.writer.lose(place, "an assessment without a name or a value");
  }

  private row(value: JsonObject, place: Place): void {
    const found = traceIn(value);
    if (!found && !isSpan(value)) this.writer.lose(place, "no trace or span of MLflow: it has neither info nor spans");
    else {
      const trace = this.begin(found ? readInfo(found.info) : null, place);
      for (const span of found?.spans ?? [value]) this.guarded(place, () => this.span(trace, span, place));
      if (trace) this.finishTrace(trace, trace.info?.assessments ?? []);
    }
  }

  private spanOf(frames: readonly Frame[], at: number, value: unknown, place: Place): void {
    for (const { offset } of frames.slice(0, at)) this.outer.add(offset);
    const { offset, rest } = frames[at] as Frame;
    let trace = this.open.get(offset);
    if (trace === undefined) {
      // A row that has its trace in a column of text has it with everything: its spans say nothing more.
      trace = typeof rest.trace === "string" ? null : this.begin(readInfo(infoIn(rest) ?? rest), place);
      this.open.set(offset, trace);
    }
    this.span(trace, value, place);
  }

  private end(offset: number, rest: JsonObject): void {
    const place = { line: null, offset };
    const trace = this.open.get(offset);
    if (this.outer.delete(offset)) return;
    if (trace === undefined) {
      if (infoIn(rest)) this.row(rest, place);
    } else if (trace) this.finishTrace(trace, objectsOf((infoIn(rest) ?? rest).assessments));
    else if (typeof rest.trace === "string") this.row(rest, place);
    this.open.delete(offset);
  }

  finish(): void {
    for (const trace of this.open.values()) if (trace) this.finishTrace(trace, trace.info?.assessments ?? []);
    this.writer.finish();
  }

  /** Null for a trace that is left out. */
  private begin(info: TraceInfo | null, place: Place): OpenTrace | null {
    if (info && info.scorer !== "") {
      this.writer.notes.add("traces that judges left while they judged, left out", place, info.scorer);
      return null;
    }
    const context = this.writer.context("", info?.shared ?? []);
    return { info, context, place, id: null, spans: 0, roots: 0 };
  }

  private span(trace: OpenTrace | null, span: unknown, place: Place): void {
    if (!trace) return;
    const { writer } = this;
    if (!isSpan(span)) {
      writer.lose(place, "no span of MLflow: it has no span_id");
      return;
    }
    const { info } = trace;
    writer.facts.begin();
    addAttributes(writer, span);
    const isRoot = isBlankId(parentOf(span));
    if (info) this.addInfo(info, isRoot);
    const traceId = traceOf(span) || trace.id || otelId(info?.id ?? "");
    writer.write(spanFields(writer, span, traceId, place), trace.context);
    if (traceId !== "") trace.id ??= hexId(traceId, traceIdDigits);
    trace.spans += 1;
    if (isRoot) trace.roots += 1;
  }

  private addInfo(info: TraceInfo, isRoot: boolean): void {
    const { facts } = this.writer;
    if (info.id !== "") facts.addPart("mlflow.traceRequestId", info.id);
    if (!isRoot) return;
    for (const [key, value] of info.own) facts.addPart(key, value);
    facts.state("input", info.input, afterAttributes);
    facts.state("output", info.output, afterAttributes);
  }

  private finishTrace(trace: OpenTrace, assessments: readonly JsonObject[]): void {
    const { info, place } = trace;
    if (info && trace.spans === 0) this.traceAlone(info, trace);
    else if (info && trace.roots === 0 && info.own.length > 0)
      this.writer.notes.add("traces without a root, on which what is told of the trace would stand", place, info.id);
    for (const assessment of assessments) {
      const score = isOverridden(assessment) ? null : assessmentRow(assessment, trace.id ?? otelId(info?.id ?? ""));
      if (score) this.sink.score(score);
      else if (isOverridden(assessment)) this.writer.notes.add(overridden, place);
      else this.writer.notes.add("assessments without a name or a value", place);
    }
  }

  /** A trace whose spans are not in the file is a span of its own. */
  private traceAlone(info: TraceInfo, { context, place }: OpenTrace): void {
    const { writer } = this;
    const { facts } = writer;
    const traceId = otelId(info.id);
    const start = writer.time(info.start, place, "ms")?.ns ?? null;
    const duration = durationOf(info.duration);
    facts.begin();
    this.addInfo(info, true);
    facts.state("usage", info.usage);
    facts.state("costs", info.cost);
    writer.notes.add("traces without their spans, given one span each", place, info.id);
    writer.write(
      {
        traceId,
        spanId: digestId(`trace\n${traceId}`, spanIdDigits),
        parentId: "",
        name: info.name || "trace",
        startNs: start,
        endNs: start === null || duration === null ? null : start + duration,
        status: statusOf(info.state),
        statusMessage: "",
        events: [],
        links: [],
        row: place.line ?? 0,
        place,
        idsAreOwn: !isHexId(traceId, traceIdDigits),
      },
      context,
    );
  }
}

const overridden = "assessments that were overridden by later ones, left out";

/** The place among the frames of the object that is a trace, when a span was found on the way; -1 otherwise. */
export function traceFrame(frames: readonly Frame[]): number {
  const last = frames.length - 1;
  if (frames[last]?.key !== "spans") return -1;
  return frames[last - 1]?.key === "data" ? last - 1 : last;
}
