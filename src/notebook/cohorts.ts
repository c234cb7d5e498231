import { literal } from "../engine/sql.ts";

/** A stretch of time, by the start of a trace. A bare date as `to` includes that whole day (UTC). */
export interface Window {
  readonly from: string;
  readonly to: string;
}

/** The pair that every comparing cell uses. */
export interface Cohorts {
  readonly reference: Window | null;
  readonly current: Window | null;
}

export type Cohort = "reference" | "current";

export const noCohorts: Cohorts = { reference: null, current: null };

/** A window in nanoseconds: `from` inclusive, `to` exclusive. Throws when a time cannot be read. */
export function windowNs(window: Window): { from: bigint; to: bigint } {
  const to = timeNs(window.to);
  return { from: timeNs(window.from), to: isDate(window.to) ? to + 86_400_000_000_000n : to };
}

/** A window of the given nanoseconds, as text that `windowNs` reads back to the same millisecond. */
export function windowOf(fromNs: bigint, toNs: bigint): Window {
  return { from: isoText(fromNs), to: isoText(toNs) };
}

/** The SQL expression that gives 'reference', 'current' or NULL for a trace that starts at `startNs`. */
export function cohortExpression(cohorts: Cohorts, startNs: string): string {
  const branches = (["reference", "current"] as const).flatMap((name) => {
    const window = cohorts[name];
    if (!window) return [];
    const { from, to } = windowNs(window);
    return `WHEN ${startNs} >= ${from} AND ${startNs} < ${to} THEN ${literal(name)}`;
  });
  return branches.length ? `CASE ${branches.join(" ")} END` : "NULL::VARCHAR";
}

/** The SQL query that gives the windows themselves: cohort, from_ns, to_ns. No rows where none is set. */
export function cohortRows(cohorts: Cohorts): string {
  const rows = (["reference", "current"] as const).flatMap((name) => {
    const window = cohorts[name];
    if (!window) return [];
    const { from, to } = windowNs(window);
    return `SELECT ${literal(name)} AS cohort, ${from}::BIGINT AS from_ns, ${to}::BIGINT AS to_ns`;
  });
  const none = "SELECT NULL::VARCHAR AS cohort, NULL::BIGINT AS from_ns, NULL::BIGINT AS to_ns WHERE false";
  return rows.join(" UNION ALL ") || none;
}

function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text);
}

function timeNs(text: string): bigint {
  const zoned = isDate(text) || /(Z|[+-]\d{2}:?\d{2})$/.test(text) ? text : `${text}Z`;
  const millis = Date.parse(zoned.replace(" ", "T"));
  if (Number.isNaN(millis))
    throw new Error(`cohorts: not a time: ${JSON.stringify(text)} (write 2026-04-20 or 2026-04-20T14:02Z)`);
  return BigInt(millis) * 1_000_000n;
}

function isoText(ns: bigint): string {
  return new Date(Number(ns / 1_000_000n)).toISOString().replace(/\.000Z$/, "Z");
}
