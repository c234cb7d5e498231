import { literal } from "../engine/sql.ts";

/** A stretch of time, by the start of a trace. A bare date as `to` includes that whole day (UTC). */
export interface Window {
  readonly from: string;
  readonly to: string;
}

/** What makes a trace one of a cohort. Everything that is given has to hold, and something is given. */
export interface CohortRule {
  /** A window, open where an end is not given. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** A column of traces or spans, or an attribute's key: the trace, or a span of it, has one of the values. */
  readonly attribute?: string;
  readonly value?: string | readonly string[];
  /** A predicate in SQL over `traces` or, where it is none over these, over `spans`: then one span has to meet it. */
  readonly where?: string;
}

/** The pair that every comparing cell uses. A trace that meets both rules is current. */
export interface Cohorts {
  readonly reference: CohortRule | null;
  readonly current: CohortRule | null;
}

export type Cohort = "reference" | "current";

export const cohortNames: readonly Cohort[] = ["reference", "current"];

export const noCohorts: Cohorts = { reference: null, current: null };

/** A window in nanoseconds: `from` inclusive, `to` exclusive; null where it is open. Throws when a time cannot be read. */
export function windowNs({ from, to }: Partial<Window>): { from: bigint | null; to: bigint | null } {
  const end = to === undefined ? null : timeNs(to);
  return {
    from: from === undefined ? null : timeNs(from),
    to: end !== null && to !== undefined && isDate(to) ? end + 86_400_000_000_000n : end,
  };
}

/** A window of the given nanoseconds, as text that `windowNs` reads back to the same millisecond. */
export function windowOf(fromNs: bigint, toNs: bigint): Window {
  return { from: isoText(fromNs), to: isoText(toNs) };
}

/** Whether a rule says no more than when a trace starts. */
export function isWindow(rule: CohortRule): boolean {
  return rule.attribute === undefined && rule.where === undefined;
}

/** Whether the time of a trace alone tells its cohort. */
export function onlyWindows({ reference, current }: Cohorts): boolean {
  return [reference, current].every((rule) => rule === null || isWindow(rule));
}

/** The values that a rule's attribute may have. */
export function valuesOf({ value }: CohortRule): readonly string[] {
  return value === undefined ? [] : typeof value === "string" ? [value] : value;
}

/** A rule in words: "2026-04-01 to 2026-04-14", "prompt.version = v7 from 2026-04-20". */
export function ruleText(rule: CohortRule): string {
  const { from, to, attribute, where } = rule;
  const window = from && to ? `${from} to ${to}` : from ? `from ${from}` : to ? `up to ${to}` : "";
  const values = attribute === undefined ? "" : `${attribute} = ${valuesOf(rule).join(" or ")}`;
  return [values, where === undefined ? "" : `where ${where.trim()}`, window].filter(Boolean).join(", ");
}

/** The SQL condition that a start lies in a rule's window; `true` without one. */
export function windowCondition(rule: CohortRule, startNs: string): string {
  const { from, to } = windowNs(rule);
  const parts = [from !== null && `${startNs} >= ${from}`, to !== null && `${startNs} < ${to}`].filter(Boolean);
  return parts.join(" AND ") || "true";
}

/**
 * The SQL expression that gives 'reference', 'current' or NULL for what starts at `startNs`, by the rules that are
 * windows. Where both hold it is current, so that a reference may be all that came before or is around the current.
 */
export function cohortExpression(cohorts: Cohorts, startNs: string): string {
  const branches = cohortNames.toReversed().flatMap((name) => {
    const rule = cohorts[name];
    return rule && isWindow(rule) ? `WHEN ${windowCondition(rule, startNs)} THEN ${literal(name)}` : [];
  });
  return branches.length ? `CASE ${branches.join(" ")} END` : "NULL::VARCHAR";
}

function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text);
}

/** A day or a time as a person writes it, in nanoseconds; UTC unless it says another zone. */
export function timeNs(text: string): bigint {
  const zoned = isDate(text) || /(Z|[+-]\d{2}:?\d{2})$/.test(text) ? text : `${text}Z`;
  const millis = Date.parse(zoned.replace(" ", "T"));
  if (Number.isNaN(millis))
    throw new Error(`cohorts: not a time: ${JSON.stringify(text)} (write 2026-04-20 or 2026-04-20T14:02Z)`);
  return BigInt(millis) * 1_000_000n;
}

function isoText(ns: bigint): string {
  return new Date(Number(ns / 1_000_000n)).toISOString().replace(/\.000Z$/, "Z");
}
