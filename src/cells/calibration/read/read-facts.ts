import { identifier, literal } from "../../../engine/sql.ts";
import { type Plain, toObjects } from "../../../engine/table-data.ts";
import { type CellContext, CellError } from "../../../notebook/cell.ts";
import { nearest } from "../../../notebook/yaml-problems.ts";
import { columnsIn, type KnownColumn } from "../../table-columns.ts";
import type { Fact } from "../compute/subject.ts";
import type { CalibrationSpec } from "../definition.ts";
import type { LabelRows } from "./read-labels.ts";
import type { ScoreRows } from "./score-rows.ts";

/** What is known of the labelled items, by the name under which the cell asks for it. */
export interface ItemFacts {
  /** @throws CellError at the key, with what there is */
  fact(name: string, key: string): Fact;
  /** Words of what was judged: of the column named, or of the first text that looks like an answer. */
  words(column: string | null): Fact | null;
  /** What was judged, as text: of the column named, or of the first that looks like an answer. */
  texts(column: string | null): Fact | null;
}

type Context = Pick<CellContext, "engine" | "signal">;
type ItemRow = Readonly<Record<string, unknown>>;

/**
 * Reads what the cell asks of the items: from the table of items, from columns of the scores' table, from their
 * metadata, and for scores of spans and traces from these.
 */
export async function readFacts(
  spec: CalibrationSpec,
  rows: ScoreRows,
  labels: LabelRows,
  context: Context,
): Promise<ItemFacts> {
  const wanted = wantedNames(spec);
  const sources = [
    ...(spec.items ? [await itemsTable(spec, spec.items, wanted, context)] : []),
    await ownColumns(spec, rows, wanted, context),
    ...(rows.labels ? [await columnsBy(rows.labels.own, "casebook_item", rows.labels.columns, wanted, context)] : []),
    await metadata(rows, context),
    await spanColumns(labels, wanted, context),
  ];
  const column = (name: string) => {
    for (const source of sources) {
      const values = labels.items.map((item) => source.get(item)?.[name] ?? null);
      if (values.some((value) => value !== null)) return values;
    }
    return null;
  };
  const known = () => [...new Set(sources.flatMap((source) => [...source.values()].slice(0, 50).flatMap(Object.keys)))];
  return {
    fact(name, key) {
      const values = column(name);
      if (!values) throw noSuchFact(name, key, known());
      return factFrom(values);
    },
    words(name) {
      if (name !== null) return wordsFrom(column(name) ?? []);
      const [a, b] = [column("A") ?? column("len1"), column("B") ?? column("len2")];
      if (a && b && labels.targets[0] === "pair") return less(wordsFrom(a), wordsFrom(b));
      const found = textColumns.map(column).find((values) => values !== null);
      return found ? wordsFrom(found) : null;
    },
    texts(name) {
      const names = name === null ? textColumns : [name];
      const found = names.map(column).find((values) => values !== null);
      return found
        ? { kind: "text", values: found.map((value) => (value === null ? null : textIn(value as Plain))) }
        : null;
    },
  };
}

/** Where answers usually stand. */
export const textColumns =
  "output response answer system_output completion summary generation text reply message prediction".split(" ");

function wantedNames(spec: CalibrationSpec): readonly string[] {
  const { length, position, family, others } = spec.bias;
  const asked = [spec.cluster, spec.weights, spec.strata, spec.probability, spec.text, position, family];
  const texts = length === true ? textColumns : typeof length === "string" ? [length] : [];
  const all = [...asked, ...(spec.slices ?? []), ...(others ?? []), ...texts];
  return [...new Set(all.filter((name): name is string => name !== undefined))];
}

function noSuchFact(name: string, key: string, known: readonly string[]): CellError {
  const near = nearest(name, known);
  const there = near ? `did you mean ${near}?` : known.length ? `there are ${known.slice(0, 20).join(", ")}` : "";
  const where = "no column, metadata or attribute of the items is called";
  return new CellError(`${key}: ${where} ${name}${there && `; ${there}`}`, { key: key.split(".")[0] });
}

const keyColumns = ["item", "item_id", "id", "target_id", "sample_id", "trace_id", "span_id"];

async function itemsTable(spec: CalibrationSpec, table: string, wanted: readonly string[], context: Context) {
  const { engine, signal } = context;
  const columns = await columnsIn(engine, { table, tableKey: "items" }, signal);
  const names = columns.map(({ name }) => name);
  const key =
    (spec.item && names.find((name) => name === spec.item)) ?? keyColumns.find((name) => names.includes(name));
  if (!key) throw new CellError(`items: ${table} has no column ${keyColumns.join(", ")}`, { key: "items" });
  return await columnsBy(`SELECT * FROM ${identifier(table)}`, identifier(key), columns, wanted, context);
}

async function ownColumns(spec: CalibrationSpec, rows: ScoreRows, wanted: readonly string[], context: Context) {
  const isOwn = ({ name }: KnownColumn) => spec.table !== "scores" || ["cohort", "target_type"].includes(name);
  return await columnsBy(rows.own, "casebook_item", rows.columns.filter(isOwn), wanted, context);
}

async function columnsBy(
  rows: string,
  key: string,
  columns: readonly KnownColumn[],
  wanted: readonly string[],
  { engine, signal }: Context,
): Promise<ReadonlyMap<string, ItemRow>> {
  const found = columns.filter(({ name }) => wanted.includes(name));
  if (found.length === 0) return new Map();
  const list = found.map(({ name, type }) => `any_value(${plain(name, type)}) AS ${identifier(name)}`);
  const sql = `SELECT ${key}::VARCHAR AS casebook_key, ${list.join(", ")} FROM (${rows}) GROUP BY ALL`;
  return new Map(toObjects(await engine.query(sql, { signal })).map((row) => [String(row.casebook_key), row]));
}

function plain(name: string, type: string): string {
  const column = identifier(name);
  return /^(DOUBLE|FLOAT|.*INT|DECIMAL.*)$/.test(type) ? `${column}::DOUBLE` : `${column}::VARCHAR`;
}

/** The objects in the scores' metadata, each item's in one: what the score says of itself, and the item itself. */
async function metadata(rows: ScoreRows, { engine, signal }: Context): Promise<ReadonlyMap<string, ItemRow>> {
  if (!rows.columns.some(({ name }) => name === "metadata")) return new Map();
  const sql = `SELECT casebook_item AS item, arg_max(metadata, length(metadata)) AS metadata FROM (${rows.own})
    WHERE metadata IS NOT NULL AND casebook_item IN (SELECT item FROM (${rows.sql}) WHERE is_human) GROUP BY item`;
  const found = await engine.query(sql, { signal });
  const [items, texts] = [found.getChild("item"), found.getChild("metadata")];
  return new Map(
    Array.from({ length: found.numRows }, (_, row) => [String(items?.get(row)), itemIn(String(texts?.get(row)))]),
  );
}

function itemIn(text: string): ItemRow {
  try {
    const value: unknown = JSON.parse(text);
    if (!isObject(value)) return {};
    const { item, ...rest } = value;
    return isObject(item) ? { ...item, ...rest } : value;
  } catch {
    return {};
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Columns and attributes of the spans, or of the traces' first spans, that were judged. */
async function spanColumns(labels: LabelRows, wanted: readonly string[], { engine, signal }: Context) {
  const kinds = new Set(labels.targets);
  const key = kinds.has("span") ? "span_id" : kinds.has("trace") ? "trace_id" : null;
  if (!key || wanted.length === 0) return new Map<string, ItemRow>();
  const columns = (await columnsIn(engine, { table: "spans", tableKey: "table" }, signal)).map(({ name }) => name);
  const list = wanted.map((name) => {
    const value = columns.includes(name) ? `${identifier(name)}::VARCHAR` : `attributes[${literal(name)}]`;
    return `any_value(${value}) AS ${identifier(name)}`;
  });
  const roots = key === "trace_id" ? "WHERE parent_span_id IS NULL OR parent_span_id = ''" : "";
  const sql = `SELECT ${key} AS casebook_key, ${list.join(", ")} FROM spans ${roots} GROUP BY casebook_key
    HAVING casebook_key IN (SELECT target_id FROM scores)`;
  return new Map<string, ItemRow>(
    toObjects(await engine.query(sql, { signal })).map((row) => [String(row.casebook_key), row]),
  );
}

/** Numbers where all that is known are numbers, else texts. */
function factFrom(values: readonly unknown[]): Fact {
  const numbers = values.map(numberIn);
  const isNumber = values.every((value, at) => value === null || numbers[at] !== null);
  if (isNumber) return { kind: "number", values: Float64Array.from(numbers, (value) => value ?? Number.NaN) };
  return { kind: "text", values: values.map((value) => (value === null ? null : textIn(value as Plain))) };
}

function numberIn(value: unknown): number | null {
  if (typeof value === "boolean") return null;
  if (typeof value !== "number" && (typeof value !== "string" || value.trim() === "")) return null;
  return Number.isFinite(Number(value)) ? Number(value) : null;
}

function textIn(value: Plain): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** How many words a text has; a number is taken as one that was counted already. */
function wordsFrom(values: readonly unknown[]): Fact {
  const count = (value: unknown) => {
    const number = numberIn(value);
    if (number !== null) return number;
    return typeof value === "string" ? value.split(/\s+/).filter(Boolean).length : Number.NaN;
  };
  return { kind: "number", values: Float64Array.from(values, count) };
}

function less(one: Fact, other: Fact): Fact | null {
  if (one.kind !== "number" || other.kind !== "number") return null;
  return { kind: "number", values: one.values.map((value, at) => value - (other.values[at] as number)) };
}
