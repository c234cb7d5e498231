import { identifier, literal } from "../engine/sql.ts";
import type { ColumnInfo } from "../engine/table-data.ts";
import { type Filter, type Filters, family, parseFilter } from "../widgets/filter.ts";
import type { RowQuery, Sort } from "../widgets/row-source.ts";

/** The rows of a table, filtered and sorted as a table on screen shows them. */
export function arrangedSql(table: string, columns: readonly ColumnInfo[], { sort, filters }: RowQuery): string {
  return `SELECT * FROM ${identifier(table)} ${where(columns, filters)} ${orderBy(sort, "rowid")}`;
}

/** The typed filters as a WHERE clause; empty when there are none. Throws when one is not understood. */
export function where(columns: readonly ColumnInfo[], filters: Filters): string {
  const conditions = columns.flatMap(({ name, type }) => {
    const filter = parseFilter(filters[name] ?? "", type);
    return filter ? [condition(identifier(name), type, filter)] : [];
  });
  return conditions.length ? `WHERE ${conditions.join(" AND ")}` : "";
}

/** NULL comes last either way; `tieBreak` keeps equal rows in one order. */
export function orderBy(sort: Sort | null, tieBreak: string): string {
  if (!sort) return `ORDER BY ${tieBreak}`;
  return `ORDER BY ${identifier(sort.column)} ${sort.descending ? "DESC" : "ASC"} NULLS LAST, ${tieBreak}`;
}

function condition(column: string, type: string, filter: Filter): string {
  const [value, operand] = comparison(column, type);
  switch (filter.op) {
    case "null":
      return `${column} IS NULL`;
    case "not null":
      return `${column} IS NOT NULL`;
    case "contains":
      return `contains(lower(${column}::VARCHAR), lower(${literal(filter.text)}))`;
    case "between":
      return `${value} BETWEEN ${operand(filter.from)} AND ${operand(filter.to)}`;
    default:
      return `${value} ${filter.op} ${operand(filter.value)}`;
  }
}

/** What is compared, and how a filter's text is written to compare with it. */
function comparison(column: string, type: string): readonly [value: string, operand: (text: string) => string] {
  switch (family(type)) {
    case "number":
    case "boolean":
      return [column, (text) => text];
    case "time":
      if (type === "TIME") return [column, (text) => `TIME ${literal(text)}`];
      return [`${column}::TIMESTAMP`, (text) => `TIMESTAMP ${literal(text)}`];
    default:
      return [`${column}::VARCHAR`, literal];
  }
}
