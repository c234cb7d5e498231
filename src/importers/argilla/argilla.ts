import { contentId } from "../content-id.ts";
import type { Importer, Input, Sample, Sink } from "../importer.ts";
import { isObject, type JsonObject } from "../json/json.ts";
import type { Shape } from "../json/json-stream.ts";
import { readRows, rowKeys } from "../rows.ts";
import { firstText, ScoreWriter, structured, targetOf, without, withRecord } from "../score-rows.ts";
import type { Place } from "../spans/span-row.ts";
import { type ArgillaAnswer, columnAnswers, nestedAnswers, oldAnswers } from "./argilla-answers.ts";

/**
 * Argilla's records: nested (to_json, to_list, the API), flattened to a column per question (to_list(flatten), Hugging
 * Face datasets of both generations), and those of its first generation with annotation and prediction. Responses are
 * people's, suggestions a judge's. https://github.com/argilla-io/argilla, records/_io
 */
export const argilla: Importer = {
  format: "argilla",
  title: "Argilla records",
  detect: detectArgilla,
  read: readArgilla,
};

const list: Shape = { items: {} };
const file: Shape = { items: {}, keys: { items: list, records: list } };

type Layout = "nested" | "columns" | "old";

function detectArgilla(sample: Sample): string | null {
  const { value } = sample;
  const outer = Array.isArray(value) ? value[0] : value;
  const inner = isObject(outer) && !("fields" in outer) ? (outer.items ?? outer.records) : undefined;
  const first = Array.isArray(inner) ? inner[0] : outer;
  const keys = isObject(first) ? Object.keys(first) : rowKeys(sample);
  const layout = layoutOf(keys, isObject(first) ? first : {});
  if (layout === "nested") return "records have fields, responses and suggestions";
  if (layout === "columns")
    return "columns hold a question's responses with their users, or a suggestion with its agent";
  return layout === "old" ? "records have annotation, prediction and a status of Argilla" : null;
}

function layoutOf(keys: readonly string[], row: JsonObject): Layout | null {
  const has = new Set(keys);
  const nested = has.has("fields") && (has.has("responses") || has.has("suggestions"));
  if (nested && !has.has("annotations") && (row.fields === undefined || isObject(structured(row.fields))))
    return "nested";
  if (keys.some((key) => questionOf(key, has) !== null)) return "columns";
  const agents = has.has("annotation_agent") || has.has("prediction_agent");
  const old = has.has("annotation") && has.has("prediction") && (agents || has.has("status"));
  return old && (has.has("inputs") || has.has("text")) ? "old" : null;
}

/** The question that a column belongs to by its name, when its sister columns are there too. */
function questionOf(key: string, has: ReadonlySet<string>): string | null {
  if (key.endsWith(".responses") && (has.has(`${key}.users`) || has.has(`${key}.status`))) return key.slice(0, -10);
  if (key.endsWith(".suggestion") && (has.has(`${key}.agent`) || has.has(`${key}.score`))) return key.slice(0, -11);
  return key.endsWith("-suggestion") && has.has(`${key}-metadata`) ? key.slice(0, -11) : null;
}

async function readArgilla(input: Input, sink: Sink): Promise<void> {
  const reader = new ArgillaReader(new ScoreWriter(sink));
  await readRows(input, sink, (row, place) => reader.take(row, place), file);
  reader.finish();
}

const idKeys = ["id", "external_id", "_server_id", "record_id"];
const notItem = new Set([...idKeys, "responses", "suggestions", "vectors", "metadata", "status", "fields"]);
const oldNotItem = new Set(
  `${idKeys.join(" ")} annotation annotation_agent prediction prediction_agent status vectors metadata explanation metrics
  search_keywords event_timestamp inputs multi_label`.split(/\s+/),
);

class ArgillaReader {
  constructor(private readonly writer: ScoreWriter) {}

  take(row: JsonObject, place: Place): void {
    const keys = Object.keys(row);
    const layout = layoutOf(keys, row);
    if (layout === null) throw new Error("no record of Argilla: it has neither responses nor suggestions");
    const { item, answers } = parts(row, layout, keys);
    const id = firstText(row, idKeys) ?? contentId(item);
    const metadata = structured(row.metadata);
    const about = { ...(isObject(metadata) ? metadata : {}), ...item };
    const target = targetOf(about, id);
    const status = layout === "old" ? row.status : null;
    this.writer.begin(isObject(metadata) && Object.keys(metadata).length > 0 ? { ...item, metadata } : item, place);
    for (const answer of answers) {
      const state = String(answer.status ?? status ?? "submitted").toLowerCase();
      if (state === "discarded" || state === "draft") this.writer.skip(`responses that are ${state}, left out`);
      else this.writer.write({ target, ...answer.score, metadata: withRecord(answer.score.metadata, target, id) });
    }
    this.writer.end("records");
  }

  finish(): void {
    this.writer.finish();
  }
}

interface Parts {
  readonly item: JsonObject;
  readonly answers: Iterable<ArgillaAnswer>;
}

function parts(row: JsonObject, layout: Layout, keys: readonly string[]): Parts {
  if (layout === "nested") {
    const fields = structured(row.fields);
    return { item: isObject(fields) ? fields : {}, answers: nestedAnswers(row) };
  }
  if (layout === "old") {
    const inputs = structured(row.inputs);
    const item = isObject(inputs) ? inputs : inputs === undefined || inputs === null ? {} : { inputs };
    return { item: { ...without(row, oldNotItem), ...item }, answers: oldAnswers(row) };
  }
  const has = new Set(keys);
  const questions = new Set(keys.flatMap((key) => questionOf(key, has) ?? []));
  const ofQuestions = keys.filter((key) => [...questions].some((name) => belongs(key, name)));
  return { item: without(row, new Set([...notItem, ...ofQuestions])), answers: columnAnswers(row, questions) };
}

function belongs(key: string, question: string): boolean {
  return (
    key === question ||
    (key.startsWith(question) && /^(?:\.responses|\.suggestion|-suggestion)/.test(key.slice(question.length)))
  );
}
