import { type Estimate, unknown } from "../../../analysis/estimate.ts";
import { krippendorffAlpha } from "../../../analysis/krippendorff-alpha.ts";
import { wilsonInterval } from "../../../analysis/proportion-interval.ts";
import type { Draws } from "./agreement.ts";
import type { Subject } from "./subject.ts";

/** How far a judge agrees with itself when it is asked again: the noise below any difference that it can show. */
export interface Consistency {
  readonly items: number;
  readonly scores: number;
  /** Share of items that got the same score every time. */
  readonly same: Estimate;
  readonly alpha: Estimate;
  /** Standard deviation within an item, pooled; null where scores are names. */
  readonly spread: number | null;
}

/** Null where no item was scored twice. */
export function consistencyOf(subject: Subject, options: Draws): Consistency | null {
  const { repeats } = subject;
  if (!repeats) return null;
  const byItem = new Map<number, number[]>();
  for (const [row, place] of repeats.place.entries()) {
    const score = repeats.score[row] as number;
    const known = byItem.get(place);
    if (known) known.push(score);
    else byItem.set(place, [score]);
  }
  const ratings = [...byItem.values()].filter((scores) => scores.length >= 2);
  if (ratings.length === 0) return null;
  const equal = ratings.filter((scores) => scores.every((score) => score === scores[0])).length;
  const interval = wilsonInterval(equal, ratings.length);
  const metric = subject.type === "ordinal" ? "ordinal" : subject.type === "continuous" ? "interval" : "nominal";
  const scale = subject.scale.length ? subject.scale : undefined;
  const alpha = krippendorffAlpha(ratings, { metric, scale, draws: options.draws, seed: options.seed });
  const bounds = { low: interval?.low ?? null, high: interval?.high ?? null };
  return {
    items: ratings.length,
    scores: repeats.place.length,
    same: ratings.length
      ? { value: equal / ratings.length, ...bounds, n: ratings.length, reason: null }
      : unknown(0, ""),
    alpha,
    spread: subject.type === "nominal" || subject.type === "binary" ? null : pooledDeviation(ratings),
  };
}

function pooledDeviation(ratings: readonly (readonly number[])[]): number {
  let [squares, df] = [0, 0];
  for (const scores of ratings) {
    const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
    squares += scores.reduce((sum, score) => sum + (score - mean) ** 2, 0);
    df += scores.length - 1;
  }
  return Math.sqrt(squares / df);
}
