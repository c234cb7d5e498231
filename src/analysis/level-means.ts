import { completeCases } from "./complete-cases.ts";
import type { Estimate, Values } from "./estimate.ts";
import { meanWithInterval } from "./score-errors.ts";

/** What people give, on average, to items that the judge gives one score. */
export interface LevelMean extends Estimate {
  readonly level: number;
}

/**
 * The mean human score at each level of the judge, with its t interval: the curve that says what a judge's "4" is
 * worth. Levels that the judge never gave stay, without a value. Items that miss a score are left out.
 *
 * O(n log n). Throws when the columns differ in length.
 *
 *     levelMeans([4, 4, 5], [3, 4, 5], [1, 2, 3, 4, 5])[3].value; // 3.5
 */
export function levelMeans(judge: Values, human: Values, levels?: readonly number[]): readonly LevelMean[] {
  const { columns } = completeCases(judge, human);
  const [scores, truth] = columns as [Float64Array, Float64Array];
  const members = new Map<number, number[]>((levels ?? []).map((level) => [level, []]));
  for (const [item, score] of scores.entries()) {
    const known = members.get(score);
    if (known) known.push(truth[item] as number);
    else members.set(score, [truth[item] as number]);
  }
  const ordered = [...members].sort(([one], [other]) => one - other);
  return ordered.map(([level, values]) => ({ level, ...meanWithInterval(Float64Array.from(values)) }));
}
