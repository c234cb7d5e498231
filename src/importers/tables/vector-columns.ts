import { isOtherNumbers, isVectorName } from "../embeddings/embedding-names.ts";
import { type FlatTable, messageKind, readMetadata } from "./arrow-message.ts";
import { arrowTypes } from "./arrow-types.ts";
import { parquetColumns } from "./parquet-columns.ts";
import type { ParquetFooter } from "./parquet-footer.ts";

/** What a schema, and the counts beside it, say of a column that may hold vectors. */
export interface VectorColumn {
  readonly name: string;
  /** What its lists are made of, or the other forms in which vectors are stored. */
  readonly holds: "floats" | "integers" | "text" | "bytes";
  /** The mean length of its lists; null where nothing tells it. */
  readonly length: number | null;
}

const fewest = 8;

/** The columns of a Parquet file that hold vectors. */
export function parquetVectors(footer: ParquetFooter): readonly string[] {
  const rows = footer.groups.reduce((sum, group) => sum + group.rows, 0);
  return parquetColumns(footer).flatMap(({ name, holds, values, smallest }) => {
    const length = rows > 0 ? values / rows : null;
    if (holds === "text" && smallest !== null && !/^\s*[[{]/.test(smallest)) return [];
    return holds && isVectorColumn({ name, holds, length }) ? [name] : [];
  });
}

/** The columns of Arrow data that hold vectors, from the schema and the messages that follow it. */
export function arrowVectors(schema: FlatTable, after: Uint8Array): readonly string[] {
  const nodes = firstNodes(after);
  const names: string[] = [];
  let at = 0;
  for (const field of schema.tables(1)) {
    const lengths = nodes && { rows: nodes[at * 2] ?? 0, items: nodes[at * 2 + 2] ?? 0 };
    const column = arrowColumn(field, lengths);
    if (column && isVectorColumn(column)) names.push(column.name);
    at += nodesOf(field);
  }
  return names;
}

/** True for lists of floats as long as vectors are, all of one length, and for what is called a vector. */
function isVectorColumn({ name, holds, length }: VectorColumn): boolean {
  const named = isVectorName(name);
  if (holds === "text" || holds === "bytes") return named;
  const even = length !== null && Number.isInteger(length);
  if (holds === "integers") return named && even && length >= fewest;
  if (named) return length === null || length >= 3;
  return even && length >= fewest && !isOtherNumbers(name);
}

function arrowColumn(field: FlatTable, lengths: { rows: number; items: number } | null): VectorColumn | null {
  const name = field.text(0);
  const kind = field.byte(2);
  const fixed = kind === arrowTypes.fixedList;
  if (fixed || kind === arrowTypes.list || kind === arrowTypes.largeList) {
    const item = field.tables(5)[0]?.byte(2);
    const holds = item === arrowTypes.float ? "floats" : item === arrowTypes.int ? "integers" : null;
    const mean = lengths && lengths.rows > 0 ? lengths.items / lengths.rows : null;
    return holds && { name, holds, length: fixed ? (field.table(3)?.int(0, 0) ?? null) : mean };
  }
  if (kind === arrowTypes.text || kind === arrowTypes.largeText) return { name, holds: "text", length: null };
  const bytes = kind === arrowTypes.binary || kind === arrowTypes.largeBinary || kind === arrowTypes.fixedBinary;
  return bytes ? { name, holds: "bytes", length: null } : null;
}

function nodesOf(field: FlatTable, depth = 0): number {
  if (field.table(4) || depth > 64) return 1;
  return 1 + field.tables(5).reduce((sum, child) => sum + nodesOf(child, depth + 1), 0);
}

/** The lengths and NULLs of the columns of the first batch whose metadata are at hand, as pairs of numbers. */
function firstNodes(bytes: Uint8Array): readonly number[] | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at + 8 < bytes.length; ) {
    const length = view.getUint32(at + 4, true);
    if (view.getUint32(at, true) !== 0xffffffff || length === 0 || at + 8 + length > bytes.length) return null;
    const { kind, header, bodyLength } = readMetadata(bytes.subarray(at + 8, at + 8 + length));
    if (kind === messageKind.batch) return header.longs(1, 2);
    at += 8 + length + bodyLength;
  }
  return null;
}
