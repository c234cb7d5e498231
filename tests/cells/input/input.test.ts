import { beforeAll, expect, test } from "vitest";
import { input } from "../../../src/cells/input/index.tsx";
import { inputValues, table, words } from "../../../src/cells/input/result.ts";
import type { Engine } from "../../../src/engine/engine.ts";
import { CellError } from "../../../src/notebook/cell.ts";
import { evaluateCell } from "../../support/cell.ts";
import { testStore } from "../../support/engine.ts";

const opened = testStore();
let engine: Engine;

beforeAll(async () => {
  engine = await opened();
  await engine.query(`CREATE TABLE steps AS SELECT * FROM (VALUES ('llm.answer', 10, TIMESTAMP '2026-04-01 08:00'),
    ('warehouse.query', 30, TIMESTAMP '2026-04-03 09:30'), ('llm.answer', 250, TIMESTAMP '2026-04-09'), (NULL, NULL, NULL))
    AS t(name, "Took", "at")`);
});

const run = (source: string) => evaluateCell(input, source, { engine });

async function failure(source: string): Promise<CellError> {
  const error: unknown = await run(source).then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof CellError) return error;
  throw new Error(`no CellError for ${source}: ${String(error)}`);
}

test("a select from a column offers its values with their counts, and holds the first until one is chosen", async () => {
  const result = await run("type: select\ntable: steps\ncolumn: name");
  expect(result.choices).toEqual([
    { value: "llm.answer", rows: 2 },
    { value: "warehouse.query", rows: 1 },
  ]);
  expect(inputValues("step", result)).toEqual({ step: { value: "llm.answer", type: "VARCHAR" } });
  const chosen = await run("type: select\ntable: steps\ncolumn: name\nvalue: warehouse.query");
  expect(table(chosen)).toEqual({ columns: [{ name: "value", type: "VARCHAR" }], rows: [["warehouse.query"]] });
});

test("a select from a query keeps the query's order and type", async () => {
  const result = await run('type: select\nquery: select "at", name from steps order by "at" desc');
  expect(result.valueType).toBe("TIMESTAMP");
  expect(result.choices.map(({ value }) => value)).toEqual([
    "2026-04-09 00:00:00",
    "2026-04-03 09:30:00",
    "2026-04-01 08:00:00",
  ]);
});

test("a value that the data no longer has is kept and pointed out", async () => {
  const result = await run("type: select\ntable: steps\ncolumn: name\nvalue: gone");
  expect(result).toMatchObject({ value: "gone", note: "gone: not among the choices that the data has now." });
});

test("several choices are a list, and a row for each", async () => {
  const all = await run("type: multi-select\noptions: [1, 2, 3, 3]");
  expect(inputValues("n", all)).toEqual({ n: { value: [1, 2, 3], type: "BIGINT[]" } });
  const none = await run("type: multi-select\noptions: [a, b]\nvalue: []");
  expect(inputValues("n", none)).toEqual({ n: { value: [], type: "VARCHAR[]" } });
  expect(table(none).rows).toEqual([]);
  expect(words(none)).toBe("0 of 2 choices");
});

test("a slider takes its ends from a column and steps that suit them", async () => {
  expect(await run("type: slider\ntable: steps\ncolumn: took")).toMatchObject({
    min: 10,
    max: 250,
    step: 5,
    value: 10,
  });
  const fine = await run("type: slider\nmin: 0\nmax: 1\nvalue: 0.25");
  expect(fine).toMatchObject({ step: 0.01, valueType: "DOUBLE", value: 0.25 });
});

test("a date range is two times, and a bare date as its end includes that day", async () => {
  const result = await run("type: date-range\nvalue: {from: 2026-04-01, to: 2026-04-14}");
  expect(inputValues("when", result)).toEqual({
    when: { value: ["2026-04-01 00:00:00", "2026-04-14 23:59:59.999999"], type: "TIMESTAMP[]" },
    when_from: { value: "2026-04-01 00:00:00", type: "TIMESTAMP" },
    when_to: { value: "2026-04-14 23:59:59.999999", type: "TIMESTAMP" },
  });
  const found = await run("type: date-range\ntable: steps\ncolumn: at");
  expect(found.value).toEqual(["2026-04-01", "2026-04-09"]);
});

test("text and a switch hold what was written, and else nothing and off", async () => {
  expect((await run("type: text\nvalue: it's")).value).toBe("it's");
  expect((await run("type: text")).value).toBe("");
  expect((await run("type: toggle\nvalue: true")).value).toBe(true);
  expect((await run("type: toggle")).value).toBe(false);
});

test.each([
  ["type: dial", "type", /expected select, multi-select/],
  ["label: x", "type", /missing/],
  ["type: select", "type", /needs options, or table and column, or a query/],
  ["type: select\noptions: [a]\nquery: select 1", "query", /stands beside options/],
  ["type: select\noptions: [a, b]\nvalue: c", "value", /"c" is not among the options: a, b/],
  ["type: toggle\nmin: 3", "min", /not for the type toggle/],
  ["type: slider", "type", /needs min and max/],
  ["type: slider\nmin: 5\nmax: 5", "min", /not below max/],
  ["type: number\nmin: 1\nvalue: 0", "value", /0 is not from 1/],
  ["type: number\nvalue: many", "value", /expected a number/],
  ["type: date-range\nvalue: {from: 2026-04-09, to: 2026-04-01}", "value", /is after/],
  ["type: date-range\nvalue: {from: yesterday, to: 2026-04-01}", "value.from", /not a time/],
  ["type: date-range", "value", /write from and to/],
  ["type: select\ntable: stps\ncolumn: name", "table", /did you mean steps/],
  ["type: select\ntable: steps\ncolumn: nam", "column", /did you mean name\? There are name, Took, at/],
  ["type: slider\ntable: steps\ncolumn: name", "column", /holds VARCHAR; numbers are needed/],
  ["type: select\nquery: select nope from steps", "query", /nope/],
  ["type: select\nquery: select [1] as list", "query", /holds INTEGER\[\]/],
])("%j is told at its key %s", async (source, key, message) => {
  const error = await failure(source);
  expect(error.message).toMatch(message);
  expect(error.place.key).toBe(key);
});
