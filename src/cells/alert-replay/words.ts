import type { AlertReplayResult, RuleFigures } from "./result.ts";

/** A time as it is read: "2026-04-21", with hours and minutes where it is not midnight. */
export function timeWords(iso: string | null): string {
  return iso === null ? "–" : iso.slice(0, 16).replace("T", " ").replace(" 00:00", "");
}

/** Three significant digits. */
export function measureWords(value: number | null): string {
  return value === null ? "–" : String(Number(value.toPrecision(3)));
}

/** "3 windows (2 days)": from the change until it fired. */
export function delayWords({ delay, delayMs, reason }: RuleFigures): string {
  if (delay === null) return reason ?? "–";
  const time = delayMs === null ? "" : ` (${lengthWords(delayMs)})`;
  return `${delay} window${delay === 1 ? "" : "s"}${time}`;
}

export function lengthWords(ms: number): string {
  const [days, hours] = [ms / 86_400_000, ms / 3_600_000];
  if (days >= 1) return plural(Number(days.toFixed(1)), "day");
  if (hours >= 1) return plural(Number(hours.toFixed(1)), "hour");
  return plural(Math.round(ms / 60_000), "minute");
}

/** "above 0.2 for 3 windows in a row". */
export function ruleWords({ bounds, persist, long }: AlertReplayResult, level: "flag" | "act"): string {
  const word = bounds.direction === "up" ? "above" : "below";
  const mean = long > 1 ? `, and so the mean of ${long}` : "";
  return `${word} ${bounds[level]} for ${plural(persist, "window")} in a row${mean}`;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
