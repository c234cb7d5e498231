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

/**
 * Reads columns of numbers without an object for any row. The query must give UBIGINT, UINTEGER, BIGINT, DOUBLE and
 * UTINYINT, and about `expected` rows; more cost time alone. A NULL is NaN among doubles; elsewhere there may be none.
 */
export async function readColumns<Kinds extends Readonly<Record<string, ColumnKind>>>(
  engine: Engine,
  sql: string,
  kinds: Kinds,
  expected: number,
  { signal, onRows }: { readonly signal: AbortSignal; readonly onRows?: (rows: number) => void },
): Promise<Columns<Kinds>> {
  const names = Object.keys(kinds);
  const make = (size: number) =>
    Object.fromEntries(names.map((name) => [name, new arrays[kinds[name] as ColumnKind](size)]));
  let columns = make(expected);
  let [rows, room] = [0, expected];
  for await (const batch of engine.stream(sql, { signal })) {
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
