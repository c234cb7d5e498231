import type { Importer, Input, Sample, Sink } from "../importer.ts";
import { isObject, type JsonObject } from "../json/json.ts";
import { type JsonPiece, readJson, type Shape } from "../json/json-stream.ts";
import { readRows } from "../rows.ts";
import { SpanWriter } from "../spans/span-row.ts";
import { LangSmithPayloads } from "./langsmith-payloads.ts";
import { LangSmithRuns } from "./langsmith-runs.ts";
import { feedbackScore } from "./langsmith-scores.ts";

/**
 * Runs of LangSmith as its API, its bulk export and its SDK write them, and the feedback on them.
 * https://docs.langchain.com/langsmith/run-data-format
 */
export const langsmith: Importer = {
  format: "langsmith",
  title: "LangSmith",
  detect: detectLangSmith,
  read: readLangSmith,
};

const list: Shape = { items: {} };
const payload: Shape = { keys: { post: list, patch: list } };
const file: Shape = {
  keys: { post: list, patch: list, runs: list, data: list, feedback: list, feedbacks: list },
  items: payload,
};

function detectLangSmith({ value, columns }: Sample): string | null {
  if (columns) {
    const names = new Set(columns);
    if (isRun((key) => names.has(key))) return "the columns are those of LangSmith's runs (run_type)";
    return isFeedback((key) => names.has(key)) ? "the columns are those of LangSmith's feedback" : null;
  }
  const first = Array.isArray(value) ? value[0] : value;
  if (!isObject(first)) return null;
  const found = told(first);
  if (found) return `the first object is ${found}`;
  for (const key of ["post", "patch"]) {
    const [half] = asArray(first[key]);
    if (isObject(half) && isHalf(half)) return `${key} holds runs as LangSmith's SDK sends them`;
  }
  for (const key of ["runs", "data", "feedback", "feedbacks"]) {
    const [row] = asArray(first[key]);
    const inner = isObject(row) ? told(row) : null;
    if (inner) return `${key} begins with ${inner}`;
  }
  return null;
}

function told(row: JsonObject): string | null {
  const has = (key: string) => key in row;
  if (isRun(has)) return "a run of LangSmith (run_type)";
  return isFeedback(has) ? "feedback of LangSmith" : null;
}

function isRun(has: (key: string) => boolean): boolean {
  if (has("dotted_order")) return has("run_type") || has("trace_id");
  return has("run_type") && has("id") && ["inputs", "start_time", "parent_run_id", "trace_id"].some(has);
}

function isFeedback(has: (key: string) => boolean): boolean {
  return has("key") && has("run_id") && has("feedback_source") && (has("score") || has("value"));
}

/** A half of a run that may be cut off anywhere. */
function isHalf(half: JsonObject): boolean {
  if (!("id" in half || "dotted_order" in half || "trace_id" in half)) return false;
  return ["run_type", "dotted_order", "trace_id", "start_time", "end_time", "extra", "session_name"].some(
    (key) => key in half,
  );
}

async function readLangSmith(input: Input, sink: Sink): Promise<void> {
  const reader = new LangSmithReader(sink);
  if (input.sample.columns !== null) {
    await readRows(input, sink, (row, { line }) => reader.tableRow(row, line ?? 0));
  } else {
    for await (const pieces of readJson(input.utf8(), file)) {
      input.signal.throwIfAborted();
      for (const piece of pieces) reader.take(piece);
      reader.writer.tellCount();
      await sink.drain();
    }
  }
  reader.finish();
}

class LangSmithReader {
  readonly writer: SpanWriter;
  private readonly runs: LangSmithRuns;
  private readonly payloads: LangSmithPayloads;
  private rows = 0;

  constructor(sink: Sink) {
    this.writer = new SpanWriter(sink);
    this.runs = new LangSmithRuns(this.writer);
    this.payloads = new LangSmithPayloads((run, line) => this.record(run, line));
  }

  take(piece: JsonPiece): void {
    if (piece.type === "damage") this.writer.lose(piece, piece.reason);
    if (piece.type !== "record") return;
    const { value, line } = piece;
    const key = piece.frames.at(-1)?.key;
    if (key !== "post" && key !== "patch") this.record(value, line);
    else if (!isObject(value)) this.writer.lose({ line }, "no run of LangSmith: an object was expected");
    else if (!this.payloads.take(key, value, line)) {
      this.writer.notes.add("runs whose two halves are too far apart to be joined", { line });
    }
  }

  tableRow(row: JsonObject, line: number): void {
    this.rows += 1;
    if (this.rows % 1000 === 0) this.writer.tellCount();
    this.record(row, line);
  }

  finish(): void {
    this.payloads.end();
    this.writer.finish();
  }

  /** A run with the runs inside it, or feedback. */
  private record(value: unknown, line: number): void {
    const waiting: unknown[] = [value];
    while (waiting.length > 0) {
      const each = waiting.pop();
      this.one(each, line);
      if (isObject(each)) for (const child of asArray(each.child_runs)) if (isObject(child)) waiting.push(child);
    }
  }

  private one(value: unknown, line: number): void {
    try {
      if (!isObject(value)) throw new Error("no run of LangSmith: an object was expected");
      const has = (key: string) => key in value;
      if (isFeedback(has)) this.feedback(value, line);
      else if (isRun(has) || isHalf(value)) this.runs.write(value, line);
      else throw new Error("no run or feedback of LangSmith");
    } catch (error) {
      this.writer.lose({ line }, error instanceof Error ? error.message : String(error));
    }
  }

  private feedback(value: JsonObject, line: number): void {
    const time = this.runs.time(value.created_at ?? value.modified_at, line);
    this.writer.writeScore(feedbackScore(value, time));
  }
}

function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
