import type { ScoreRow } from "../../traces/schema.ts";
import { isObject, type JsonObject } from "../json/json.ts";
import { type Score, type ScoreSource, scoreRow, scoreValue, type Target, textOf, timeOf } from "../score-rows.ts";

/** Inspect's letters for correct, partly correct, incorrect and no answer, and its words for yes and no. */
const graded: Readonly<Record<string, number>> = { C: 1, P: 0.5, I: 0, N: 0, yes: 1, true: 1, no: 0, false: 0 };

export interface Scored {
  readonly target: Target;
  readonly name: string;
  readonly timeNs: bigint | null;
  /** What is known of the sample that was scored. */
  readonly about: JsonObject;
}

/**
 * The rows of one of Inspect's scores. A value that is an object holds several; a letter stays in `value_str`, with the
 * number that Inspect counts it as.
 */
export function inspectScores(score: unknown, { target, name, timeNs, about }: Scored): readonly ScoreRow[] {
  const fields: JsonObject = isObject(score) ? score : { value: score };
  const { value, explanation, answer, metadata, history, ...others } = fields;
  const editor = editorOf(history);
  const common: Omit<Score, "name" | "value"> = {
    target,
    source: editor ? "human" : sourceOf(name, metadata),
    rater: editor?.author ?? name,
    rationale: textOf(explanation),
    timeNs: editor?.timeNs ?? timeNs,
    metadata: { ...about, answer, ...(isObject(metadata) ? metadata : { metadata }), history, ...others },
  };
  if (!isObject(value)) return [row({ ...common, name, value })];
  return Object.entries(value).map(([part, inner]) => row({ ...common, name: `${name}/${part}`, value: inner }));
}

function row(score: Score): ScoreRow {
  const { value } = score;
  const number = typeof value === "string" && Object.hasOwn(graded, value) ? graded[value] : undefined;
  if (number !== undefined) return scoreRow({ ...score, value: number, label: String(value) });
  const { number: finite } = scoreValue(value);
  return scoreRow(finite === null && typeof value === "number" ? { ...score, value: String(value) } : score);
}

/** A score that a person has changed is that person's. */
function editorOf(history: unknown): { readonly author: string | null; readonly timeNs: bigint | null } | null {
  const last = Array.isArray(history) ? history.at(-1) : null;
  const provenance = isObject(last) ? last.provenance : null;
  if (!isObject(provenance)) return null;
  return { author: textOf(provenance.author), timeNs: timeOf(provenance.timestamp) };
}

/** Scorers that ask a model keep what it said. */
function sourceOf(name: string, metadata: unknown): ScoreSource {
  if (isObject(metadata) && metadata.grading !== undefined) return "judge";
  return /model_graded|judge/i.test(name) ? "judge" : "code";
}
