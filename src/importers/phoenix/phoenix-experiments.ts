import type { Sink } from "../importer.ts";
import { isObject, type JsonObject } from "../json/json.ts";
import { digestId, hexId, spanIdDigits, traceIdDigits } from "../spans/ids.ts";
import type { Place, SpanWriter } from "../spans/span-row.ts";
import type { PhoenixAttributes } from "./phoenix-attributes.ts";
import { annotationRow, type Judged, text } from "./phoenix-scores.ts";

const fields = new Set(["start_time", "end_time", "trace_id", "annotations", "__index_level_0__", ""]);

/** JSON of their own, kept as they are. */
const payloads = new Set(["input", "output", "reference_output"]);

const annotationColumn =
  /^annotation_(.+)_(label|score|explanation|metadata|annotator_kind|trace_id|error|start_time|end_time)$/;

interface Run {
  readonly writer: SpanWriter;
  readonly sink: Sink;
  readonly attributes: PhoenixAttributes;
}

/**
 * A run of an experiment: one example given to a task, as a span that holds what went in and what came out, and the
 * scores of the run. Its tokens stay attributes, because they are those of the trace that the run has left.
 */
export function writeRun(row: JsonObject, place: Place, run: Run): void {
  const { writer } = run;
  addAttributes(row, run);
  const traceId = text(row.trace_id) ?? "";
  const startTime = text(row.start_time);
  const error = text(row.error);
  const identity = [text(row.example_id), text(row.repetition_number), traceId, startTime];
  writer.write(
    {
      traceId,
      spanId: digestId(["run", ...identity].join("\n"), spanIdDigits),
      parentId: "",
      name: "experiment run",
      startNs: writer.time(row.start_time, place, "ms")?.ns ?? null,
      endNs: writer.time(row.end_time, place, "ms")?.ns ?? null,
      status: error === null ? "UNSET" : "ERROR",
      statusMessage: error ?? "",
      events: [],
      links: [],
      row: place.line ?? 0,
      place,
    },
    writer.context("", []),
  );
  writeScores(row, traceId, place, run);
}

function addAttributes(row: JsonObject, { writer: { facts }, attributes }: Run): void {
  facts.begin();
  facts.state("kind", "CHAIN");
  for (const [key, value] of Object.entries(row)) {
    if (fields.has(key) || value === null || annotationColumn.test(key)) continue;
    if (key === "input" || key === "output") facts.state(key, text(value) ?? "");
    if (payloads.has(key)) facts.add(key, text(value) ?? "");
    else attributes.add(key, value);
  }
}

/** A run that left a trace is judged as that trace, another one as its example. */
function writeScores(row: JsonObject, traceId: string, place: Place, { writer, sink }: Run): void {
  const { repetition_number } = row;
  const example_id = text(row.example_id);
  const judged: Judged =
    traceId === ""
      ? { type: "sample", id: example_id, docRank: null }
      : { type: "trace", id: hexId(traceId, traceIdDigits), docRank: null };
  for (const { trace_id, id, ...result } of annotationsOf(row)) {
    const told = { ...result, evaluator_trace_id: trace_id ?? null, example_id, repetition_number };
    const score = annotationRow(told, judged, null);
    if (score) sink.score(score);
    else writer.notes.add("evaluations of experiments without a result", place, text(result.error) ?? "");
  }
}

/** The annotations in a list, as in JSON, or in columns that are named after them. */
function annotationsOf(row: JsonObject): readonly JsonObject[] {
  if (Array.isArray(row.annotations)) return row.annotations.filter(isObject);
  const byName = new Map<string, Record<string, unknown>>();
  for (const key of Object.keys(row)) {
    const [, name, part] = key.startsWith("annotation_") ? (annotationColumn.exec(key) ?? []) : [];
    if (name === undefined || part === undefined || row[key] === null) continue;
    const annotation = byName.get(name) ?? { name };
    annotation[part] = row[key];
    byName.set(name, annotation);
  }
  return [...byName.values()];
}
