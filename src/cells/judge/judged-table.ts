import { type Engine, QueryError, type QueryOptions } from "../../engine/engine.ts";
import { identifier } from "../../engine/sql.ts";
import { CellError } from "../../notebook/cell.ts";
import type { Rubric, RubricField } from "../rubric.ts";
import type { JudgeSpec } from "./definition.ts";

export type TargetType = "trace" | "span" | "sample" | "pair";

/** The table whose rows are judged, as SQL. */
export interface JudgedTable {
  /** What stands behind FROM: the table under the alias `t`, with what its rows lack beside it. */
  readonly sql: string;
  readonly columns: ReadonlySet<string>;
  readonly id: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly targetType: TargetType;
  /** What a rubric's usual fields are here. */
  readonly defaults: Readonly<Record<string, string>>;
}

const rootTexts = `(SELECT trace_id, arg_min(input, start_ns) AS input, arg_min(output, start_ns) AS output FROM spans
  WHERE parent_span_id IS NULL GROUP BY trace_id)`;

const context = `(SELECT string_agg(d.content, chr(10) || chr(10) ORDER BY d.rank) FROM documents d WHERE d.trace_id = t.trace_id)`;

export async function tableOf(
  spec: JudgeSpec,
  rubric: Rubric,
  engine: Engine,
  options: QueryOptions,
): Promise<JudgedTable> {
  const columns = await columnsOf(spec.from, engine, options);
  const has = (name: string) => columns.has(name);
  const usual = { question: "input", answer: "output", context };
  if (spec.from === "traces") {
    const sql = `(SELECT t.*, r.input, r.output FROM traces t LEFT JOIN ${rootTexts} r USING (trace_id)) t`;
    return {
      sql,
      columns,
      id: "t.trace_id",
      traceId: "t.trace_id",
      spanId: "NULL",
      targetType: "trace",
      defaults: usual,
    };
  }
  if (spec.from === "spans")
    return {
      sql: "spans t",
      columns,
      id: "t.span_id",
      traceId: "t.trace_id",
      spanId: "t.span_id",
      targetType: "span",
      defaults: usual,
    };
  const id = spec.id ?? ["id", "item", "item_id", "target_id", "span_id", "trace_id"].find(has);
  if (!id) throw new CellError(`id: say which column of ${spec.from} tells its rows apart`, { key: "id" });
  return {
    sql: `${identifier(spec.from)} t`,
    columns,
    id: `t.${identifier(id)}`,
    traceId: has("trace_id") ? "t.trace_id" : "NULL",
    spanId: has("span_id") ? "t.span_id" : "NULL",
    targetType: rubric.pair ? "pair" : id === "trace_id" ? "trace" : id === "span_id" ? "span" : "sample",
    defaults: Object.fromEntries([...columns].map((name) => [name, identifier(name)])),
  };
}

async function columnsOf(from: string, engine: Engine, options: QueryOptions): Promise<ReadonlySet<string>> {
  try {
    const { schema } = await engine.query(`SELECT * FROM ${identifier(from)} LIMIT 0`, options);
    return new Set(schema.fields.map(({ name }) => name));
  } catch (error) {
    if (error instanceof QueryError) throw new CellError(`from: there is no table called ${from}`, { key: "from" });
    throw error;
  }
}

/** Each field's text as SQL. @throws CellError for a field that the rubric needs and nothing gives */
export function fieldTexts(
  spec: JudgeSpec,
  table: JudgedTable,
  fields: readonly RubricField[],
): ReadonlyMap<string, string> {
  return new Map(
    fields.map(({ name, optional }) => {
      const given = spec.fields[name] ?? table.defaults[name];
      if (given === undefined && !optional)
        throw new CellError(
          `fields: the rubric asks for {{${name}}}, which ${spec.from} has no column for: say where it is, fields: {${name}: …}`,
          { key: "fields" },
        );
      return [name, given === undefined ? "NULL" : `nullif(CAST((\n${given}\n) AS VARCHAR), '')`] as const;
    }),
  );
}

export async function checkFields(
  { from, fields }: JudgeSpec,
  table: JudgedTable,
  texts: ReadonlyMap<string, string>,
  engine: Engine,
  options: QueryOptions,
): Promise<void> {
  for (const name of Object.keys(fields)) {
    const text = texts.get(name);
    if (text === undefined) throw new CellError(`fields: the rubric has no {{${name}}}`, { key: "fields" });
    try {
      await engine.query(`SELECT ${text} FROM ${table.sql} LIMIT 0`, options);
    } catch (error) {
      if (error instanceof QueryError)
        throw new CellError(`fields: ${name} of ${from}: ${error.message}`, { key: "fields" });
      throw error;
    }
  }
}

interface Strata {
  readonly sql: string;
  readonly columns: readonly string[];
  readonly condition: string | null;
}

/**
 * By cohort, where the notebook has some, and by what a row is called, unless told otherwise. Rows of no cohort are left
 * out as they are elsewhere.
 */
export async function strataOf(
  { strata }: JudgeSpec,
  { columns }: JudgedTable,
  engine: Engine,
  options: QueryOptions,
): Promise<Strata> {
  const unknown = strata?.find((name) => !columns.has(name));
  if (unknown !== undefined) throw new CellError(`strata: there is no column called ${unknown}`, { key: "strata" });
  const { numRows: cohorts } = await engine.query("SELECT 1 FROM store.cohorts", options);
  const usual = [...(cohorts ? ["cohort"] : []), "root_name", "name"];
  const picked = strata ?? usual.filter((name) => columns.has(name));
  const parts = picked.map((name) => `coalesce(CAST(t.${identifier(name)} AS VARCHAR), 'none')`);
  return {
    sql: parts.length ? parts.join(` || ' · ' || `) : "'all'",
    columns: picked,
    condition: cohorts && picked.includes("cohort") ? "t.cohort IS NOT NULL" : null,
  };
}
