import type { Engine } from "../../src/engine/engine.ts";
import { type Plain, toObjects } from "../../src/engine/table-data.ts";
import type { Cohort } from "../../src/notebook/cohorts.ts";
import { chooseGrid, type Grid, gridEnd } from "./time-buckets.ts";

export type Unit = "traces" | "spans";

export interface Bucket {
  readonly n: number;
  readonly failed: number;
  /** How many of them are in each cohort; only where more than windows tells that. */
  readonly members?: Readonly<Record<Cohort, number>>;
}

export interface Deployment {
  readonly time: number;
  readonly kind: string;
  readonly name: string;
  readonly version: string;
  readonly changelog: string;
}

export interface TimelineData {
  readonly grid: Grid;
  readonly unit: Unit;
  /** One per bucket of the grid. */
  readonly buckets: readonly Bucket[];
  /** Traces per bucket, whatever the unit: windows count traces. */
  readonly traces: readonly Bucket[];
  /** Those within the grid, by time. */
  readonly deployments: readonly Deployment[];
}

const failed: Record<Unit, string> = {
  traces: "coalesce(root_status = 'ERROR', errors > 0)",
  spans: "status = 'ERROR'",
};

/**
 * What the timeline draws, counted in the engine; null while nothing has a time. `byRule` counts the cohorts' members
 * too, for cohorts that are no windows.
 */
export async function readTimeline(
  engine: Engine,
  unit: Unit,
  most: number,
  byRule = false,
): Promise<TimelineData | null> {
  const [extent] = toObjects(
    await engine.query(`SELECT min(start_ns) // 1000000 AS first, max(start_ns) // 1000000 AS last FROM ${unit}`),
  );
  if (typeof extent?.first !== "number" || typeof extent.last !== "number") return null;
  const grid = chooseGrid(extent.first, extent.last, most);
  const traces = await readBuckets(engine, "traces", grid, byRule);
  const buckets = unit === "traces" ? traces : await readBuckets(engine, unit, grid, byRule);
  return { grid, unit, buckets, traces, deployments: await readDeployments(engine, grid) };
}

async function readBuckets(engine: Engine, unit: Unit, grid: Grid, byRule: boolean): Promise<readonly Bucket[]> {
  const member = (cohort: Cohort) => (byRule ? `count(*) FILTER (WHERE cohort = '${cohort}')` : "0");
  const [from, to] = [nanoseconds(grid.start), nanoseconds(gridEnd(grid))];
  const rows = toObjects(
    await engine.query(`SELECT ((start_ns - ${from}) // ${nanoseconds(grid.size)})::INTEGER AS bucket, count(*) AS n,
      count(*) FILTER (WHERE ${failed[unit]}) AS failed, ${member("reference")} AS reference,
      ${member("current")} AS current
      FROM ${unit} WHERE start_ns >= ${from} AND start_ns < ${to} GROUP BY 1`),
  );
  const found = new Map(rows.map((row) => [Number(row.bucket), toBucket(row, byRule)]));
  return Array.from({ length: grid.count }, (_, index) => found.get(index) ?? { n: 0, failed: 0 });
}

function toBucket(row: Readonly<Record<string, Plain>>, byRule: boolean): Bucket {
  const members = { reference: Number(row.reference), current: Number(row.current) };
  return { n: Number(row.n), failed: Number(row.failed), ...(byRule && { members }) };
}

async function readDeployments(engine: Engine, grid: Grid): Promise<readonly Deployment[]> {
  const rows = toObjects(
    await engine.query(`SELECT time_ns // 1000000 AS time, kind, name, version, changelog FROM deployments
      WHERE time_ns >= ${nanoseconds(grid.start)} AND time_ns < ${nanoseconds(gridEnd(grid))}
      ORDER BY time_ns, name LIMIT 1000`),
  );
  return rows.map((row) => ({
    time: Number(row.time),
    kind: words(row.kind),
    name: words(row.name),
    version: words(row.version),
    changelog: words(row.changelog),
  }));
}

function words(value: Plain | undefined): string {
  return typeof value === "string" ? value : "";
}

function nanoseconds(ms: number): bigint {
  return BigInt(Math.round(ms)) * 1_000_000n;
}
