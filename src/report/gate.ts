/** What a text becomes before it leaves the machine: itself, or itself without what must stay. */
export type Gate = (text: string) => string;

/**
 * A copy in which every text has passed the gate: values of objects, lists and maps, and keys of maps. Keys of objects
 * are the program's own words unless they are not: they pass it too, but the program's words must come out unchanged.
 */
export function gated<T>(value: T, gate: Gate): T {
  return pass(value, gate) as T;
}

function pass(value: unknown, gate: Gate): unknown {
  if (typeof value === "string") return gate(value);
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  if (Array.isArray(value)) return value.map((item) => pass(item, gate));
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [pass(key, gate), pass(item, gate)]));
  if (value instanceof Set) return new Set([...value].map((item) => pass(item, gate)));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [gate(key), pass(item, gate)]));
}
