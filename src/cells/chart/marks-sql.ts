import { literal, literals } from "../../engine/sql.ts";
import type { Plain } from "../../engine/table-data.ts";
import { counted, groupDigits } from "../../widgets/format.ts";
import { type Bins, binsFor } from "./bins.ts";
import type { Aggregate, ChartSpec } from "./definition.ts";
import type { Encoded } from "./evaluate.ts";
import { type Axis, otherColour } from "./result.ts";

export interface Marks {
  readonly sql: string;
  readonly aggregate: Aggregate | null;
  /** How rows became marks, given how many there are: "in 60 bins". */
  how(marks: number): string;
  readonly warnings: readonly string[];
}

export interface Sources {
  ask(sql: string): Promise<Record<string, Plain>[]>;
  readonly rowsSql: string;
  readonly colours: readonly (string | null)[];
  readonly facets: readonly (string | null)[];
  /** Whether there are more colours than are shown. */
  readonly gathered: boolean;
}

/** The query that turns a chart's rows into its marks. */
export async function marksSql(spec: ChartSpec, found: Encoded, sources: Sources): Promise<Marks> {
  const rows = `WITH ${sources.rowsSql}, d AS (SELECT x, y, ${colourSql(sources)} AS c, f FROM r WHERE ok${facetSql(found, sources)})`;
  switch (spec.kind) {
    case "scatter":
      return scatter(spec, rows);
    case "box":
      return box(spec, found, rows);
    case "ecdf":
      return ecdf(rows);
    case "heatmap":
      return await heatmap(spec, found, rows, sources);
    default:
      return await grouped(spec, found, rows, sources);
  }
}

function colourSql({ colours, gathered }: Sources): string {
  if (!gathered) return "c";
  const named = colours.filter((value) => value !== null);
  const known = colours.includes(null) ? `c IS NULL OR c IN ${literals(named)}` : `c IN ${literals(named)}`;
  return `CASE WHEN ${known} THEN c ELSE ${literal(otherColour)} END`;
}

function facetSql({ facet }: Encoded, { facets }: Sources): string {
  if (!facet) return "";
  const named = literals(facets.filter((value) => value !== null));
  return ` AND (f IN ${named}${facets.includes(null) ? " OR f IS NULL" : ""})`;
}

const aggregateSql: Readonly<Record<Aggregate, string>> = {
  count: "count(*)",
  sum: "sum(y)",
  mean: "avg(y)",
  median: "quantile_cont(y, 0.5)",
  p90: "quantile_cont(y, 0.9)",
  p95: "quantile_cont(y, 0.95)",
  p99: "quantile_cont(y, 0.99)",
  min: "min(y)",
  max: "max(y)",
  distinct: "count(DISTINCT y)",
};

/** Lines, bars and histograms: an aggregate for each bin or name. */
async function grouped(spec: ChartSpec, { x, y }: Encoded, rows: string, { ask }: Sources): Promise<Marks> {
  const aggregate = spec.kind === "histogram" ? "count" : (spec.aggregate ?? (y ? "mean" : "count"));
  const value = `CAST(${aggregateSql[aggregate]} AS DOUBLE) AS value, count(*) AS n`;
  const bins = await binsFor(x as Axis, spec, (sql) => ask(`${rows} ${sql}`));
  if (!bins) return await named(spec, { aggregate, value, rows, ask });
  const sql = `${rows} SELECT f, c, ${bins.start("x")} AS x, ${bins.end("x")} AS x_end, ${value}
    FROM d GROUP BY f, c, ${bins.key("x")} ORDER BY f, c, ${bins.key("x")}`;
  return { sql, aggregate, how: () => bins.words, warnings: [] };
}

interface NamedParts {
  readonly aggregate: Aggregate;
  readonly value: string;
  readonly rows: string;
  readonly ask: Sources["ask"];
}

/** A mark for each value of x, of the most telling ones where there are many. */
async function named(spec: ChartSpec, { aggregate, value, rows, ask }: NamedParts): Promise<Marks> {
  const byName = (spec.sort ?? (spec.kind === "line" ? "x" : "value")) === "x";
  const direction = spec.order ?? (byName ? "asc" : "desc");
  const limit = spec.limit ?? (spec.kind === "line" ? 5000 : 40);
  const order = byName ? `x ${direction}` : `value ${direction} NULLS LAST, x`;
  const [all] = await ask(`${rows} SELECT count(DISTINCT x) AS n FROM d`);
  const total = Number(all?.n ?? 0);
  const sql = `${rows}, top AS (SELECT x, row_number() OVER (ORDER BY ${order}) AS place
      FROM (SELECT x, ${value} FROM d GROUP BY x) ORDER BY place LIMIT ${limit})
    SELECT f, c, d.x AS x, NULL AS x_end, ${value} FROM d JOIN top ON d.x = top.x GROUP BY f, c, d.x, place ORDER BY f, c, place`;
  const left = total - Math.min(total, limit);
  const warnings = left
    ? [`${groupDigits(limit)} of ${counted(total, "value")} are shown; the rest lies beyond limit: ${limit}.`]
    : [];
  return { sql, aggregate, how: () => `by ${counted(Math.min(total, limit), "value")} of ${spec.x}.`, warnings };
}

/** Fields stand around the middle of their bins, which is where a heat map draws them. */
async function heatmap(spec: ChartSpec, { x, y }: Encoded, rows: string, { ask }: Sources): Promise<Marks> {
  const bins = spec.bins ?? 40;
  const asked = (sql: string) => ask(`${rows} ${sql}`);
  const [across, up] = [
    await binsFor(x as Axis, { ...spec, bins }, asked),
    await binsFor(y as Axis, { ...spec, bins }, asked, "y"),
  ];
  const part = (side: Bins | null, name: string) => (side ? side.middle(name) : name);
  const keys = [part(across, "x"), part(up, "y")];
  const top = (side: Bins | null, name: string) =>
    side
      ? "true"
      : `${name} IN (SELECT ${name} FROM d GROUP BY ${name} ORDER BY count(*) DESC, ${name} LIMIT ${spec.limit ?? 40})`;
  const sql = `${rows} SELECT f, ${keys[0]} AS x, ${keys[1]} AS y, count(*) AS value, count(*) AS n
    FROM d WHERE ${top(across, "x")} AND ${top(up, "y")} GROUP BY f, ${keys.join(", ")} ORDER BY 1, 2, 3`;
  return { sql, aggregate: "count", how: (marks) => `in ${counted(marks, "field")}.`, warnings: [] };
}

/** Tukey's boxes: whiskers end at the last value within one and a half times the height of the box. */
function box(spec: ChartSpec, { x }: Encoded, rows: string): Marks {
  const group = x ? "CAST(x AS VARCHAR)" : "NULL::VARCHAR";
  const byName = spec.sort === "x";
  const order = byName ? `x ${spec.order ?? "asc"}` : `max(q[2]) OVER (PARTITION BY x) ${spec.order ?? "desc"}, x`;
  const limit = spec.limit ?? 40;
  const sql = `${rows}, g AS (SELECT f, c, ${group} AS x, y FROM d),
    kept AS (SELECT x FROM g GROUP BY x ORDER BY count(*) DESC, x LIMIT ${limit}),
    q AS (SELECT f, c, x, quantile_cont(y, [0.25, 0.5, 0.75]) AS q, count(*) AS n FROM g
      WHERE x IS NULL OR x IN (SELECT x FROM kept) GROUP BY f, c, x),
    b AS (SELECT q.f, q.c, q.x, any_value(q.q) AS q, any_value(q.n) AS n,
      min(g.y) FILTER (WHERE g.y >= q.q[1] - 1.5 * (q.q[3] - q.q[1])) AS low,
      max(g.y) FILTER (WHERE g.y <= q.q[3] + 1.5 * (q.q[3] - q.q[1])) AS high
      FROM q JOIN g ON g.f IS NOT DISTINCT FROM q.f AND g.c IS NOT DISTINCT FROM q.c AND g.x IS NOT DISTINCT FROM q.x
      GROUP BY q.f, q.c, q.x)
    SELECT f, c, x, NULL AS x_end, q[2] AS value, n, [low, q[1], q[2], q[3], high] AS box FROM b ORDER BY f, c, ${order}`;
  return {
    sql,
    aggregate: null,
    how: (marks) => `as ${counted(marks, "box")}.`.replace("boxs", "boxes"),
    warnings: [],
  };
}

const ecdfPoints = 200;

/** The distribution at every half percent of the rows. */
function ecdf(rows: string): Marks {
  const shares = `[${Array.from({ length: ecdfPoints + 1 }, (_, at) => at / ecdfPoints).join(", ")}]`;
  const sql = `${rows}, q AS (SELECT f, c, quantile_disc(x, ${shares}) AS xs, ${shares} AS shares, count(*) AS n FROM d GROUP BY f, c)
    SELECT f, c, unnest(xs) AS x, NULL AS x_end, unnest(shares) AS value, n FROM q ORDER BY f, c, value`;
  return { sql, aggregate: null, how: () => `as their distribution at every ${100 / ecdfPoints} %.`, warnings: [] };
}

/** All rows, or a sample of them that is the same for the same rows. */
function scatter(spec: ChartSpec, rows: string): Marks {
  const limit = spec.limit ?? 5000;
  const sql = `${rows} SELECT f, c, x, NULL AS x_end, y, 1 AS n
    FROM (SELECT *, row_number() OVER () AS place FROM d) ORDER BY hash(place), place LIMIT ${limit}`;
  return {
    sql,
    aggregate: null,
    how: (marks) => (marks < limit ? "as points." : `of which ${counted(marks, "point")} drawn at random.`),
    warnings: [],
  };
}
