/** What an array of NumPy is made of, as its header says it: `<f4`, `>i8`, `<U12`. */
export interface NumpyType {
  /** Bytes of one value. */
  readonly size: number;
  /** Takes the values of bytes as 32-bit floats; null for what is no number. */
  readonly singles: ((bytes: Uint8Array) => Float32Array) | null;
  /** Takes one value as text, with all of its digits. */
  readonly text: (view: DataView, at: number) => string;
  readonly isDouble: boolean;
  /** Whole numbers only. */
  readonly isWhole: boolean;
}

type ReadNumber = (view: DataView, at: number, little: boolean) => number | bigint;

const numbers: Readonly<Record<string, ReadNumber>> = {
  f2: (view, at, little) => fromHalf(view.getUint16(at, little)),
  f4: (view, at, little) => view.getFloat32(at, little),
  f8: (view, at, little) => view.getFloat64(at, little),
  i1: (view, at) => view.getInt8(at),
  i2: (view, at, little) => view.getInt16(at, little),
  i4: (view, at, little) => view.getInt32(at, little),
  i8: (view, at, little) => view.getBigInt64(at, little),
  u1: (view, at) => view.getUint8(at),
  u2: (view, at, little) => view.getUint16(at, little),
  u4: (view, at, little) => view.getUint32(at, little),
  u8: (view, at, little) => view.getBigUint64(at, little),
  b1: (view, at) => view.getUint8(at),
};

/** Reads a type; null for those whose values are Python objects or records. */
export function numpyType(descr: string): NumpyType | null {
  const match = /^([<>=|])?([fiubUSM])(\d{1,7})(\[\w+\])?$/.exec(descr);
  if (!match) return null;
  const [, order, kind = "", digits = "", unit = ""] = match;
  const count = Number(digits);
  const little = order !== ">";
  if (kind === "U") return textType(count * 4, (bytes) => fromUtf32(bytes, little));
  if (kind === "S") return textType(count, fromLatin);
  if (kind === "M") return count === 8 ? timeType(unit, little) : null;
  const read = numbers[`${kind}${count}`];
  return read ? numberType(read, count, kind, little) : null;
}

function textType(size: number, read: (bytes: Uint8Array) => string): NumpyType {
  const text = (view: DataView, at: number) => read(new Uint8Array(view.buffer, view.byteOffset + at, size));
  return { size, singles: null, text, isDouble: false, isWhole: false };
}

function numberType(read: ReadNumber, size: number, kind: string, little: boolean): NumpyType {
  const singles = (bytes: Uint8Array) => {
    if (kind === "f" && size === 4 && little) return new Float32Array(bytes.slice().buffer);
    const view = viewOf(bytes);
    const values = new Float32Array(bytes.length / size);
    for (let at = 0; at < values.length; at++) values[at] = Number(read(view, at * size, little));
    return values;
  };
  const text = (view: DataView, at: number) =>
    kind === "b" ? String(read(view, at, little) !== 0) : String(read(view, at, little));
  return { size, singles, text, isDouble: kind === "f" && size === 8, isWhole: kind !== "f" };
}

const perSecond: Readonly<Record<string, bigint>> = {
  "[s]": 1n,
  "[ms]": 1_000n,
  "[us]": 1_000_000n,
  "[ns]": 1_000_000_000n,
};

/** Times as ISO 8601, days as dates. */
function timeType(unit: string, little: boolean): NumpyType | null {
  const units = unit === "[D]" ? 1n : perSecond[unit];
  if (units === undefined) return null;
  const text = (view: DataView, at: number) => {
    const value = view.getBigInt64(at, little);
    if (value === -(2n ** 63n)) return "";
    if (unit === "[D]") return isoText(value * 86_400n).slice(0, 10);
    const rest = ((value % units) + units) % units;
    const seconds = (value - rest) / units;
    const digits = unit === "[s]" ? "" : `.${String(rest).padStart(String(units).length - 1, "0")}`;
    return isoText(seconds).replace(/\.000Z$/, `${digits}Z`);
  };
  return { size: 8, singles: null, text, isDouble: false, isWhole: false };
}

function isoText(seconds: bigint): string {
  const date = new Date(Number(seconds) * 1000);
  return Number.isNaN(date.getTime()) ? `${seconds} s` : date.toISOString();
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Text of fixed width is filled up with NULs. */
function fromUtf32(bytes: Uint8Array, little: boolean): string {
  const view = viewOf(bytes);
  let text = "";
  for (let at = 0; at < bytes.length; at += 4) {
    const code = view.getUint32(at, little);
    text += code <= 0x10ffff ? String.fromCodePoint(code) : "\ufffd";
  }
  return text.replace(/\0+$/, "");
}

function fromLatin(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes).replace(/\0+$/, "");
}

function fromHalf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 31;
  const fraction = half & 1023;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return exponent ? sign * 2 ** (exponent - 25) * (1024 + fraction) : sign * 2 ** -24 * fraction;
}
