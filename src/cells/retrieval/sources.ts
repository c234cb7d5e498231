import { clusteredShare } from "../../analysis/clustered-share.ts";
import { estimateDifference } from "../../analysis/estimate-difference.ts";
import type { Side, SideTotals } from "../cohort-sides.ts";
import type { Source } from "./result.ts";
import { noSums, type Query, type Row, toSums } from "./searches.ts";

/** The sources most found, with their share of each cohort's documents. */
export async function topSources(
  query: Query,
  sides: readonly SideTotals[],
  limit: number,
): Promise<readonly Source[]> {
  const rows = await query(`WITH top AS (
      SELECT source, count(*) AS documents, quantile_cont(days, 0.5) AS median, max(updated) AS last_updated
      FROM store.found_documents GROUP BY source ORDER BY documents DESC, source LIMIT ${limit}),
    whole AS (SELECT side, trace, count(*)::DOUBLE AS size FROM store.found_documents GROUP BY side, trace),
    sizes AS (SELECT side, count(*) AS clusters, sum(size) AS size, sum(size * size) AS size_squared
      FROM whole GROUP BY side),
    hits AS (SELECT source, side, sum(hits) AS hits, sum(hits * hits) AS hits_squared, sum(size * hits) AS size_times_hits
      FROM (SELECT source, side, trace, count(*)::DOUBLE AS hits FROM store.found_documents GROUP BY ALL)
      JOIN whole USING (side, trace) GROUP BY source, side)
    SELECT top.*, sizes.*, coalesce(h.hits, 0) AS hits, coalesce(h.hits_squared, 0) AS hits_squared,
      coalesce(h.size_times_hits, 0) AS size_times_hits
    FROM top CROSS JOIN sizes LEFT JOIN hits h ON h.side = sizes.side AND h.source IS NOT DISTINCT FROM top.source
    ORDER BY top.documents DESC, top.source`);
  const names = [...new Set(rows.map((row) => row.source ?? null))];
  return names.map((name) => {
    const mine = rows.filter((row) => (row.source ?? null) === name);
    return toSource(mine, sides);
  });
}

function toSource(rows: readonly Row[], sides: readonly SideTotals[]): Source {
  const figures = sides.map(({ side }) => {
    const row = rows.find((each) => each.side === side);
    const sums = row ? toSums(row) : noSums;
    return [side, { documents: sums.hits, share: clusteredShare(sums) }] as const;
  });
  const bySide: Source["sides"] = Object.fromEntries<NonNullable<Source["sides"][Side]>>(figures);
  const { reference, current } = bySide;
  const [row = {}] = rows;
  return {
    source: row.source === null || row.source === undefined ? null : String(row.source),
    documents: Number(row.documents),
    sides: bySide,
    difference: reference && current ? estimateDifference(reference.share, current.share) : null,
    medianDays: row.median === null || row.median === undefined ? null : Number(row.median),
    lastUpdated: row.last_updated ? String(row.last_updated) : null,
  };
}
