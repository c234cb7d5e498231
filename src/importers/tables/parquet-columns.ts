import { fieldValue, longOf, type ParquetFooter } from "./parquet-footer.ts";
import { readStruct, readStructs, readText, type ThriftField } from "./thrift.ts";

/** A column of a Parquet file that is one list of numbers to a row, or one text, or one row of bytes. */
export interface ParquetColumn {
  readonly name: string;
  readonly holds: "floats" | "integers" | "text" | "bytes";
  /** Items of all lists together, an empty or missing list counting as one. */
  readonly values: number;
  /** The smallest text, where the file tells it. */
  readonly smallest: string | null;
}

interface Element {
  readonly name: string;
  readonly type: number;
  readonly width: number;
  readonly repeated: boolean;
  readonly children: number;
  /** What its bytes stand for, as the number of that type in the format's list; 0 where nothing is said. */
  readonly logical: number;
}

const types = { int32: 1, int64: 2, float: 4, double: 5, bytes: 6, fixedBytes: 7 } as const;
const half = 15;
const text = 1;

/** The columns with one leaf each, by the schema in the footer and the sizes of their chunks. */
export function parquetColumns(footer: ParquetFooter): readonly ParquetColumn[] {
  const elements = readStructs(fieldValue(footer.fields, 2)).map(readElement);
  const chunks = footer.groups.map(({ fields }) =>
    readStructs(fieldValue(fields, 1)).map((chunk) => readStruct(fieldValue(readStruct(chunk), 3))),
  );
  const columns: ParquetColumn[] = [];
  let leaf = 0;
  for (let at = 1; at < elements.length; ) {
    const end = endOf(elements, at);
    const inside = elements.slice(at, end);
    const holds = heldBy(inside);
    const own = chunks.map((group) => group[leaf] ?? []);
    const values = own.reduce((sum, chunk) => sum + longOf(chunk, 5), 0);
    if (holds) columns.push({ name: inside[0]?.name ?? "", holds, values, smallest: smallestOf(own) });
    leaf += inside.filter(({ children }) => children === 0).length;
    at = end;
  }
  return columns;
}

function readElement(bytes: Uint8Array): Element {
  const parts = readStruct(bytes);
  const logical = parts.find(({ id }) => id === 10);
  return {
    name: readText(fieldValue(parts, 4)),
    type: longOf(parts, 1),
    width: longOf(parts, 2),
    repeated: longOf(parts, 3) === 2,
    children: longOf(parts, 5),
    logical:
      (logical && readStruct(logical.value)[0]?.id) ??
      (parts.some(({ id, value }) => id === 6 && value[0] === 0) ? text : 0),
  };
}

/** Elements stand before those inside them. */
function endOf(elements: readonly Element[], start: number): number {
  let at = start;
  for (let left = 1; left > 0 && at < elements.length; left--) left += elements[at++]?.children ?? 0;
  return at;
}

function heldBy(inside: readonly Element[]): ParquetColumn["holds"] | null {
  const leaves = inside.filter(({ children }) => children === 0);
  const [leaf] = leaves;
  if (!leaf || leaves.length !== 1) return null;
  const lists = inside.filter(({ repeated }) => repeated).length;
  if (lists > 1) return null;
  if (lists === 0)
    return leaf.type < types.bytes ? null : leaf.logical === text ? "text" : leaf.logical ? null : "bytes";
  if (leaf.type === types.float || leaf.type === types.double || leaf.logical === half) return "floats";
  return leaf.type === types.int32 || leaf.type === types.int64 ? "integers" : null;
}

function smallestOf(chunks: readonly (readonly ThriftField[])[]): string | null {
  const statistics = chunks.flatMap((chunk) => chunk.find(({ id }) => id === 12) ?? []);
  const [first] = statistics;
  const smallest = first && readStruct(first.value).find(({ id }) => id === 6);
  return smallest ? readText(smallest.value) : null;
}
