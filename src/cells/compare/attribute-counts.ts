import { binLabels } from "../../analysis/psi-bins.ts";
import { literal } from "../../engine/sql.ts";
import { type Plain, toObjects } from "../../engine/table-data.ts";
import type { CellContext } from "../../notebook/cell.ts";
import { type Pair, type PairSide, pair } from "../cohort-sides.ts";
import type { AttributeRanking, RankedAttribute } from "./result.ts";

/** How many traces of a group have a value: the slowest tenth, and the rest. */
export interface ValueCounts {
  readonly value: string;
  readonly n: Pair<{ slow: number; rest: number }>;
}

export interface AttributeCounts extends Pick<RankedAttribute, "key" | "traces" | "values" | "numeric"> {
  readonly counts: readonly ValueCounts[];
}

interface Counted extends Pick<AttributeRanking, "leftOut" | "looked"> {
  readonly keys: readonly AttributeCounts[];
}

const mostKeys = 300;
const mostValues = 20;

/**
 * Counts the values of every attribute by trace. A trace's value is the one on its spans, all of them where there are
 * several ("a + b"), and the largest of numbers. Ids and times of day would tell any traces apart, so they are left out.
 */
export async function countAttributes(most: number, { engine, signal }: CellContext): Promise<Counted> {
  const run = async (sql: string) => toObjects(await engine.query(sql, { signal }));
  try {
    await run(lookedTraces(most));
    await run(lookedValues);
    const totals = await run("SELECT side, slow, count(*) AS n FROM store.looked_traces GROUP BY side, slow");
    const keys = await run(keysSql);
    const judged = keys.map((row) => ({ row, reason: whyNot(row) }));
    const kept = judged.filter(({ reason }) => reason === null).map(({ row }) => row);
    const counts = kept.length ? await run(countsSql(kept)) : [];
    return {
      keys: merged(kept.map((row) => toCounts(row, counts, totals))),
      leftOut: judged.flatMap(({ row, reason }) => (reason && reason !== "" ? [{ key: String(row.key), reason }] : [])),
      looked: Object.fromEntries(pair.map((side) => [side, totalOf(totals, side)])) as unknown as Pair<number>,
    };
  } finally {
    for (const name of ["traces", "values"]) await engine.query(`DROP TABLE IF EXISTS store.looked_${name}`);
  }
}

/** Some traces of each side, the same ones each time, and whether they are among the slowest tenth of all. */
function lookedTraces(most: number): string {
  return `CREATE OR REPLACE TABLE store.looked_traces AS
    SELECT trace, trace_id, side, wall_ms >= cut AS slow FROM store.compared_traces
    CROSS JOIN (SELECT quantile_cont(wall_ms, 0.9) AS cut FROM store.compared_traces WHERE weight > 0)
    WHERE weight > 0 QUALIFY row_number() OVER (PARTITION BY side ORDER BY hash(trace_id), trace_id) <= ${most}`;
}

const ofTraces = ["root_name", "tenant", "user_id", "session_id", "service", "spans", "errors"];
const ofSpans = ["model", "provider", "service", "status_message"];

/** The first letters; cutting a text costs more than asking for its bytes. */
const short = (text: string) => `CASE WHEN strlen(${text}) > 60 THEN left(${text}, 60) ELSE ${text} END`;

/** A number, "inf" and "nan" among them, by a first letter that one may have: most texts are none, and trying is slow. */
const number = `CASE WHEN ascii(value) <= 57 OR lower(value[1]) IN ('i', 'n') THEN try_cast(value AS DOUBLE) END`;

// Each value and " + " are four letters at least, so that no more of them come into 120.
const mostJoined = 31;

/** One row for each trace and key. Grouping by hashes, and sorting lists, takes half the time that texts do. */
const lookedValues = `CREATE OR REPLACE TABLE store.looked_values AS
  WITH looked AS (
    SELECT m.trace, s.attributes, ${ofSpans.map((name) => `s.${name}`).join(", ")}
    FROM store.looked_traces m JOIN store.spans s ON s.trace_id = m.trace_id),
  entries AS (
    SELECT trace, e.key AS key, ${short("e.value")} AS value FROM (
      SELECT trace, unnest(map_entries(attributes)) AS e FROM looked)
    UNION ALL
    SELECT trace, unnest([${ofSpans.map(literal).join(", ")}]),
      unnest([${ofSpans.map(short).join(", ")}]) FROM looked
    UNION ALL
    SELECT m.trace, unnest([${ofTraces.map(literal).join(", ")}]),
      unnest([${ofTraces.map((name) => `CAST(t.${name} AS VARCHAR)`).join(", ")}])
    FROM store.looked_traces m JOIN store.traces t ON t.trace_id = m.trace_id)
  SELECT trace, any_value(key) AS key, left(array_to_string(min(value, ${mostJoined}), ' + '), 120) AS value,
    max(number) AS number, bool_and(isfinite(number)) AS numeric
  FROM (SELECT *, ${number} AS number FROM (
    SELECT trace, hash(key) AS hashed, any_value(key) AS key, any_value(value) AS value FROM entries
    WHERE value <> '' GROUP BY trace, hashed, hash(value)))
  GROUP BY trace, hashed`;

const keysSql = `SELECT key, count(*) AS traces, count(DISTINCT value) AS distinct_values, bool_and(coalesce(numeric, false)) AS numeric,
    count(DISTINCT number) AS numbers, min(number) AS low, max(number) AS high,
    bool_and(try_cast(value AS TIMESTAMP) IS NOT NULL) AS times,
    quantile_cont(number, [0.2, 0.4, 0.6, 0.8]) AS edges
  FROM store.looked_values GROUP BY key ORDER BY count(*) DESC, key LIMIT ${mostKeys}`;

type Row = Readonly<Record<string, Plain>>;

/** Why a key is not tested; null when it is. Empty for what every trace has alike. */
function whyNot(row: Row): string | null {
  const [traces, values] = [Number(row.traces), Number(row.distinct_values)];
  if (row.times === true || isClock(row)) return "a time";
  if (isNumeric(row)) return null;
  if (values > 20 && values > traces / 2) return "nearly every trace has a value of its own";
  return null;
}

function isNumeric(row: Row): boolean {
  return row.numeric === true && Number(row.numbers) > 8;
}

/** Seconds, milliseconds, microseconds or nanoseconds since 1970, of this century so far. */
function isClock(row: Row): boolean {
  if (!isNumeric(row)) return false;
  return [1, 1e3, 1e6, 1e9].some((unit) => Number(row.low) >= 9.4e8 * unit && Number(row.high) <= 2.2e9 * unit);
}

function edgesOf(row: Row): readonly number[] {
  return Array.isArray(row.edges) ? [...new Set(row.edges.map(Number))] : [];
}

/** Counts by key, value and group: numbers in bins by their edges, and of other values the twenty commonest. */
function countsSql(keys: readonly Row[]): string {
  const wanted = keys.map((row) => {
    const edges = isNumeric(row) ? `[${edgesOf(row).map(literal).join(", ")}]::DOUBLE[]` : "NULL::DOUBLE[]";
    return `(${literal(String(row.key))}, ${edges})`;
  });
  return `WITH wanted AS (SELECT * FROM (VALUES ${wanted.join(", ")}) w(key, edges)),
    named AS (
      SELECT v.key, t.side, t.slow, CASE WHEN w.edges IS NULL THEN v.value
          ELSE CAST(len(list_filter(w.edges, lambda edge: edge <= v.number)) AS VARCHAR) END AS value
      FROM store.looked_values v JOIN wanted w ON w.key = v.key JOIN store.looked_traces t ON t.trace = v.trace),
    placed AS (
      SELECT key, value, row_number() OVER (PARTITION BY key ORDER BY count(*) DESC, value) AS place
      FROM named GROUP BY key, value)
    SELECT n.key, CASE WHEN p.place <= ${mostValues} THEN n.value END AS value, n.side, n.slow, count(*) AS n
    FROM named n JOIN placed p ON p.key = n.key AND p.value = n.value GROUP BY ALL ORDER BY ALL`;
}

function totalOf(totals: readonly Row[], side: PairSide, slow?: boolean): number {
  return totals
    .filter((row) => row.side === side && (slow === undefined || row.slow === slow))
    .reduce((sum, { n }) => sum + Number(n), 0);
}

function toCounts(row: Row, counts: readonly Row[], totals: readonly Row[]): AttributeCounts {
  const key = String(row.key);
  const numeric = isNumeric(row);
  const labels = numeric ? binLabels(edgesOf(row).map(shortNumber)) : [];
  const groups = new Map<
    string,
    { reference: { slow: number; rest: number }; current: { slow: number; rest: number } }
  >();
  const none = groupCounts();
  for (const side of pair) {
    none[side].slow = totalOf(totals, side, true);
    none[side].rest = totalOf(totals, side, false);
  }
  for (const { value, side, slow, n } of counts.filter((count) => count.key === key)) {
    const name = value === null ? "other values" : numeric ? (labels[Number(value)] ?? String(value)) : String(value);
    const known = groups.get(name) ?? groupCounts();
    const part = slow === true ? "slow" : "rest";
    known[side as PairSide][part] += Number(n);
    none[side as PairSide][part] -= Number(n);
    groups.set(name, known);
  }
  const without = none.reference.slow + none.reference.rest + none.current.slow + none.current.rest;
  const all = without > 0 ? [...groups, ["no value", none] as const] : [...groups];
  return {
    key,
    traces: Number(row.traces),
    values: Number(row.distinct_values),
    numeric,
    counts: all.map(([value, n]) => ({ value, n })),
  };
}

function groupCounts() {
  return { reference: { slow: 0, rest: 0 }, current: { slow: 0, rest: 0 } };
}

function shortNumber(value: number): number {
  return Number(value.toPrecision(4));
}

/** Keys that say the same of every trace, a column and the attribute that it came from, become one: "tenant, tenant.id". */
function merged(keys: readonly AttributeCounts[]): readonly AttributeCounts[] {
  const known = new Map<string, AttributeCounts>();
  for (const one of keys.filter(({ counts }) => counts.length > 1)) {
    const mark = JSON.stringify(one.counts);
    const other = known.get(mark);
    known.set(mark, other ? { ...other, key: `${other.key}, ${one.key}` } : one);
  }
  return [...known.values()];
}
