import type { ModelAnswer } from "../../host.ts";
import type { CellContext } from "../../notebook/cell.ts";
import { type Rubric, scaleWords } from "../rubric.ts";
import { type JudgeCall, nextStep, type Outcome } from "./call.ts";
import { compareRubrics } from "./compare.ts";
import type { JudgeSpec } from "./definition.ts";
import type { JudgedItem } from "./item.ts";
import { makePlan, raterOf } from "./plan.ts";
import { type JudgePrice, judgePrice } from "./price.ts";
import type { JudgeResult, JudgeScore, ResultItem, RubricFacts } from "./result.ts";
import { summarise } from "./summarise.ts";

/** Draws the rows and looks up what is stored of them. Nothing is asked of anybody: that is for the view alone. */
export async function evaluate(spec: JudgeSpec, { engine, files, signal }: CellContext): Promise<JudgeResult> {
  const plan = await makePlan(spec, { engine, files, signal });
  const { rubric, compared, selection, stored } = plan;
  const price = judgePrice(spec, null);
  const scores = await scoresOf(plan.calls, rubric, stored.answers, price);
  const items = plan.items.map((item) => resultItem(item, rubric));
  const comparedScores = compared ? await scoresOf(plan.comparedCalls, compared, stored.answers, price) : null;
  const firsts = scores.filter(({ inputTokens }) => inputTokens !== null);
  const sum = (read: (score: JudgeScore) => number | null) =>
    firsts.reduce((total, score) => total + (read(score) ?? 0), 0);
  return {
    rubric: factsOf(rubric),
    rater: raterOf(spec, rubric),
    model: spec.model ?? null,
    endpoint: spec.endpoint ?? null,
    selection,
    items,
    scores,
    dimensions: summarise(rubric, items, scores),
    calls: plan.calls.length,
    judged: firsts.length,
    inputTokens: sum((score) => score.inputTokens),
    outputTokens: sum((score) => score.outputTokens),
    costUsd: price ? sum((score) => score.costUsd) : null,
    unreadableLines: stored.unreadable,
    saved: files.path() !== null,
    comparison:
      compared && comparedScores
        ? compareRubrics(
            { rubric: compared, facts: factsOf(compared), scores: comparedScores, calls: plan.comparedCalls.length },
            { rubric, scores },
            items,
          )
        : null,
  };
}

async function scoresOf(
  calls: readonly JudgeCall[],
  rubric: Rubric,
  answers: ReadonlyMap<string, ModelAnswer>,
  price: JudgePrice | null,
): Promise<readonly JudgeScore[]> {
  const scores: JudgeScore[] = [];
  for (const call of calls) {
    const step = await nextStep(call, rubric, answers, price);
    if ("outcome" in step) scores.push(...scoreRows(call, step.outcome));
  }
  return scores;
}

function scoreRows({ item, repeat, order }: JudgeCall, outcome: Outcome): readonly JudgeScore[] {
  const { verdicts, repaired, inputTokens, outputTokens, costUsd, model } = outcome;
  return verdicts.map((verdict, at) => ({
    ...verdict,
    item,
    repeat,
    order,
    repaired,
    inputTokens: at === 0 ? inputTokens : null,
    outputTokens: at === 0 ? outputTokens : null,
    costUsd: at === 0 ? costUsd : null,
    model,
  }));
}

const excerptLength = 240;

function resultItem({ texts, ...item }: JudgedItem, { fields, pair }: Rubric): ResultItem {
  const needed = fields.filter(({ optional }) => !optional).at(-1)?.name ?? "";
  const excerpt = texts[pair?.[0] ?? (texts.answer ? "answer" : needed)] ?? "";
  return { ...item, excerpt: excerpt.length > excerptLength ? `${excerpt.slice(0, excerptLength)}…` : excerpt };
}

export function factsOf({ name, version, about, dimensions, changelog }: Rubric): RubricFacts {
  return {
    name,
    version,
    about,
    dimensions: dimensions.map((dimension) => ({
      name: dimension.name,
      question: dimension.question,
      scale: scaleWords(dimension.scale),
    })),
    change: changelog.find((change) => change.version === version)?.change ?? "",
  };
}
