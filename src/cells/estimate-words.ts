import type { Estimate } from "../analysis/estimate.ts";
import { groupDigits } from "../widgets/format.ts";

/** "95 % interval 36.1 s to 41.0 s, n = 212", or why there is no interval. */
export function intervalWords({ low, high, n, reason }: Estimate, amount: (value: number) => string): string {
  const count = `n = ${groupDigits(n)}`;
  if (low !== null && high !== null) return `95 % interval ${amount(low)} to ${amount(high)}, ${count}`;
  if (!reason) return count;
  return reason.includes("n =") ? reason : `${reason}, ${count}`;
}

/** The value and how sure it is: "38.4 s, 95 % interval …"; the reason alone where there is no value. */
export function estimateWords(estimate: Estimate | null | undefined, amount: (value: number) => string): string {
  if (!estimate) return "";
  if (estimate.value === null) return estimate.reason ?? "–";
  return `${amount(estimate.value)}, ${intervalWords(estimate, amount)}`;
}

/** Why there is no interval, for a narrow column. */
export function shortReason(reason: string | null): string {
  if (reason?.includes("draws are equal")) return "all alike";
  return reason?.replace("no interval: ", "") ?? "";
}
