import { type Plain, toObjects } from "../../engine/table-data.ts";
import { type CellContext, CellError } from "../../notebook/cell.ts";
import { cohortSides } from "../cohort-sides.ts";
import { type OverviewSpec, type Stretch, stretches } from "./definition.ts";
import { measures } from "./measures.ts";
import type { Bucket, OverviewResult } from "./result.ts";

const mostBuckets = 2000;

type Query = (sql: string) => Promise<readonly Readonly<Record<string, Plain>>[]>;

export async function evaluate(spec: OverviewSpec, { engine, signal }: CellContext): Promise<OverviewResult> {
  const query: Query = async (sql) => toObjects(await engine.query(sql, { signal }));
  const sides = await cohortSides(engine, undefined, { signal });
  const per = spec.per === "auto" ? await fittingStretch(query) : spec.per;
  return {
    sides: sides.map(({ side, traces }) => ({ side, traces })),
    measures: await measures(query, sides),
    per,
    buckets: await buckets(query, per, sides[0]?.side === "all"),
    deployments: await deployments(query),
  };
}

/** The stretch that divides the time of the traces into some tens; single strays at the ends do not count. */
async function fittingStretch(query: Query): Promise<Stretch> {
  const [row] = await query(
    "SELECT quantile_disc(start_ns, 0.99) - quantile_disc(start_ns, 0.01) AS reach FROM traces WHERE start_ns IS NOT NULL",
  );
  const reach = BigInt(Math.round(Number(row?.reach ?? 0)));
  if (reach <= 2n * stretches.hour) return "minute";
  if (reach <= 4n * stretches.day) return "hour";
  return reach <= 120n * stretches.day ? "day" : "week";
}

async function buckets(query: Query, per: Stretch, alone: boolean): Promise<readonly Bucket[]> {
  const size = stretches[per];
  // Weeks begin on Monday; 1970 began on a Thursday.
  const shift = per === "week" ? 3n * stretches.day : 0n;
  const rows = await query(
    `SELECT make_timestamp((((start_ns + ${shift}) // ${size}) * ${size} - ${shift}) // 1000) AS start,
       ${alone ? "'all'" : "coalesce(cohort, 'none')"} AS side, count(*) AS traces,
       count(*) FILTER (errors > 0) AS errors, count(*) FILTER (root_ns >= 0) AS timed,
       quantile_cont(root_ns, [0.5, 0.95]) FILTER (root_ns >= 0) AS quantiles
     FROM traces WHERE start_ns IS NOT NULL GROUP BY start, side ORDER BY start, side LIMIT ${mostBuckets + 1}`,
  );
  if (rows.length > mostBuckets)
    throw new CellError(`per: ${per}: more than ${mostBuckets} bars; choose a longer stretch of time`, { key: "per" });
  return rows.map((row) => {
    const shares = Array.isArray(row.quantiles) ? row.quantiles.map((ns) => Number(ns) / 1e6) : [];
    return {
      start: String(row.start),
      side: row.side as Bucket["side"],
      traces: Number(row.traces),
      errors: Number(row.errors),
      timed: Number(row.timed),
      p50: shares[0] ?? null,
      p95: shares[1] ?? null,
    };
  });
}

async function deployments(query: Query): Promise<OverviewResult["deployments"]> {
  const rows = await query(
    `SELECT time, kind, name, version FROM deployments
     WHERE time_ns BETWEEN (SELECT min(start_ns) FROM traces) AND (SELECT max(start_ns) FROM traces)
     ORDER BY time LIMIT 50`,
  );
  return rows.map(({ time, kind, name, version }) => ({
    time: String(time),
    label: [name ?? kind, version].filter((part) => part !== null && part !== undefined && part !== "").join(" "),
  }));
}
