import { replayAlert } from "../../analysis/alert-replay.ts";
import { alertSteps } from "../../analysis/alert-rule.ts";
import { clusteredShare } from "../../analysis/clustered-share.ts";
import { CellError } from "../../notebook/cell.ts";
import { bucketSql, mostBuckets, type Stretch, stretches } from "../time-buckets.ts";
import type { RetrievalSpec } from "./definition.ts";
import type { Action, Alert, AlertEvaluation, Bucket, IndexVersion } from "./result.ts";
import { clusterSums, noSums, type Query } from "./searches.ts";

/** The searches of the traces that begin in each stretch of time, and what they found. */
export async function buckets(query: Query, spec: RetrievalSpec, per: Stretch): Promise<readonly Bucket[]> {
  const start = bucketSql(per, "trace_start_ns");
  const rows = await query(`SELECT start, side, s.searches, s.empty, coalesce(documents, 0) AS documents,
      coalesce(known, 0) AS known, coalesce(stale, 0) AS stale, median
    FROM (SELECT ${start} AS start, side, count(*) AS searches,
        count(*) FILTER (span NOT IN (SELECT span FROM store.found_documents)) AS empty
      FROM store.searches WHERE trace_start_ns IS NOT NULL GROUP BY ALL) s
    LEFT JOIN (SELECT ${start} AS start, side, count(*) AS documents, count(days) AS known,
        count(*) FILTER (days > ${spec.sla}) AS stale, quantile_cont(days, 0.5) AS median
      FROM store.found_documents WHERE trace_start_ns IS NOT NULL GROUP BY ALL) USING (start, side)
    ORDER BY start, side LIMIT ${mostBuckets + 1}`);
  if (rows.length > mostBuckets)
    throw new CellError(`per: ${per}: more than ${mostBuckets} bars; choose a longer stretch of time`, { key: "per" });
  return rows.map((row) => ({
    start: String(row.start),
    side: row.side as Bucket["side"],
    searches: Number(row.searches),
    empty: Number(row.empty),
    documents: Number(row.documents),
    known: Number(row.known),
    stale: Number(row.stale),
    medianDays: row.median === null || row.median === undefined ? null : Number(row.median),
  }));
}

/** Each version of the index: when it was searched, and how old its documents were. */
export async function indexVersions(query: Query, sla: number): Promise<readonly IndexVersion[]> {
  const rows = await query(`SELECT version, count(*) AS searches, make_timestamp(min(start_ns) // 1000) AS first,
      make_timestamp(max(start_ns) // 1000) AS last FROM store.searches GROUP BY version ORDER BY first LIMIT 100`);
  const found = await query(
    "SELECT version, count(*) AS documents, quantile_cont(days, 0.5) AS median FROM store.found_documents GROUP BY version",
  );
  const sums = await clusterSums(query, {
    ...{ table: "found_documents", base: "days IS NOT NULL", hit: `days > ${sla}`, by: "version" },
  });
  return rows.map((row) => {
    const version = row.version ?? null;
    const documents = found.find((each) => (each.version ?? null) === version);
    return {
      version: version === null ? null : String(version),
      searches: Number(row.searches),
      documents: Number(documents?.documents ?? 0),
      medianDays: documents?.median === null || documents?.median === undefined ? null : Number(documents.median),
      stale: clusteredShare(sums.get(version) ?? noSums),
      first: String(row.first),
      last: String(row.last),
    };
  });
}

interface Tally {
  readonly start: number;
  readonly known: number;
  readonly stale: number;
}

/** The two-window rule over the share of documents beyond the SLA, evaluated at the end of every stretch of time. */
export function reindexAlert(
  spec: RetrievalSpec,
  per: Stretch,
  found: readonly Bucket[],
  currentFrom: string | null,
): Alert {
  const { share, window, short, persistence, recovery, documents } = spec.alert;
  const tallies = everyStretch(found, per);
  const inWindow = (place: number, length: number) => {
    const rows = tallies.slice(Math.max(0, place - length + 1), place + 1);
    const known = rows.reduce((sum, row) => sum + row.known, 0);
    const stale = rows.reduce((sum, row) => sum + row.stale, 0);
    return { known, share: known >= documents ? stale / known : null };
  };
  const measured = tallies.map((_, place) => ({ long: inWindow(place, window), short: inWindow(place, short) }));
  const history = measured.map(({ long, short: now }) => ({ long: long.share, short: now.share }));
  const rule = { long: share, persistence, recovery };
  const steps = alertSteps(history, rule);
  const evaluations = steps.map((step, place): AlertEvaluation => {
    const at = measured[place];
    return {
      start: new Date(tallies[place]?.start ?? 0).toISOString(),
      long: at?.long.share ?? null,
      short: at?.short.share ?? null,
      longDocuments: at?.long.known ?? 0,
      shortDocuments: at?.short.known ?? 0,
      state: step.state,
      action: step.raised ? "trigger_reindex" : step.breach === null ? "unknown" : "ok",
    };
  });
  const change = currentFrom === null ? -1 : tallies.findLastIndex(({ start }) => start <= Date.parse(currentFrom));
  const replay = change > 0 ? replayAlert(history, rule, change) : null;
  return {
    evaluations,
    action: evaluations.at(-1)?.action ?? "unknown",
    since: sinceWhen(evaluations),
    raised: steps.filter(({ isStart }) => isStart).length,
    replay: replay && { falseAlarms: replay.falseAlarms, before: change, delay: replay.delay },
  };
}

/** Stretches in which nothing was searched are evaluated too: they know nothing. */
function everyStretch(found: readonly Bucket[], per: Stretch): readonly Tally[] {
  const size = Number(stretches[per] / 1_000_000n);
  const first = Date.parse(found[0]?.start ?? "");
  if (Number.isNaN(first)) return [];
  const last = Date.parse(found.at(-1)?.start ?? "");
  const length = Math.min(mostBuckets, Math.round((last - first) / size) + 1);
  const tallies = Array.from({ length }, (_, place) => ({ start: first + place * size, known: 0, stale: 0 }));
  for (const { start, known, stale } of found) {
    const tally = tallies[Math.round((Date.parse(start) - first) / size)];
    if (!tally) continue;
    tally.known += known;
    tally.stale += stale;
  }
  return tallies;
}

function sinceWhen(evaluations: readonly AlertEvaluation[]): string | null {
  const action: Action | undefined = evaluations.at(-1)?.action;
  const other = evaluations.findLastIndex((evaluation) => evaluation.action !== action);
  return evaluations[other + 1]?.start ?? null;
}
