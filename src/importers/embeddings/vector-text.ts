import { isObject, type JsonObject } from "../json/json.ts";

export const mostDimensions = 65_536;

/**
 * The vector that a value of a file stands for, or the reason why it is none. Takes lists of numbers, objects around
 * one, and text as databases and Python write vectors: `[0.1,0.2]`, `{0.1,0.2}`, `[0.1 0.2]`, `{1:0.1,3:0.2}/5`,
 * `array([0.1, 0.2], dtype=float32)`, and base64 of little-endian 32-bit floats. Numbers that are not finite stay.
 */
export function readVector(value: unknown): Float32Array | string {
  if (Array.isArray(value)) return fromList(value);
  if (typeof value === "string") return fromText(value.trim());
  if (isObject(value)) return fromObject(value);
  return "no vector";
}

function fromList(items: readonly unknown[]): Float32Array | string {
  const [first] = items;
  if (Array.isArray(first)) {
    const isOne = items.length === 1 && !Array.isArray(first[0]);
    return isOne ? fromList(first) : "a list of vectors where one belongs";
  }
  const vector = new Float32Array(items.length);
  for (let at = 0; at < items.length; at++) {
    const item = items[at];
    if (typeof item === "number") vector[at] = item;
    else {
      const number = numberOf(item);
      if (number === null) return `number ${at + 1} of ${items.length} is ${shown(item)}`;
      vector[at] = number;
    }
  }
  return vector;
}

const numeric = /^[+-]?(?:\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?|nan|inf(?:inity)?)$/i;

function numberOf(item: unknown): number | null {
  if (typeof item === "string" && item.length < 100 && numeric.test(item)) return toNumber(item);
  if (!isObject(item)) return null;
  // MongoDB's extended JSON.
  return numberOf(item.$numberDouble ?? item.$numberInt ?? item.$numberDecimal);
}

function toNumber(text: string): number {
  if (/[a-df-z]/i.test(text)) return Number.NaN;
  return Number(text);
}

function shown(item: unknown): string {
  const text =
    typeof item === "string" ? `"${item}"` : Array.isArray(item) ? "a list" : isObject(item) ? "an object" : `${item}`;
  return `${text.length > 40 ? `${text.slice(0, 40)}…` : text}, no number`;
}

function fromObject(value: JsonObject): Float32Array | string {
  for (const key of ["values", "embedding", "float", "vector"]) {
    const inner = Object.hasOwn(value, key) ? value[key] : undefined;
    if (inner !== undefined && isSparse(value)) return "a sparse vector without its number of dimensions";
    if (Array.isArray(inner) || typeof inner === "string") return readVector(inner);
  }
  const keys = Object.keys(value);
  // A typed array of JavaScript, written as JSON.
  if (keys.length > 0 && keys.every((key, at) => key === String(at))) return fromList(Object.values(value));
  return "an object that holds no vector";
}

/** Sparse vectors as Pinecone and Qdrant write them. */
export function isSparse(value: unknown): boolean {
  return isObject(value) && Array.isArray(value.indices) && Array.isArray(value.values);
}

/** False for text that stands where a vector could and is none, such as a model's name. */
export function mayBeVectorText(text: string): boolean {
  return /^\s*(?:[[({+-]|\.?\d|(?:[a-z_.]+)?\()/i.test(text) || (text.length >= 16 && base64.test(text));
}

const base64 = /^[A-Za-z0-9+/]+={0,2}$/;

function fromText(text: string): Float32Array | string {
  if (text === "") return "no vector";
  if (text.includes("...") || text.includes("…")) return "elided text: it leaves numbers out (...)";
  const call = /^(?:[a-z_.]+)?\(([\s\S]*)\)$/i.exec(text);
  if (call) return fromCall(call[1] ?? "");
  const first = text[0];
  if (first === "{") return fromBraces(text);
  if (first === "[") return fromBrackets(text);
  if (/^[-+.\d]/.test(text) && /[\s,;]/.test(text)) return fromWords(text);
  return fromBase64(text);
}

/** `array([…], dtype=float32)`, `tensor([…])` and plain round brackets. */
function fromCall(inside: string): Float32Array | string {
  const end = inside.lastIndexOf("]");
  return inside.trimStart().startsWith("[") ? fromBrackets(inside.slice(0, end + 1).trim()) : fromWords(inside);
}

function fromBrackets(text: string): Float32Array | string {
  try {
    const list: unknown = JSON.parse(text);
    if (Array.isArray(list)) return fromList(list);
  } catch {}
  if (!text.endsWith("]")) return "text that ends before its closing bracket";
  const inner = text.slice(1, -1).trim();
  return inner.startsWith("[") && inner.indexOf("[", 1) < 0 ? fromBrackets(inner) : fromWords(inner);
}

function fromBraces(text: string): Float32Array | string {
  const sparse = /^\{([^{}]*)\}\s*\/\s*(\d{1,9})$/.exec(text);
  if (sparse) return fromSparse(sparse[1] ?? "", Number(sparse[2]));
  if (!text.endsWith("}")) return "text that ends before its closing bracket";
  if (!text.includes(":")) return fromWords(text.slice(1, -1));
  try {
    return readVector(JSON.parse(text));
  } catch {
    return "text that is no vector";
  }
}

/** Pairs of a place, counted from 1, and a number. */
function fromSparse(text: string, dimensions: number): Float32Array | string {
  if (dimensions > mostDimensions) return tooMany(dimensions);
  const vector = new Float32Array(dimensions);
  for (const pair of text.split(",")) {
    if (pair.trim() === "") continue;
    const [place = "", value = ""] = pair.split(":").map((part) => part.trim());
    const at = Number(place);
    if (!Number.isInteger(at) || at < 1 || at > dimensions || !numeric.test(value))
      return `a sparse vector of ${dimensions} dimensions with the entry ${shown(pair.trim())}`;
    vector[at - 1] = toNumber(value);
  }
  return vector;
}

export function tooMany(dimensions: number): string {
  return `${dimensions.toLocaleString("en-US")} dimensions: more than ${mostDimensions.toLocaleString("en-US")}`;
}

function fromWords(text: string): Float32Array | string {
  const words = text.trim().split(/[\s,;]+/);
  if (words.at(-1) === "") words.pop();
  return fromList(words);
}

function fromBase64(text: string): Float32Array | string {
  if (text.length < 16 || text.length % 4 !== 0 || !base64.test(text)) return "text that is no vector";
  try {
    return fromBytes(Uint8Array.from(atob(text), (char) => char.charCodeAt(0)));
  } catch {
    return "text that is no vector";
  }
}

/** Little-endian 32-bit floats. */
export function fromBytes(bytes: Uint8Array): Float32Array | string {
  if (bytes.length % 4 !== 0) return `${bytes.length} bytes, which are no 32-bit floats`;
  const vector = new Float32Array(bytes.slice().buffer);
  return vector.every(isSane) ? vector : "bytes that are no 32-bit floats";
}

/** True for numbers as embeddings hold them; other data read as floats has wild exponents. */
export function isSane(value: number): boolean {
  const size = Math.abs(value);
  return value === 0 || (size < 1e9 && size > 1e-20);
}
