/** What stands where there is no duration. */
export const noDuration = "–";

/**
 * A duration in milliseconds for people: "340 ns", "3.4 µs", "200 ms", "1.3 s", "3 min 56 s", "2 h 5 min", "3 d 4 h".
 * Rounded once, so 59.97 s is "1 min 0 s" and never "60.0 s". Null and NaN are "–".
 */
export function formatDuration(ms: number | null): string {
  if (ms === null || Number.isNaN(ms)) return noDuration;
  if (ms < 0) return `−${formatDuration(-ms)}`;
  if (ms === Number.POSITIVE_INFINITY) return "∞";
  if (ms === 0) return "0 ms";
  return scaled(ms) ?? long(ms);
}

/** A duration in nanoseconds for people; see formatDuration. */
export function formatNanoseconds(ns: number | null): string {
  return formatDuration(ns === null ? null : ns / 1e6);
}

// One decimal below ten, none above; seconds keep theirs, because tenths of a second are what people compare.
const units = [
  { unit: "ns", perMs: 1e6, limit: 1000, decimalsBelow: 0 },
  { unit: "µs", perMs: 1e3, limit: 1000, decimalsBelow: 10 },
  { unit: "ms", perMs: 1, limit: 1000, decimalsBelow: 10 },
  { unit: "s", perMs: 1e-3, limit: 60, decimalsBelow: 60 },
] as const;

function scaled(ms: number): string | null {
  for (const { unit, perMs, limit, decimalsBelow } of units) {
    const value = ms * perMs;
    const digits = Math.round(value * 10) / 10 < decimalsBelow ? 1 : 0;
    const text = value.toFixed(digits);
    if (Number(text) < limit) return `${Number(text) === 0 ? "<1" : text} ${unit}`;
  }
  return null;
}

function long(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  const minutes = Math.round(ms / 60_000);
  if (minutes < 2880) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  const hours = Math.round(ms / 3_600_000);
  return `${Math.floor(hours / 24).toLocaleString("en")} d ${hours % 24} h`;
}
