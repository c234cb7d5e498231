import { clusteredShare } from "../../analysis/clustered-share.ts";
import { type Estimate, estimated, unknown } from "../../analysis/estimate.ts";
import { estimateDifference } from "../../analysis/estimate-difference.ts";
import { meanInterval } from "../../analysis/mean-interval.ts";
import { designEffect, quantileRanks, smallestSample } from "../../analysis/quantile-interval.ts";
import { literal } from "../../engine/sql.ts";
import type { Side, SideTotals } from "../cohort-sides.ts";
import type { Measure, UnknownAges } from "./result.ts";
import { clusterSums, noSums, type Query, type Row } from "./searches.ts";

type Sides = Partial<Record<Side, Estimate>>;

/** What each cohort's searches found, and how the cohorts differ. */
export async function measures(query: Query, sides: readonly SideTotals[], sla: number): Promise<readonly Measure[]> {
  const share = async (table: string, hit: string, base?: string): Promise<Sides> => {
    const sums = await clusterSums(query, { table, hit, base, by: "side" });
    return Object.fromEntries(sides.map(({ side }) => [side, clusteredShare(sums.get(side) ?? noSums)]));
  };
  const counts = await query("SELECT side, count(*) AS n FROM store.searches GROUP BY side");
  const searches = Object.fromEntries(
    sides.map(({ side }) => {
      const n = Number(counts.find((row) => row.side === side)?.n ?? 0);
      return [side, estimated(n, n, null)];
    }),
  );
  const empty = "span NOT IN (SELECT span FROM store.found_documents)";
  return [
    { id: "searches", label: "searches", unit: "count", sides: searches, difference: null },
    measure("empty", "searches that found nothing", "share", await share("searches", empty)),
    measure("found", "documents per search", "count", await perSearch(query, sides)),
    measure(
      "stale",
      `documents older than the SLA`,
      "share",
      await share("found_documents", `days > ${sla}`, "days IS NOT NULL"),
    ),
    measure("age", "median age of a document", "days", await medianAge(query, sides)),
    measure("undated", "documents of unknown age", "share", await share("found_documents", "days IS NULL")),
    measure("repeated", "documents found before in the trace", "share", await repeated(query, sides)),
  ];
}

function measure(id: string, label: string, unit: Measure["unit"], sides: Sides): Measure {
  const { reference, current } = sides;
  return { id, label, unit, sides, difference: reference && current ? estimateDifference(reference, current) : null };
}

async function perSearch(query: Query, sides: readonly SideTotals[]): Promise<Sides> {
  const rows = await query(`SELECT side, count(*) AS n, sum(found)::DOUBLE AS sum, sum(found * found)::DOUBLE AS squares
    FROM (SELECT s.side, s.span, count(d.span) AS found FROM store.searches s
      LEFT JOIN store.found_documents d USING (span) GROUP BY s.side, s.span) GROUP BY side`);
  return Object.fromEntries(
    sides.map(({ side }) => {
      const row = rows.find((each) => each.side === side);
      const sums = { n: Number(row?.n ?? 0), sum: Number(row?.sum ?? 0), squares: Number(row?.squares ?? 0) };
      return [side, meanInterval(sums, { floor: 0 })];
    }),
  );
}

/** Of the documents of a trace, those that an earlier place among its searches had already brought. */
async function repeated(query: Query, sides: readonly SideTotals[]): Promise<Sides> {
  await query(`CREATE OR REPLACE TABLE store.repeated_documents AS SELECT side, trace,
      row_number() OVER (PARTITION BY trace, document ORDER BY start_ns, span, rank) > 1 AS again
    FROM store.found_documents WHERE document IS NOT NULL`);
  try {
    const sums = await clusterSums(query, { table: "repeated_documents", hit: "again", by: "side" });
    return Object.fromEntries(sides.map(({ side }) => [side, clusteredShare(sums.get(side) ?? noSums)]));
  } finally {
    await query("DROP TABLE IF EXISTS store.repeated_documents");
  }
}

/** The median with an interval from order statistics, at what the documents of few traces are worth. */
async function medianAge(query: Query, sides: readonly SideTotals[]): Promise<Sides> {
  const known = "days IS NOT NULL";
  const rows = await query(
    `SELECT side, count(*) AS n, quantile_cont(days, 0.5) AS median FROM store.found_documents WHERE ${known} GROUP BY side`,
  );
  const estimates: Sides = {};
  for (const { side } of sides)
    estimates[side] = await medianOf(
      query,
      side,
      rows.find((row) => row.side === side),
    );
  return estimates;
}

async function medianOf(query: Query, side: Side, row: Row | undefined): Promise<Estimate> {
  const n = Number(row?.n ?? 0);
  if (!row || n === 0) return unknown(0, "no document of known age");
  const median = Number(row.median);
  const base = `days IS NOT NULL AND side = ${literal(side)}`;
  const sums = await clusterSums(query, { table: "found_documents", base, hit: `days <= ${median}`, by: "side" });
  const found = sums.get(side) ?? noSums;
  const effect = designEffect(found);
  const ranks = quantileRanks(n, 0.5, effect === null ? found.clusters : n / effect);
  if (!ranks) return estimated(median, n, null, `too few: n = ${n}, an interval needs ${smallestSample(0.5)} traces`);
  const [ends] = await query(`SELECT sorted[${ranks.lower}] AS low, sorted[${ranks.upper}] AS high
    FROM (SELECT list_sort(list(days)) AS sorted FROM store.found_documents WHERE ${base})`);
  return estimated(median, n, { low: Number(ends?.low), high: Number(ends?.high) });
}

export async function unknownAges(query: Query): Promise<UnknownAges> {
  const unreadable = "updated IS NULL AND nullif(trim(written), '') IS NOT NULL";
  const [row] =
    await query(`SELECT count(*) AS documents, count(*) FILTER (nullif(trim(written), '') IS NULL) AS missing,
      count(*) FILTER (${unreadable}) AS unreadable, count(*) FILTER (updated IS NOT NULL AND days IS NULL) AS later,
      list(DISTINCT left(written, 40)) FILTER (${unreadable}) AS examples
    FROM store.found_documents`);
  const number = (name: string) => Number(row?.[name] ?? 0);
  return {
    documents: number("documents"),
    missing: number("missing"),
    unreadable: number("unreadable"),
    later: number("later"),
    examples: Array.isArray(row?.examples) ? row.examples.map(String).sort().slice(0, 3) : [],
  };
}
