import { contentId } from "../content-id.ts";
import { isObject, type JsonObject } from "../json/json.ts";
import {
  firstText,
  isMissing,
  numberOf,
  objectsIn,
  type Score,
  structured,
  textOf,
  timeOf,
  without,
} from "../score-rows.ts";
import type { Place } from "../spans/span-row.ts";

export interface SetItem {
  readonly id: string;
  readonly item: JsonObject;
  readonly scores: readonly (Omit<Score, "target"> & { readonly missing?: boolean })[];
}

export interface LabelSet {
  readonly why: string;
  fits(keys: ReadonlySet<string>, row: JsonObject): boolean;
  read(row: JsonObject, place: Place): SetItem;
}

const idKeys = "id sample_id record_id item_id question_id doc_id dialogue_id idx index".split(" ");

/** The ids and the system that an item names, joined; else an id made from its content. */
function itemId(row: JsonObject, ...content: readonly unknown[]): string {
  const id = firstText(row, idKeys);
  const system = firstText(row, ["system_id", "system", "model", "generator"]);
  if (id !== null) return system === null ? id : `${id}/${system}`;
  return contentId(...content, system);
}

const ragasData = new Set(
  `user_input response retrieved_contexts reference reference_contexts retrieved_context_ids reference_context_ids
  multi_responses rubrics rubric persona_name persona query_style query_length synthesizer_name reference_tool_calls
  reference_topics question answer contexts ground_truth ground_truths ground_truth_contexts evolution_type metadata
  episode_done latency input_tokens output_tokens`.split(/\s+/),
);
const ragasMetric =
  /^(?:faithfulness|answer_relevanc[ey]|response_relevancy|(?:llm_|non_llm_|id_based_)?context_(?:precision|recall|utilization|relevanc[ey]|entity_recall)\w*|answer_(?:similarity|correctness|accuracy)|semantic_similarity|factual_correctness|noise_sensitivity\w*|aspect_critic|summary_score|summarization_score|rubrics?_score\w*|bleu_score|rouge_score|chrf_score|exact_match|string_present|non_llm_string_similarity|topic_adherence|tool_call_\w+|agent_goal_accuracy\w*|harmfulness|maliciousness|coherence|conciseness|correctness|context_relevancy|nv_\w+|simple_criteria\w*|domain_specific_rubrics|instance_rubrics)(?:\(.*\))?$/;
const ragasCode = /^(?:bleu|rouge|chrf|exact_match|string_present|non_llm|id_based|tool_call_accuracy)/;

const ragas: LabelSet = {
  why: "a frame of RAGAS: question, answer or contexts with a column per metric",
  fits: (keys) => {
    const isNew =
      keys.has("user_input") && (keys.has("response") || keys.has("retrieved_contexts") || keys.has("reference"));
    const isOld = keys.has("question") && keys.has("answer") && (keys.has("contexts") || keys.has("ground_truth"));
    return (isNew || isOld) && [...keys].some((key) => columnOf(key) === "metric");
  },
  read: (row) => {
    const names = Object.keys(row).filter((key) => isRagasMetric(key, row[key]));
    const scores = names.map((name) => ({
      name,
      value: numberOf(row[name]),
      source: ragasCode.test(name) ? ("code" as const) : ("judge" as const),
      rater: "ragas",
      missing: isMissing(row[name]),
    }));
    const item = without(row, new Set(names));
    const { user_input, question, response, answer } = row;
    return { id: itemId(row, user_input ?? question, response ?? answer), item, scores };
  },
};

type Column = "metric" | "data" | "other";

const columns = new Map<string, Column>();

function columnOf(key: string): Column {
  const known = columns.get(key);
  if (known !== undefined) return known;
  if (columns.size >= 5000) columns.clear();
  const isData = ragasData.has(key) || /(^|_)(id|ids|index|idx)$|^(?:Unnamed: 0)?$/.test(key);
  const column = ragasMetric.test(key) ? "metric" : isData ? "data" : "other";
  columns.set(key, column);
  return column;
}

/** Whoever writes a metric of their own gives it any name; a number beside the texts is one. */
function isRagasMetric(key: string, value: unknown): boolean {
  const column = columnOf(key);
  return column !== "data" && (numberOf(value) !== null || (column === "metric" && isMissing(value)));
}

const uniEval: LabelSet = {
  why: "UniEval's items have scores of people and predict_scores by dimension",
  fits: (keys, row) => keys.has("scores") && keys.has("predict_scores") && isObject(structured(row.scores ?? {})),
  read: (row) => {
    const item = without(row, new Set(["scores", "predict_scores"]));
    const { source, system_output, context } = row;
    const human = dimensions(row.scores, "human", null, { aggregate: "mean" });
    const judge = dimensions(row.predict_scores, "judge", "UniEval", {});
    return { id: itemId(row, source, system_output, context), item, scores: [...human, ...judge] };
  },
};

function dimensions(
  given: unknown,
  source: Score["source"],
  rater: string | null,
  metadata: JsonObject,
): SetItem["scores"] {
  const scores = structured(given);
  if (!isObject(scores)) return [];
  return Object.entries(scores).map(([name, value]) => ({
    name,
    value,
    source,
    rater,
    metadata,
    missing: isMissing(value),
  }));
}

const faithTaken = new Set("annotator annotator_name label note annot_id".split(" "));

const faithBench: LabelSet = {
  why: "FaithBench's samples have annotations with a label and a span, and judges' verdicts",
  fits: (keys, row) => {
    const texts = keys.has("source") && keys.has("summary");
    const judges = isObject(row.metadata) || [...keys].some((key) => key.startsWith("meta_"));
    return keys.has("annotations") && (texts || judges) && !objectsIn(row.annotations).some((one) => "result" in one);
  },
  read: (row) => {
    const { source, summary, annotations } = row;
    const people = objectsIn(structured(annotations)).map((one) => ({
      name: "faithfulness",
      value: one.label,
      source: "human" as const,
      rater: textOf(one.annotator_name) ?? textOf(one.annotator),
      rationale: textOf(one.note),
      key: textOf(one.annot_id) ?? textOf(one.summary_start) ?? "",
      metadata: without(one, faithTaken),
    }));
    const { judges, about } = faithJudges(row);
    const item = { ...without(row, new Set(["annotations", "metadata"])), ...about };
    for (const key of Object.keys(item))
      if (key.startsWith("meta_") && Object.hasOwn(judges, key.slice(5))) delete item[key];
    const scores = Object.entries(judges).map(([rater, value]) => ({
      name: "faithfulness",
      value,
      source: "judge" as const,
      rater,
    }));
    return { id: firstText(row, idKeys) ?? contentId(source, summary), item, scores: [...people, ...scores] };
  },
};

/** Numbers beside a sample are judges' verdicts on it; the rest says where it is from. */
function faithJudges(row: JsonObject) {
  const flat = Object.entries(row).flatMap(([key, value]) =>
    key.startsWith("meta_") ? [[key.slice(5), value] as const] : [],
  );
  const metadata = isObject(row.metadata) ? Object.entries(row.metadata) : [];
  const isVerdict = ([key, value]: readonly [string, unknown]) => numberOf(value) !== null && !/(^|_)id$/.test(key);
  const judges: JsonObject = Object.fromEntries([...flat, ...metadata].filter(isVerdict));
  return { judges, about: Object.fromEntries(metadata.filter((entry) => !isVerdict(entry))) };
}

const singleJudgment: LabelSet = {
  why: "FastChat's judgments have a model, a judge's text and a score",
  fits: (keys) => ["question_id", "model", "judge", "judgment", "score"].every((key) => keys.has(key)),
  read: (row) => {
    const { question_id, model, turn, judge, judgment, score, user_prompt, tstamp } = row;
    const by = structured(judge);
    const rater = Array.isArray(by) ? by.map(textOf).join("/") : textOf(by);
    const id = [question_id, model, turn]
      .map(textOf)
      .filter((part) => part !== null)
      .join(":");
    const failed = numberOf(score) === -1;
    const value = {
      name: "score",
      value: numberOf(score),
      source: "judge" as const,
      rater,
      rationale: textOf(judgment),
    };
    const scores = [
      { ...value, timeNs: timeOf(tstamp), missing: failed || isMissing(score), metadata: { turn, model } },
    ];
    return { id, item: { input: user_prompt, model }, scores };
  },
};

const rated = /^(human|judge|llm|pred|predicted|predict|auto|annotator|expert)_(\w.*)$/;

const pairedColumns: LabelSet = {
  why: "pairs of columns hold the scores of people and a judge for the same dimension",
  fits: (keys) => [...keys].some((key) => key.startsWith("human_") && hasJudge(key.slice(6), keys)),
  read: (row, place) => {
    const keys = new Set(Object.keys(row));
    const names = [...keys].filter((key) => {
      const dimension = rated.exec(key)?.[2];
      return dimension !== undefined && keys.has(`human_${dimension}`) && hasJudge(dimension, keys);
    });
    const item = without(row, new Set(names));
    const scores = names.map((key) => {
      const [, by = "", name = ""] = rated.exec(key) ?? [];
      const source = by === "human" || by === "expert" || by === "annotator" ? ("human" as const) : ("judge" as const);
      return { name, value: cellValue(row[key]), source, rater: by, missing: isMissing(row[key]) };
    });
    const named = firstText(row, idKeys) === null ? String(place.line) : itemId(row);
    return { id: named, item, scores };
  },
};

/** The cell of a table is text, also where it holds a number. */
function cellValue(cell: unknown): unknown {
  return numberOf(cell) ?? cell;
}

function hasJudge(dimension: string, keys: ReadonlySet<string>): boolean {
  return ["judge", "llm", "pred", "predicted", "predict", "auto"].some((by) => keys.has(`${by}_${dimension}`));
}

export const labelSets: readonly LabelSet[] = [uniEval, faithBench, ragas, singleJudgment, pairedColumns];
