import { ksTestOfCounts } from "../../analysis/ks.ts";
import { carriedBins, innerEdges } from "../../analysis/psi-bins.ts";
import { psiVerdict } from "../../analysis/psi-verdict.ts";
import { literal } from "../../engine/sql.ts";
import type { Side, SideTotals } from "../cohort-sides.ts";
import type { ScoreFigures, ScoreKind } from "./result.ts";
import type { Query, Row } from "./searches.ts";

const shares = [0.05, 0.25, 0.5, 0.75, 0.95];

/**
 * The best score of each search or reranking, one a span: documents of one search hang together, so all of them would
 * make a test see changes that are none.
 */
export async function scoreKinds(query: Query, sides: readonly SideTotals[]): Promise<readonly ScoreKind[]> {
  const compared = sides.length === 2;
  const side = sides[0]?.side === "all" ? "'all'" : "s.cohort";
  await query(`CREATE OR REPLACE TABLE store.best_scores AS
    SELECT sort AS kind, side, max(score) AS score FROM (
      SELECT d.trace_id, d.span_id, d.score, coalesce(d.score_kind, 'score') AS sort, ${side} AS side
      FROM store.documents d JOIN spans s ON hash(s.trace_id, s.span_id) = hash(d.trace_id, d.span_id)
      WHERE isfinite(d.score) AND hash(d.trace_id) IN (SELECT trace FROM store.searches))
    GROUP BY trace_id, span_id, sort, side`);
  try {
    const rows =
      await query(`SELECT kind, side, count(*) AS n, quantile_cont(score, [${shares.join(", ")}]) AS quantiles,
        min(score) AS smallest, max(score) AS largest
      FROM store.best_scores WHERE side IS NOT NULL GROUP BY ALL ORDER BY kind, side`);
    const kinds = [...new Set(rows.map((row) => String(row.kind)))];
    const found: ScoreKind[] = [];
    for (const kind of kinds) {
      const mine = rows.filter((row) => row.kind === kind);
      const figures = mine.map((row) => [row.side as Side, toFigures(row)] as const);
      found.push({ kind, sides: Object.fromEntries(figures), drift: compared ? await drift(query, kind, mine) : null });
    }
    return found;
  } finally {
    await query("DROP TABLE IF EXISTS store.best_scores");
  }
}

function toFigures(row: Row): ScoreFigures {
  return { n: Number(row.n), quantiles: Array.isArray(row.quantiles) ? row.quantiles.map(Number) : [] };
}

async function drift(query: Query, kind: string, rows: readonly Row[]): Promise<ScoreKind["drift"]> {
  const of = (side: Side) => rows.find((row) => row.side === side);
  const [reference, current] = [of("reference"), of("current")];
  const bins = carriedBins(Number(reference?.n ?? 0), Number(current?.n ?? 0));
  const edges = reference ? await quantileEdgesOf(query, kind, bins, Number(reference.smallest)) : [0];
  const pairs = await counted(
    query,
    kind,
    `list_sum([CASE WHEN score >= edge THEN 1 ELSE 0 END FOR edge IN [${edges.map((edge) => `${edge}::DOUBLE`).join(", ")}]])`,
  );
  const { verdict, reason, psi } = psiVerdict(pairs);
  const smallest = Math.min(...rows.map((row) => Number(row.smallest)));
  const reach = Math.max(...rows.map((row) => Number(row.largest))) - smallest;
  const fine = await counted(query, kind, reach > 0 ? `floor((score - ${smallest}) / ${reach} * 1000)` : "0");
  const ks = ksTestOfCounts(fine.map((pair, value) => ({ ...pair, value })));
  return { verdict, reason, psi: psi.value, critical: psi.critical, ks: ks.statistic, ksP: ks.p };
}

async function quantileEdgesOf(query: Query, kind: string, bins: number, smallest: number): Promise<readonly number[]> {
  const cuts = Array.from({ length: bins - 1 }, (_, cut) => (cut + 1) / bins);
  const [row] = await query(`SELECT quantile_cont(score, [${cuts.join(", ")}]) AS cuts FROM store.best_scores
    WHERE kind = ${literal(kind)} AND side = 'reference'`);
  return innerEdges(Array.isArray(row?.cuts) ? row.cuts.map(Number) : [], smallest);
}

async function counted(query: Query, kind: string, bin: string) {
  const rows = await query(`SELECT ${bin} AS bin, count(*) FILTER (side = 'reference') AS reference,
      count(*) FILTER (side = 'current') AS current
    FROM store.best_scores WHERE kind = ${literal(kind)} GROUP BY bin ORDER BY bin`);
  return rows.map((row) => ({ reference: Number(row.reference), current: Number(row.current) }));
}
