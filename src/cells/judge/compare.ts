import { meanWithInterval } from "../../analysis/score-errors.ts";
import { lineDiff } from "../line-diff.ts";
import type { Rubric } from "../rubric.ts";
import type { ChangedScore, JudgeScore, ResultItem, RubricComparison, RubricFacts } from "./result.ts";
import { grouped, itemMeans, verdictText } from "./summarise.ts";

interface Before {
  readonly rubric: Rubric;
  readonly facts: RubricFacts;
  readonly scores: readonly JudgeScore[];
  readonly calls: number;
}

interface After {
  readonly rubric: Rubric;
  readonly scores: readonly JudgeScore[];
}

/** Two rubrics' texts line by line, and their scores on the same items in the dimensions that both have. */
export function compareRubrics(before: Before, after: After, items: readonly ResultItem[]): RubricComparison {
  const names = after.rubric.dimensions.map(({ name }) => name);
  const shared = before.rubric.dimensions.map(({ name }) => name).filter((name) => names.includes(name));
  const compared = shared.map((name) => ({
    name,
    ...compareDimension(name, before.scores, after.scores, items.length),
  }));
  const judged = new Set(before.scores.map(({ item, repeat, order }) => `${item} ${repeat} ${order}`)).size;
  return {
    other: before.facts,
    lines: lineDiff(before.rubric.text, after.rubric.text),
    dimensions: compared.map(({ changed, ...rest }) => ({ ...rest, changed: changed.length })),
    changed: compared.flatMap(({ changed }) => changed),
    missing: before.calls - judged,
  };
}

function compareDimension(name: string, before: readonly JudgeScore[], after: readonly JudgeScore[], items: number) {
  const [old, now] = [before, after].map((scores) => byItem(scores.filter((score) => score.dimension === name)));
  const changed: ChangedScore[] = [];
  const differences: number[] = [];
  let both = 0;
  for (let item = 0; item < items; item++) {
    const [one, two] = [old?.get(item), now?.get(item)];
    if (!one || !two) continue;
    both += 1;
    const difference = one.mean === null || two.mean === null ? null : two.mean - one.mean;
    if (difference !== null) differences.push(difference);
    if (one.value === two.value) continue;
    changed.push({
      item,
      dimension: name,
      before: one.value,
      after: two.value,
      difference,
      reasonBefore: one.reason,
      reasonAfter: two.reason,
    });
  }
  const difference = differences.length ? meanWithInterval(Float64Array.from(differences)) : null;
  return { both, changed, difference };
}

interface ItemValue {
  /** A mean with its decimals, or the labels that were given. */
  readonly value: string;
  readonly mean: number | null;
  readonly reason: string;
}

function byItem(scores: readonly JudgeScore[]): ReadonlyMap<number, ItemValue> {
  const readable = scores.filter(({ problem }) => problem === null);
  const means = itemMeans(readable);
  const groups = grouped(readable, ({ item }) => item);
  return new Map(
    [...groups].map(([item, group]) => {
      const mean = means.get(item) ?? null;
      const value =
        mean === null ? [...new Set(group.map(verdictText))].sort().join(", ") : String(Number(mean.toFixed(2)));
      return [item, { value, mean, reason: group[0]?.reasoning ?? "" }];
    }),
  );
}
