import { type Data, type DataType, Type } from "apache-arrow";

export type ReadValue = (index: number) => unknown;

const decoder = new TextDecoder();

/**
 * Reads the values of a column as JSON would hold them: whole numbers beyond 2^53 and decimals as digits, times as ISO
 * 8601 text in UTC with all their digits, binary as base64, lists as arrays, structs and maps as objects, NULL as null.
 */
export function valueReader(data: Data): ReadValue {
  const read = soundReader(data);
  return data.nullCount > 0 ? (index) => (data.getValid(index) ? read(index) : null) : read;
}

function soundReader(data: Data): ReadValue {
  const type: DataType = data.type;
  const { values } = data;
  switch (type.typeId) {
    case Type.Null:
      return () => null;
    case Type.Bool:
      return (index) =>
        (((values as Uint8Array)[(index + data.offset) >> 3] ?? 0) & (1 << ((index + data.offset) & 7))) !== 0;
    case Type.Int:
      return values instanceof BigInt64Array || values instanceof BigUint64Array
        ? (index) => longValue(values[index] as bigint)
        : (index) => (values as Int32Array)[index] ?? null;
    case Type.Float:
      return (index) => (values as Float64Array)[index] ?? null;
    case Type.Decimal:
      return (index) => decimalText(values as Uint32Array, index, (type as unknown as { scale: number }).scale);
    case Type.Utf8:
    case Type.LargeUtf8:
      return (index) => decoder.decode(bytesAt(data, index));
    case Type.Binary:
    case Type.LargeBinary:
      return (index) => base64(bytesAt(data, index));
    case Type.FixedSizeBinary: {
      const width = (type as unknown as { byteWidth: number }).byteWidth;
      return (index) => base64((values as Uint8Array).subarray(index * width, (index + 1) * width));
    }
    case Type.Date:
      return dateReader(data);
    case Type.Timestamp: {
      const digits = (type as unknown as { unit: number }).unit * 3;
      return (index) => timeText((values as BigInt64Array)[index] as bigint, digits);
    }
    case Type.List:
      return listReader(data);
    case Type.FixedSizeList:
      return fixedListReader(data, (type as unknown as { listSize: number }).listSize);
    case Type.Struct:
      return structReader(data);
    case Type.Map:
      return mapReader(data);
    case Type.Dictionary:
      return dictionaryReader(data);
    default:
      return (index) => plainNumber((values as ArrayLike<unknown> | undefined)?.[index]);
  }
}

/** Times of day and durations, as the number that stands there. */
function plainNumber(value: unknown): unknown {
  return typeof value === "bigint" ? longValue(value) : (value ?? null);
}

function longValue(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

function bytesAt({ valueOffsets, values }: Data, index: number): Uint8Array {
  return (values as Uint8Array).subarray(Number(valueOffsets[index]), Number(valueOffsets[index + 1]));
}

function base64(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

function decimalText(words: Uint32Array, index: number, scale: number): string {
  let value = 0n;
  for (let word = 3; word >= 0; word--) value = (value << 32n) | BigInt(words[index * 4 + word] ?? 0);
  value = BigInt.asIntN(128, value);
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, "0");
  const whole = digits.slice(0, digits.length - scale);
  return `${value < 0n ? "-" : ""}${whole}${scale > 0 ? `.${digits.slice(-scale)}` : ""}`;
}

function dateReader({ values }: Data): ReadValue {
  const ms = (index: number) =>
    values instanceof BigInt64Array ? Number(values[index]) : ((values as Int32Array)[index] ?? 0) * 86_400_000;
  return (index) => isoText(ms(index)).slice(0, 10);
}

/** A count of units of that many digits behind the second. */
function timeText(count: bigint, digits: number): string {
  const perSecond = 10n ** BigInt(digits);
  let seconds = count / perSecond;
  let rest = count % perSecond;
  if (rest < 0n) {
    rest += perSecond;
    seconds -= 1n;
  }
  const whole = isoText(Number(seconds) * 1000).replace(/\.\d+Z$/, "");
  return digits === 0 ? `${whole}Z` : `${whole}.${String(rest).padStart(digits, "0")}Z`;
}

function isoText(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? `${ms} ms` : date.toISOString();
}

function listReader(data: Data): ReadValue {
  const item = itemReader(data);
  const { valueOffsets } = data;
  return (index) => items(item, Number(valueOffsets[index]), Number(valueOffsets[index + 1]));
}

function fixedListReader(data: Data, size: number): ReadValue {
  const item = itemReader(data);
  return (index) => items(item, (index + data.offset) * size, (index + data.offset + 1) * size);
}

function itemReader({ children: [child] }: Data): ReadValue {
  return child ? valueReader(child) : () => null;
}

function items(item: ReadValue, start: number, end: number): unknown[] {
  return Array.from({ length: end - start }, (_, at) => item(start + at));
}

function structReader(data: Data): ReadValue {
  const { children: fields } = data.type as unknown as { children: readonly { readonly name: string }[] };
  const columns = fields.map(({ name }, at) => ({ name, read: valueReader(data.children[at] as Data) }));
  return (index) => Object.fromEntries(columns.map(({ name, read }) => [name, read(index)]));
}

function mapReader(data: Data): ReadValue {
  const [entries] = data.children;
  const [keys, values] = entries?.children ?? [];
  if (!keys || !values) return () => null;
  const [key, value] = [valueReader(keys), valueReader(values)];
  const { valueOffsets } = data;
  return (index) =>
    Object.fromEntries(
      items(
        (at) => [String(key(at)), value(at)] as const,
        Number(valueOffsets[index]),
        Number(valueOffsets[index + 1]),
      ) as [string, unknown][],
    );
}

function dictionaryReader(data: Data): ReadValue {
  const words = (data.dictionary?.data ?? []).flatMap((part) => {
    const read = valueReader(part);
    return Array.from({ length: part.length }, (_, index) => read(index));
  });
  return (index) => words[Number((data.values as Int32Array)[index])] ?? null;
}
