import { formatDuration } from "../../traces/format-duration.ts";
import { percent } from "../../widgets/duration-scale.ts";
import { groupDigits } from "../../widgets/format.ts";
import type { Unit, Value } from "./result.ts";

/** A value of a measure for people; "–" for null. */
export function amount(value: number | null, unit: Unit): string {
  if (value === null) return "–";
  if (value < 0) return `−${amount(-value, unit)}`;
  if (unit === "milliseconds") return formatDuration(value);
  if (unit === "share") return percent(value);
  if (unit === "dollars") return `$${significant(value)}`;
  return significant(value);
}

/** The same with its sign; shares differ by percentage points. */
export function signedAmount(value: number | null, unit: Unit): string {
  if (value === null) return "–";
  const text = amount(value, unit);
  const signed = value > 0 ? `+${text}` : text;
  return unit === "share" ? signed.replace("%", "points") : signed;
}

// Whole numbers from 100 on, else three significant digits.
function significant(value: number): string {
  if (value === 0 || Number.isInteger(value) || value >= 100) return groupDigits(value.toFixed(0));
  const places = Math.min(8, Math.max(0, 2 - Math.floor(Math.log10(value))));
  return value.toFixed(places);
}

/** "36.1 s to 41.0 s, n = 212", or why there is no interval. */
export function certainty({ low, high, n, reason }: Value, unit: Unit): string {
  if (low === null || high === null) return reason ?? `n = ${groupDigits(n)}`;
  return `${amount(low, unit)} to ${amount(high, unit)}, n = ${groupDigits(n)}`;
}

/** The interval of a difference, or why there is none. */
export function differenceCertainty({ low, high, reason }: Value, unit: Unit): string {
  if (low === null || high === null) return reason ?? "";
  return `${signedAmount(low, unit).replace(" points", "")} to ${signedAmount(high, unit)}`;
}
