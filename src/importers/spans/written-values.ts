import { isObject, type JsonObject, tryParseJson } from "../json/json.ts";
import { valueText } from "./attributes.ts";

/** A value as text, empty where there is none. */
export function text(value: unknown): string {
  return value === undefined || value === null ? "" : valueText(value);
}

/** An object, also one that was written as JSON text. */
export function asObject(value: unknown): JsonObject | null {
  const plain = parsed(value, 0x7b);
  return isObject(plain) ? plain : null;
}

/** A list, also one that was written as JSON text. */
export function asList(value: unknown): readonly unknown[] | null {
  const plain = parsed(value, 0x5b);
  return Array.isArray(plain) ? plain : null;
}

/** True for what says nothing: no value, no text, and lists and objects without anything in them. */
export function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === "" || value === "{}" || value === "[]") return true;
  if (typeof value !== "object") return false;
  if (Array.isArray(value)) return value.length === 0;
  for (const _ in value) return false;
  return true;
}

/** A number, also one that was written as text; null for anything else. */
export function asNumber(value: unknown): number | null {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : null;
}

function parsed(value: unknown, opening: number): unknown {
  return typeof value === "string" && value.charCodeAt(0) === opening ? tryParseJson(value) : value;
}
