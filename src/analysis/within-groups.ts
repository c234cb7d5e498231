import { completeCases } from "./complete-cases.ts";
import type { Estimate, Values } from "./estimate.ts";
import { meanWithInterval } from "./score-errors.ts";

/** The mean of a statistic over groups of items. */
export interface WithinGroups extends Estimate {
  /** Groups in which it is undefined, such as constant ones; n counts the others. */
  readonly skipped: number;
}

/**
 * A correlation within each document, dialogue or prompt, and its mean over them: another figure than the correlation
 * of all items at once, and often a very different one, so say which is shown. The interval is the t interval over
 * groups.
 *
 * O(n + the statistics). Throws when the columns differ in length.
 *
 *     withinGroups(judge, human, dialogues, (one, other) => pearson(one, other).value).value;
 */
export function withinGroups(
  first: Values,
  second: Values,
  groups: ArrayLike<unknown>,
  statistic: (first: Float64Array, second: Float64Array) => number | null,
): WithinGroups {
  const { columns, kept } = completeCases(first, second);
  const members = new Map<unknown, number[]>();
  for (const [row, item] of kept.entries()) {
    const known = members.get(groups[item]);
    if (known) known.push(row);
    else members.set(groups[item], [row]);
  }
  const values = Array.from(members.values(), (rows) => {
    const [one, other] = columns.map((column) => Float64Array.from(rows, (row) => column[row] as number));
    return statistic(one as Float64Array, other as Float64Array);
  });
  const defined = values.filter((value): value is number => value !== null && Number.isFinite(value));
  const mean = meanWithInterval(Float64Array.from(defined));
  const reason = mean.n === 0 && values.length > 0 ? "undefined in every group" : mean.reason;
  return { ...mean, reason, skipped: values.length - defined.length };
}
