import type { Sink } from "../importer.ts";
import { isObject, type JsonObject } from "../json/json.ts";
import {
  numberOf,
  objectsIn,
  putOthers,
  type Score,
  type ScoreSource,
  scoreRow,
  textOf,
  without,
} from "../score-rows.ts";

/** Assertions that a model decides; the rest is computed. Also with "not-" in front. */
const judged = new Set(
  `answer-relevance classifier context-faithfulness context-recall context-relevance conversation-relevance factuality
  g-eval guardrails llm-rubric agent-rubric model-graded-closedqa model-graded-factuality moderation pi search-rubric
  select-best similar similar:cosine similar:dot similar:euclidean trajectory:goal-success`.split(/\s+/),
);

const componentTaken = new Set(["pass", "score", "reason", "componentResults", "assertion", "comment", "tokensUsed"]);
const assertionTaken = new Set(["metric", "provider"]);
const deepest = 8;

/**
 * The scores of a result: one per assertion, the named ones that no assertion stands for, a comment, and the whole. They
 * have no time, so that an evaluation exported twice gives them once.
 */
export class PromptfooScores {
  constructor(private readonly sink: Sink) {}

  write(result: JsonObject, target: Score["target"]): void {
    const grading = isObject(result.gradingResult) ? result.gradingResult : {};
    const told = { target, testIdx: result.testIdx, names: new Set<string>(), sources: new Set<ScoreSource>() };
    for (const [at, component] of objectsIn(grading.componentResults).entries()) this.component(component, told, [at]);
    this.named(result.namedScores ?? grading.namedScores, told);
    this.comment(grading.comment, told);
    this.overall(result, grading, told);
  }

  private component(component: JsonObject, told: Told, path: readonly number[]): void {
    const assertion = isObject(component.assertion) ? component.assertion : {};
    const type = textOf(assertion.type) ?? "assertion";
    const source = sourceOf(type);
    const name = textOf(assertion.metric) ?? type;
    told.names.add(name);
    told.sources.add(source);
    const { pass } = component;
    const metadata = positionOf(told);
    metadata.assertion = without(assertion, assertionTaken);
    this.give({
      target: told.target,
      name,
      value: component.score ?? pass,
      label: labelOf(pass),
      source,
      key: path.join("."),
      rater: source === "judge" ? (graderOf(assertion.provider) ?? type) : source === "human" ? null : type,
      rationale: textOf(component.reason),
      metadata: putOthers(metadata, component, componentTaken),
    });
    this.comment(component.comment, told);
    if (path.length > deepest) return;
    for (const [at, inner] of objectsIn(component.componentResults).entries())
      this.component(inner, told, [...path, at]);
  }

  private named(scores: unknown, told: Told): void {
    if (!isObject(scores)) return;
    for (const [name, value] of Object.entries(scores)) {
      if (told.names.has(name) || numberOf(value) === null) continue;
      const source = told.sources.has("judge") ? "judge" : "code";
      this.give({ target: told.target, name, value: numberOf(value), source, metadata: positionOf(told) });
    }
  }

  private comment(comment: unknown, told: Told): void {
    const text = textOf(comment);
    if (text === null) return;
    const metadata = positionOf(told);
    this.give({ target: told.target, name: "comment", value: null, label: text, source: "human", metadata });
  }

  private overall(result: JsonObject, grading: JsonObject, told: Told): void {
    const { success = grading.pass, score = grading.score } = result;
    if (typeof success !== "boolean" && numberOf(score) === null) return;
    const { sources } = told;
    const source = sources.has("human") ? "human" : sources.has("judge") ? "judge" : "code";
    this.give({
      target: told.target,
      name: "overall",
      value: numberOf(score) ?? success,
      label: labelOf(success),
      source,
      rationale: textOf(grading.reason),
      metadata: positionOf(told),
    });
  }

  private give(score: Score): void {
    this.sink.score(scoreRow(score));
  }
}

interface Told {
  readonly target: Score["target"];
  readonly testIdx: unknown;
  readonly names: Set<string>;
  readonly sources: Set<ScoreSource>;
}

function positionOf({ testIdx }: Told): Record<string, unknown> {
  return testIdx === undefined ? {} : { testIdx };
}

function labelOf(pass: unknown): string | null {
  return typeof pass === "boolean" ? (pass ? "pass" : "fail") : null;
}

function sourceOf(type: string): ScoreSource {
  const bare = type.startsWith("not-") ? type.slice(4) : type;
  if (bare === "human") return "human";
  return judged.has(bare) || bare.startsWith("promptfoo:redteam:") ? "judge" : "code";
}

function graderOf(provider: unknown): string | null {
  if (!isObject(provider)) return textOf(provider);
  return textOf(provider.label) ?? textOf(provider.id);
}
