import { type AlertEvaluation, type AlertRule, alertSteps } from "./alert-rule.ts";
import { type Estimate, estimated, unknown } from "./estimate.ts";
import { wilsonInterval } from "./proportion-interval.ts";

export interface AlertReplay {
  readonly rule: AlertRule;
  /** The evaluation at which the alert was first raised after the change; null when it never was. */
  readonly detectedAt: number | null;
  /** Evaluations from the change until then: 0 at the change itself. */
  readonly delay: number | null;
  /** Alerts that were raised before the change. */
  readonly falseAlarms: number;
  /** False alarms per evaluation before the change that could be told, with Wilson's interval. */
  readonly falseAlarmRate: Estimate;
  /** Evaluations that could not be told, before and after. */
  readonly unknown: number;
  readonly reason: string | null;
}

/**
 * A rule replayed over a history in which drift began with evaluation `changeAt`; without one, all of it is without
 * drift. An alert that was raised before the change and still stands is a false alarm, not a detection: the rule starts
 * anew at the change. Where windows overlap, evaluations hang together and the interval is too narrow.
 *
 * O(evaluations). Throws as `alertSteps` does, or when `changeAt` lies outside the history.
 */
export function replayAlert(evaluations: readonly AlertEvaluation[], rule: AlertRule, changeAt?: number): AlertReplay {
  const change = changeAt ?? evaluations.length;
  if (!(Number.isInteger(change) && change >= 0 && change <= evaluations.length))
    throw new Error(`replayAlert: the change must lie from 0 to ${evaluations.length}: ${change}`);
  const before = alertSteps(evaluations.slice(0, change), rule);
  const after = alertSteps(evaluations.slice(change), rule);
  const falseAlarms = before.filter(({ isStart }) => isStart).length;
  const known = before.filter(({ breach }) => breach !== null).length;
  const first = after.findIndex(({ isStart }) => isStart);
  return {
    rule,
    detectedAt: first === -1 ? null : change + first,
    delay: first === -1 ? null : first,
    falseAlarms,
    falseAlarmRate: rate(falseAlarms, known),
    unknown: [...before, ...after].filter(({ breach }) => breach === null).length,
    reason: first === -1 ? whyUndetected(changeAt, after.length) : null,
  };
}

/**
 * The curve of detection delay against false alarms: every rule replayed over the same history, those with the fewest
 * false alarms first. O(rules × evaluations).
 */
export function alertCurve(
  evaluations: readonly AlertEvaluation[],
  rules: readonly AlertRule[],
  changeAt?: number,
): AlertReplay[] {
  const never = Number.POSITIVE_INFINITY;
  return rules
    .map((rule) => replayAlert(evaluations, rule, changeAt))
    .sort((one, other) => one.falseAlarms - other.falseAlarms || (one.delay ?? never) - (other.delay ?? never) || 0);
}

/** Every combination of these bounds and persistences; the short window's bound keeps its distance to the long one's. */
export function ruleGrid(rule: AlertRule, bounds: readonly number[], persistences: readonly number[]): AlertRule[] {
  const gap = (rule.short ?? rule.long) - rule.long;
  return bounds.flatMap((long) =>
    persistences.map((persistence) => ({ ...rule, long, short: long + gap, persistence })),
  );
}

function rate(falseAlarms: number, evaluations: number): Estimate {
  if (evaluations === 0) return unknown(0, "no evaluation before the change could be told");
  return estimated(falseAlarms / evaluations, evaluations, wilsonInterval(falseAlarms, evaluations));
}

function whyUndetected(changeAt: number | undefined, after: number): string {
  if (changeAt === undefined) return "no change was given";
  return after === 0 ? "no evaluations after the change" : "never raised after the change";
}
