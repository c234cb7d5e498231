import type { Importer, Input, Sample, Sink } from "../importer.ts";
import { isObject, type JsonObject } from "../json/json.ts";
import { readJsonInContext } from "../json/json-context.ts";
import type { Frame, JsonPiece, Shape } from "../json/json-stream.ts";
import { objectsIn, textOf } from "../score-rows.ts";
import { isPromptfooTable, readPromptfooCsv } from "./promptfoo-csv.ts";
import { PromptfooResults, type Run, unknownRun } from "./promptfoo-results.ts";
import { readPromptfooYaml } from "./promptfoo-yaml.ts";

/**
 * What `promptfoo eval --output` writes: JSON of the versions 1 to 4, JSON Lines, YAML and CSV, and the table that its
 * viewer downloads. Every result is a call of a model, so a span; its assertions are scores of that span.
 * https://github.com/promptfoo/promptfoo, src/types
 */
export const promptfoo: Importer = {
  format: "promptfoo",
  title: "promptfoo results",
  detect: detectPromptfoo,
  read: readPromptfoo,
};

const list: Shape = { items: {} };
const table: Shape = { keys: { body: list } };
const file: Shape = { keys: { results: { items: {}, keys: { results: list, table } }, table, body: list }, items: {} };

function detectPromptfoo(sample: Sample): string | null {
  const { value, text } = sample;
  if (value === undefined && text !== null && isPromptfooTable(sample.columns, text))
    return "columns of outputs, their status and grader's reason";
  const first = Array.isArray(value) ? value[0] : value;
  if (isObject(first)) return detectObject(first);
  return value === undefined && text !== null && isYaml(text) ? "YAML with evalId and results of a version" : null;
}

function detectObject(first: JsonObject): string | null {
  const { results } = first;
  if ("evalId" in first && isObject(results) && "version" in results) return "evalId and results of a version";
  if (isObject(results) && (isSummary(results) || isTable(results.table))) return "results holds prompts' results";
  if (isSummary(first)) return "the object is a summary of an evaluation";
  if (isTable(first) || isTable(first.table)) return "the object is a table of outputs per prompt";
  return isResult(first) ? "results have promptIdx, a grading and the provider" : null;
}

function isSummary(summary: JsonObject): boolean {
  const some = objectsIn(summary.results).slice(0, 5);
  if (some.length > 0) return some.some(isResult) || (isObject(summary.stats) && some.some((one) => "success" in one));
  const [prompt] = objectsIn(summary.prompts);
  return (
    "version" in summary && "timestamp" in summary && prompt !== undefined && "raw" in prompt && "provider" in prompt
  );
}

function isResult(result: JsonObject): boolean {
  const graded = "gradingResult" in result || "namedScores" in result || "success" in result;
  return graded && ("promptIdx" in result || "vars" in result) && ("provider" in result || "prompt" in result);
}

function isTable(value: unknown): boolean {
  return isObject(value) && isObject(value.head) && Array.isArray(value.head.prompts) && Array.isArray(value.head.vars);
}

function isYaml(text: string): boolean {
  return /^evalId:/m.test(text) && /^results:\s*\n\s+version:\s*\d/m.test(text);
}

async function readPromptfoo(input: Input, sink: Sink): Promise<void> {
  const results = new PromptfooResults(sink);
  if (input.sample.value !== undefined) await readJsonResults(input, sink, results);
  else if (isYaml(input.sample.text ?? "")) await readPromptfooYaml(input, sink, results);
  else await readPromptfooCsv(input, sink, results);
  results.finish();
}

async function readJsonResults(input: Input, sink: Sink, results: PromptfooResults): Promise<void> {
  const reader = new JsonResults(results);
  const options = {
    open: () => input.utf8(),
    shape: file,
    missing: withoutTime,
    firstTells: true,
    signal: input.signal,
  };
  for await (const pieces of readJsonInContext(options)) {
    for (const piece of pieces) reader.take(piece);
    results.tellCount();
    await sink.drain();
  }
}

/** When the evaluation ran stands beside the list of results, before or behind it. */
function withoutTime(frames: readonly Frame[]): number {
  const last = frames.at(-1);
  if (last?.key !== "results" || last.rest.timestamp !== undefined) return -1;
  return frames.length > 1 ? last.offset : -1;
}

class JsonResults {
  private readonly runs = new WeakMap<JsonObject, Run>();
  private results = 0;

  constructor(private readonly into: PromptfooResults) {}

  take(piece: JsonPiece): void {
    if (piece.type === "damage") this.into.lose(piece, piece.reason);
    else if (piece.type === "record") this.record(piece.value, piece.line, piece.frames);
  }

  private record(value: unknown, line: number, frames: readonly Frame[]): void {
    const place = { line };
    const isRow = frames.at(-1)?.key === "body";
    if (isRow && this.results > 0) return;
    if (!isRow) this.results += 1;
    if (!isObject(value)) this.into.lose(place, "a result of promptfoo is no object");
    else if (isRow) this.into.tableRow(value, place, this.runOf(frames));
    else this.into.take(value, place, this.runOf(frames));
  }

  private runOf(frames: readonly Frame[]): Run {
    const last = frames.at(-1);
    if (last === undefined) return unknownRun;
    const known = this.runs.get(last.rest);
    if (known) return known;
    const rests = frames.map(({ rest }) => rest);
    const find = (...keys: string[]) => textOf(keys.flatMap((key) => rests.map((rest) => rest[key])).find(Boolean));
    const head = rests.find((rest) => isObject(rest.head))?.head;
    const run: Run = {
      evalId: find("evalId", "id"),
      timestamp: find("timestamp", "createdAt"),
      vars: isObject(head) && Array.isArray(head.vars) ? head.vars.map(String) : [],
    };
    this.runs.set(last.rest, run);
    return run;
  }
}
