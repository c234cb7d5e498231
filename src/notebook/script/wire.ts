// Messages of a script as bytes, for a sandbox in another process: the length of a JSON text, the text, and the arrays
// of bytes and numbers that it points into. What JSON has no form for stands in an object under the key `mark`.

const mark = "$";

/** @throws for what no script sends: a function, a map, a cycle */
export function packed(message: unknown): Uint8Array<ArrayBuffer> {
  const arrays: Uint8Array[] = [];
  let size = 0;
  const place: Place = (array) => {
    arrays.push(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
    size += array.byteLength;
    return { at: size - array.byteLength, length: array.byteLength };
  };
  const json = new TextEncoder().encode(JSON.stringify(toJson(message, place)));
  const bytes = new Uint8Array(4 + json.byteLength + size);
  new DataView(bytes.buffer).setUint32(0, json.byteLength);
  bytes.set(json, 4);
  let at = 4 + json.byteLength;
  for (const array of arrays) {
    bytes.set(array, at);
    at += array.byteLength;
  }
  return bytes;
}

/** A message from its bytes. @throws when they are none */
export function unpacked(bytes: Uint8Array): unknown {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  const json = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  return fromJson(json, bytes.subarray(4 + length));
}

type Place = (array: ArrayBufferView) => Stretch;

interface Stretch {
  readonly at: number;
  readonly length: number;
}

type Marked =
  | { readonly [mark]: "number" | "bigint"; readonly text: string }
  | { readonly [mark]: "undefined" }
  | { readonly [mark]: "date"; readonly text: string }
  | ({ readonly [mark]: "bytes" | "numbers" } & Stretch)
  | { readonly [mark]: "object"; readonly parts: readonly Part[] };

type Part = readonly [name: string, value: unknown];

function toJson(value: unknown, place: Place): unknown {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return Number.isFinite(value) && !Object.is(value, -0) ? value : markedNumber(value);
    case "bigint":
      return { [mark]: "bigint", text: String(value) } satisfies Marked;
    case "undefined":
      return { [mark]: "undefined" } satisfies Marked;
    case "object":
      return value === null ? null : objectToJson(value, place);
  }
  throw new TypeError(`a ${typeof value} cannot be sent`);
}

function markedNumber(value: number): Marked {
  return { [mark]: "number", text: Object.is(value, -0) ? "-0" : String(value) };
}

function objectToJson(value: object, place: Place): unknown {
  if (Array.isArray(value)) return value.map((part) => toJson(part, place));
  if (value instanceof Date) return { [mark]: "date", text: String(value.getTime()) } satisfies Marked;
  if (value instanceof Uint8Array) return { [mark]: "bytes", ...place(value) } satisfies Marked;
  if (value instanceof Float64Array) return { [mark]: "numbers", ...place(value) } satisfies Marked;
  if (Object.prototype.toString.call(value) !== "[object Object]") throw new TypeError("only plain objects are sent");
  const parts = Object.entries(value).map(([name, part]): Part => [name, toJson(part, place)]);
  return mark in value ? ({ [mark]: "object", parts } satisfies Marked) : Object.fromEntries(parts);
}

function fromJson(value: unknown, arrays: Uint8Array): unknown {
  if (Array.isArray(value)) return value.map((part) => fromJson(part, arrays));
  if (typeof value !== "object" || value === null) return value;
  return mark in value ? fromMarked(value as Marked, arrays) : fromParts(Object.entries(value), arrays);
}

function fromParts(parts: readonly Part[], arrays: Uint8Array): unknown {
  return Object.fromEntries(parts.map(([name, part]) => [name, fromJson(part, arrays)]));
}

function fromMarked(value: Marked, arrays: Uint8Array): unknown {
  switch (value[mark]) {
    case "number":
      return Number(value.text);
    case "bigint":
      return BigInt(value.text);
    case "undefined":
      return undefined;
    case "date":
      return new Date(Number(value.text));
    case "bytes":
      return arrays.slice(value.at, value.at + value.length);
    case "numbers":
      return new Float64Array(arrays.slice(value.at, value.at + value.length).buffer);
    case "object":
      return fromParts(value.parts, arrays);
  }
}
