import type { Engine } from "../src/engine/engine.ts";
import { toObjects } from "../src/engine/table-data.ts";
import { pathMark } from "../src/notebook/place-steps.ts";
import { sumStepCosts } from "../src/notebook/step-times.ts";

// What src/notebook/step-times.ts finds, by statements alone: paths level by level, own times as sums over events.

/** Makes `store.paths`, `store.span_paths`, `store.trace_steps` and `store.step_costs`. */
export async function stepTimesBySql(engine: Engine): Promise<void> {
  await placeSpans(engine);
  for (const sql of [pathNames, spanPaths, covering, events, running, elapsed, ownTimes, traceSteps])
    await engine.query(sql);
  for (const name of ["keys", "places", "cover", "events", "running", "elapsed", "own"])
    await engine.query(`DROP TABLE store.step_${name}`);
  await sumStepCosts(engine);
}

// Deeper than this, a span counts as a root of its own.
const deepest = 500;

/**
 * Level by level, on integer keys: a level's spans are those whose parent is in the level above. Spans whose parent is
 * missing are roots, and so is what is left, which hangs in a circle.
 */
async function placeSpans(engine: Engine): Promise<void> {
  const run = (sql: string) => engine.query(sql);
  const count = async (sql: string) => Number(toObjects(await run(sql))[0]?.n ?? 0);
  await run(keys);
  await run(`CREATE OR REPLACE TABLE store.step_places AS ${rootsWhere("parent_key IS NULL", 0)}`);
  let round = 0;
  const descend = async () => {
    for (; round < deepest; round++) {
      await run(childrenOf(round));
      if ((await count(`SELECT count(*) AS n FROM store.step_places WHERE round = ${round + 1}`)) === 0) break;
    }
  };
  await descend();
  const left = "row NOT IN (SELECT row FROM store.step_places)";
  const open = `SELECT count(*) AS n FROM store.step_keys WHERE ${left}`;
  const complete = "SELECT (SELECT count(*) FROM store.step_keys) - (SELECT count(*) FROM store.step_places) AS n";
  if ((await count(complete)) === 0) return;
  const orphan = "parent_key NOT IN (SELECT key FROM store.step_keys)";
  round += 2;
  await run(`INSERT INTO store.step_places ${rootsWhere(`${left} AND ${orphan}`, round)}`);
  await descend();
  if (await count(open)) await run(`INSERT INTO store.step_places ${rootsWhere(left, round + 2)}`);
}

const keys = `CREATE OR REPLACE TABLE store.step_keys AS
  SELECT rowid AS row, hash(trace_id) AS trace, hash(trace_id, span_id) AS key,
    CASE WHEN parent_span_id IS NOT NULL THEN hash(trace_id, parent_span_id) END AS parent_key,
    hash(coalesce(name, '')) AS name, start_ns, end_ns
  FROM store.spans`;

function rootsWhere(condition: string, round: number): string {
  return `SELECT row, trace, key, hash(0, name) AS path, NULL::UBIGINT AS parent_path, NULL::BIGINT AS parent_row,
      NULL::BIGINT AS parent_start, NULL::BIGINT AS parent_end, start_ns, end_ns, 0 AS depth, ${round} AS round
    FROM store.step_keys WHERE ${condition}`;
}

function childrenOf(round: number): string {
  return `INSERT INTO store.step_places
    SELECT c.row, c.trace, c.key, hash(p.path, c.name), p.path, p.row, p.start_ns, p.end_ns, c.start_ns, c.end_ns,
      p.depth + 1, ${round + 1}
    FROM store.step_keys c
    JOIN (SELECT key, path, row, start_ns, end_ns, depth FROM store.step_places WHERE round = ${round}) p
      ON p.key = c.parent_key AND p.row <> c.row`;
}

/** Each path's name is that of any of its spans; its text grows from the root down. */
const pathNames = `CREATE OR REPLACE TABLE store.paths AS
  WITH RECURSIVE places AS (
    SELECT p.path, p.parent_path, coalesce(s.name, '') AS name, s.kind, p.depth
    FROM (SELECT path, min(row) AS row, any_value(parent_path) AS parent_path, any_value(depth) AS depth
      FROM store.step_places GROUP BY path) p
    JOIN store.spans s ON s.rowid = p.row),
  texts AS (
    SELECT path, name AS text, name, kind, depth FROM places WHERE parent_path IS NULL
    UNION ALL
    SELECT c.path, t.text || '${pathMark}' || c.name, c.name, c.kind, c.depth
    FROM places c JOIN texts t ON t.path = c.parent_path)
  SELECT * FROM texts`;

/** What each child covers of its parent, and whether the parent's own time ends where it begins and begins after it. */
const covering = `CREATE OR REPLACE TABLE store.step_cover AS
  SELECT trace, path, parent_path, start_ns, end_ns, a, greatest(b, coalesce(reached, b)) AS reach,
    reached IS NULL OR a > reached AS opens, next IS NULL OR next > greatest(b, coalesce(reached, b)) AS closes
  FROM (
    SELECT *, max(b) OVER (PARTITION BY parent_row ORDER BY a ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reached,
      lead(a) OVER (PARTITION BY parent_row ORDER BY a) AS next
    FROM (
      SELECT trace, path, parent_path, parent_row, start_ns, end_ns, greatest(start_ns, parent_start) AS a,
        least(end_ns, parent_end) AS b
      FROM store.step_places WHERE parent_row IS NOT NULL AND end_ns IS NOT NULL AND parent_end IS NOT NULL)
    WHERE b > a)`;

const plus = "1::TINYINT";
const minus = "(-1)::TINYINT";
const none = "0::TINYINT";

/**
 * Every moment at which one more or one fewer span is at work: `s` for the span itself, `ps` for its parent, which
 * rests while it runs. In order of time, trace by trace, so that what follows needs no sorting.
 */
const events = `CREATE OR REPLACE TABLE store.step_events AS SELECT * FROM (
    SELECT trace, start_ns AS t, path, ${plus} AS s, parent_path,
      CASE WHEN opens AND a = start_ns THEN ${minus} ELSE ${none} END AS ps FROM store.step_cover
    UNION ALL
    SELECT trace, end_ns, path, ${minus}, parent_path,
      CASE WHEN closes AND reach = end_ns THEN ${plus} ELSE ${none} END FROM store.step_cover
    UNION ALL
    SELECT trace, a, path, ${none}, parent_path, ${minus} FROM store.step_cover WHERE opens AND a <> start_ns
    UNION ALL
    SELECT trace, reach, path, ${none}, parent_path, ${plus} FROM store.step_cover WHERE closes AND reach <> end_ns
    UNION ALL
    SELECT trace, unnest([start_ns, end_ns]), path, unnest([${plus}, ${minus}]), NULL, ${none} FROM store.step_places
    WHERE end_ns > start_ns
      AND NOT coalesce(greatest(start_ns, parent_start) < least(end_ns, parent_end) AND parent_end IS NOT NULL, false))
  ORDER BY trace, t`;

// Sums over rows as they stand: each trace's counts come back to 0, so none has to begin anew.
const running = `CREATE OR REPLACE TABLE store.step_running AS
  SELECT *, sum(s + ps) OVER (ROWS UNBOUNDED PRECEDING) AS working FROM store.step_events`;

/** The time so far, each stretch divided by how many were at work in it: what a span gets is a difference of two. */
const elapsed = `CREATE OR REPLACE TABLE store.step_elapsed AS
  SELECT trace, path, s, parent_path, ps, sum(part) OVER (ROWS UNBOUNDED PRECEDING) AS shared FROM (
    SELECT *, CASE WHEN lag(working) OVER () > 0 THEN (t - lag(t) OVER ()) / lag(working) OVER () ELSE 0 END AS part
    FROM store.step_running)`;

const ownTimes = `CREATE OR REPLACE TABLE store.step_own AS
  SELECT trace, path, sum(own_ns) AS own_ns FROM (
    SELECT trace, path, sum(-s * shared) AS own_ns FROM store.step_elapsed WHERE s <> 0 GROUP BY trace, path
    UNION ALL
    SELECT trace, parent_path, sum(-ps * shared) FROM store.step_elapsed WHERE ps <> 0 GROUP BY trace, parent_path)
  GROUP BY trace, path`;

const spanPaths = `CREATE OR REPLACE TABLE store.span_paths AS SELECT row, trace, path,
  CASE WHEN end_ns >= start_ns THEN (end_ns - start_ns)::DOUBLE ELSE -1 END AS ns FROM store.step_places`;

const traceSteps = `CREATE OR REPLACE TABLE store.trace_steps AS
  SELECT c.*, greatest(0, coalesce(o.own_ns, 0)) AS own_ns FROM (
    SELECT p.trace, p.path, count(*)::INTEGER AS calls, (count(*) FILTER (s.status = 'ERROR'))::INTEGER AS errors,
      sum(s.self_ns) FILTER (s.end_ns >= s.start_ns) AS self_ns,
      sum(coalesce(s.input_tokens, 0) + coalesce(s.output_tokens, 0)) FILTER (s.counts_usage) AS tokens
    FROM store.span_paths p JOIN store.spans s ON s.rowid = p.row GROUP BY p.trace, p.path) c
  LEFT JOIN store.step_own o ON o.trace = c.trace AND o.path = c.path`;
