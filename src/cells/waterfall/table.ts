import {
  Bool,
  type Data,
  type DataType,
  Float64,
  Int32,
  makeData,
  makeVector,
  Table,
  tableToIPC,
  Utf8,
  Vector,
} from "apache-arrow";
import { tableIdentifier } from "../../engine/sql.ts";
import type { CellContext } from "../../notebook/cell.ts";
import { spanKinds } from "../../traces/kind.ts";
import { Mark } from "../../traces/marks.ts";
import type { Spans, WaterfallResult } from "./result.ts";

const columns = {
  place: "INTEGER",
  depth: "INTEGER",
  span_id: "VARCHAR",
  parent_span_id: "VARCHAR",
  name: "VARCHAR",
  kind: "VARCHAR",
  start_ms: "DOUBLE",
  duration_ms: "DOUBLE",
  self_ms: "DOUBLE",
  critical_ms: "DOUBLE",
  failed: "BOOLEAN",
  marks: "VARCHAR",
} as const;

/** Makes a named cell a table: one row per span in the order shown. Goes by way of Arrow, because spans are many. */
export async function writeRows({ engine, name, signal }: CellContext, result: WaterfallResult): Promise<void> {
  if (name.startsWith("_")) return;
  const table = { name };
  const definitions = Object.entries(columns).map(([column, type]) => `${column} ${type}`);
  await engine.query(`CREATE OR REPLACE TABLE ${tableIdentifier(table)} (${definitions.join(", ")})`, { signal });
  if (result.spans.size > 0) await engine.insert(table, tableToIPC(arrowRows(result), "stream"));
}

/** The rows of `columns`. */
export function arrowRows({ spans, shape }: WaterfallResult): Table {
  const { tree } = shape;
  const { order } = tree;
  const text = (read: (span: number) => string | null) => textVector(Array.from(order, read));
  const whole = (read: (span: number, place: number) => number) =>
    vector(makeData({ type: new Int32(), data: Int32Array.from(order, read) }));
  const ms = (values: Float64Array) => makeVector(Float64Array.from(order, (span) => (values[span] ?? 0) / 1e6));
  return new Table({
    place: whole((_, place) => place + 1),
    depth: whole((span) => tree.depth[span] ?? 0),
    span_id: text((span) => spans.id[span] ?? null),
    parent_span_id: text((span) => spans.id[tree.parent[span] ?? -1] ?? null),
    name: text((span) => spanName(spans, span)),
    kind: text((span) => spanKinds[spans.kind[span] ?? -1] ?? null),
    start_ms: ms(tree.start),
    duration_ms: nullable(Float64Array.from(order, (span) => (spans.duration[span] ?? Number.NaN) / 1e6)),
    self_ms: ms(shape.self),
    critical_ms: ms(shape.critical),
    failed: vector(makeData({ type: new Bool(), length: order.length, data: bits(order, spans.failed) })),
    marks: text((span) => markNames(tree.marks[span] ?? 0).join(", ") || null),
  });
}

export function spanName({ names, name }: Spans, span: number): string {
  return names[name[span] ?? 0] ?? "";
}

/** The marks' names, in the order of their bits: "orphan", "noEnd". */
export function markNames(marks: number): string[] {
  return Object.entries(Mark).flatMap(([name, bit]) => (marks & bit ? [name] : []));
}

function vector<T extends DataType>(data: Data<T>): Vector<T> {
  return new Vector([data]);
}

function bits(order: Int32Array, flags: Uint8Array): Uint8Array {
  const packed = new Uint8Array(Math.ceil(order.length / 8));
  order.forEach((span, row) => {
    if (flags[span]) packed[row >> 3] = (packed[row >> 3] ?? 0) | (1 << (row & 7));
  });
  return packed;
}

/** NaN as null. */
function nullable(values: Float64Array): Vector<Float64> {
  const nullBitmap = new Uint8Array(Math.ceil(values.length / 8));
  values.forEach((value, row) => {
    if (!Number.isNaN(value)) nullBitmap[row >> 3] = (nullBitmap[row >> 3] ?? 0) | (1 << (row & 7));
  });
  return vector(makeData({ type: new Float64(), data: values, nullBitmap }));
}

const encoder = new TextEncoder();

function textVector(texts: readonly (string | null)[]): Vector<Utf8> {
  const valueOffsets = new Int32Array(texts.length + 1);
  const nullBitmap = new Uint8Array(Math.ceil(texts.length / 8));
  const encoded = encodeAll(texts);
  texts.forEach((text, row) => {
    valueOffsets[row + 1] = (valueOffsets[row] ?? 0) + (encoded.lengths?.[row] ?? text?.length ?? 0);
    if (text !== null) nullBitmap[row >> 3] = (nullBitmap[row >> 3] ?? 0) | (1 << (row & 7));
  });
  return vector(makeData({ type: new Utf8(), length: texts.length, nullBitmap, valueOffsets, data: encoded.data }));
}

/** The texts one after another, and how many bytes each takes; null when that is one per character throughout. */
function encodeAll(texts: readonly (string | null)[]): { data: Uint8Array; lengths: readonly number[] | null } {
  const joined = texts.join("");
  const data = encoder.encode(joined);
  if (data.length === joined.length) return { data, lengths: null };
  // Each by itself: halves of a character at the end of one and the start of the next must not join.
  const parts = texts.map((text) => encoder.encode(text ?? ""));
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((offset, part) => {
    all.set(part, offset);
    return offset + part.length;
  }, 0);
  return { data: all, lengths: parts.map((part) => part.length) };
}
