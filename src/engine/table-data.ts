import { type DataType, type Field, type Table, Type } from "apache-arrow";

/** A cell value that JSON can carry. 64-bit and wider integers beyond 2^53 are strings of digits. */
export type Plain = null | boolean | number | string | readonly Plain[] | { readonly [key: string]: Plain };

export interface ColumnInfo {
  readonly name: string;
  /** As the engine names it: VARCHAR, BIGINT, DOUBLE, TIMESTAMP … */
  readonly type: string;
}

/** A table small enough to hand around: rows as arrays in the order of the columns. */
export interface TableData {
  readonly columns: readonly ColumnInfo[];
  readonly rows: readonly (readonly Plain[])[];
}

/** An Arrow result as plain values. Times become ISO text to the microsecond, in UTC. */
export function toTableData(table: Table): TableData {
  const columns = table.schema.fields.map((field) => ({ name: field.name, type: typeName(field.type) }));
  const readers = table.schema.fields.map((field, index) => {
    const vector = table.getChildAt(index);
    return (row: number) => plainValue(vector?.get(row), field.type);
  });
  const rows = Array.from({ length: table.numRows }, (_, row) => readers.map((read) => read(row)));
  return { columns, rows };
}

/** An Arrow result as one object per row. */
export function toObjects(table: Table): Record<string, Plain>[] {
  const { columns, rows } = toTableData(table);
  return rows.map((row) => Object.fromEntries(columns.map((column, index) => [column.name, row[index] ?? null])));
}

function plainValue(value: unknown, type: DataType): Plain {
  if (value === null || value === undefined) return null;
  switch (type.typeId) {
    case Type.Timestamp:
      return timestampText(value as number | bigint);
    case Type.Date:
      return new Date(Number(value)).toISOString().slice(0, 10);
    case Type.Time:
      return timeText(BigInt(value as number | bigint));
    case Type.Decimal:
      return decimalText(value as Uint32Array, (type as unknown as { scale: number }).scale);
    case Type.List:
    case Type.FixedSizeList: {
      const child = (type.children as Field[])[0] as Field;
      return Array.from(value as Iterable<unknown>, (item) => plainValue(item, child.type));
    }
    case Type.Struct:
      return Object.fromEntries(
        (type.children as Field[]).map((field) => [
          field.name,
          plainValue((value as Record<string, unknown>)[field.name], field.type),
        ]),
      );
    case Type.Map: {
      const [, item] = ((type.children as Field[])[0] as Field).type.children as [Field, Field];
      return Object.fromEntries(
        Array.from(value as Iterable<[unknown, unknown]>, ([key, entry]) => [
          String(key),
          plainValue(entry, item.type),
        ]),
      );
    }
    default:
      return scalar(value);
  }
}

function scalar(value: unknown): Plain {
  if (typeof value === "bigint") return integer(value);
  if (typeof value === "number" || typeof value === "string" || typeof value === "boolean") return value;
  if (value instanceof Uint8Array) return `\\x${Array.from(value, (b) => b.toString(16).padStart(2, "0")).join("")}`;
  return String(value);
}

function integer(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}

// apache-arrow hands microsecond timestamps over as float milliseconds; that keeps microseconds until the year 2255.
function timestampText(value: number | bigint): string {
  const micros = BigInt(Math.round(Number(value) * 1000));
  const millis = Number(micros / 1000n) - (micros % 1000n < 0n ? 1 : 0);
  const rest = Number(((micros % 1000n) + 1000n) % 1000n);
  const date = new Date(millis);
  if (Number.isNaN(date.getTime())) return `${value} ms`;
  return `${date.toISOString().slice(0, -1)}${rest ? String(rest).padStart(3, "0") : ""}Z`;
}

function timeText(micros: bigint): string {
  const seconds = Number(micros / 1_000_000n);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const fraction = String(micros % 1_000_000n)
    .padStart(6, "0")
    .replace(/0+$/, "");
  return parts.map((part) => String(part).padStart(2, "0")).join(":") + (fraction && `.${fraction}`);
}

/** DuckDB's HUGEINT (sums of BIGINT) and DECIMAL arrive as four 32-bit words, least significant first. */
function decimalText(words: Uint32Array, scale: number): number | string {
  let value = 0n;
  for (let word = words.length - 1; word >= 0; word--) value = (value << 32n) | BigInt(words[word] as number);
  value = BigInt.asIntN(words.length * 32, value);
  if (scale === 0) return integer(value);
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, "0");
  const text = `${value < 0n ? "-" : ""}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
  return digits.length <= 15 ? Number(text) : text;
}

function typeName(type: DataType): string {
  switch (type.typeId) {
    case Type.Utf8:
    case Type.LargeUtf8:
      return "VARCHAR";
    case Type.Bool:
      return "BOOLEAN";
    case Type.Binary:
      return "BLOB";
    case Type.Int: {
      const { bitWidth, isSigned } = type as unknown as { bitWidth: 8 | 16 | 32 | 64; isSigned: boolean };
      return (isSigned ? "" : "U") + { 8: "TINYINT", 16: "SMALLINT", 32: "INTEGER", 64: "BIGINT" }[bitWidth];
    }
    case Type.Float:
      return (type as unknown as { precision: number }).precision === 2 ? "DOUBLE" : "FLOAT";
    case Type.Timestamp:
      return "TIMESTAMP";
    case Type.Date:
      return "DATE";
    case Type.Time:
      return "TIME";
    case Type.Decimal: {
      const { precision, scale } = type as unknown as { precision: number; scale: number };
      return scale === 0 && precision >= 38 ? "HUGEINT" : `DECIMAL(${precision},${scale})`;
    }
    case Type.List:
    case Type.FixedSizeList:
      return `${typeName(((type.children as Field[])[0] as Field).type)}[]`;
    case Type.Struct:
      return "STRUCT";
    case Type.Map:
      return "MAP";
    default:
      return String(type).toUpperCase();
  }
}
