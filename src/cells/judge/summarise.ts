import { type Estimate, estimated, unknown } from "../../analysis/estimate.ts";
import { type PositionConsistency, positionConsistency } from "../../analysis/position-consistency.ts";
import { wilsonInterval } from "../../analysis/proportion-interval.ts";
import { weightedMean } from "../../analysis/weighted-mean.ts";
import { type Dimension, type Rubric, scaleValues } from "../rubric.ts";
import type { DimensionSummary, JudgeScore, ResultItem } from "./result.ts";

/** What the verdicts come to in each dimension. */
export function summarise(
  rubric: Rubric,
  items: readonly ResultItem[],
  scores: readonly JudgeScore[],
): readonly DimensionSummary[] {
  return rubric.dimensions.map((dimension) => {
    const mine = scores.filter((score) => score.dimension === dimension.name);
    const readable = mine.filter(({ problem }) => problem === null);
    const named = readable.map(verdictText);
    return {
      name: dimension.name,
      counts: scaleValues(dimension.scale).map((value) => ({
        value,
        verdicts: named.filter((other) => other === value).length,
      })),
      unreadable: mine.length - readable.length,
      means: "labels" in dimension.scale ? null : meansOf(items, readable),
      steadiness: steadinessOf(readable),
      position: rubric.pair ? positionOf(dimension, readable) : null,
    };
  });
}

/** A verdict's value as the scale writes it. */
export function verdictText({ score, label }: JudgeScore): string {
  return score === null ? (label ?? "") : String(score);
}

/** The rows under each key, in their order. */
export function grouped<Row, Key>(rows: readonly Row[], keyOf: (row: Row) => Key): ReadonlyMap<Key, readonly Row[]> {
  const groups = new Map<Key, Row[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const known = groups.get(key);
    if (known) known.push(row);
    else groups.set(key, [row]);
  }
  return groups;
}

/** The mean score of each item over its repeats; items without one are missing. */
export function itemMeans(scores: readonly JudgeScore[]): ReadonlyMap<number, number> {
  const sums = new Map<number, { sum: number; n: number }>();
  for (const { item, score } of scores) {
    if (score === null) continue;
    const { sum, n } = sums.get(item) ?? { sum: 0, n: 0 };
    sums.set(item, { sum: sum + score, n: n + 1 });
  }
  return new Map([...sums].map(([item, { sum, n }]) => [item, sum / n]));
}

function meansOf(items: readonly ResultItem[], scores: readonly JudgeScore[]): DimensionSummary["means"] {
  const byItem = itemMeans(scores);
  const mean = (of: (item: ResultItem) => boolean) => {
    const places = [...byItem.keys()].filter((place) => of(items[place] as ResultItem));
    return weightedMean(
      places.map((place) => byItem.get(place)),
      places.map((place) => items[place]?.weight),
    );
  };
  const cohorts = ["reference", "current"].filter((cohort) => items.some((item) => item.cohort === cohort));
  return [
    { cohort: null, mean: mean(() => true) },
    ...cohorts.map((cohort) => ({ cohort, mean: mean((item) => item.cohort === cohort) })),
  ];
}

/** Both orders of a pair are two questions, so they are looked at apart. */
function steadinessOf(scores: readonly JudgeScore[]): Estimate | null {
  if (!scores.some(({ repeat }) => repeat > 0)) return null;
  const groups = grouped(scores, ({ item, order }) => `${item} ${order}`);
  const repeated = [...groups.values()].filter((group) => group.length > 1);
  const same = repeated.filter((group) => new Set(group.map(verdictText)).size === 1).length;
  const n = repeated.length;
  return n ? estimated(same / n, n, wilsonInterval(same, n)) : unknown(0, "no row was judged twice");
}

function positionOf({ scale }: Dimension, scores: readonly JudgeScore[]): PositionConsistency | null {
  const [first = "", second = ""] = scaleValues(scale);
  const swapped = new Map(
    scores
      .filter(({ order }) => order === "swapped")
      .map((score) => [`${score.item} ${score.repeat}`, verdictText(score)]),
  );
  const pairs = scores.flatMap((score) => {
    const other = swapped.get(`${score.item} ${score.repeat}`);
    return score.order === "as it is" && other !== undefined ? [[verdictText(score), other] as const] : [];
  });
  if (pairs.length === 0) return null;
  return positionConsistency({
    firstOrder: pairs.map(([one]) => one),
    secondOrder: pairs.map(([, other]) => other),
    first,
    second,
  });
}
