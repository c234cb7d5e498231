import type { Plain } from "../../engine/table-data.ts";
import type { ReturnedTable, ScriptFigure, ScriptOutput } from "./messages.ts";
import { plainOf } from "./plain-value.ts";
import { printed } from "./printed.ts";
import { returnedTable } from "./returned-table.ts";
import { isRecord, named, type ValueColumn, valueColumns } from "./value-columns.ts";

const mostRows = 1000;
const mostPoints = 2_000_000;

/** A value as the cell shows it: a figure, a table's first rows, or text. */
export function shown(value: unknown): ScriptOutput {
  if (isFigure(value)) return { type: "figure", ...figure(value) };
  const columns = isRecord(value) || isRows(value) ? valueColumns(value) : null;
  return columns?.length ? firstRows(columns) : { type: "text", text: printed(value) };
}

/** What the script gave in the end: a table, something to show, or nothing. @throws for what can be neither */
export function returned(value: unknown): {
  readonly table: ReturnedTable | null;
  readonly output: ScriptOutput | null;
} {
  if (value === undefined || value === null) return { table: null, output: null };
  if (isFigure(value)) return { table: null, output: shown(value) };
  const columns = valueColumns(value);
  if (columns?.length) return { table: returnedTable(columns), output: null };
  if (columns) return { table: null, output: { type: "text", text: "No rows: an empty list has no columns." } };
  if (typeof value === "function" || typeof value === "symbol" || isInstance(value)) throw new Error(unshowable(value));
  return { table: null, output: { type: "text", text: printed(value) } };
}

function unshowable(value: unknown): string {
  return `the script returned ${named(value)}: return rows (a list of objects), a figure ({ data, layout }), text or a number`;
}

function isInstance(value: unknown): boolean {
  return typeof value === "object" && value !== null && !isRecord(value) && !(value instanceof Date);
}

function isRows(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && isRecord(value[0]);
}

/** A figure as Plotly takes it: a list of series, and perhaps a layout. */
function isFigure(value: unknown): value is { readonly data: readonly unknown[]; readonly layout?: unknown } {
  if (!isRecord(value) || !Array.isArray(value.data)) return false;
  const others = Object.keys(value).filter((key) => !["data", "layout", "config"].includes(key));
  return others.length === 0 && value.data.every(isRecord) && (value.layout === undefined || isRecord(value.layout));
}

function figure({ data, layout = {} }: { readonly data: readonly unknown[]; readonly layout?: unknown }): ScriptFigure {
  const points = data.reduce<number>((sum, series) => sum + pointsOf(series), 0);
  if (points > mostPoints)
    throw new Error(
      `a figure of ${points.toLocaleString("en")} values is more than can be drawn (${mostPoints.toLocaleString("en")}): aggregate first`,
    );
  return plainOf({ data, layout }) as unknown as ScriptFigure;
}

function pointsOf(series: unknown): number {
  const lists = Object.values(series as Record<string, unknown>).map((item) => (item as { length?: unknown })?.length);
  return lists.reduce<number>((sum, length) => sum + (typeof length === "number" ? length : 0), 0);
}

function firstRows(columns: readonly ValueColumn[]): ScriptOutput {
  const rowCount = columns[0]?.length ?? 0;
  const row = (index: number) => columns.map((column) => cellValue(column, index));
  return {
    type: "table",
    columns: columns.map(({ name, type }) => ({ name, type })),
    rows: Array.from({ length: Math.min(rowCount, mostRows) }, (_, index) => row(index)),
    rowCount,
  };
}

function cellValue({ type, at }: ValueColumn, row: number): Plain {
  const value = at(row);
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  if (type === "TIMESTAMP" && typeof value === "number") return new Date(value / 1000).toISOString();
  return typeof value === "string" ? cut(value) : plainOf(value);
}

function cut(text: string): string {
  return text.length > 1000 ? `${text.slice(0, 1000)}…` : text;
}
