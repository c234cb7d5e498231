import { type ChartResult, valueLabel } from "./result.ts";

/** What the chart shows, in a sentence with its numbers. */
export function summaryOf(result: ChartResult): string {
  const { note, points, colours, colour } = result;
  const first = `${note}${colour && colours.length ? ` Colours: ${colours.map((value) => value ?? "none").join(", ")}.` : ""}`;
  const valued = points.filter(({ value }) => value !== null);
  if (valued.length === 0 || result.kind === "scatter" || result.kind === "ecdf") return first;
  const top = valued.reduce((most, point) => ((point.value ?? 0) > (most.value ?? 0) ? point : most));
  const what = result.kind === "box" ? `median ${result.y?.column}` : valueLabel(result);
  const where = [result.x && `${result.x.column} ${short(top.x)}`, top.facet, top.colour].filter(Boolean).join(", ");
  const counts = what === "rows" ? "" : `, n = ${short(top.n)}`;
  return `${first} Highest: ${what === "rows" ? `${short(top.value)} rows` : `${what} ${short(top.value)}`}${where ? ` (${where}${counts})` : counts}.`;
}

function short(value: unknown): string {
  if (typeof value === "number")
    return Number.isInteger(value) ? value.toLocaleString("en") : String(Number(value.toPrecision(4)));
  return String(value).replace(/T(\d\d:\d\d)(:00(\.0+)?)?Z?$/, " $1");
}
