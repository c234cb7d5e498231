import type { TableName } from "./engine.ts";

/** A name as an SQL identifier: `identifier('a "b"')` is `"a ""b"""`. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function tableIdentifier(table: TableName): string {
  return table.schema ? `${identifier(table.schema)}.${identifier(table.name)}` : identifier(table.name);
}

/** A value as an SQL literal. Text is quoted; a bigint or number keeps every digit. */
export function literal(value: string | number | bigint | boolean | null): string {
  if (value === null) return "NULL";
  if (typeof value === "string") return textLiteral(value);
  if (typeof value === "number" && !Number.isFinite(value)) return `'${value}'::DOUBLE`;
  return String(value);
}

// DuckDB ends a statement's text at a NUL, so a NUL inside a literal is spelled chr(0).
function textLiteral(text: string): string {
  if (!text.includes("\0")) return `'${text.replaceAll("'", "''")}'`;
  return `(${text
    .split("\0")
    .map((part) => `'${part.replaceAll("'", "''")}'`)
    .join(" || chr(0) || ")})`;
}

/**
 * A key of a text, equal for equal texts. A long one is known by its beginning and its length; to cut short ones as well
 * would cost several times what their hash costs.
 */
export function textKey(text: string, most: number): string {
  const long = `hash(substring(${text}, 1, ${most}), strlen(${text}))`;
  return `CASE WHEN strlen(${text}) > ${most} THEN ${long} ELSE hash(${text}) END`;
}

/** A comma-separated list of literals in brackets, for IN; an empty list matches nothing. */
export function literals(values: readonly (string | number | bigint)[]): string {
  return values.length ? `(${values.map(literal).join(", ")})` : "(NULL)";
}
