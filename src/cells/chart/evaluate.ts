import { identifier } from "../../engine/sql.ts";
import { toObjects } from "../../engine/table-data.ts";
import { type CellContext, CellError } from "../../notebook/cell.ts";
import { counted, groupDigits } from "../../widgets/format.ts";
import { queryWhere, whereCondition } from "../span-filter.ts";
import { columnAmong, columnsIn, type KnownColumn } from "../table-columns.ts";
import type { ChartSpec } from "./definition.ts";
import { marksSql } from "./marks-sql.ts";
import { pointOf } from "./read-points.ts";
import { type Axis, type ChartResult, otherColour, type Scale } from "./result.ts";

type Context = Pick<CellContext, "engine" | "signal" | "progress">;

/** The colours of the palette; what is less frequent is gathered. */
const mostColours = 8;
const mostFacets = 12;

/**
 * Turns the rows into marks within the engine, so that what is drawn stays small however large the table is.
 * @throws CellError at the key, with the columns that there are
 */
export async function evaluate(spec: ChartSpec, context: Context): Promise<ChartResult> {
  const { engine, signal } = context;
  const columns = await columnsIn(engine, { table: spec.table, tableKey: "table" }, signal);
  const found = encoded(spec, columns);
  const ask = async (sql: string) =>
    toObjects(await queryWhere(engine, identifier(spec.table), spec.where, sql, { signal }));
  const rowsSql = sourceSql(spec, found);
  const [totals] = await ask(`WITH ${rowsSql} SELECT count(*) AS rows, count(*) FILTER (WHERE NOT ok) AS lost FROM r`);
  const rows = Number(totals?.rows ?? 0);
  context.progress(`${groupDigits(rows)} rows`);
  const groups = async (name: "c" | "f", used: boolean, most: number) => {
    if (!used) return { kept: [null], more: 0 };
    const top = await ask(
      `WITH ${rowsSql} SELECT ${name} AS value FROM r WHERE ok GROUP BY 1 ORDER BY count(*) DESC, 1`,
    );
    const values = top.map(({ value }) => (value === null ? null : String(value)));
    return { kept: values.slice(0, most), more: values.length - Math.min(most, values.length) };
  };
  const colours = await groups("c", found.colour !== null, mostColours);
  const facets = await groups("f", found.facet !== null, mostFacets);
  const marks = await marksSql(spec, found, {
    ask,
    rowsSql,
    colours: colours.kept,
    facets: facets.kept,
    gathered: colours.more > 0,
  });
  const points = (await ask(marks.sql)).map((row) => pointOf(row, found));
  const shown = [...inOrder(colours.kept), ...(colours.more ? [otherColour] : [])];
  return {
    kind: spec.kind,
    x: found.x,
    y: found.y,
    colour: found.colour,
    facet: found.facet,
    aggregate: marks.aggregate,
    points,
    colours: shown,
    facets: inOrder(facets.kept),
    rows,
    note: noteOf(rows, Number(totals?.lost ?? 0), marks.how(points.length)),
    warnings: [
      ...lost(Number(totals?.lost ?? 0), found),
      ...(colours.more
        ? [`${counted(colours.more, "less frequent value")} of ${found.colour} stand together as ${otherColour}.`]
        : []),
      ...(facets.more
        ? [`${counted(facets.more, "less frequent value")} of ${found.facet} are left out: narrow them with where.`]
        : []),
      ...marks.warnings,
    ],
    columns,
  };
}

/** The columns that are drawn, as they are written in the table. */
export interface Encoded {
  readonly x: Axis | null;
  readonly y: Axis | null;
  readonly colour: string | null;
  readonly facet: string | null;
}

function encoded(spec: ChartSpec, columns: readonly KnownColumn[]): Encoded {
  const find = (key: "x" | "y" | "colour" | "facet") => {
    const name = spec[key];
    return name === undefined ? null : columnAmong(columns, spec.table, name, key);
  };
  const axis = (key: "x" | "y"): Axis | null => {
    const column = find(key);
    if (!column) return null;
    const scale = scaleOf(column.type);
    const log = spec.log.includes(key);
    if (log && scale !== "number" && !(key === "y" && spec.aggregate === "count"))
      throw new CellError(`log: ${column.name} holds ${column.type}, and only numbers have a logarithm`, {
        key: "log",
      });
    refuseScale(spec, key, column, scale);
    return { column: column.name, scale, log };
  };
  return { x: axis("x"), y: axis("y"), colour: find("colour")?.name ?? null, facet: find("facet")?.name ?? null };
}

function scaleOf(type: string): Scale {
  if (/^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|DOUBLE|FLOAT|DECIMAL.*)$/.test(type)) return "number";
  return /^(DATE|TIMESTAMP)/.test(type) ? "time" : "category";
}

function refuseScale({ kind, aggregate }: ChartSpec, key: "x" | "y", { name, type }: KnownColumn, scale: Scale): void {
  const measured =
    key === "x"
      ? ["line", "histogram", "scatter", "ecdf"].includes(kind)
      : ["line", "bar", "box", "scatter"].includes(kind);
  const any = key === "y" && (aggregate === "count" || aggregate === "distinct");
  const fits = scale === "number" || (scale === "time" && (key === "x" || kind === "scatter"));
  if (measured && !any && !fits)
    throw new CellError(
      `${key}: ${name} holds ${type}; a ${kind} needs ${key === "x" || kind === "scatter" ? "numbers or times" : "numbers"} there`,
      { key },
    );
}

/** `r`: one row for each row of the table, and whether it can be drawn. */
function sourceSql({ table, where, kind, aggregate }: ChartSpec, { x, y, colour, facet }: Encoded): string {
  const text = (column: string | null) => (column ? `CAST(${identifier(column)} AS VARCHAR)` : "NULL::VARCHAR");
  const countsAll = aggregate === "count" && kind !== "heatmap";
  const conditions = [x && drawable(x), y && !countsAll && drawable(y)].filter(Boolean);
  return `r AS (SELECT ${valueSql(x)} AS x, ${valueSql(y)} AS y, ${text(colour)} AS c, ${text(facet)} AS f,
    coalesce(${conditions.join(" AND ") || "true"}, false) AS ok FROM ${identifier(table)} WHERE ${whereCondition(where) ?? "true"})`;
}

function valueSql(axis: Axis | null): string {
  if (!axis) return "NULL";
  const name = identifier(axis.column);
  if (axis.scale === "number") return `CAST(${name} AS DOUBLE)`;
  return axis.scale === "time" ? `CAST(${name} AS TIMESTAMP)` : `coalesce(CAST(${name} AS VARCHAR), '(none)')`;
}

function drawable(axis: Axis): string {
  const value = valueSql(axis);
  if (axis.scale === "category") return "true";
  return `isfinite(${value})${axis.log ? ` AND ${value} > 0` : ""}`;
}

function noteOf(rows: number, lost: number, how: string): string {
  return rows - lost === 0 ? "No rows to draw." : `${counted(rows - lost, "row")} ${how}`;
}

function lost(n: number, { x, y }: Encoded): readonly string[] {
  if (n === 0) return [];
  const logs = [x, y].filter((axis) => axis?.log).map((axis) => axis?.column);
  const names = [x, y].filter((axis) => axis && axis.scale !== "category").map((axis) => axis?.column);
  const reason = logs.length
    ? `${names.join(" or ")} is missing or, on a logarithmic axis, not above 0`
    : `${names.join(" or ")} is missing`;
  return [`${counted(n, "row")} cannot be drawn: ${reason}.`];
}

/** Cohorts as they follow in time, everything else by name; what has no value last. */
function inOrder(values: readonly (string | null)[]): readonly (string | null)[] {
  const rank = (value: string | null) => (value === null ? 3 : value === "reference" ? 0 : value === "current" ? 1 : 2);
  return [...values].sort((a, b) => rank(a) - rank(b) || String(a).localeCompare(String(b), "en", { numeric: true }));
}
