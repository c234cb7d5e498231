import type { ClusterSums } from "../../analysis/quantile-interval.ts";
import type { Engine, QueryOptions } from "../../engine/engine.ts";
import type { Plain } from "../../engine/table-data.ts";
import type { SideTotals } from "../cohort-sides.ts";
import { documentAge, documentTime } from "../document-age.ts";
import { firstAttribute, inheritValues } from "../inherited-values.ts";
import { condition, queryWhere, stepCondition, whereCondition } from "../span-filter.ts";
import type { RetrievalSpec } from "./definition.ts";

export type Row = Readonly<Record<string, Plain>>;
export type Query = (sql: string) => Promise<readonly Row[]>;

const made = ["searches", "found_documents"];

export async function dropSearches(engine: Engine): Promise<void> {
  for (const table of made) await engine.query(`DROP TABLE IF EXISTS store.${table}`);
}

/**
 * Makes `store.searches`, a row for each span that searches (a reranker only passes on what a search found), and
 * `store.found_documents`, what they found, with the age at that time in days.
 */
export async function gatherSearches(
  engine: Engine,
  spec: RetrievalSpec,
  sides: readonly SideTotals[],
  options: QueryOptions,
): Promise<void> {
  const side = sides[0]?.side === "all" ? "'all'" : "coalesce(cohort, 'none')";
  const version = firstAttribute(spec.index_version_from);
  const searching = `(kind = 'RETRIEVER' OR (kind IS DISTINCT FROM 'RERANKER'
    AND hash(trace_id, span_id) IN (SELECT hash(trace_id, span_id) FROM store.documents)))`;
  const picked = condition([searching, stepCondition(spec.step), whereCondition(spec.where)]);
  await queryWhere(
    engine,
    "spans",
    spec.where,
    `CREATE OR REPLACE TABLE store.searches AS SELECT hash(trace_id, span_id) AS span, hash(trace_id) AS trace,
      trace_id, span_id, ${side} AS side, trace_start_ns, start_ns, ${version} AS version, input AS query
    FROM spans WHERE ${picked}`,
    options,
  );
  await inheritValues(engine, "store.searches", [{ column: "version", said: version }], options);
  const source = spec.source_by === undefined ? "doc_id" : metadataValue(spec.source_by);
  await engine.query(
    `CREATE OR REPLACE TABLE store.found_documents AS
      SELECT *, ${documentAge("start_ns", "updated")} / 86400e9 AS days FROM (
        SELECT s.span, s.trace, s.side, s.version, s.trace_start_ns, s.start_ns, d.rank, d.score, d.score_kind,
          coalesce(d.doc_id, md5(d.content)) AS document, ${source} AS source, d.last_updated AS written,
          ${documentTime("d.last_updated")} AS updated
        FROM store.documents d JOIN store.searches s ON s.span = hash(d.trace_id, d.span_id))`,
    options,
  );
}

function metadataValue(key: string): string {
  const name = key.replace(/[^\w.-]/g, "\\$&").replaceAll("'", "''");
  return `nullif(regexp_extract(d.metadata, '"${name}"\\s*:\\s*"?((?:[^"\\\\,}]|\\\\.)*)', 1), '')`;
}

/** What is known of shares that were counted by trace, for each value of `by`. */
export async function clusterSums(
  query: Query,
  { table, base = "true", hit, by }: { table: string; base?: string; hit: string; by: string },
): Promise<ReadonlyMap<Plain, ClusterSums>> {
  const rows = await query(`SELECT by_value, count(*) AS clusters, sum(size) AS size, sum(hits) AS hits,
      sum(size * size) AS size_squared, sum(hits * hits) AS hits_squared, sum(size * hits) AS size_times_hits
    FROM (SELECT ${by} AS by_value, trace, count(*)::DOUBLE AS size, (count(*) FILTER (${hit}))::DOUBLE AS hits
      FROM store.${table} WHERE ${base} GROUP BY by_value, trace) GROUP BY by_value`);
  return new Map(rows.map((row) => [row.by_value ?? null, toSums(row)]));
}

export function toSums(row: Row): ClusterSums {
  return {
    clusters: Number(row.clusters),
    size: Number(row.size),
    hits: Number(row.hits),
    sizeSquared: Number(row.size_squared),
    hitsSquared: Number(row.hits_squared),
    sizeTimesHits: Number(row.size_times_hits),
  };
}

export const noSums: ClusterSums = { clusters: 0, size: 0, hits: 0, sizeSquared: 0, hitsSquared: 0, sizeTimesHits: 0 };
