import type { ModelAnswer } from "../../host.ts";
import { type Dimension, type Rubric, scaleValues, scaleWords } from "../rubric.ts";
import type { Order } from "./request.ts";

/** What a judge said in one dimension, or why it cannot be read. */
export interface Verdict {
  readonly dimension: string;
  /** A whole number of the scale; null for labels and for what cannot be read. */
  readonly score: number | null;
  /** A label of the scale; null for numbers and for what cannot be read. */
  readonly label: string | null;
  readonly reasoning: string | null;
  readonly problem: string | null;
}

/** The verdicts in an answer, one for each dimension. What does not fit is a problem in words, never a guess. */
export function readVerdicts(answer: ModelAnswer, rubric: Rubric, order: Order): readonly Verdict[] {
  const all = (problem: string) => rubric.dimensions.map(({ name }) => unread(name, problem));
  if (answer.refusal) return all(`the model refused: ${answer.refusal.slice(0, 300)}`);
  const value = parsed(answer.text);
  if (value === undefined) {
    if (answer.finish === "length") return all("cut off before its end: raise max_tokens");
    return all(answer.text.trim() === "" ? "the answer is empty" : "the answer is not JSON");
  }
  if (!isRecord(value)) return all("the answer is no JSON object");
  return rubric.dimensions.map((dimension) => readOne(value, dimension, rubric.pair !== null && order === "swapped"));
}

/** Whether to ask again: not after a refusal, nor where there was no room. */
export function isRepairable(answer: ModelAnswer): boolean {
  return answer.refusal === null && answer.finish !== "length" && answer.finish !== "content_filter";
}

export function problemsIn(verdicts: readonly Verdict[]): string | null {
  const problems = [...new Set(verdicts.flatMap(({ problem }) => problem ?? []))];
  return problems.length ? problems.join("; ") : null;
}

function unread(dimension: string, problem: string): Verdict {
  return { dimension, score: null, label: null, reasoning: null, problem };
}

/** The whole answer as JSON, or in a fence; a model's thoughts that its server left before it are no part of it. */
function parsed(text: string): unknown {
  const said = text.replace(/^\s*<think>[\s\S]*?<\/think>/, "");
  const [, fenced] = /^\s*```(?:json)?\s*\n([\s\S]*?)\n\s*```\s*$/.exec(said) ?? [];
  try {
    return JSON.parse(fenced ?? said);
  } catch {
    return undefined;
  }
}

function readOne(answer: Readonly<Record<string, unknown>>, dimension: Dimension, swapped: boolean): Verdict {
  const { name, scale } = dimension;
  const given = Object.hasOwn(answer, name) ? answer[name] : undefined;
  if (given === undefined) return unread(name, `${name} is missing`);
  if (!isRecord(given)) return unread(name, `${name} is no object with reasoning and score`);
  const { score } = given;
  const reasoning = typeof given.reasoning === "string" ? given.reasoning : null;
  const wrong = (problem: string): Verdict => ({ ...unread(name, `${name}: ${problem}`), reasoning });
  if (reasoning === null) return wrong("the reasoning is missing");
  if (score === undefined || score === null) return wrong("the score is missing");
  const shown = JSON.stringify(score).slice(0, 60);
  if ("labels" in scale) {
    if (typeof score !== "string" || !scale.labels.includes(score))
      return wrong(`${shown} is not on the scale: ${scaleWords(scale)}`);
    return {
      dimension: name,
      score: null,
      label: swapped ? mirrored(score, scale.labels) : score,
      reasoning,
      problem: null,
    };
  }
  if (typeof score !== "number") return wrong(`the score ${shown} is no number`);
  if (!scaleValues(scale).includes(String(score))) return wrong(`${shown} is not on the scale: ${scaleWords(scale)}`);
  return { dimension: name, score, label: null, reasoning, problem: null };
}

/** The verdict of a swapped pair in terms of the pair as it is: the first two labels change places. */
function mirrored(label: string, [first, second]: readonly string[]): string {
  return (label === first ? second : label === second ? first : label) ?? label;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
