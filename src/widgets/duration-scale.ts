import { groupDigits } from "./format.ts";

/** How the durations of one column, or of columns that stand side by side, are written: one unit, one precision. */
export interface DurationScale {
  /** For the head: "s". */
  readonly unit: string;
  /** Milliseconds in the unit. */
  readonly size: number;
  /** "184.2"; "<0.1" for what would round to nothing; "–" for null. */
  readonly format: (ms: number | null) => string;
  /** The same with its sign: "+178.1", "−0.1", "0.0". */
  readonly signed: (ms: number | null) => string;
}

const units = [
  { unit: "h", ms: 3_600_000, from: 10 * 3_600_000 },
  { unit: "min", ms: 60_000, from: 20 * 60_000 },
  { unit: "s", ms: 1000, from: 1000 },
  { unit: "ms", ms: 1, from: 1 },
  { unit: "µs", ms: 0.001, from: 0 },
] as const;

/** The scale for durations in milliseconds, by the largest of them. */
export function durationScale(durations: readonly (number | null)[]): DurationScale {
  const largest = Math.max(0, ...durations.map((ms) => Math.abs(ms ?? 0)));
  const chosen = units.find((unit) => largest >= unit.from) ?? units[3];
  const { unit, ms: size } = largest === 0 ? units[3] : chosen;
  const places = largest / size < 10 ? 2 : largest / size < 1000 ? 1 : 0;
  const format = (ms: number | null) => (ms === null ? "–" : scaled(ms / size, places));
  const signed = (ms: number | null) => {
    if (ms === null) return "–";
    const text = groupDigits(
      Number((ms / size).toFixed(places)) === 0 ? (0).toFixed(places) : (ms / size).toFixed(places),
    );
    return ms > 0 && /[1-9]/.test(text) ? `+${text}` : text;
  };
  return { unit, size, format, signed };
}

function scaled(value: number, places: number): string {
  const least = 10 ** -places;
  if (value !== 0 && Math.abs(value) < least / 2) return `${value < 0 ? "−" : ""}<${least.toFixed(places)}`;
  return groupDigits(value.toFixed(places));
}

/** A share as percent: "79 %", "4.2 %", "<0.1 %"; "–" for null. */
export function percent(share: number | null): string {
  if (share === null) return "–";
  if (share !== 0 && Math.abs(share) < 0.0005) return "<0.1 %";
  return `${(share * 100).toFixed(Math.abs(share) < 0.0995 && share !== 0 ? 1 : 0)} %`;
}
