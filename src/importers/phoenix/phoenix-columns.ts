/** What a key of a row of Phoenix is for. */
export type PhoenixColumn =
  /** A field of the span itself, read where it is needed. */
  | { readonly use: "field" }
  /** An attribute under its own key, also where it is no attribute of the span's. */
  | { readonly use: "attribute"; readonly key: string }
  /** A part of an evaluation of the span that was joined to it. */
  | { readonly use: "evaluation"; readonly name: string; readonly part: string };

const field: PhoenixColumn = { use: "field" };

/** The column without a name, and the one called so, hold what pandas numbers its rows by. */
const fields = new Set([
  ...["", "__index_level_0__"],
  ...["name", "context", "span_kind", "parent_id", "start_time", "end_time", "status_code", "status_message", "events"],
  ...["context.span_id", "context.trace_id", "attributes", "annotations", "notes"],
]);

const columns = new Map<string, PhoenixColumn>();

export function phoenixColumn(key: string): PhoenixColumn {
  const known = columns.get(key);
  if (known) return known;
  if (columns.size > 10_000) columns.clear();
  const column = classify(key);
  columns.set(key, column);
  return column;
}

function classify(key: string): PhoenixColumn {
  if (fields.has(key)) return field;
  if (key.startsWith("attributes.")) return { use: "attribute", key: key.slice("attributes.".length) };
  const [, name, part] = /^eval\.(.+)\.(score|label|explanation)$/.exec(key) ?? [];
  return name && part ? { use: "evaluation", name, part } : { use: "attribute", key };
}
