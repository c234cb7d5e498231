import { type AlertStep, alertSteps } from "../../analysis/alert-rule.ts";
import type { CellContext } from "../../notebook/cell.ts";
import { type Change, changeOf, type Quiet, quietOf } from "./change.ts";
import type { AlertReplaySpec } from "./definition.ts";
import { historyOf, type Measured } from "./history.ts";
import { actionFor, boundsOf } from "./measures.ts";
import { curveOf, evaluationsOf, eventsOf, figuresOf, ruleOf, type Seen, trailingMeans } from "./replay.ts";
import type { Action, AlertEvent, AlertReplayResult, Bounds, HistoryWindow, Level } from "./result.ts";

const levels: readonly Level[] = ["flag", "act"];

/** Replays the rule over the windows of a table. */
export async function evaluate(spec: AlertReplaySpec, { engine, signal }: CellContext): Promise<AlertReplayResult> {
  const options = { signal };
  const bounds = boundsOf(spec);
  const history = await historyOf(engine, spec, options);
  const change = await changeOf(engine, spec.change_at, options);
  const quiet = await quietOf(engine, history, change, options);
  const seen = seenOf(history, change, quiet, spec);
  const steps = stepsOf(seen, bounds, spec);
  const hasChange = seen.some(({ isAfterChange }) => isAfterChange);
  const events = levels.flatMap((level) => eventsOf(seen, steps[level], level, ruleOf(bounds, level, spec), hasChange));
  return {
    measure: spec.measure,
    of: spec.of,
    bounds,
    persist: spec.persist,
    clear: spec.clear,
    long: spec.long,
    windows: seen.map((window, place) => ({ ...window, ...statesAt(steps, place) })),
    change,
    reference: { windows: seen.filter(({ isReference }) => isReference).length, how: quiet.how },
    unknown: seen.filter(({ value }) => value === null).length,
    rules: levels.map((level) => figuresOf(seen, level, ruleOf(bounds, level, spec), change?.at ?? null)),
    events: events.sort((one, other) => (one.firedAt < other.firedAt ? -1 : one.firedAt > other.firedAt ? 1 : 0)),
    curve: curveOf(seen, bounds, spec),
    ...actionOf(spec, bounds, steps, events, change, seen),
    empty: emptyReason(spec, history),
  };
}

/** The windows as the rule sees them. */
function seenOf(history: readonly Measured[], change: Change | null, quiet: Quiet, { min_n, long }: AlertReplaySpec) {
  const known = history.map((window) => ({ ...window, ...toldOf(window, min_n) }));
  const means = trailingMeans(known, long);
  return known.map((window, place) => ({
    start: window.start,
    value: window.value,
    reason: window.reason,
    n: window.n,
    long: means[place] ?? null,
    isReference: quiet.isReference(window),
    isAfterChange: change !== null && Date.parse(window.start) >= Date.parse(change.at),
  }));
}

function toldOf({ value, n, reason }: Measured, least: number): Pick<HistoryWindow, "value" | "reason"> {
  if (n !== null && n < least) return { value: null, reason: `${n} rows, ${least} are needed` };
  if (value === null) return { value: null, reason: reason ?? "no value" };
  return { value, reason: null };
}

function stepsOf(seen: readonly Seen[], bounds: Bounds, spec: AlertReplaySpec): Record<Level, AlertStep[]> {
  const of = (level: Level) => alertSteps(evaluationsOf(seen), ruleOf(bounds, level, spec));
  return { flag: of("flag"), act: of("act") };
}

function statesAt(steps: Record<Level, AlertStep[]>, place: number): Pick<HistoryWindow, Level> {
  return { flag: steps.flag[place]?.state ?? "unknown", act: steps.act[place]?.state ?? "unknown" };
}

/** What the last window calls for, and why. */
function actionOf(
  spec: AlertReplaySpec,
  bounds: Bounds,
  steps: Record<Level, AlertStep[]>,
  events: readonly AlertEvent[],
  change: Change | null,
  seen: readonly Seen[],
): { readonly action: Action; readonly reason: string } {
  const standing = (level: Level) =>
    steps[level].at(-1)?.raised ? events.findLast((event) => event.level === level) : undefined;
  const word = bounds.direction === "up" ? "above" : "below";
  const told = (event: AlertEvent) =>
    `${spec.measure} has been ${word} ${bounds[event.level]} since ${day(event.since)}; after ${spec.persist} windows in a row the alert fired on ${day(event.firedAt)}, and it stands`;
  const { act, because } = actionFor(spec.measure);
  const [acting, flagged] = [standing("act"), standing("flag")];
  if (acting) return { action: act, reason: `${told(acting)}: ${because}.` };
  if (flagged)
    return { action: "review prompts and retrieval", reason: `${told(flagged)}, but not ${word} ${bounds.act}.` };
  const last = events.findLast(({ kind }) => kind !== "false alarm");
  if (last)
    return {
      action: "none",
      reason: `the last alert fired on ${day(last.firedAt)} and was taken back on ${day(last.clearedAt ?? "")}.`,
    };
  if (seen.every(({ value }) => value === null)) return { action: "none", reason: whyUnknown(seen, spec) };
  const since = change ? `, also not since ${day(change.at)}` : "";
  return {
    action: "none",
    reason: `${spec.measure} was never ${word} ${bounds.flag} for ${spec.persist} windows in a row${since}.`,
  };
}

function whyUnknown(seen: readonly Seen[], { measure, min_n }: AlertReplaySpec): string {
  const isFew = seen.every(({ n }) => n !== null && n < min_n);
  return isFew ? "no window has enough rows to tell." : `no window has a number as its ${measure}.`;
}

/** "2026-04-21", with the hour where it is not midnight. */
export function day(iso: string): string {
  return iso.slice(0, 16).replace("T", " ").replace(" 00:00", "");
}

function emptyReason({ of, column, where }: AlertReplaySpec, history: readonly Measured[]): string | null {
  if (history.length > 0) return null;
  if (column)
    return `${of} has no window of the column ${column}. Look at its names, or let it count over time with every: 1d.`;
  return where
    ? `No window of ${of} meets where. Widen it.`
    : `${of} has no windows. Let it count over time with every: 1d, or widen its rows.`;
}
