import type { Importer, Input, Sample, Sink } from "../importer.ts";
import { isObject, type JsonObject } from "../json/json.ts";
import { readRows, rowKeys } from "../rows.ts";
import {
  firstText,
  objectsIn,
  put,
  type Score,
  type ScoreSource,
  ScoreWriter,
  type Target,
  targetOf,
  textOf,
  timeOf,
  without,
} from "../score-rows.ts";
import type { Place } from "../spans/span-row.ts";
import { LabelStudioRows } from "./label-studio-rows.ts";

/**
 * Label Studio's exports: tasks with annotations and predictions (JSON), and one row per annotation (JSON_MIN, CSV,
 * TSV). Each region or answer in a result is a score named after its control; predictions are a judge's.
 * https://github.com/HumanSignal/label-studio-sdk, converter
 */
export const labelStudio: Importer = {
  format: "label-studio",
  title: "Label Studio",
  detect: detectLabelStudio,
  read: readLabelStudio,
};

function detectLabelStudio(sample: Sample): string | null {
  const { value } = sample;
  const some = (Array.isArray(value) ? value.slice(0, 50) : [value]).filter(isObject);
  if (some.some(hasAnnotations)) return "tasks hold annotations or predictions with a result";
  if (some.some(isBareTask)) return "tasks hold data and counts of annotations";
  const keys = new Set(rowKeys(sample));
  if (keys.has("annotation_id") && keys.has("annotator") && (keys.has("lead_time") || keys.has("updated_at")))
    return "rows have annotation_id, annotator and lead_time";
  return null;
}

const tellingKeys = ["completed_by", "lead_time", "was_cancelled", "ground_truth", "model_version", "result_count"];

function hasAnnotations(task: JsonObject): boolean {
  return [task.annotations, task.completions, task.predictions].some((list) =>
    objectsIn(list).some(
      (entry) => isResult(entry.result) || ("result" in entry && tellingKeys.some((key) => key in entry)),
    ),
  );
}

function isResult(result: unknown): boolean {
  return objectsIn(result).some((entry) => "from_name" in entry && "to_name" in entry && "type" in entry);
}

function isBareTask(task: JsonObject): boolean {
  const listed = Array.isArray(task.annotations) || "total_annotations" in task;
  return isObject(task.data) && listed && ("inner_id" in task || "file_upload" in task || "drafts" in task);
}

async function readLabelStudio(input: Input, sink: Sink): Promise<void> {
  const writer = new ScoreWriter(sink);
  const tasks = new TaskReader(writer);
  const rows = new LabelStudioRows(writer);
  await readRows(input, sink, (row, place) => {
    if (isTask(row)) tasks.take(row, place);
    else if ("annotation_id" in row || "annotator" in row) rows.take(row, place);
    else throw new Error("no task of Label Studio: it has no annotations and no annotation_id");
  });
  rows.finish();
  writer.finish();
}

function isTask({ annotations, completions, predictions, data }: JsonObject): boolean {
  return Array.isArray(annotations ?? completions ?? predictions) || isObject(data);
}

const taskKeys = new Set(["id", "data", "annotations", "completions", "predictions", "drafts"]);
const annotationKeys = new Set(
  "id result completed_by was_cancelled skipped ground_truth created_at updated_at reviews prediction task".split(" "),
);
const predictionKeys = new Set(["id", "result", "model_version", "created_at", "updated_at", "created_ago", "task"]);
const resultKeys = new Set(["from_name", "value", "type", "meta"]);

/** Whose results are read, and what they have in common. */
interface Verdict {
  readonly target: Target;
  readonly source: ScoreSource;
  readonly rater: string | null;
  readonly timeNs: bigint | null;
  readonly isGroundTruth: boolean | null;
  readonly common: Readonly<Record<string, unknown>>;
}

class TaskReader {
  constructor(private readonly writer: ScoreWriter) {}

  take(task: JsonObject, place: Place): void {
    const data = isObject(task.data) ? task.data : {};
    const id = textOf(task.id) ?? textOf(task.inner_id) ?? `line ${place.line}`;
    const target = targetOf(data, id);
    this.writer.begin({ ...data, ...around(task) }, place);
    for (const entry of list(task.annotations ?? task.completions)) {
      if (isObject(entry)) this.annotation(entry, target, id);
      else this.writer.skip("annotations given by their id alone");
    }
    for (const entry of list(task.predictions)) {
      if (isObject(entry)) this.prediction(entry, target, id);
      else this.writer.skip("predictions given by their id alone");
    }
    if (list(task.drafts).length > 0) this.writer.skip("tasks with drafts, which are left out");
    this.writer.end("tasks");
  }

  private annotation(entry: JsonObject, target: Target, task: string): void {
    if (entry.was_cancelled === true || entry.skipped === true) {
      this.writer.skip("annotations that were cancelled, left out");
      return;
    }
    const verdict: Verdict = {
      target,
      source: "human",
      rater: raterOf(entry.completed_by),
      timeNs: timeOf(entry.updated_at, entry.created_at),
      isGroundTruth: typeof entry.ground_truth === "boolean" ? entry.ground_truth : null,
      common: { annotation_id: entry.id, task, ...without(entry, annotationKeys) },
    };
    this.results(entry.result, verdict, "annotations without a result");
    for (const review of objectsIn(entry.reviews)) this.review(review, verdict);
  }

  private prediction(entry: JsonObject, target: Target, task: string): void {
    const verdict: Verdict = {
      target,
      source: "judge",
      rater: textOf(entry.model_version),
      timeNs: timeOf(entry.updated_at, entry.created_at),
      isGroundTruth: null,
      common: { prediction_id: entry.id, task, ...without(entry, predictionKeys) },
    };
    this.results(entry.result, verdict, "predictions without a result");
  }

  private results(result: unknown, verdict: Verdict, empty: string): void {
    const entries = list(result);
    if (entries.length === 0) this.writer.skip(empty);
    for (const entry of entries) {
      if (isObject(entry)) this.writer.write(resultScore(entry, verdict));
      else this.writer.lose("a result of Label Studio is no object");
    }
  }

  private review(review: JsonObject, { target, common }: Verdict): void {
    if (typeof review.accepted !== "boolean") return;
    this.writer.write({
      target,
      name: "review",
      value: review.accepted,
      source: "human",
      rater: raterOf(review.created_by),
      rationale: firstText(review, ["comment", "text"]),
      timeNs: timeOf(review.created_at),
      key: textOf(review.id) ?? "",
      metadata: { annotation_id: common.annotation_id, task: common.task, review_id: review.id },
    });
  }
}

function resultScore(entry: JsonObject, verdict: Verdict): Score {
  const { common, target, source, rater, timeNs, isGroundTruth } = verdict;
  const type = textOf(entry.type) ?? "";
  const { answer, rest } = answerOf(isObject(entry.value) ? entry.value : { value: entry.value }, type);
  const pair = type === "pairwise" && (answer === "left" || answer === "right");
  const metadata: Record<string, unknown> = { ...common, type };
  if (Object.keys(rest).length > 0) metadata.region = rest;
  if (isObject(entry.meta) && Object.keys(entry.meta).length > 0) metadata.meta = entry.meta;
  metadata.result = without(entry, resultKeys);
  return {
    source,
    rater,
    timeNs,
    isGroundTruth,
    target: pair && target.type === "sample" ? { ...target, type: "pair" as const } : target,
    name: textOf(entry.from_name) ?? (type || "result"),
    key: `${textOf(common.annotation_id ?? common.prediction_id)}/${textOf(entry.id)}`,
    value: pair ? (answer === "left" ? 0 : 1) : (answer ?? textOf(entry.direction)),
    label: pair ? (answer === "left" ? "A" : "B") : null,
    metadata,
  };
}

/** The keys under which the answer stands when it is not the control's own type. */
const answerKeys =
  "choices rating text number taxonomy labels selected ranker datetime chatmessage pairwise score value".split(" ");

/** What was answered, and what else stands beside it: where a region begins and ends, and its text. */
function answerOf(value: JsonObject, type: string) {
  const key = answerKey(value, type);
  if (key === undefined) return { answer: Object.keys(value).length > 0 ? value : null, rest: {} };
  const rest = without(value, new Set([key]));
  const answer = value[key];
  if (key !== "chatmessage" || !isObject(answer)) return { answer: unwrapped(answer), rest };
  return { answer: answer.content, rest: without(answer, new Set(["content"])) };
}

function answerKey(value: JsonObject, type: string): string | undefined {
  if (Object.hasOwn(value, type)) return type;
  const known = answerKeys.find((name) => Object.hasOwn(value, name));
  return known ?? Object.keys(value).find((name) => name.endsWith("labels"));
}

/** A choice in a list of one, or a taxonomy's one path of one step, is that choice. */
function unwrapped(answer: unknown): unknown {
  let inner = answer;
  for (let depth = 0; depth < 3 && Array.isArray(inner) && inner.length === 1; depth += 1) inner = inner[0];
  return inner;
}

function raterOf(by: unknown): string | null {
  return isObject(by) ? firstText(by, ["email", "username", "id"]) : textOf(by);
}

const idle = new Set("total_annotations cancelled_annotations total_predictions comment_count updated_by".split(" "));

/** What a task has beside its data: agreement, meta. */
function around(task: JsonObject): JsonObject {
  const rest: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(without(task, taskKeys))) {
    const empty = typeof value === "object" && value !== null && Object.keys(value).length === 0;
    if (!idle.has(key) && !empty) put(rest, key, value);
  }
  return Object.keys(rest).length === 0 ? {} : { task: rest };
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
