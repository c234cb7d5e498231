import type { ColumnInfo, Plain, TableData } from "../../engine/table-data.ts";
import type { Aggregate, ChartKind } from "./definition.ts";

/** What an axis shows: numbers, times (ISO text, UTC), or names. */
export type Scale = "number" | "time" | "category";

export interface Axis {
  readonly column: string;
  readonly scale: Scale;
  readonly log: boolean;
}

/** A mark of the chart, or a part of one; what a kind has no use for is null. */
export interface Point {
  readonly facet: string | null;
  readonly colour: string | null;
  readonly x: Plain;
  /** Where the bin that begins at `x` ends. */
  readonly xEnd: Plain;
  readonly y: Plain;
  /** The height, the aggregate, the share, or the colour of a heat map's field. */
  readonly value: number | null;
  /** How many rows it stands for. */
  readonly n: number;
  /** Of a box: lower whisker, first quartile, median, third quartile, upper whisker. */
  readonly box: readonly (number | null)[] | null;
}

export interface ChartResult {
  readonly kind: ChartKind;
  readonly x: Axis | null;
  readonly y: Axis | null;
  readonly colour: string | null;
  readonly facet: string | null;
  readonly aggregate: Aggregate | null;
  readonly points: readonly Point[];
  /** The values of the colour, in the order of the legend; of the facet, in reading order. */
  readonly colours: readonly (string | null)[];
  readonly facets: readonly (string | null)[];
  /** Rows of the table that the conditions leave. */
  readonly rows: number;
  /** How the rows became marks: "1,000,000 rows in 60 bins". */
  readonly note: string;
  /** What could not be drawn and why, each a sentence. */
  readonly warnings: readonly string[];
  /** The columns that there are, for the form. */
  readonly columns: readonly ColumnInfo[];
}

/** The colour that gathers what is beyond the most frequent values. */
export const otherColour = "(other)";

const boxNames = ["low", "q1", "median", "q3", "high"];

/** The marks as rows, which is the table that a named chart makes. */
export function table(result: ChartResult): TableData {
  const columns = columnsOf(result);
  return {
    columns: columns.map(({ name, type }) => ({ name, type })),
    rows: result.points.map((point) => columns.map(({ read }) => read(point))),
  };
}

interface ResultColumn extends ColumnInfo {
  read(point: Point): Plain;
}

function columnsOf(result: ChartResult): readonly ResultColumn[] {
  const { kind, x, y, colour, facet } = result;
  const columns: ResultColumn[] = [];
  const add = (name: string, type: string, read: ResultColumn["read"]) => {
    const taken = columns.some((column) => column.name.toLowerCase() === name.toLowerCase());
    columns.push({ name: taken ? `${name}_${columns.length}` : name, type, read });
  };
  if (facet) add(facet, "VARCHAR", (point) => point.facet);
  if (colour) add(colour, "VARCHAR", (point) => point.colour);
  if (x) add(x.column, typeOf(x), (point) => point.x);
  if (result.points.some(({ xEnd }) => xEnd !== null)) add(`${x?.column} to`, typeOf(x), (point) => point.xEnd);
  if (kind === "heatmap" && y) add(y.column, typeOf(y), (point) => point.y);
  if (kind === "scatter" && y) add(y.column, typeOf(y), (point) => point.y);
  else if (kind === "box")
    for (const [at, name] of boxNames.entries()) add(name, "DOUBLE", (point) => point.box?.[at] ?? null);
  else add(valueLabel(result), "DOUBLE", (point) => point.value);
  if (kind !== "scatter") add("n", "BIGINT", (point) => point.n);
  return columns;
}

function typeOf(axis: Axis | null): string {
  return axis?.scale === "time" ? "TIMESTAMP" : axis?.scale === "number" ? "DOUBLE" : "VARCHAR";
}

/** "p95 of duration_ms", "rows", "share at or below". */
export function valueLabel({ kind, aggregate, y }: Pick<ChartResult, "kind" | "y" | "aggregate">): string {
  if (kind === "ecdf") return "share at or below";
  if (kind === "histogram" || aggregate === "count" || !aggregate) return "rows";
  return `${aggregate} of ${y?.column}`;
}
