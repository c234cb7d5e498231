import { clusteredShare } from "../../analysis/clustered-share.ts";
import { estimateDifference } from "../../analysis/estimate-difference.ts";
import { literal } from "../../engine/sql.ts";
import type { Side, SideTotals } from "../cohort-sides.ts";
import type { Source } from "./result.ts";
import { clusterSums, noSums, type Query, type Row } from "./searches.ts";

/** The sources most found, with their share of each cohort's documents. */
export async function topSources(
  query: Query,
  sides: readonly SideTotals[],
  limit: number,
): Promise<readonly Source[]> {
  const rows = await query(`SELECT source, count(*) AS documents, quantile_cont(days, 0.5) AS median,
      max(updated) AS last_updated
    FROM store.found_documents GROUP BY source ORDER BY documents DESC, source LIMIT ${limit}`);
  const found: Source[] = [];
  for (const row of rows) found.push(await toSource(query, row, sides));
  return found;
}

async function toSource(query: Query, row: Row, sides: readonly SideTotals[]): Promise<Source> {
  const source = row.source === null || row.source === undefined ? null : String(row.source);
  const hit = source === null ? "source IS NULL" : `source = ${literal(source)}`;
  const sums = await clusterSums(query, { table: "found_documents", hit, by: "side" });
  const figures = sides.map(({ side }) => {
    const counts = sums.get(side) ?? noSums;
    return [side, { documents: counts.hits, share: clusteredShare(counts) }] as const;
  });
  const bySide: Source["sides"] = Object.fromEntries<{ documents: number; share: ReturnType<typeof clusteredShare> }>(
    figures,
  );
  const share = (side: Side) => bySide[side]?.share;
  const [reference, current] = [share("reference"), share("current")];
  return {
    source,
    documents: Number(row.documents),
    sides: bySide,
    difference: reference && current ? estimateDifference(reference, current) : null,
    medianDays: row.median === null || row.median === undefined ? null : Number(row.median),
    lastUpdated: row.last_updated ? String(row.last_updated) : null,
  };
}
