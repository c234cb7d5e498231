const longest = 10_000;
const mostItems = 100;
const deepest = 4;

/** Any value as text for people: text as it is, the rest as JavaScript would write it, long ones cut. */
export function printed(value: unknown): string {
  const text = typeof value === "string" ? value : inner(value, 0);
  return text.length > longest
    ? `${text.slice(0, longest)}… (${text.length.toLocaleString("en")} characters in all)`
    : text;
}

function inner(value: unknown, depth: number): string {
  if (typeof value === "string") return JSON.stringify(value.slice(0, longest));
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "function") return `[function ${value.name || "without a name"}]`;
  if (typeof value !== "object" || value === null) return String(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (depth >= deepest) return Array.isArray(value) ? "[…]" : "{…}";
  return contents(value, depth + 1);
}

function contents(value: object, depth: number): string {
  if (value instanceof Map) return `Map(${value.size}) ${braced([...value], ([key, item]) => pair(key, item, depth))}`;
  if (value instanceof Set) return `Set(${value.size}) ${braced([...value], (item) => inner(item, depth))}`;
  if (Array.isArray(value)) return bracketed(value, (item) => inner(item, depth));
  if (ArrayBuffer.isView(value) && "length" in value)
    return `${kindOf(value)} ${bracketed(value as unknown as ArrayLike<unknown>, (item) => inner(item, depth))}`;
  const entries = Object.entries(value);
  const kind = kindOf(value);
  return `${kind === "Object" ? "" : `${kind} `}${braced(entries, ([key, item]) => `${key}: ${inner(item, depth)}`)}`;
}

function pair(key: unknown, value: unknown, depth: number): string {
  return `${inner(key, depth)} => ${inner(value, depth)}`;
}

/** The name of an object's class. */
export function kindOf(value: object): string {
  const made = (value as { readonly constructor?: unknown }).constructor;
  return typeof made === "function" ? made.name : "Object";
}

function bracketed<T>(items: ArrayLike<T>, write: (item: T) => string): string {
  return `[${listed(items, write)}]`;
}

function braced<T>(items: ArrayLike<T>, write: (item: T) => string): string {
  return items.length ? `{ ${listed(items, write)} }` : "{}";
}

function listed<T>(items: ArrayLike<T>, write: (item: T) => string): string {
  const shown = Array.from({ length: Math.min(items.length, mostItems) }, (_, index) => write(items[index] as T));
  if (items.length > mostItems) shown.push(`… ${(items.length - mostItems).toLocaleString("en")} more`);
  return shown.join(", ");
}
