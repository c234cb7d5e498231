import type { RecordBatch } from "apache-arrow";
import type { Engine } from "../../engine/engine.ts";
import { identifier } from "../../engine/sql.ts";
import { toObjects } from "../../engine/table-data.ts";
import type { CellContext } from "../../notebook/cell.ts";
import { counted, groupDigits } from "../../widgets/format.ts";
import type { Side } from "../cohort-sides.ts";
import { queryWhere } from "../span-filter.ts";
import type { MapSpec } from "./definition.ts";
import type { MapSide } from "./result.ts";
import { sourceOf } from "./source.ts";

export interface ReadRow {
  readonly side: Side;
  readonly id: string | null;
  readonly text: string | null;
  /** Milliseconds since 1970. */
  readonly time: number | null;
  readonly fields: readonly (readonly [name: string, value: string])[];
}

export interface ReadRows {
  readonly rows: readonly ReadRow[];
  /** Their vectors one after another. */
  readonly vectors: Float32Array;
  readonly dimensions: number;
  readonly sides: readonly MapSide[];
  /** The subquery that they were read from. */
  readonly source: string;
}

const textLength = 240;

/** The rows of both cohorts, or all rows where there are none, with what cannot be on a map left out and counted. */
export async function readRows(spec: MapSpec, context: CellContext): Promise<ReadRows> {
  const { engine, signal } = context;
  const source = await sourceOf(engine, spec, { signal });
  const found = await queryWhere(engine, identifier(spec.table), spec.where, countSql(source.sql), { signal });
  const counts = toObjects(found).map((row) => ({
    side: row.side === null ? null : String(row.side),
    dimensions: Number(row.dimensions ?? 0),
    rows: Number(row.rows),
    models: Array.isArray(row.models) ? row.models.map(String) : [],
  }));
  const hasSides = source.hasSides && ((await hasWindows(engine, signal)) || counts.some(({ side }) => side !== null));
  const names: readonly Side[] = hasSides ? ["reference", "current"] : ["all"];
  const here = counts.filter((count) => !hasSides || count.side !== null);
  const dimensions = usual(here);
  const rows = hasSides ? source.sql : `(SELECT * REPLACE ('all' AS side) FROM ${source.sql})`;
  const read = await readVectors({ source: rows, dimensions }, spec, context);
  const sides = names.map((name) => sideOf(name, here, dimensions, read));
  return { rows: read.rows, vectors: read.vectors, dimensions, sides, source: source.sql };
}

async function hasWindows(engine: Engine, signal: AbortSignal): Promise<boolean> {
  return (await engine.query("SELECT cohort FROM store.cohorts", { signal })).numRows > 0;
}

function countSql(source: string): string {
  return `SELECT side, coalesce(len(vector), 0) AS dimensions, count(*) AS rows,
      list_slice(list_sort(list_distinct(list(model))), 1, 8) AS models
    FROM ${source} GROUP BY side, dimensions ORDER BY rows DESC, dimensions`;
}

interface Count {
  readonly side: string | null;
  readonly dimensions: number;
  readonly rows: number;
  readonly models: readonly string[];
}

/** The length that most vectors have; of others we know nothing but that they come from another model. */
function usual(counts: readonly Count[]): number {
  const sums = new Map<number, number>();
  for (const { dimensions, rows } of counts)
    if (dimensions > 0) sums.set(dimensions, (sums.get(dimensions) ?? 0) + rows);
  return [...sums].sort(([a, some], [b, others]) => others - some || a - b)[0]?.[0] ?? 0;
}

interface Vectors {
  readonly rows: readonly ReadRow[];
  readonly vectors: Float32Array;
  readonly unusable: ReadonlyMap<Side, ReadonlyMap<string, number>>;
}

function rowsSql({ source, dimensions }: { source: string; dimensions: number }, { limit, seed }: MapSpec): string {
  return `SELECT side, id, left(text, ${textLength}) AS text, epoch_ms(time)::DOUBLE AS time, label, model, "window",
      attributes, vector
    FROM ${source} WHERE side IS NOT NULL AND len(vector) = ${dimensions}
    QUALIFY row_number() OVER (PARTITION BY side ORDER BY hash(id, order_ns, text, ${seed}), id, order_ns) <= ${limit}
    ORDER BY side = 'current', order_ns, id, text`;
}

async function readVectors(
  from: { source: string; dimensions: number },
  spec: MapSpec,
  { engine, signal, progress }: CellContext,
): Promise<Vectors> {
  const rows: ReadRow[] = [];
  const parts: Float32Array[] = [];
  const unusable = new Map<Side, Map<string, number>>();
  if (from.dimensions > 0)
    for await (const batch of engine.stream(rowsSql(from, spec), { signal })) {
      const values = new Float32Array(batch.numRows * from.dimensions);
      let kept = 0;
      for (const { row, vector } of rowsOfBatch(batch)) {
        const reason = whyUnusable(vector, spec);
        if (reason === null) {
          rows.push(row);
          values.set(vector, from.dimensions * kept++);
          continue;
        }
        const reasons = unusable.get(row.side) ?? new Map<string, number>();
        unusable.set(row.side, reasons.set(reason, (reasons.get(reason) ?? 0) + 1));
      }
      parts.push(values.subarray(0, kept * from.dimensions));
      progress(`${groupDigits(rows.length)} vectors read`);
    }
  return { rows, vectors: joined(parts), unusable };
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let place = 0;
  for (const part of parts) {
    all.set(part, place);
    place += part.length;
  }
  return all;
}

function whyUnusable(vector: Float32Array, { metric }: MapSpec): string | null {
  let squared = 0;
  for (const value of vector) squared += value * value;
  if (!Number.isFinite(squared)) return "a number that is not finite";
  return squared === 0 && metric === "cosine" ? "nothing but zeros, which have no direction (metric: cosine)" : null;
}

function* rowsOfBatch(batch: RecordBatch): Generator<{ row: ReadRow; vector: Float32Array }> {
  const child = (name: string) => batch.getChild(name);
  const [sides, ids, texts, times, vectors] = ["side", "id", "text", "time", "vector"].map(child);
  const named = ["label", "model", "window"].map((name) => ({ name, values: child(name) }));
  const attributes = child("attributes");
  for (let row = 0; row < batch.numRows; row++) {
    const fields = named.flatMap(({ name, values }) => pair(name, values?.get(row)));
    for (const [key, value] of (attributes?.get(row) ?? []) as Iterable<[string, unknown]>)
      fields.push(...pair(key, value));
    yield {
      row: {
        side: String(sides?.get(row)) as Side,
        id: textOrNull(ids?.get(row)),
        text: textOrNull(texts?.get(row)),
        time: (times?.get(row) as number | null) ?? null,
        fields,
      },
      vector: floats(vectors?.get(row) as FloatList),
    };
  }
}

interface FloatList extends Iterable<number | null> {
  readonly nullCount: number;
  toArray(): ArrayLike<number>;
}

/** A number that the engine calls NULL inside a list is as good as none. */
function floats(list: FloatList): Float32Array {
  if (list.nullCount > 0) return Float32Array.from([...list], (value) => value ?? Number.NaN);
  return Float32Array.from(list.toArray());
}

function pair(name: string, value: unknown): (readonly [string, string])[] {
  return value === null || value === undefined ? [] : [[name, String(value)]];
}

function textOrNull(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value);
}

function sideOf(side: Side, counts: readonly Count[], dimensions: number, read: Vectors): MapSide {
  const own = counts.filter((count) => side === "all" || count.side === side);
  const others = own.filter((count) => count.dimensions !== dimensions);
  const wrong = others.map((count) => ({
    reason: count.dimensions === 0 ? "no vector" : `${counted(count.dimensions, "dimension")} instead of ${dimensions}`,
    rows: count.rows,
  }));
  const unusable = [...(read.unusable.get(side) ?? [])].map(([reason, rows]) => ({ reason, rows }));
  return {
    side,
    rows: own.reduce((sum, count) => sum + count.rows, 0),
    shown: read.rows.filter((row) => row.side === side).length,
    left: [...wrong, ...unusable],
    models: [...new Set(own.flatMap((count) => count.models))].filter((model) => model !== "null"),
  };
}
