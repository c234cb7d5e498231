import type { Plain } from "../../engine/table-data.ts";
import type { ScriptFigure } from "../../notebook/script/messages.ts";
import { counted } from "../../widgets/format.ts";
import type { Rows } from "../../widgets/row-source.ts";

type Series = ScriptFigure["data"][number];

const shownKeys = [
  "x",
  "y",
  "z",
  "labels",
  "values",
  "lat",
  "lon",
  "r",
  "theta",
  "open",
  "high",
  "low",
  "close",
  "text",
];
const mostRows = 10_000;

/** A figure's values as rows, a row for each point, with the series that it belongs to. */
export function figureTable({ data }: ScriptFigure): Rows {
  const keys = shownKeys.filter((key) => data.some((series) => isFlat(series[key])));
  const named = data.length > 1;
  const columns = [...(named ? ["series"] : []), ...keys];
  const rows = data.flatMap((series, index) => {
    const lists = keys.map((key) => (isFlat(series[key]) ? series[key] : []));
    const lead = named ? [seriesName(series, index)] : [];
    return Array.from({ length: pointsOf(series) }, (_, row) => [...lead, ...lists.map((list) => list[row] ?? null)]);
  });
  const shown = rows.slice(0, mostRows);
  return { columns: columns.map((name, index) => ({ name, type: typeOf(shown, index) })), rows: shown };
}

/** What a figure shows, with its numbers: "2 series, 480 points; x from 0 to 99; y from 1.5 to 8". */
export function figureSummary({ data }: ScriptFigure): string {
  const points = data.reduce((sum, series) => sum + pointsOf(series), 0);
  const count = `${data.length > 1 ? `${data.length} series, ` : ""}${counted(points, "point")}`;
  return [count, ...["x", "y"].flatMap((key) => rangeOf(data, key))].join("; ");
}

function rangeOf(data: readonly Series[], key: string): readonly string[] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const series of data)
    for (const value of isFlat(series[key]) ? series[key] : []) {
      if (typeof value !== "number") continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  const text = (value: number) => Number(value.toPrecision(4)).toLocaleString("en", { maximumFractionDigits: 20 });
  return low <= high ? [`${key} from ${text(low)} to ${text(high)}`] : [];
}

function pointsOf(series: Series): number {
  return Math.max(0, ...shownKeys.map((key) => (isFlat(series[key]) ? series[key].length : 0)));
}

function seriesName({ name }: Series, index: number): string {
  return typeof name === "string" && name ? name : `series ${index + 1}`;
}

function isFlat(value: Plain | undefined): value is readonly Plain[] {
  return Array.isArray(value) && (value[0] === null || typeof value[0] !== "object");
}

function typeOf(rows: readonly (readonly Plain[])[], column: number): string {
  const values = rows.map((row) => row[column] ?? null).filter((value) => value !== null);
  if (values.length && values.every((value) => typeof value === "number"))
    return values.every(Number.isInteger) ? "BIGINT" : "DOUBLE";
  return "VARCHAR";
}
