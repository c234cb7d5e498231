import { isSpanKind } from "../../traces/kind.ts";
import { canonicalTables, type SpanRow } from "../../traces/schema.ts";
import { isObject, type JsonObject, jsonText, tryParseJson } from "../json/json.ts";

/**
 * The attribute that Casebook puts on a span it exports when the span's row says more than OTLP and the known attribute
 * names can: JSON with `columns`, the values of columns that would be read differently, and `drop`, the attributes that
 * stand there for other readers alone.
 */
export const restoreKey = "casebook.restore";

/** Columns by name, each value as text. */
export type RestoredColumns = Readonly<Record<string, string | null>>;

export function restoreText(columns: RestoredColumns, drop: readonly string[]): string {
  return jsonText({ ...(Object.keys(columns).length ? { columns } : {}), ...(drop.length ? { drop } : {}) });
}

/** Makes a row what it was before its export. False, and nothing is changed, where the attribute makes no sense. */
export function restoreSpan(row: SpanRow, attributes: Map<string, string>): boolean {
  const said = tryParseJson(attributes.get(restoreKey) ?? "");
  if (!isObject(said)) return false;
  const { columns = {}, drop = [] } = said;
  const values = isObject(columns) ? restoredValues(columns) : null;
  if (values === null || !Array.isArray(drop)) return false;
  Object.assign(row, values);
  attributes.delete(restoreKey);
  for (const key of drop) if (typeof key === "string") attributes.delete(key);
  return true;
}

function restoredValues(columns: JsonObject): Partial<SpanRow> | null {
  const entries = Object.entries(columns).map(([name, text]) => [name, restoredValue(name, text)] as const);
  return entries.some(([, value]) => value === undefined) ? null : Object.fromEntries(entries);
}

const types: Readonly<Record<string, string>> = canonicalTables.spans;
const statuses = ["UNSET", "OK", "ERROR"];

/** Undefined for what cannot stand in the column. */
function restoredValue(name: string, text: unknown): string | bigint | number | null | undefined {
  if (!Object.hasOwn(types, name) || name === "source_row") return undefined;
  if (text === null) return name === "attributes" ? undefined : null;
  if (typeof text !== "string") return undefined;
  if (name === "kind") return isSpanKind(text) ? text : undefined;
  if (name === "status") return statuses.includes(text) ? text : undefined;
  if (types[name] === "VARCHAR") return text;
  if (types[name] === "BIGINT") return longOf(text);
  return types[name] === "DOUBLE" ? doubleOf(text) : undefined;
}

function longOf(text: string): bigint | undefined {
  if (!/^-?\d{1,19}$/.test(text)) return undefined;
  const value = BigInt(text);
  return BigInt.asIntN(64, value) === value ? value : undefined;
}

function doubleOf(text: string): number | undefined {
  const value = Number(text);
  return text.trim() === "" || (Number.isNaN(value) && text !== "NaN") ? undefined : value;
}
