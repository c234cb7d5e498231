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

/** "62 % (95 % interval 50 % to 73 %, n = 60)", or with the reason for none. */
export function estimateWords(estimate: Estimate, format: (value: number) => string): string {
  if (estimate.value === null) return estimate.reason ?? "unknown";
  return `${format(estimate.value)} (${certaintyWords(estimate, format)})`;
}

/** "95 % interval 50 % to 73 %, n = 60", or the reason for none. */
export function certaintyWords({ low, high, n, reason }: Estimate, format: (value: number) => string): string {
  const size = `n = ${groupDigits(n)}`;
  if (low === null || high === null) return reason ? `${reason.includes("n = ") ? "" : `${size}, `}${reason}` : size;
  return `95 % interval ${format(low)} to ${format(high)}, ${size}`;
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
