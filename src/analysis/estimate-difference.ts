import { type Estimate, estimated, unknown } from "./estimate.ts";
import { differenceInterval } from "./quantile-interval.ts";

/**
 * current − reference of two estimates from separate items, with an interval from both of theirs (MOVER: of Wilson's
 * intervals it is Newcombe's, of normal ones Welch's). n is the smaller one. A reason stands for what is missing.
 *
 *     estimateDifference(before, after).low;
 */
export function estimateDifference(reference: Estimate, current: Estimate): Estimate {
  const n = Math.min(reference.n, current.n);
  const reason = current.reason ?? reference.reason;
  if (reference.value === null || current.value === null) return unknown(n, reason ?? "one side is undefined");
  const value = current.value - reference.value;
  if (reference.low === null || reference.high === null || current.low === null || current.high === null)
    return estimated(value, n, null, reason);
  const { low, high } = differenceInterval(
    { value: reference.value, low: reference.low, high: reference.high },
    { value: current.value, low: current.low, high: current.high },
  );
  return estimated(value, n, { low, high });
}
