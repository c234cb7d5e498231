import { QueryError } from "../../engine/engine.ts";
import { identifier } from "../../engine/sql.ts";
import { type Plain, toObjects, toTableData } from "../../engine/table-data.ts";
import { type CellContext, CellError } from "../../notebook/cell.ts";
import { columnIn, type KnownColumn } from "../table-columns.ts";
import { type InputSpec, isRange, type Scalar } from "./definition.ts";
import type { Choice, InputResult } from "./result.ts";

/** More cannot be looked through in a list; a query can narrow them. */
const mostChoices = 1000;

type Context = Pick<CellContext, "engine" | "signal">;

/** What can be chosen and what is chosen; where the source has no value, the first choice, all of them, or the bounds. */
export async function evaluate(spec: InputSpec, context: Context): Promise<InputResult> {
  switch (spec.type) {
    case "select":
    case "multi-select":
      return await chosen(spec, context);
    case "slider":
    case "number":
      return await numeric(spec, context);
    case "date-range":
      return await dated(spec, context);
    case "text":
      return { ...bare, type: "text", value: String(spec.value ?? ""), valueType: "VARCHAR" };
    case "toggle":
      return { ...bare, type: "toggle", value: spec.value === true, valueType: "BOOLEAN" };
  }
}

const bare = { choices: [], more: 0, min: null, max: null, step: null, note: null } as const;

async function chosen(spec: InputSpec, context: Context): Promise<InputResult> {
  const { choices, more, type: valueType } = await choicesOf(spec, context);
  const all = choices.map((choice) => choice.value);
  const base = { ...bare, choices, more, valueType };
  const strange = (values: readonly Scalar[]) => {
    const strangers = more ? [] : values.filter((value) => !all.some((other) => String(other) === String(value)));
    return strangers.length ? `${strangers.join(", ")}: not among the choices that the data has now.` : null;
  };
  if (spec.type === "multi-select") {
    const value = (spec.value as readonly Scalar[] | undefined) ?? all;
    return { ...base, type: spec.type, value, note: strange(value) };
  }
  const value = (spec.value as Scalar | undefined) ?? all[0] ?? null;
  return { ...base, type: "select", value, note: value === null ? "There is nothing to choose." : strange([value]) };
}

interface Choices {
  readonly choices: readonly Choice[];
  readonly more: number;
  readonly type: string;
}

async function choicesOf(spec: InputSpec, context: Context): Promise<Choices> {
  if (spec.options) {
    const choices = [...new Set(spec.options)].map((value) => ({ value, rows: null }));
    return { choices, more: 0, type: typeOf(spec.options) };
  }
  if (spec.query) return await queriedChoices(spec.query, context);
  const column = await knownColumn(spec, context);
  const name = identifier(column.name);
  const sql = `SELECT ${plainSql(column)} AS value, count(*) AS n FROM ${identifier(spec.table as string)}
    WHERE ${name} IS NOT NULL GROUP BY ${name} ORDER BY ${name}`;
  return await readChoices(sql, column.type, context);
}

async function queriedChoices(query: string, context: Context): Promise<Choices> {
  try {
    const [column] = toObjects(await context.engine.query(`DESCRIBE (${query}\n)`, { signal: context.signal }));
    const known = { name: String(column?.column_name), type: String(column?.column_type) };
    refuseNested(known, "query");
    const numbered = `SELECT choice, row_number() OVER () AS place FROM (${query}\n) AS q(choice)`;
    const sql = `SELECT ${plainSql({ ...known, name: "choice" })} AS value, NULL AS n FROM
      (SELECT choice, min(place) AS place FROM (${numbered}) WHERE choice IS NOT NULL GROUP BY choice) ORDER BY place`;
    return await readChoices(sql, known.type, context);
  } catch (error) {
    if (error instanceof QueryError) throw new CellError(`query: ${error.message}`, { key: "query" });
    throw error;
  }
}

async function readChoices(sql: string, type: string, { engine, signal }: Context): Promise<Choices> {
  const { rows } = toTableData(await engine.query(`${sql} LIMIT ${mostChoices}`, { signal }));
  const choices = rows.map(([value, n]) => ({ value: scalarOf(value ?? null), rows: n === null ? null : Number(n) }));
  if (choices.length < mostChoices) return { choices, more: 0, type };
  const [counted] = toObjects(await engine.query(`SELECT count(*) AS n FROM (${sql})`, { signal }));
  return { choices, more: Number(counted?.n) - choices.length, type };
}

function scalarOf(value: Plain): Scalar {
  return typeof value === "number" || typeof value === "boolean" ? value : String(value);
}

/** Times and other odd types as the text that casts back to them. */
function plainSql({ name, type }: KnownColumn): string {
  const plain = /^(VARCHAR|BOOLEAN|DOUBLE|FLOAT|U?(TINY|SMALL|BIG)INT|U?INTEGER)$/.test(type);
  return plain ? identifier(name) : `CAST(${identifier(name)} AS VARCHAR)`;
}

function refuseNested({ name, type }: KnownColumn, key: string): void {
  if (/\[\d*\]$|^(STRUCT|MAP|UNION|BLOB)/.test(type))
    throw new CellError(`${key}: ${name} holds ${type}, of which none can be chosen; take a part of it`, { key });
}

async function knownColumn({ table, column }: InputSpec, { engine, signal }: Context): Promise<KnownColumn> {
  const known = await columnIn(
    engine,
    { table: table as string, tableKey: "table" },
    column as string,
    "column",
    signal,
  );
  refuseNested(known, "column");
  return known;
}

function typeOf(options: readonly Scalar[]): string {
  if (options.every((option) => typeof option === "boolean")) return "BOOLEAN";
  if (options.every((option) => typeof option === "number")) return numberType(options);
  return "VARCHAR";
}

function numberType(values: readonly number[]): string {
  return values.every((value) => Number.isSafeInteger(value)) ? "BIGINT" : "DOUBLE";
}

async function numeric(spec: InputSpec, context: Context): Promise<InputResult> {
  const found = spec.table ? await bounds(spec, context, "DOUBLE") : [null, null];
  const min = spec.min ?? (found[0] as number | null);
  const max = spec.max ?? (found[1] as number | null);
  if (spec.type === "slider" && (min === null || max === null))
    throw new CellError(`column: ${spec.column} of ${spec.table} has no numbers, so a slider has no ends`, {
      key: "column",
    });
  const step = spec.step ?? stepBetween(min, max);
  const value = (spec.value as number | undefined) ?? min ?? 0;
  const beyond = (min !== null && value < min) || (max !== null && value > max);
  const note = beyond ? `${value} is not between ${min} and ${max}, which the data has now.` : null;
  const valueType = numberType([value, step ?? 1, min ?? 0]);
  return { ...bare, type: spec.type, value, valueType, min, max, step, note };
}

/** About a hundred steps from end to end, of 1, 2 or 5 in some place; null where an end is missing. */
export function stepBetween(min: number | null, max: number | null): number | null {
  if (min === null || max === null || !(max > min)) return null;
  const rough = (max - min) / 100;
  const place = 10 ** Math.floor(Math.log10(rough));
  const step = place * ([1, 2, 5].find((digit) => digit * place >= rough) ?? 10);
  return Number.isInteger(min) && Number.isInteger(max) && step < 1 && max - min >= 10
    ? 1
    : Number(step.toPrecision(1));
}

async function bounds(
  spec: InputSpec,
  context: Context,
  type: "DOUBLE" | "DATE",
): Promise<readonly (number | string | null)[]> {
  const column = await knownColumn(spec, context);
  const fits = type === "DATE" ? /^(DATE|TIMESTAMP)/.test(column.type) : /INT|DOUBLE|FLOAT|DECIMAL/.test(column.type);
  if (!fits)
    throw new CellError(
      `column: ${column.name} holds ${column.type}; ${type === "DATE" ? "times" : "numbers"} are needed`,
      { key: "column" },
    );
  const name = identifier(column.name);
  const finite = type === "DATE" ? name : `CASE WHEN isfinite(${name}::DOUBLE) THEN ${name}::DOUBLE END`;
  const sql = `SELECT CAST(min(${finite}) AS ${type}) AS a, CAST(max(${finite}) AS ${type}) AS b FROM ${identifier(spec.table as string)}`;
  const [row] = toObjects(await context.engine.query(sql, { signal: context.signal }));
  return [row?.a ?? null, row?.b ?? null].map((end) =>
    typeof end === "number" ? end : end === null ? null : String(end),
  );
}

async function dated(spec: InputSpec, context: Context): Promise<InputResult> {
  const [min, max] = spec.table ? ((await bounds(spec, context, "DATE")) as (string | null)[]) : [null, null];
  const given = isRange(spec.value) ? [spec.value.from, spec.value.to] : null;
  const value = given ?? (min && max ? [min, max] : null);
  if (!value)
    throw new CellError("value: missing: write from and to, or table and column that have times", { key: "value" });
  return { ...bare, type: "date-range", value, valueType: "TIMESTAMP", min: min ?? null, max: max ?? null };
}
