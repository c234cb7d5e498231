import type { RecordBatch } from "apache-arrow";
import type { Engine } from "./engine.ts";

/** Kinds of columns that are read as they are: keys, whole numbers, times, flags. */
const arrays = {
  u64: BigUint64Array,
  u32: Uint32Array,
  i64: BigInt64Array,
  f64: Float64Array,
  u8: Uint8Array,
} as const;

export type ColumnKind = keyof typeof arrays;

export type Columns<Kinds extends Readonly<Record<string, ColumnKind>>> = {
  readonly [Name in keyof Kinds]: InstanceType<(typeof arrays)[Kinds[Name]]>;
} & { readonly rows: number };

/** More would take much memory at once. */
const rowsAtOnce = 300_000;

interface ReadOptions {
  readonly signal: AbortSignal;
  readonly onRows?: (rows: number) => void;
  /** Whether each query is known to end soon, with nobody's own SQL in it: a stop then waits for it. */
  readonly quick?: boolean;
}

/**
 * Reads columns of numbers without an object for any row. The query, or each of several, must give UBIGINT, UINTEGER,
 * BIGINT, DOUBLE and UTINYINT, and all of them about `expected` rows; more cost time alone. A NULL is NaN among doubles;
 * elsewhere there may be none. Many rows are best read by several queries.
 */
export async function readColumns<Kinds extends Readonly<Record<string, ColumnKind>>>(
  engine: Engine,
  sql: string | readonly string[],
  kinds: Kinds,
  expected: number,
  { signal, onRows, quick = false }: ReadOptions,
): Promise<Columns<Kinds>> {
  const queries = typeof sql === "string" ? [sql] : sql;
  const names = Object.keys(kinds);
  const make = (size: number) =>
    Object.fromEntries(names.map((name) => [name, new arrays[kinds[name] as ColumnKind](size)]));
  let columns = make(expected);
  let [rows, room] = [0, expected];
  const atOnce = quick && expected / queries.length <= rowsAtOnce;
  for await (const batch of batchesOf(engine, queries, atOnce, signal)) {
    if (rows + batch.numRows > room) {
      const filled = columns;
      room = (rows + batch.numRows) * 2;
      columns = make(room);
      for (const name of names) (columns[name] as Fillable).set(filled[name], 0);
    }
    for (const name of names) copy(batch, name, columns[name] as Fillable, rows);
    rows += batch.numRows;
    onRows?.(rows);
  }
  const filled = names.map((name) => [name, rows === room ? columns[name] : columns[name]?.slice(0, rows)]);
  return { ...Object.fromEntries(filled), rows };
}

async function* batchesOf(
  engine: Engine,
  queries: readonly string[],
  atOnce: boolean,
  signal: AbortSignal,
): AsyncGenerator<RecordBatch> {
  for (const sql of queries) {
    if (atOnce) yield* (await engine.queryAtOnce(sql, { signal })).batches;
    else yield* engine.stream(sql, { signal });
  }
}

interface Fillable {
  set(values: unknown, at: number): void;
}

function copy(batch: RecordBatch, name: string, into: Fillable, from: number): void {
  let at = from;
  for (const chunk of batch.getChild(name)?.data ?? []) {
    into.set((chunk.values as Uint8Array).subarray(0, chunk.length), at);
    if (into instanceof Float64Array && chunk.nullCount > 0)
      for (let row = 0; row < chunk.length; row++) if (!chunk.getValid(row)) into[at + row] = Number.NaN;
    at += chunk.length;
  }
}

/** The buffers of columns, to be handed over to a computation. */
export function buffersOf(...tables: readonly Readonly<Record<string, unknown>>[]): ArrayBuffer[] {
  return tables.flatMap((table) =>
    Object.values(table).flatMap((column) =>
      ArrayBuffer.isView(column) && column.buffer instanceof ArrayBuffer ? [column.buffer] : [],
    ),
  );
}
