import { type Engine, QueryError, type QueryOptions } from "../engine/engine.ts";
import { identifier, literal, literals } from "../engine/sql.ts";
import { splitStatements } from "../engine/sql-statements.ts";
import { toObjects } from "../engine/table-data.ts";
import { canonicalTableNames, canonicalTables } from "../traces/schema.ts";
import { type Cohort, type CohortRule, type Cohorts, cohortNames, valuesOf, windowCondition } from "./cohorts.ts";
import { plainViews } from "./store-views.ts";

/** How many traces meet each rule (null: there is no rule, or it cannot be understood), and how many meet both. */
export interface CohortSizes {
  readonly reference: number | null;
  readonly current: number | null;
  /** These count as current. */
  readonly both: number;
  readonly problems: CohortProblems;
}

/** What is wrong with a rule, in words that begin with its place: "cohorts.current.where: …". */
export type CohortProblems = Readonly<Partial<Record<Cohort, string>>>;

interface Members {
  /** The queries that give the ids of each side's traces. */
  readonly queries: Readonly<Partial<Record<Cohort, string>>>;
  readonly problems: CohortProblems;
}

/** Understands both rules. A rule that is wrong has no query but a problem; the other one stands. */
async function membersOf(engine: Engine, cohorts: Cohorts, options: QueryOptions): Promise<Members> {
  const queries: Partial<Record<Cohort, string>> = {};
  const problems: Partial<Record<Cohort, string>> = {};
  for (const cohort of cohortNames) {
    const rule = cohorts[cohort];
    if (!rule) continue;
    try {
      queries[cohort] = await memberQuery(engine, rule, options);
    } catch (error) {
      if (!(error instanceof Error) || options.signal?.aborted) throw error;
      problems[cohort] = `cohorts.${cohort}.${error.message}`;
    }
  }
  return { queries, problems };
}

/** Counts what the rules give, without changing anything. */
export async function cohortSizes(engine: Engine, cohorts: Cohorts, options: QueryOptions = {}): Promise<CohortSizes> {
  const count = (queries: Members["queries"]) => engine.query(countsSql(queries), options);
  const { queries, problems, value } = await withMembers(engine, cohorts, options, count);
  const [row] = toObjects(value);
  const size = (cohort: Cohort) => (queries[cohort] === undefined ? null : Number(row?.[cohort] ?? 0));
  return { reference: size("reference"), current: size("current"), both: Number(row?.both ?? 0), problems };
}

function countsSql(queries: Members["queries"]): string {
  return `SELECT count(*) FILTER (r) AS reference, count(*) FILTER (c) AS current, count(*) FILTER (r AND c) AS both
    FROM (${flagged(queries)})`;
}

/**
 * Does something with the queries. What is understood may still fail as it runs (a cast that a value refuses): the rule
 * that does is told, and the other one stands.
 */
async function withMembers<T>(
  engine: Engine,
  cohorts: Cohorts,
  options: QueryOptions,
  use: (queries: Members["queries"]) => Promise<T>,
): Promise<Members & { readonly value: T }> {
  const members = await membersOf(engine, cohorts, options);
  try {
    return { ...members, value: await use(members.queries) };
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    const sound = await withoutFailing(engine, members, options);
    if (Object.keys(sound.problems).length === Object.keys(members.problems).length) throw error;
    return { ...sound, value: await use(sound.queries) };
  }
}

async function withoutFailing(engine: Engine, members: Members, options: QueryOptions): Promise<Members> {
  const [queries, problems] = [{ ...members.queries }, { ...members.problems }];
  for (const cohort of cohortNames) {
    try {
      if (queries[cohort]) await engine.query(`SELECT count(*) FROM (${queries[cohort]})`, options);
    } catch (error) {
      if (!(error instanceof QueryError)) throw error;
      problems[cohort] = `cohorts.${cohort}.where: ${error.message}`;
      delete queries[cohort];
    }
  }
  return { queries, problems };
}

/** One row per trace that meets a rule: trace_id, r, c. */
function flagged(queries: Members["queries"]): string {
  const sides = cohortNames.flatMap((cohort) => {
    const query = queries[cohort];
    return query ? `SELECT trace_id, ${cohort === "reference"} AS r, ${cohort === "current"} AS c FROM (${query})` : [];
  });
  const all = sides.join(" UNION ALL ") || "SELECT NULL AS trace_id, false AS r, false AS c WHERE false";
  return `SELECT trace_id, bool_or(r) AS r, bool_or(c) AS c FROM (${all}) GROUP BY trace_id`;
}

/** Writes down which trace, score and embedding is in which cohort, for rules that are more than windows. */
export async function writeMembers(
  engine: Engine,
  cohorts: Cohorts,
  options: QueryOptions = {},
): Promise<CohortProblems> {
  const write = (queries: Members["queries"]) =>
    engine.query(
      `CREATE OR REPLACE TABLE store.cohort_traces AS
       SELECT trace_id, CASE WHEN c THEN 'current' ELSE 'reference' END AS cohort, r AND c AS in_both
       FROM (${flagged(queries)})`,
      options,
    );
  const { problems } = await withMembers(engine, cohorts, options, write);
  await engine.query(scoreMembers(cohorts), options);
  await engine.query(embeddingMembers(cohorts), options);
  return problems;
}

/** The tables of members, empty: nothing is looked for yet. */
export async function clearMembers(engine: Engine): Promise<void> {
  await engine.query("CREATE OR REPLACE TABLE store.cohort_traces (trace_id VARCHAR, cohort VARCHAR, in_both BOOLEAN)");
  for (const table of ["scores", "embeddings"])
    await engine.query(`CREATE OR REPLACE TABLE store.cohort_${table} (row BIGINT, cohort VARCHAR)`);
}

/** A score is in the cohort of its trace, or of its span's; one of no known trace goes by its own time. */
function scoreMembers(cohorts: Cohorts): string {
  return `CREATE OR REPLACE TABLE store.cohort_scores AS SELECT * FROM (
    SELECT t.rowid AS row, CASE WHEN tr.trace_id IS NOT NULL THEN c.cohort ELSE ${ownCohort(cohorts, null)} END AS cohort
    FROM store.scores t
    LEFT JOIN (SELECT span_id, any_value(trace_id) AS trace_id FROM store.spans
      WHERE span_id IN (SELECT target_id FROM store.scores WHERE target_type = 'span') GROUP BY span_id) s
      ON t.target_type = 'span' AND s.span_id = t.target_id
    LEFT JOIN store.traces tr ON tr.trace_id = CASE t.target_type WHEN 'trace' THEN t.target_id ELSE s.trace_id END
    LEFT JOIN store.cohort_traces c ON c.trace_id = tr.trace_id) WHERE cohort IS NOT NULL`;
}

/** An embedding is in the cohort of its trace (attribute trace_id, or its own id); else its attributes and time decide. */
function embeddingMembers(cohorts: Cohorts): string {
  return `CREATE OR REPLACE TABLE store.cohort_embeddings AS SELECT * FROM (
    SELECT t.rowid AS row,
      CASE WHEN tr.trace_id IS NOT NULL THEN c.cohort ELSE ${ownCohort(cohorts, "t.attributes")} END AS cohort
    FROM store.embeddings t
    LEFT JOIN store.traces tr
      ON tr.trace_id = coalesce(t.attributes['trace_id'], t.attributes['trace.id'], t.id)
    LEFT JOIN store.cohort_traces c ON c.trace_id = tr.trace_id) WHERE cohort IS NOT NULL`;
}

/** The cohort of a row that belongs to no trace, as far as its own time and attributes can tell. */
function ownCohort(cohorts: Cohorts, attributes: string | null): string {
  const branches = cohortNames.toReversed().flatMap((name) => {
    const rule = cohorts[name];
    if (!rule || rule.where !== undefined) return [];
    if (rule.attribute !== undefined && attributes === null) return [];
    const value = rule.attribute === undefined ? [] : [`${attributes}[${literal(rule.attribute)}]`];
    const held = value.map((expression) => `${expression} IN ${literals(valuesOf(rule))}`);
    return `WHEN ${[windowCondition(rule, "t.time_ns"), ...held].join(" AND ")} THEN ${literal(name)}`;
  });
  return branches.length ? `CASE ${branches.join(" ")} END` : "NULL::VARCHAR";
}

async function memberQuery(engine: Engine, rule: CohortRule, options: QueryOptions): Promise<string> {
  const parts = [`SELECT trace_id FROM store.traces WHERE ${windowCondition(rule, "start_ns")}`];
  if (rule.attribute !== undefined) parts.push(attributeQuery(rule.attribute, valuesOf(rule)));
  if (rule.where !== undefined) parts.push(await whereQuery(engine, rule.where, options));
  return parts.map((part) => `(${part})`).join(" INTERSECT ");
}

const traceColumns = ["root_name", "root_kind", "root_status", "tenant", "user_id", "session_id", "service"];

function attributeQuery(attribute: string, values: readonly string[]): string {
  const among = `IN ${literals(values)}`;
  if (traceColumns.includes(attribute))
    return `SELECT trace_id FROM store.traces WHERE ${identifier(attribute)} ${among}`;
  const key = attribute.replace(/^attributes\./, "");
  const column = isSpanText(attribute) ? identifier(attribute) : `attributes[${literal(key)}]`;
  return `SELECT DISTINCT trace_id FROM store.spans WHERE ${column} ${among}`;
}

function isSpanText(name: string): boolean {
  const columns: Readonly<Record<string, string>> = canonicalTables.spans;
  return Object.hasOwn(columns, name) && columns[name] === "VARCHAR";
}

/** A predicate over traces, else over spans. It sees the tables without a cohort, which it decides itself. */
async function whereQuery(engine: Engine, where: string, options: QueryOptions): Promise<string> {
  if (splitStatements(where).length !== 1) throw new Error("where: expected one condition, without a semicolon");
  await refuseCells(engine, where);
  const tables = Object.entries(plainViews).map(([name, select]) => `${name} AS (${select})`);
  const query = (table: string) =>
    `WITH ${tables.join(", ")} SELECT DISTINCT trace_id FROM ${table} WHERE (\n${where}\n)`;
  const problems: string[] = [];
  for (const table of ["traces", "spans"]) {
    try {
      await engine.query(`SELECT 1 FROM (${query(table)}) LIMIT 0`, options);
      return query(table);
    } catch (error) {
      if (!(error instanceof QueryError)) throw error;
      problems.push(error.message);
    }
  }
  throw new Error(`where: ${problems.at(-1)}`);
}

/** What a cell gives is there only once it has run, and may itself depend on the cohorts. */
async function refuseCells(engine: Engine, where: string): Promise<void> {
  const names = await engine.tableNames(`SELECT 1 WHERE (\n${where}\n)`).catch((error: unknown) => {
    throw new Error(`where: ${error instanceof Error ? error.message : error}`);
  });
  const rows = toObjects(await engine.query("SELECT unnest(tables) AS name FROM store.sources"));
  const known = new Set([...canonicalTableNames, "traces", ...rows.map(({ name }) => String(name).toLowerCase())]);
  const other = names.find((name) => !known.has(name.toLowerCase()));
  if (other) throw new Error(`where: a cohort can read imported tables only, and ${other} is none`);
}
