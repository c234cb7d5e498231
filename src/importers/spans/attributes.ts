import { isObject, type JsonObject, jsonText, tryParseJson } from "../json/json.ts";

const deepest = 200;

/**
 * What an attribute of OTLP JSON holds, as a plain value: text, number, boolean, null, list or object. Integers beyond
 * a double's reach and NaN and the infinities are text. Takes camelCase and snake_case, and bare values too.
 */
export function anyValue(value: unknown, depth = 0): unknown {
  if (depth > deepest) throw new Error(`attribute: nested too deeply: more than ${deepest} levels`);
  if (!isObject(value)) return Array.isArray(value) ? value.map((item) => anyValue(item, depth + 1)) : (value ?? null);
  const text = value.stringValue ?? value.string_value;
  if (text !== undefined) return text;
  const integer = value.intValue ?? value.int_value;
  if (integer !== undefined) return integerValue(integer);
  const double = value.doubleValue ?? value.double_value;
  if (double !== undefined) return doubleValue(double);
  const list = value.arrayValue ?? value.array_value;
  if (isObject(list)) return Array.isArray(list.values) ? list.values.map((item) => anyValue(item, depth + 1)) : [];
  const pairs = value.kvlistValue ?? value.kvlist_value;
  if (isObject(pairs)) return pairsValue(pairs.values, depth + 1);
  return value.boolValue ?? value.bool_value ?? value.bytesValue ?? value.bytes_value ?? null;
}

/** Like `anyValue`, as the text that stands in `attributes`. */
export function anyText(value: unknown): string {
  if (isObject(value)) {
    const text = value.stringValue;
    if (typeof text === "string") return text;
    const integer = value.intValue;
    if (typeof integer === "string") return integer;
  }
  return valueText(anyValue(value));
}

/** Text as it is, anything else as JSON. */
export function valueText(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : jsonText(value);
}

/** An object of the pairs in `attributes`-like lists. */
export function pairsValue(pairs: unknown, depth = 0): JsonObject {
  const object: Record<string, unknown> = Object.create(null);
  for (const pair of Array.isArray(pairs) ? pairs : []) {
    if (isObject(pair)) object[String(pair.key)] = anyValue(pair.value, depth + 1);
  }
  return object;
}

/** A value that was written as JSON text once too often, with one layer taken off. */
export function unquoted(text: string): string {
  if (text.charCodeAt(0) !== 0x22) return text;
  if (plainString.test(text)) return text.slice(1, -1);
  const inner = tryParseJson(text);
  return typeof inner === "string" ? inner : text;
}

/** A JSON string without escapes. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON allows none of them.
const plainString = /^"[^"\\\u0000-\u001f]*"$/;

function integerValue(value: unknown): unknown {
  if (typeof value !== "string" || !/^-?\d{1,15}$/.test(value)) return value;
  return Number(value);
}

/** A double that happens to be written without a fraction is still one: its digits are those of the double. */
function doubleValue(value: unknown): unknown {
  if (typeof value !== "string") return value;
  const number = Number(value);
  return Number.isFinite(number) && value.trim() !== "" ? number : value;
}
