import type { Sink } from "../importer.ts";
import { isObject, type JsonObject, tryParseJson } from "../json/json.ts";
import { hexId, spanIdDigits, traceIdDigits } from "../spans/ids.ts";
import { parsePythonRepr } from "../spans/python-repr.ts";
import { documentRows } from "../spans/span-documents.ts";
import type { SpanEvent } from "../spans/span-events.ts";
import { afterAttributes } from "../spans/span-facts.ts";
import { type Place, SpanWriter } from "../spans/span-row.ts";
import { PhoenixAttributes } from "./phoenix-attributes.ts";
import { phoenixColumn } from "./phoenix-columns.ts";
import { writeRun } from "./phoenix-experiments.ts";
import { annotationRow, type Judged, judgedBy, text } from "./phoenix-scores.ts";
import { rowSort } from "./phoenix-sorts.ts";

type Evaluations = Map<string, Record<string, unknown>>;

/** Reads rows of Phoenix of any sort: spans, annotations, evaluations, documents and runs of experiments. */
export class PhoenixReader {
  readonly writer: SpanWriter;
  readonly sink: Sink;
  readonly attributes: PhoenixAttributes;
  /** The name of the evaluation that the whole file is, where it is one. */
  private readonly evaluation: string;

  constructor(sink: Sink, options: { readonly sparse: boolean; readonly evaluation: string }) {
    this.sink = sink;
    this.writer = new SpanWriter(sink);
    this.attributes = new PhoenixAttributes(this.writer.facts, options.sparse);
    this.evaluation = options.evaluation;
  }

  take(row: JsonObject, place: Place): void {
    const sort = rowSort(row);
    if (sort === "span") this.span(row, place);
    else if (sort === "annotation") this.annotation(row, place, null);
    else if (sort === "evaluation") this.annotation(row, place, this.evaluation);
    else if (sort === "document") this.document(row);
    else if (sort === "run") writeRun(row, place, this);
    else this.writer.lose(place, "no span, annotation, document or run of an experiment of Phoenix");
    this.writer.tellCount();
  }

  private span(row: JsonObject, place: Place): void {
    const { writer } = this;
    const context = isObject(row.context) ? row.context : null;
    const spanId = text(context?.span_id ?? row["context.span_id"]) ?? "";
    const traceId = text(context?.trace_id ?? row["context.trace_id"] ?? (context ? null : row.trace_id)) ?? "";
    writer.facts.begin();
    const evaluations = this.addAttributes(row);
    this.addFields(row);
    const status = text(row.status_code)?.toUpperCase() ?? "";
    writer.write(
      {
        traceId,
        spanId,
        parentId: text(row.parent_id) ?? "",
        name: text(row.name) ?? "",
        startNs: writer.time(row.start_time, place, "ms")?.ns ?? null,
        endNs: writer.time(row.end_time, place, "ms")?.ns ?? null,
        status: status === "OK" || status === "ERROR" ? status : "UNSET",
        statusMessage: text(row.status_message) ?? "",
        events: this.events(row.events, place),
        links: [],
        row: place.line ?? 0,
        place,
        // Before it took over OpenTelemetry's, Phoenix gave UUIDs.
        idsAreOwn: traceId.includes("-") || spanId.includes("-"),
      },
      writer.context("", []),
    );
    this.feedback(row, evaluations, hexId(spanId, spanIdDigits), place);
  }

  private addAttributes(row: JsonObject): Evaluations | null {
    let evaluations: Evaluations | null = null;
    if (isObject(row.attributes)) this.attributes.addAll(row.attributes);
    for (const key of Object.keys(row)) {
      const value = row[key];
      if (value === null) continue;
      const column = phoenixColumn(key);
      if (column.use === "attribute") this.attributes.add(column.key, value);
      else if (column.use === "evaluation") {
        evaluations ??= new Map();
        const result = evaluations.get(column.name) ?? { name: column.name };
        result[column.part] = value;
        evaluations.set(column.name, result);
      }
    }
    return evaluations;
  }

  /** What stands outside the attributes: the kind, and what a query has called input and output itself. */
  private addFields(row: JsonObject): void {
    const { facts } = this.writer;
    const kind = text(row.span_kind);
    if (kind !== null && !facts.attributes.has("openinference.span.kind")) facts.add("openinference.span.kind", kind);
    for (const key of ["input", "output"] as const) {
      const written = facts.attributes.get(key);
      if (written !== undefined) facts.state(key, written, afterAttributes);
    }
  }

  private events(written: unknown, place: Place): readonly SpanEvent[] {
    const list = typeof written === "string" ? (tryParseJson(written) ?? parsePythonRepr(written)) : written;
    if (Array.isArray(list)) return list.filter(isObject).map((event) => this.event(event, place));
    if (written !== null && written !== undefined) {
      this.writer.facts.addPart("events", text(written) ?? "");
      this.writer.notes.add("events that cannot be read, kept in the attribute events", place, text(written) ?? "");
    }
    return [];
  }

  private event(event: JsonObject, place: Place): SpanEvent {
    const time = this.writer.time(event.timestamp, place, "ms");
    // In a frame every event has the keys of all of them.
    const attributes = Object.entries(isObject(event.attributes) ? event.attributes : {});
    return {
      name: text(event.name) ?? "",
      timeNs: time?.ns ?? null,
      attributes: Object.fromEntries(attributes.filter(([, value]) => value !== null)),
    };
  }

  /** The judgements that stand on a span: evaluations in columns, annotations and notes in lists. */
  private feedback(row: JsonObject, evaluations: Evaluations | null, spanId: string, place: Place): void {
    const judged: Judged = { type: "span", id: spanId === "" ? null : spanId, docRank: null };
    for (const [name, result] of evaluations ?? []) this.score(result, judged, name, place);
    for (const annotation of objects(row.annotations)) {
      const own = judgedBy(annotation);
      this.score(annotation, own.id === null ? judged : own, null, place);
    }
    for (const note of objects(row.notes))
      this.score({ explanation: note.note ?? note.text, ...note, name: "note" }, judged, null, place);
  }

  private score(annotation: JsonObject, judged: Judged, evaluation: string | null, place: Place): void {
    const row = annotationRow(annotation, judged, evaluation);
    if (row) this.sink.score(row);
    else this.writer.notes.add("annotations without a name or a result", place);
  }

  private annotation(row: JsonObject, place: Place, evaluation: string | null): void {
    const judged = judgedBy(row);
    const score = annotationRow(row, judged, evaluation);
    if (score) this.writer.writeScore(score);
    else this.writer.lose(place, "an annotation without a name or a result");
    if (score && judged.id === null)
      this.writer.notes.add("annotations that do not say what they judge", place, score.name ?? "");
  }

  /** A document that a query took out of the span that found it. */
  private document(row: JsonObject): void {
    const owner = {
      spanId: hexId(text(row["context.span_id"]) ?? "", spanIdDigits),
      traceId: hexId(text(row["context.trace_id"] ?? row.trace_id) ?? "", traceIdDigits),
    };
    const found: Record<string, unknown> = Object.create(null);
    for (const key of Object.keys(row)) {
      if (row[key] !== null && !ofTheOwner.has(key)) found[documentKeys.get(key) ?? key] = row[key];
    }
    const position = Number(row.document_position);
    const rank = Number.isSafeInteger(position) ? position + 1 : null;
    for (const document of documentRows([found], "retrieval", owner)) this.sink.document({ ...document, rank });
    this.sink.records(1);
  }
}

const ofTheOwner = new Set(["context.span_id", "context.trace_id", "trace_id", "document_position"]);

/** What queries call the parts of a document. */
const documentKeys = new Map([
  ["document.id", "id"],
  ["document.content", "content"],
  ["document.score", "score"],
  ["document.metadata", "metadata"],
  ["reference", "content"],
  ["document_score", "score"],
]);

function objects(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
