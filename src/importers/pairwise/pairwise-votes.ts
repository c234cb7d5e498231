import { contentId } from "../content-id.ts";
import type { JsonObject } from "../json/json.ts";
import { firstText, numberOf, type ScoreSource, structured, textOf, timeOf, without } from "../score-rows.ts";
import type { PairShape, Verdict, Winner } from "./pairwise-shapes.ts";

type Side = "left" | "right" | "tie" | null;

const sides: Readonly<Record<string, Side>> = {
  model_a: "left",
  model_1: "left",
  a: "left",
  left: "left",
  model_b: "right",
  model_2: "right",
  b: "right",
  right: "right",
};

/** "tie (bothbad)", "both_bad" and "tie (inconsistent)" are ties too; "error" and "inconsistent" are no verdict. */
function sideOf(winner: unknown, left: string, right: string): Side {
  const text = textOf(winner)?.trim() ?? "";
  const word = text.toLowerCase();
  if (word.startsWith("tie") || word === "both_bad" || word === "bothbad" || word === "draw") return "tie";
  if (Object.hasOwn(sides, word)) return sides[word] ?? null;
  return text === left ? "left" : text === right && text !== "" ? "right" : null;
}

/** A pair of models in the order of their names, whichever of them stood left. */
class Models {
  readonly swapped: boolean;
  readonly names: { readonly A: string; readonly B: string };

  constructor(
    readonly left: string,
    readonly right: string,
  ) {
    this.swapped = right < left;
    this.names = this.swapped ? { A: right, B: left } : { A: left, B: right };
  }

  winner(side: Side): Winner {
    if (side === "tie" || side === null) return side;
    return (side === "left") === this.swapped ? "B" : "A";
  }

  item(input: unknown, left: unknown, right: unknown): JsonObject | null {
    if (left === undefined && right === undefined && input === undefined) return null;
    const [A, B] = this.swapped ? [right, left] : [left, right];
    return { ...(input === undefined ? {} : { input }), A, B };
  }
}

const idKeys = ["question_id", "conversation_id", "id", "question_hash"];
const voteTaken = new Set(
  `${idKeys.slice(1).join(" ")} winner judge conversation_a conversation_b prompt response_a response_b model_a model_b turn
  tstamp timestamp winner_model_a winner_model_b winner_tie`.split(/\s+/),
);

const vote: PairShape = {
  why: "votes have model_a, model_b and the winner",
  keys: ["model_a", "model_b"],
  fits: (_, keys) => keys.has("winner") || keys.has("winner_model_a"),
  read: (row) => {
    const models = new Models(textOf(row.model_a) ?? "", textOf(row.model_b) ?? "");
    const winner = "winner" in row ? row.winner : oneHot(row);
    const judge = structured(row.judge);
    const rater = raterOf(judge ?? row.evaluator ?? row.annotator);
    const verdict: Verdict = {
      winner: models.winner(sideOf(winner, models.left, models.right)),
      raw: winner,
      source: sourceOf(judge, rater),
      rater,
      rationale: firstText(row, ["judgment", "explanation", "rationale"]),
      timeNs: timeOf(row.tstamp, row.timestamp),
      metadata: { ...without(row, voteTaken), ...models.names, turn: row.turn, order: models.swapped ? "BA" : "AB" },
    };
    const id = pairId(row, models) ?? contentId(row.prompt, row.conversation_a, row.conversation_b, models.names);
    const item = models.item(row.prompt, row.conversation_a ?? row.response_a, row.conversation_b ?? row.response_b);
    return { id, item, verdicts: [verdict] };
  },
};

function oneHot(row: JsonObject): string | null {
  const chosen = ["model_a", "model_b", "tie"].find((name) => numberOf(row[`winner_${name}`]) === 1);
  return chosen ?? null;
}

const judgmentTaken = new Set(
  "model_1 model_2 g1_winner g2_winner g1_judgment g2_judgment g1_user_prompt g2_user_prompt judge turn tstamp".split(
    " ",
  ),
);

const judgment: PairShape = {
  why: "FastChat's judgments have model_1, model_2 and a winner of both games",
  keys: ["model_1", "model_2", "g1_winner"],
  fits: () => true,
  read: (row) => {
    const models = new Models(textOf(row.model_1) ?? "", textOf(row.model_2) ?? "");
    const judge = structured(row.judge);
    const about = { ...without(row, judgmentTaken), ...models.names, turn: row.turn };
    const games = ["g1", "g2"].filter((game) => `${game}_winner` in row);
    const verdicts = games.map((game): Verdict => {
      const winner = row[`${game}_winner`];
      return {
        winner: models.winner(sideOf(winner, models.left, models.right)),
        raw: winner,
        source: "judge",
        rater: raterOf(judge),
        rationale: textOf(row[`${game}_judgment`]),
        timeNs: timeOf(row.tstamp),
        metadata: { ...about, order: (game === "g2") === models.swapped ? "AB" : "BA" },
      };
    });
    const prompt = textOf(row.g1_user_prompt);
    return {
      id: pairId(row, models) ?? contentId(prompt, models.names),
      item: prompt === null ? null : { input: prompt },
      verdicts,
    };
  },
};

/** A question, the two models and the turn name a pair in every file of its kind. */
function pairId(row: JsonObject, { names }: Models): string | null {
  const question = firstText(row, idKeys);
  if (question === null) return null;
  return [question, names.A, names.B, textOf(row.turn)].filter((part) => part !== null).join(":");
}

function raterOf(judge: unknown): string | null {
  return Array.isArray(judge) ? judge.map(textOf).filter(Boolean).join("/") || null : textOf(judge);
}

function sourceOf(judge: unknown, rater: string | null): ScoreSource {
  if (Array.isArray(judge)) return "judge";
  if (rater === null || /^(?:expert|author|human|user|arena_user|annotator|rater|\d+$)/i.test(rater)) return "human";
  return /pair|judge|gpt|claude|llama|gemini|palm|mistral|qwen|deepseek|command/i.test(rater) ? "judge" : "human";
}

export const voteShapes: readonly PairShape[] = [judgment, vote];
