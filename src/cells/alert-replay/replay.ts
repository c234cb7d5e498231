import { alertCurve, replayAlert, ruleGrid } from "../../analysis/alert-replay.ts";
import type { AlertEvaluation, AlertRule, AlertStep } from "../../analysis/alert-rule.ts";
import type { AlertReplaySpec } from "./definition.ts";
import type { AlertEvent, Bounds, CurvePoint, HistoryWindow, Level, RuleFigures } from "./result.ts";

/** A window as the rule sees it, before it is known what the rule makes of it. */
export type Seen = Pick<HistoryWindow, "start" | "value" | "n" | "long" | "isReference" | "isAfterChange">;

type Rules = Pick<AlertReplaySpec, "persist" | "clear">;

export function ruleOf(bounds: Bounds, level: Level, { persist, clear }: Rules): AlertRule {
  const side = bounds.direction === "up" ? "above" : "below";
  return { long: bounds[level], side, persistence: persist, recovery: clear };
}

export function evaluationsOf(windows: readonly Seen[]): AlertEvaluation[] {
  return windows.map(({ value, long }) => ({ long, short: value }));
}

/** The mean of the last `count` windows, weighted by their rows; null where one of them is unknown or missing. */
export function trailingMeans(
  windows: readonly { value: number | null; n: number | null }[],
  count: number,
): (number | null)[] {
  return windows.map((_, place) => {
    const last = windows.slice(Math.max(0, place - count + 1), place + 1);
    if (last.length < count || last.some(({ value }) => value === null)) return null;
    const weight = last.reduce((sum, { n }) => sum + (n ?? 1), 0);
    return last.reduce((sum, { value, n }) => sum + (value ?? 0) * (n ?? 1), 0) / weight;
  });
}

/** How the rule of one level did: when it fired after the change, and how often on the reference alone. */
export function figuresOf(
  windows: readonly Seen[],
  level: Level,
  rule: AlertRule,
  changeAt: string | null,
): RuleFigures {
  const evaluations = evaluationsOf(windows);
  const change = windows.findIndex(({ isAfterChange }) => isAfterChange);
  const hasChange = changeAt !== null && change >= 0;
  const { delay, detectedAt, reason } = replayAlert(evaluations, rule, hasChange ? change : undefined);
  const quiet = replayAlert(evaluationsOf(windows.filter(({ isReference }) => isReference)), rule);
  const firedAt = detectedAt === null ? null : (windows[detectedAt]?.start ?? null);
  const delayMs = firedAt && changeAt ? Math.max(0, Date.parse(firedAt) - Date.parse(changeAt)) : null;
  const { falseAlarms, falseAlarmRate } = quiet;
  const why = changeAt !== null && !hasChange ? "no window after the change" : reason;
  return { level, bound: rule.long, firedAt, delay, delayMs, reason: why, falseAlarms, falseAlarmRate };
}

/** When the alert of one level stood. */
export function eventsOf(
  windows: readonly Seen[],
  steps: readonly AlertStep[],
  level: Level,
  rule: AlertRule,
  hasChange: boolean,
): AlertEvent[] {
  const starts = steps.flatMap(({ isStart }, place) => (isStart ? [place] : []));
  return starts.map((start): AlertEvent => {
    const length = steps.slice(start).findIndex(({ raised }) => !raised);
    const end = length === -1 ? steps.length : start + length;
    const first = Math.max(0, start - (rule.persistence ?? 3) + 1);
    const stood = windows.slice(first, end);
    const values = stood.flatMap(({ value }) => (value === null ? [] : [value]));
    return {
      level,
      since: windows[first]?.start ?? "",
      firedAt: windows[start]?.start ?? "",
      clearedAt: windows[end]?.start ?? null,
      windows: end - start,
      worst: values.length ? (rule.side === "below" ? Math.min(...values) : Math.max(...values)) : null,
      kind: kindOf(windows, first, start, hasChange),
    };
  });
}

function kindOf(windows: readonly Seen[], first: number, start: number, hasChange: boolean): AlertEvent["kind"] {
  const fired = windows[start];
  if (fired?.isReference) return "false alarm";
  if (!hasChange) return "alarm";
  if (!fired?.isAfterChange) return "alarm";
  return windows[first]?.isAfterChange ? "detection" : "after the change";
}

export const persistences = [1, 2, 3, 5] as const;

/**
 * Detection delay against false alarms for every bound of a grid and every persistence. The false alarms are those of the
 * reference windows alone, so that a drift that nobody named does not count as one.
 */
export function curveOf(windows: readonly Seen[], bounds: Bounds, rules: Rules): CurvePoint[] {
  const rule = ruleOf(bounds, "act", rules);
  const grid = ruleGrid(
    rule,
    gridOf(windows, bounds),
    [...new Set([...persistences, rules.persist])].sort((a, b) => a - b),
  );
  const change = windows.findIndex(({ isAfterChange }) => isAfterChange);
  const quiet = evaluationsOf(windows.filter(({ isReference }) => isReference));
  const after = change < 0 ? [] : evaluationsOf(windows).slice(change);
  const key = ({ long, persistence }: AlertRule) => `${long} ${persistence}`;
  const alarms = new Map(alertCurve(quiet, grid).map((replay) => [key(replay.rule), replay.falseAlarms]));
  return alertCurve(after, grid, 0).map(({ rule: one, delay }) => ({
    bound: one.long,
    persist: one.persistence ?? 3,
    falseAlarms: alarms.get(key(one)) ?? 0,
    delay,
  }));
}

/** The written bounds and ten between the mildest and the worst that was seen. */
function gridOf(windows: readonly Seen[], { flag, act }: Bounds): number[] {
  const values = windows.flatMap(({ value }) => (value === null ? [] : [value]));
  const [low, high] = [Math.min(flag, act, ...values), Math.max(flag, act, ...values)];
  const steps = Array.from({ length: 10 }, (_, step) =>
    Number((low + ((high - low) * (step + 0.5)) / 10).toPrecision(3)),
  );
  return [...new Set([flag, act, ...steps])].sort((one, other) => one - other);
}
