import type { Plain } from "../../engine/table-data.ts";

const deepest = 50;

/**
 * A value as JSON carries it: dates as ISO text, large integers as digits, typed arrays as lists, what is not finite as
 * null, functions left out.
 * @throws for what goes deeper than 50 levels, as anything does that holds itself
 */
export function plainOf(value: unknown, depth = 0): Plain {
  if (depth > deepest) throw new Error(`an object is nested deeper than ${deepest} levels, or holds itself`);
  if (typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value !== "object" || value === null) return null;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (Array.isArray(value) || ArrayBuffer.isView(value) || value instanceof Set)
    return Array.from(value as Iterable<unknown>, (item) => plainOf(item, depth + 1));
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  const kept = entries.filter(([, item]) => typeof item !== "function" && item !== undefined);
  return Object.fromEntries(kept.map(([key, item]) => [String(key), plainOf(item, depth + 1)]));
}
