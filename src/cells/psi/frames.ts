import { identifier, literal } from "../../engine/sql.ts";
import { CellError } from "../../notebook/cell.ts";
import { whereCondition } from "../span-filter.ts";
import { columnAmong, type KnownColumn } from "../table-columns.ts";
import type { PsiSpec } from "./definition.ts";
import type { Feature, Frame } from "./frame.ts";
import type { LeftOut } from "./result.ts";
import type { TableSides } from "./sides.ts";
import { textFeatures } from "./text-features.ts";
import { traceFeatures, tracesWithCalls } from "./trace-features.ts";

export interface Frames {
  readonly frames: readonly Frame[];
  /** Columns of text whose vocabulary is compared, as SQL. */
  readonly texts: readonly { readonly id: string; readonly expression: string }[];
  readonly leftOut: readonly LeftOut[];
}

/** What is compared of a table's rows, and of their traces. */
export function framesOf(spec: PsiSpec, columns: readonly KnownColumn[], sides: TableSides): Frames {
  const texts = (spec.text ?? []).map((name) => textColumn(spec, columns, name));
  const { features, leftOut } = columnFeatures(spec, columns);
  const derived = texts.flatMap(({ column, expression }) => textFeatures(column, expression));
  const rows: Frame = {
    unit: "row",
    from: sides.from,
    where: spec.where ?? null,
    reference: sides.reference,
    current: sides.current,
    time: sides.time,
    features: [...features, ...derived],
    stored: null,
  };
  const frames = [rows, ...(spec.traces ? [traceFrame(spec, columns, sides)] : [])];
  return {
    frames: frames.filter((frame) => frame.features.length > 0),
    texts: texts.map(({ column, expression }) => ({ id: `${column} vocabulary`, expression })),
    leftOut,
  };
}

function traceFrame(spec: PsiSpec, columns: readonly KnownColumn[], sides: TableSides): Frame {
  if (!columns.some(({ name }) => name === "trace_id"))
    throw new CellError(`traces: ${spec.table} has no trace_id, so its rows have no traces`, { key: "traces" });
  const rows = (predicate: string) =>
    `trace_id IN (SELECT trace_id FROM ${sides.from} WHERE ${predicate} AND ${whereCondition(spec.where) ?? "true"})`;
  const own = spec.table === "traces";
  const byCohort = !spec.reference && !spec.current;
  return {
    unit: "trace",
    from: tracesWithCalls,
    where: own ? (spec.where ?? null) : spec.where ? rows("true") : null,
    reference: own || byCohort ? sides.reference : rows(sides.reference),
    current: own || byCohort ? sides.current : rows(sides.current),
    time: identifier("start_time"),
    features: traceFeatures,
    stored: null,
  };
}

const numberType = /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|DOUBLE|FLOAT|DECIMAL.*|BIGNUM)$/;
const wholeType = /INT|BIGNUM/;
const categoryType = /^(VARCHAR|BOOLEAN|ENUM.*)$/;

/** Names of ids, bookkeeping and long texts of the canonical tables, which say nothing of a drift. */
const never = new Set(
  `trace_id span_id parent_span_id score_id target_id session_id user_id id cohort source_id source_row source_file
  trace_start_ns start_ns end_ns time_ns root_ns counts_usage input output content rationale status_message events links
  metadata text vector attributes last_updated`.split(/\s+/),
);

function columnFeatures(spec: PsiSpec, columns: readonly KnownColumn[]) {
  if (spec.columns) return { features: spec.columns.map((name) => named(spec, columns, name)), leftOut: [] };
  if (spec.text || spec.traces) return { features: [], leftOut: [] };
  const used = new Set([spec.time, ...(spec.text ?? [])]);
  const able = columns.filter(
    ({ name, type }) => !never.has(name) && !used.has(name) && !/^(TIMESTAMP|DATE)/.test(type),
  );
  const features = able.flatMap(({ name, type }) => featureOf(name, identifier(name), type, false) ?? []);
  const leftOut = able
    .filter(({ name }) => !features.some(({ id }) => id === name))
    .map(({ name, type }) => ({ column: name, reason: `${type} is neither number nor category` }));
  return { features, leftOut };
}

function named(spec: PsiSpec, columns: readonly KnownColumn[], name: string): Feature {
  const attribute = /^attributes\.(.+)$/.exec(name)?.[1];
  const hasAttributes = columns.some((column) => column.name === "attributes" && column.type.startsWith("MAP"));
  if (attribute && hasAttributes && !columns.some((column) => column.name === name))
    return {
      id: name,
      kind: "categories",
      isWhole: false,
      isNamed: true,
      expression: `attributes[${literal(attribute)}]`,
    };
  const column = columnAmong(columns, spec.table, name, "columns");
  const feature = featureOf(column.name, identifier(column.name), column.type, true);
  if (feature) return feature;
  throw new CellError(`columns: ${column.name} is ${column.type}, neither number nor category`, { key: "columns" });
}

function featureOf(id: string, expression: string, type: string, isNamed: boolean): Feature | null {
  if (numberType.test(type)) return { id, kind: "numbers", isWhole: wholeType.test(type), expression, isNamed };
  if (categoryType.test(type)) return { id, kind: "categories", isWhole: false, expression, isNamed };
  return null;
}

function textColumn(spec: PsiSpec, columns: readonly KnownColumn[], name: string) {
  const column = columnAmong(columns, spec.table, name, "text");
  if (column.type !== "VARCHAR")
    throw new CellError(`text: ${column.name} is no text but ${column.type}`, { key: "text" });
  return { column: column.name, expression: identifier(column.name) };
}
