import { identifier, literal } from "../../engine/sql.ts";
import { sqlTokens } from "../../engine/sql-statements.ts";
import type { Bound } from "./messages.ts";

/**
 * The query of a template with its values as literals.
 * @throws where a value would not stand alone: inside quotes, in a comment, or as part of a word
 */
export function boundSql(parts: readonly string[], values: readonly Bound[]): string {
  if (values.length !== parts.length - 1) throw new Error("sql: the template has not one value between any two parts");
  const marks = values.map((_, index) => freeMark(parts, index));
  const between = (write: (index: number) => string) =>
    parts.map((part, index) => (index ? write(index - 1) + part : part)).join("");
  const alone = new Set([...sqlTokens(between((index) => marks[index] as string))].map(({ text }) => text));
  const lost = marks.findIndex((mark) => !alone.has(mark));
  if (lost >= 0)
    throw new Error(
      `sql: value ${lost + 1} stands inside quotes, in a comment or within a word, where it cannot be bound: put it on its own, without quotes`,
    );
  return between((index) => ` ${sqlLiteral(values[index] as Bound)} `);
}

/** A word that is in none of the parts. */
function freeMark(parts: readonly string[], index: number): string {
  let mark = `value_${index}_`;
  while (parts.some((part) => part.includes(mark))) mark += "_";
  return mark;
}

function sqlLiteral(value: Bound): string {
  if (value instanceof Date) return `TIMESTAMP ${literal(value.toISOString().replace("T", " ").replace("Z", ""))}`;
  if (isList(value)) return `[${value.map(sqlLiteral).join(", ")}]`;
  if (value !== null && typeof value === "object") return identifier(value.table);
  // A bare minus could make one token with what stands before or behind it.
  if ((typeof value === "number" || typeof value === "bigint") && value < 0) return `(${literal(value)})`;
  return literal(value);
}

function isList(value: Bound): value is readonly Bound[] {
  return Array.isArray(value);
}
