import { contentId } from "../content-id.ts";
import { isObject, type JsonObject } from "../json/json.ts";
import { firstText, numberOf, objectsIn, type Score, structured, textOf, timeOf, without } from "../score-rows.ts";
import { voteShapes } from "./pairwise-votes.ts";

export type Winner = "A" | "B" | "tie" | null;

export interface Verdict extends Omit<Score, "target" | "name" | "value" | "label"> {
  readonly winner: Winner;
  /** What was written: kept where it is no more than the winner in other words. */
  readonly raw: unknown;
  /** Between 0 and 1, where a judge says how far the second is preferred. */
  readonly lean?: number;
}

export interface Pair {
  readonly id: string;
  /** What was compared: `input`, `A`, `B`. */
  readonly item: JsonObject | null;
  readonly verdicts: readonly Verdict[];
}

export interface PairShape {
  readonly why: string;
  readonly keys: readonly string[];
  fits(row: JsonObject, keys: ReadonlySet<string>): boolean;
  read(row: JsonObject, path: string): Pair;
}

const always = () => true;

/** "1" and "2" name the first and the second answer. */
function numbered(value: unknown): Winner {
  const number = numberOf(value);
  return number === 1 ? "A" : number === 2 ? "B" : number === 0 || number === 1.5 ? "tie" : null;
}

const orderTable: PairShape = {
  why: "columns hold a label and the winner in both orders",
  keys: ["label", "winner_order1", "winner_order2"],
  fits: always,
  read: (row) => {
    const { subset, judge, strategy, label, winner_order1, winner_order2 } = row;
    const index = firstText(row, ["idx", "index", "id", "pair_id"]);
    const id = [subset, index].map(textOf).filter(Boolean).join("/") || contentId(row);
    const about = subset === null || subset === undefined ? {} : { subset };
    const rater = [judge, strategy].map(textOf).filter(Boolean).join("/") || null;
    const rest = without(row, new Set(["label", "winner_order1", "winner_order2", "subset"]));
    const judged = (winner: unknown, order: string): Verdict => ({
      winner: numbered(winner),
      raw: winner,
      source: "judge",
      rater,
      metadata: { ...about, ...rest, order },
    });
    return {
      id,
      item: null,
      verdicts: [gold(label, "human", about), judged(winner_order1, "AB"), judged(winner_order2, "BA")],
    };
  },
};

function gold(label: unknown, source: Verdict["source"], metadata: JsonObject, winner = numbered(label)): Verdict {
  return { winner, raw: label, source, isGroundTruth: true, metadata: { ...metadata } };
}

const llmBar: PairShape = {
  why: "pairs have output_1, output_2 and a label of 1 or 2",
  keys: ["input", "output_1", "output_2", "label"],
  fits: ({ label }) => label === undefined || numbered(label) !== null,
  read: (row, path) => {
    const { input, output_1, output_2, label, results } = row;
    const id = contentId(input, output_1, output_2);
    const verdicts = [gold(label, "human", {}), ...llmBarResults(structured(results), path)];
    return { id, item: { input, A: output_1, B: output_2 }, verdicts };
  },
};

/** The last entry is the evaluator's final word. Its winners name the outputs as they stand in the file. */
function llmBarResults(results: unknown, path: string): readonly Verdict[] {
  const last = (Array.isArray(results) ? objectsIn(results) : [results]).findLast(isObject);
  if (!isObject(last)) return [];
  const rater = /evaluators[/\\]([^/\\]+)[/\\]([^/\\]+)[/\\]/.exec(path)?.slice(1).join("/") ?? null;
  return ["AB", "BA"].flatMap((order) => {
    const result = last[order === "AB" ? "swap = False" : "swap = True"];
    if (!isObject(result)) return [];
    const [completion] = Array.isArray(result.completion) ? result.completion : [result.completion];
    const metadata = { order, ...without(result, new Set(["winner", "completion"])) };
    const { winner } = result;
    return [
      {
        winner: numbered(winner),
        raw: winner,
        source: "judge" as const,
        rater,
        rationale: textOf(completion),
        metadata,
      },
    ];
  });
}

const alpacaTaken = new Set(["instruction", "output_1", "output_2", "annotator", "preference", "raw_completion"]);

const alpacaEval: PairShape = {
  why: "annotations of AlpacaEval have a preference between output_1 and output_2",
  keys: ["preference", "output_1", "output_2"],
  fits: always,
  read: (row) => {
    const { instruction, output_1, output_2, annotator, preference, raw_completion } = row;
    const number = numberOf(preference);
    const isBetween = number !== null && number >= 1 && number <= 2;
    const winner = number === 0 ? "tie" : !isBetween ? null : number < 1.5 ? "A" : number > 1.5 ? "B" : "tie";
    const isPerson = typeof annotator === "number" || /^(?:\d+|human)/i.test(textOf(annotator) ?? "");
    const verdict: Verdict = {
      winner,
      raw: preference,
      ...(isBetween ? { lean: number - 1 } : {}),
      source: isPerson ? "human" : "judge",
      rater: textOf(annotator),
      rationale: typeof raw_completion === "string" ? raw_completion : null,
      timeNs: timeOf(row.date),
      metadata: { ...without(row, alpacaTaken), order: "AB" },
    };
    const item = { input: instruction, A: output_1, B: output_2 };
    return { id: contentId(instruction, output_1, output_2), item, verdicts: [verdict] };
  },
};

const judgeBenchTaken = new Set([
  "pair_id",
  "question",
  "response_A",
  "response_B",
  "label",
  "judgments",
  "judge_name",
]);
const decisions: Readonly<Record<string, Winner>> = { "A>B": "A", "B>A": "B", "A=B": "tie", "B=A": "tie", tie: "tie" };

function decided(decision: unknown): Winner {
  const text = textOf(decision)?.replaceAll(">>", ">").trim() ?? "";
  return Object.hasOwn(decisions, text) ? (decisions[text] ?? null) : null;
}

const judgeBench: PairShape = {
  why: "pairs of JudgeBench have response_A, response_B and a label such as A>B",
  keys: ["response_A", "response_B", "label"],
  fits: ({ label }) => label === undefined || decided(label) !== null,
  read: (row) => {
    const { question, response_A, response_B, label } = row;
    const about = without(row, judgeBenchTaken);
    const rater = textOf(row.judge_name);
    const judgments = structured(row.judgments);
    const judged = (Array.isArray(judgments) ? judgments : []).map((judgment: unknown, at): Verdict => {
      const { decision = null, ...rest } = isObject(judgment) ? judgment : {};
      const winner = decided(decision);
      const swapped = winner === "A" ? "B" : winner === "B" ? "A" : winner;
      const inner = isObject(rest.judgment) ? rest.judgment : {};
      const rationale = textOf(inner.response) ?? (typeof rest.judgment === "string" ? rest.judgment : null);
      const metadata = { order: at === 1 ? "BA" : "AB", ...about, ...without(rest, new Set(["judgment"])) };
      return { winner: at === 1 ? swapped : winner, raw: decision, source: "judge", rater, rationale, metadata };
    });
    const id = textOf(row.pair_id) ?? contentId(question, response_A, response_B);
    const item = { input: question, A: response_A, B: response_B };
    return { id, item, verdicts: [gold(label, "unknown", {}, decided(label)), ...judged] };
  },
};

export const pairShapes: readonly PairShape[] = [orderTable, alpacaEval, llmBar, judgeBench, ...voteShapes];
