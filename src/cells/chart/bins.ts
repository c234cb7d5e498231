import type { Plain } from "../../engine/table-data.ts";
import { counted } from "../../widgets/format.ts";
import type { ChartSpec } from "./definition.ts";
import type { Axis } from "./result.ts";

/** Bins of one width over an axis, as SQL over a column. */
export interface Bins {
  /** The bin's number. */
  key(column: string): string;
  start(column: string): string;
  middle(column: string): string;
  end(column: string): string;
  /** "in 60 bins of 1 hour." */
  readonly words: string;
}

type Ask = (sql: string) => Promise<Record<string, Plain>[]>;

const seconds = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400];
const days = [2, 7, 14, 28, 91, 364, 3640].map((n) => n * 86_400);
const millis = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5];

/**
 * Bins for a column of numbers or times; null where each value can stand for itself: names, and few enough values.
 * `ask` answers questions to `d`, the rows that are drawn.
 */
export async function binsFor(axis: Axis, spec: ChartSpec, ask: Ask, column: "x" | "y" = "x"): Promise<Bins | null> {
  if (axis.scale === "category") return null;
  const value = numberSql(axis, column);
  const [ends] = await ask(
    `SELECT min(${value}) AS a, max(${value}) AS b, approx_count_distinct(${column}) AS values FROM d`,
  );
  if (!ends || ends.a === null || ends.a === undefined) return null;
  const wanted = spec.bins ?? 60;
  const always = spec.kind === "histogram" || spec.kind === "heatmap" || spec.bins !== undefined;
  if (!always && Number(ends.values) <= wanted) return null;
  const [a, b] = [Number(ends.a), Number(ends.b)];
  const width = axis.scale === "time" ? timeWidth((b - a) / wanted) : numberWidth(a, b, wanted, axis.log);
  const many = Math.floor(b / width) - Math.floor(a / width) + 1;
  const back = (number: string) => backSql(axis, number);
  const key = (name: string) => `floor(${numberSql(axis, name)} / ${width})`;
  return {
    key,
    start: (name) => back(`${key(name)} * ${width}`),
    middle: (name) => back(`(${key(name)} + 0.5) * ${width}`),
    end: (name) => back(`(${key(name)} + 1) * ${width}`),
    words: `in ${counted(many, "bin")}${axis.log ? "" : ` of ${axis.scale === "time" ? timeWords(width) : width}`}.`,
  };
}

/** What is cut into bins: the number, its logarithm, or seconds since 1970. */
function numberSql({ scale, log }: Axis, column: string): string {
  if (scale === "time") return `(epoch_us(${column}) / 1e6)`;
  return log ? `log10(${column})` : column;
}

function backSql({ scale, log }: Axis, number: string): string {
  if (scale === "time") return `make_timestamp(CAST(round((${number}) * 1e6) AS BIGINT))`;
  return log ? `pow(10, ${number})` : `(${number})`;
}

/** The width of 1, 2 or 5 in some place that gives about so many bins; whole numbers are not cut into parts. */
export function numberWidth(a: number, b: number, wanted: number, log = false): number {
  const rough = (b - a) / wanted;
  if (!(rough > 0)) return log ? 0.1 : 1;
  const place = 10 ** Math.floor(Math.log10(rough));
  const digit = [1, 2, 5, 10].find((candidate) => candidate * place >= rough * 0.999) ?? 10;
  return Number((digit * place).toPrecision(2));
}

function timeWidth(rough: number): number {
  return [...millis, ...seconds, ...days].find((width) => width >= rough * 0.999) ?? (days.at(-1) as number);
}

function timeWords(width: number): string {
  if (width < 1) return `${width * 1000} ms`;
  if (width < 60) return counted(width, "second");
  if (width < 3600) return counted(width / 60, "minute");
  return width < 86_400 ? counted(width / 3600, "hour") : counted(width / 86_400, "day");
}
