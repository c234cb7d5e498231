import { type BootstrapOptions, bootstrap } from "./bootstrap.ts";
import type { BootstrapEstimate } from "./bootstrap-interval.ts";
import { completeCases } from "./complete-cases.ts";
import type { Values } from "./estimate.ts";

/**
 * How much more lenient a judge is with answers of its own family of models than with others', beyond what people see
 * in them: mean(judge − human | own) − mean(judge − human | others). `own` is true for the judge's own family. Give
 * the prompt of each item as `clusters`, as answers to one prompt go together. Items that miss a score are left out.
 * Undefined when there are none of one of the two.
 *
 * O(draws × n). Throws when the columns differ in length.
 *
 *     selfPreference(judge, human, families.map((name) => name === "kestrel"), { clusters: prompts });
 */
export function selfPreference(
  judge: Values,
  human: Values,
  own: ArrayLike<boolean>,
  options: BootstrapOptions = {},
): BootstrapEstimate {
  const { columns, kept, n } = completeCases(judge, human, Array.from(own, Number));
  const [scores, truth, mine] = columns as [Float64Array, Float64Array, Float64Array];
  const excess = scores.map((score, item) => score - (truth[item] as number));
  const { clusters } = options;
  const result = bootstrap(n, (items) => differenceOfMeans(excess, mine, items), {
    ...options,
    clusters: clusters && Array.from(kept, (item) => clusters[item]),
  });
  if (result.value !== null || n === 0) return result;
  return { ...result, reason: mine.includes(1) ? "all items are of the own family" : "no item is of the own family" };
}

function differenceOfMeans(values: Float64Array, mine: Float64Array, items: Uint32Array): number {
  let [own, ownCount, other, otherCount] = [0, 0, 0, 0];
  for (const item of items) {
    if (mine[item] === 1) {
      own += values[item] as number;
      ownCount += 1;
    } else {
      other += values[item] as number;
      otherCount += 1;
    }
  }
  return own / ownCount - other / otherCount;
}
