import { toObjects } from "../../engine/table-data.ts";
import type { CellContext } from "../../notebook/cell.ts";
import { timeNs } from "../../notebook/cohorts.ts";
import { groupDigits } from "../../widgets/format.ts";
import { cohortSides } from "../cohort-sides.ts";
import { deploymentMarks, fittingStretch } from "../time-buckets.ts";
import type { RetrievalSpec } from "./definition.ts";
import { measures, unknownAges } from "./measures.ts";
import { buckets, indexVersions, reindexAlert } from "./over-time.ts";
import type { RetrievalResult } from "./result.ts";
import { sameQueries } from "./same-query.ts";
import { scoreKinds } from "./scores.ts";
import { dropSearches, gatherSearches, type Query } from "./searches.ts";
import { topSources } from "./sources.ts";

/** Takes searches and their documents out of the store once; every figure is then counted in the engine. */
export async function evaluate(spec: RetrievalSpec, context: CellContext): Promise<RetrievalResult> {
  const { engine, signal } = context;
  const options = { signal };
  const query: Query = async (sql) => toObjects(await engine.query(sql, options));
  const [{ spans = 0 } = {}] = await query("SELECT count(*) AS spans FROM store.spans");
  context.progress(`finding the searches among ${groupDigits(Number(spans))} spans`);
  const sides = await cohortSides(engine, spec.where, options);
  const currentFrom = await startOfCurrent(query);
  try {
    await gatherSearches(engine, spec, sides, options);
    const [{ searches = 0 } = {}] = await query("SELECT count(*) AS searches FROM store.searches");
    const say = (what: string) => context.progress(`${what} of ${groupDigits(Number(searches))} searches`);
    const per = spec.per === "auto" ? await fittingStretch(query) : spec.per;
    say("ages");
    const found = await buckets(query, spec, per);
    const measured = await measures(query, sides, spec.sla);
    const known = { unknown: await unknownAges(query), versions: await indexVersions(query, spec.sla) };
    say("scores");
    const scores = await scoreKinds(query, sides);
    say("repeated queries");
    const sameQuery = await sameQueries(query, spec.since ? isoTime(spec.since) : currentFrom, spec.limit);
    say("sources");
    return {
      ...{ sides, sla: spec.sla, searches: Number(searches), measures: measured, ...known },
      ...{ per, buckets: found, deployments: await deploymentMarks(query) },
      alert: reindexAlert(spec, per, found, currentFrom),
      ...{ scores, sameQuery, sources: await topSources(query, sides, spec.limit) },
    };
  } finally {
    await dropSearches(engine);
  }
}

/** A day or a time as a person writes it, in UTC. */
function isoTime(text: string): string {
  return new Date(Number(timeNs(text) / 1_000_000n)).toISOString();
}

/** When the current traces begin; null without any, and where reference traces begin after it: the cohorts are no times. */
async function startOfCurrent(query: Query): Promise<string | null> {
  const [row] = await query(`SELECT make_timestamp(current // 1000) AS start, reference >= current AS mixed FROM (
    SELECT min(start_ns) FILTER (cohort = 'current') AS current, max(start_ns) FILTER (cohort = 'reference') AS reference
    FROM traces)`);
  return row?.start && row.mixed !== true ? String(row.start) : null;
}
