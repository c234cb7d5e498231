import type { Estimate } from "../analysis/estimate.ts";
import { percent } from "../widgets/duration-scale.ts";
import { groupDigits } from "../widgets/format.ts";

/** An amount of USD with three digits: "$0.00384", "$1,204"; "–" for null. */
export function dollars(usd: number | null): string {
  if (usd === null) return "–";
  if (usd < 0) return `−${dollars(-usd)}`;
  if (usd === 0) return "$0";
  if (usd >= 1000) return `$${groupDigits(usd.toFixed(0))}`;
  return `$${usd.toFixed(Math.min(8, Math.max(2, 2 - Math.floor(Math.log10(usd)))))}`;
}

/** "62 % (95 % interval 50 % to 73 %, n = 60)"; the reason alone where there is no value, nothing without an estimate. */
export function estimateWords(estimate: Estimate | null | undefined, format: (value: number) => string): string {
  if (!estimate) return "";
  if (estimate.value === null) return estimate.reason ?? "–";
  return `${format(estimate.value)} (${intervalWords(estimate, format)})`;
}

/** "95 % interval 50 % to 73 %, n = 60", or why there is no interval. */
export function intervalWords({ low, high, n, reason }: Estimate, format: (value: number) => string): string {
  const size = `n = ${groupDigits(n)}`;
  if (low !== null && high !== null) return `95 % interval ${format(low)} to ${format(high)}, ${size}`;
  if (!reason) return size;
  return reason.includes("n =") ? reason : `${reason}, ${size}`;
}

/** Why there is no interval, for a narrow column. */
export function shortReason(reason: string | null): string {
  if (reason?.includes("draws are equal")) return "all alike";
  return reason?.replace("no interval: ", "") ?? "";
}

export function signed(value: number, format: (value: number) => string): string {
  const text = format(value);
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

export const shareWords = (estimate: Estimate) => estimateWords(estimate, percent);

/** A difference of shares: "+3.1 points". */
export function points(share: number | null): string {
  if (share === null) return "–";
  const text = groupDigits((share * 100).toFixed(1));
  return `${share > 0 && /[1-9]/.test(text) ? "+" : ""}${text} points`;
}

/** "20 Apr 2026, 14:02" of ISO text, in UTC; the day alone where `day`. */
export function timeWords(iso: string, day = false): string {
  const [, year, month, date, time] = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}:\d{2})/.exec(iso) ?? [];
  if (!year) return iso;
  const text = `${Number(date)} ${months[Number(month) - 1]} ${year}`;
  return day ? text : `${text}, ${time}`;
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
