import type { Engine, QueryOptions } from "../../engine/engine.ts";
import { toObjects } from "../../engine/table-data.ts";
import { CellError } from "../../notebook/cell.ts";
import { nearest } from "../../notebook/yaml-problems.ts";
import type { Measured } from "./history.ts";

export interface Change {
  readonly at: string;
  readonly how: string;
}

/** When it changed: as written, the deployment of that name, or else where the notebook's current window begins. */
export async function changeOf(
  engine: Engine,
  written: string | undefined,
  options: QueryOptions,
): Promise<Change | null> {
  if (written === undefined) {
    const start = await windowEnd(engine, "current", "from_ns", options);
    return start ? { at: start, how: "the start of the current window" } : null;
  }
  if (/^\d{4}-\d{2}-\d{2}/.test(written)) return { at: timeOf(written), how: "as written" };
  const sql =
    "SELECT make_timestamp(time_ns // 1000) AS at, name, kind, version FROM deployments WHERE time_ns IS NOT NULL ORDER BY time_ns";
  const rows = toObjects(await engine.query(sql, options));
  const ways = (row: (typeof rows)[number]) =>
    [row.name, row.version, `${row.name} ${row.version}`, `${row.kind} ${row.version}`].map((text) =>
      String(text).toLowerCase(),
    );
  const found = rows.findLast((row) => ways(row).includes(written.toLowerCase()));
  if (found) return { at: String(found.at), how: `the deployment ${written}` };
  const names = rows.map((row) => [row.name, row.version].filter((text) => text !== null).join(" "));
  const near = nearest(written, names);
  const hint = near
    ? `did you mean ${near}?`
    : names.length
      ? `there are ${names.slice(0, 10).join(", ")}`
      : "there are none";
  throw new CellError(`change_at: neither a time nor a deployment: ${written}; ${hint}`, { key: "change_at" });
}

function timeOf(written: string): string {
  const zoned = /(Z|[+-]\d{2}:?\d{2})$/.test(written) || written.length === 10 ? written : `${written}Z`;
  const ms = Date.parse(zoned.replace(" ", "T"));
  if (Number.isNaN(ms))
    throw new CellError(`change_at: not a time: ${written} (write 2026-04-20 or 2026-04-20T14:02Z)`, {
      key: "change_at",
    });
  return new Date(ms).toISOString();
}

async function windowEnd(
  engine: Engine,
  cohort: string,
  end: "from_ns" | "to_ns",
  options: QueryOptions,
): Promise<string | null> {
  const sql = `SELECT make_timestamp(${end} // 1000) AS at FROM store.cohorts WHERE cohort = '${cohort}'`;
  const [row] = toObjects(await engine.query(sql, options));
  return row?.at ? String(row.at) : null;
}

export interface Quiet {
  readonly isReference: (window: Measured) => boolean;
  readonly how: string;
}

/** Which windows are without drift: as the table says, by the notebook's reference window, or all before the change. */
export async function quietOf(
  engine: Engine,
  history: readonly Measured[],
  change: Change | null,
  options: QueryOptions,
): Promise<Quiet> {
  const before = ({ start }: Measured) => change === null || Date.parse(start) < Date.parse(change.at);
  if (history.some(({ side }) => side === "reference"))
    return { isReference: (window) => window.side === "reference" && before(window), how: "the reference windows" };
  const [from, to] = await Promise.all([
    windowEnd(engine, "reference", "from_ns", options),
    windowEnd(engine, "reference", "to_ns", options),
  ]);
  const inside = ({ start }: Measured) =>
    from !== null && to !== null && Date.parse(start) >= Date.parse(from) && Date.parse(start) < Date.parse(to);
  if (history.some((window) => inside(window) && before(window)))
    return { isReference: (window) => inside(window) && before(window), how: "the windows of the reference" };
  return { isReference: before, how: change ? "the windows before the change" : "all windows, as no change is known" };
}
