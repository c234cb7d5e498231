import { beforeAll, expect, test } from "vitest";
import { figureOf } from "../../../src/cells/chart/figure.tsx";
import { chart } from "../../../src/cells/chart/index.tsx";
import { table } from "../../../src/cells/chart/result.ts";
import { summaryOf } from "../../../src/cells/chart/summary.ts";
import type { Engine } from "../../../src/engine/engine.ts";
import { CellError } from "../../../src/notebook/cell.ts";
import { evaluateCell } from "../../support/cell.ts";
import { testStore } from "../../support/engine.ts";

const opened = testStore();
let engine: Engine;

beforeAll(async () => {
  engine = await opened();
  await engine.query(`CREATE TABLE calls AS SELECT
    CAST(i AS DOUBLE) AS ms, i % 5 AS step, 's' || i % 3 AS name, i % 2 = 0 AS ok,
    CASE WHEN i < 500 THEN 'reference' ELSE 'current' END AS cohort,
    TIMESTAMP '2026-04-01' + to_minutes(i) AS at FROM range(1, 1001) t(i)`);
  await engine.query(
    "INSERT INTO calls VALUES (NULL, 0, NULL, true, NULL, NULL), ('NaN', 0, 's0', true, NULL, NULL), (-5, 0, 's0', true, NULL, NULL)",
  );
  await engine.query(
    "CREATE TABLE many AS SELECT range AS x, 'g' || range % 20 AS g, range % 997 AS y FROM range(200000)",
  );
});

const run = (source: string) => evaluateCell(chart, source, { engine });

async function failure(source: string): Promise<CellError> {
  const error: unknown = await run(source).then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof CellError) return error;
  throw new Error(`no CellError for ${source}: ${String(error)}`);
}

test("bars are an aggregate by name, the largest first, with the number of rows behind each", async () => {
  const result = await run("table: calls\nkind: bar\nx: name\ny: ms\naggregate: median\nwhere: ms > 0");
  expect(result.points.map(({ x, value, n }) => [x, value, n])).toEqual(
    [
      ["s2", 500, 333],
      ["s1", 500.5, 334],
      ["s0", 501, 333],
    ].sort((a, b) => Number(b[1]) - Number(a[1])),
  );
  expect(table(result).columns.map(({ name }) => name)).toEqual(["name", "median of ms", "n"]);
});

test("a histogram counts every drawable row once, and says how many could not be drawn", async () => {
  const result = await run("table: calls\nkind: histogram\nx: ms\nbins: 20");
  expect(result.points.reduce((sum, { n }) => sum + n, 0)).toBe(1001);
  expect(result.note).toMatch(/^1,001 rows in \d+ bins of 100\.$/);
  expect(result.warnings).toEqual(["2 rows cannot be drawn: ms is missing."]);
});

test("a logarithmic axis leaves out what is not above 0, and says so", async () => {
  const result = await run("table: calls\nkind: histogram\nx: ms\nlog: x\nbins: 10");
  expect(result.points.reduce((sum, { n }) => sum + n, 0)).toBe(1000);
  expect(result.warnings[0]).toContain("not above 0");
});

test("a line over time is binned, one line for each cohort in the cohort's colour", async () => {
  const result = await run("table: calls\nkind: line\nx: at\ny: ms\naggregate: p95\ncolour: cohort\nbins: 10");
  expect(result.colours).toEqual(["reference", "current"]);
  expect(result.note).toMatch(/bins of 2 hours/);
  expect(result.points.find(({ colour }) => colour === "reference")).toMatchObject({
    x: "2026-04-01T00:00:00.000Z",
    xEnd: "2026-04-01T02:00:00.000Z",
  });
  const { data } = figureOf(result);
  expect(JSON.parse(JSON.stringify(data)).map((trace: { line: { color: string } }) => trace.line.color)).toEqual([
    "var(--reference)",
    "var(--current)",
  ]);
});

test("boxes have Tukey's whiskers", async () => {
  await engine.query("CREATE OR REPLACE TABLE few AS SELECT unnest([1, 2, 3, 4, 5, 6, 7, 8, 100]) AS v");
  const result = await run("table: few\nkind: box\ny: v");
  expect(result.points[0]).toMatchObject({ box: [1, 3, 5, 7, 8], n: 9, value: 5 });
});

test("an ECDF rises from the least to the largest value and ends at 1", async () => {
  const { points } = await run("table: calls\nkind: ecdf\nx: ms\nwhere: ms > 0");
  expect(points[0]).toMatchObject({ x: 1, value: 0 });
  expect(points.at(-1)).toMatchObject({ x: 1000, value: 1, n: 1000 });
  expect(points.find(({ value }) => value === 0.5)?.x).toBe(500);
});

test("a scatter of many rows is a sample that is the same every time, and says so", async () => {
  const source = "table: many\nkind: scatter\nx: x\ny: y\nlimit: 500";
  const [first, second] = [await run(source), await run(source)];
  expect(first.points).toEqual(second.points);
  expect(first.note).toBe("200,000 rows of which 500 points drawn at random.");
});

test("a heat map counts the rows of each field", async () => {
  const result = await run("table: many\nkind: heatmap\nx: x\ny: y\nbins: 10");
  expect(result.points.reduce((sum, { n }) => sum + n, 0)).toBe(200_000);
  expect(result.points.length).toBeLessThan(150);
});

test("the less frequent colours stand together, facets beyond twelve are left out, and both are said", async () => {
  const colours = await run("table: many\nkind: histogram\nx: x\ncolour: g");
  expect(colours.colours).toHaveLength(9);
  expect(colours.points.reduce((sum, { n }) => sum + n, 0)).toBe(200_000);
  expect(colours.warnings[0]).toBe("12 less frequent values of g stand together as (other).");
  const facets = await run("table: many\nkind: histogram\nx: x\nfacet: g");
  expect(facets.facets).toHaveLength(12);
  expect(facets.warnings[0]).toContain("8 less frequent values of g are left out");
  expect(Object.keys(figureOf(facets).layout)).toContain("xaxis12");
});

test("a table without rows gives an empty chart, not an error", async () => {
  for (const kind of ["line", "bar", "histogram", "scatter", "heatmap", "ecdf", "box"]) {
    const x = kind === "box" ? "" : "x: ms\n";
    const y = ["scatter", "heatmap", "box"].includes(kind) ? "y: ms\n" : "";
    const result = await run(`table: calls\nkind: ${kind}\n${x}${y}where: 1 = 0`);
    expect({ kind, note: result.note, points: result.points }).toEqual({ kind, note: "No rows to draw.", points: [] });
  }
});

test("every kind has a figure, a table twin and a summary with its numbers", async () => {
  for (const source of [
    "kind: line\nx: at\ny: ms",
    "kind: bar\nx: name\ncolour: cohort",
    "kind: box\nx: name\ny: ms",
    "kind: ecdf\nx: at\ncolour: ok",
    "kind: heatmap\nx: name\ny: step",
    "kind: scatter\nx: at\ny: ms\nfacet: name",
  ]) {
    const result = await run(`table: calls\n${source}`);
    expect(figureOf(result).data.length, source).toBeGreaterThan(0);
    expect(table(result).rows).toHaveLength(result.points.length);
    expect(summaryOf(result)).toMatch(/^1,00\d rows /);
  }
});

test.each([
  ["kind: bar\nx: name", "table", /missing/],
  ["table: cals\nx: name", "table", /did you mean calls/],
  [
    "table: calls\nx: nmae",
    "x",
    /calls has no column nmae; did you mean name\? There are ms, step, name, ok, cohort, at/,
  ],
  ["table: calls\nkind: line", "x", /a line needs a column there/],
  ["table: calls\nkind: pie\nx: name", "kind", /expected line, bar/],
  ["table: calls\nkind: line\nx: name\ny: ms", "x", /holds VARCHAR; a line needs numbers or times/],
  ["table: calls\nkind: bar\nx: name\ny: name", "y", /needs numbers/],
  ["table: calls\nkind: bar\nx: name\nlog: x", "log", /only numbers have a logarithm/],
  ["table: calls\nkind: histogram\nx: ms\ny: ms", "y", /no use for it/],
  ["table: calls\nkind: bar\nx: name\naggregate: p95", "aggregate", /p95 of what/],
  ["table: calls\nx: name\nwhere: nope > 1", "where", /nope/],
  ["table: calls\nx: name\ncolor: ok", "color", /did you mean colour/],
])("%j is told at its key %s", async (source, key, message) => {
  const error = await failure(source);
  expect(error.message).toMatch(message);
  expect(error.place.key).toBe(key);
});
