import { scottPiOfTable } from "./agreement-of-table.ts";
import type { BootstrapEstimate } from "./bootstrap-interval.ts";
import type { KindOptions } from "./bootstrap-kinds.ts";
import { bootstrapTable } from "./bootstrap-table.ts";
import { jointTable, type Label, type Labels } from "./joint-table.ts";

/**
 * Scott's pi (Public Opinion Quarterly 19, 1955, 321–325): agreement beyond chance, chance taken from the mean of both
 * raters' margins. Undefined when both give one and the same label. Items that miss a label are left out.
 *
 * O(n + draws × size²). Throws when the columns differ in length or a label is not on the scale.
 *
 *     scottPi(judge, human, ["pass", "fail"]).value;
 */
export function scottPi(
  first: Labels,
  second: Labels,
  scale: readonly Label[],
  options: KindOptions = {},
): BootstrapEstimate {
  const table = jointTable(first, second, scale);
  const [pi] = bootstrapTable(table, [scottPiOfTable], { method: "bca", ...options }) as [BootstrapEstimate];
  if (pi.value !== null || table.n === 0) return pi;
  return { ...pi, reason: "no variation: both raters give one and the same label" };
}
