import { expect, test } from "vitest";
import { storedTable, tableSource } from "../../src/cells/table-source.ts";
import type { Page, RowQuery, RowSource, Value } from "../../src/widgets/row-source.ts";
import { testStore } from "../support/engine.ts";

const engine = testStore();
const signal = new AbortController().signal;
const plain: RowQuery = { sort: null, filters: {} };

async function sourceOf(select: string, name: string): Promise<RowSource> {
  const db = await engine();
  await db.query(`CREATE OR REPLACE TABLE ${name} AS ${select}`);
  return tableSource(db, await storedTable(db, name));
}

async function page(source: RowSource, from: number, to: number, query: Partial<RowQuery> = {}): Promise<Page> {
  return await source.rows(from, to, { ...plain, ...query }, { signal });
}

async function first(source: RowSource, query: Partial<RowQuery>): Promise<readonly Value[]> {
  const { rows } = await page(source, 0, 100, query);
  return rows.map(([value]) => value ?? null);
}

const million = "SELECT i AS id, (i * 7919) % 1000 AS k, hash(i)::VARCHAR AS h FROM range(1000000) t(i)";

test("any stretch of a million rows comes in the order in which it was made", async () => {
  const source = await sourceOf(million, "big");
  expect(source.rowCount).toBe(1_000_000);
  for (const from of [0, 1, 123_457, 999_990]) {
    const { rows, total } = await page(source, from, from + 20);
    expect(total).toBe(1_000_000);
    expect(rows.map(([id]) => id)).toEqual(Array.from({ length: Math.min(20, 1_000_000 - from) }, (_, i) => from + i));
  }
});

test("a million rows are sorted with equal ones in a fixed order, and pages fit together", async () => {
  const source = await sourceOf(million, "big");
  const sorted: RowQuery = { sort: { column: "k", descending: true }, filters: {} };
  const seen: Value[] = [];
  for (const from of [0, 500, 1000, 1500])
    seen.push(...(await source.rows(from, from + 500, sorted, { signal })).rows.map(([id]) => id ?? null));
  const expected = Array.from({ length: 1_000_000 }, (_, i) => i)
    .filter((i) => (i * 7919) % 1000 >= 998)
    .sort((a, b) => ((b * 7919) % 1000) - ((a * 7919) % 1000) || a - b);
  expect(seen).toEqual(expected);
  const { rows } = await source.rows(999_998, 1_000_000, sorted, { signal });
  expect(rows.map(([, k]) => k)).toEqual([0, 0]);
});

test("filters count what passes them and page through that alone", async () => {
  const source = await sourceOf(million, "big");
  const filters = { k: "10..19", id: ">=500000" };
  const { rows, total } = await page(source, 4990, 5010, { filters });
  expect(total).toBe(5000);
  expect(rows).toHaveLength(10);
  for (const [id, k] of rows) expect(Number(id) >= 500_000 && Number(k) >= 10 && Number(k) <= 19).toBe(true);
});

const values = `SELECT * FROM (VALUES
  ('alpha', 1, 1.5, TIMESTAMP '2026-04-20 23:59:59.5', DATE '2026-04-20', TIME '10:30:00', true, 9007199254740993),
  ('BETA; DROP', 2, 2.5, TIMESTAMP '2026-04-21 00:00:00', DATE '2026-04-21', TIME '11:00:00', false, 9007199254740992),
  ('it''s', 3, 'nan'::DOUBLE, TIMESTAMP '2026-04-22 12:00:00', DATE '2026-04-22', TIME '12:00:00', NULL, 1),
  (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)) t(name, n, x, moment, day, clock, ok, big)`;

const filters: readonly [column: string, typed: string, names: readonly Value[]][] = [
  ["name", "A", ["alpha", "BETA; DROP"]],
  ["name", "it's", ["it's"]],
  ["name", "'; DROP TABLE some_values; --", []],
  ["name", "=alpha", ["alpha"]],
  ["name", "!=alpha", ["BETA; DROP", "it's"]],
  ["name", "null", [null]],
  ["name", "NOT NULL", ["alpha", "BETA; DROP", "it's"]],
  ["n", "2", ["BETA; DROP"]],
  ["n", ">= 2", ["BETA; DROP", "it's"]],
  ["n", "!=2", ["alpha", "it's"]],
  ["n", "1 .. 2", ["alpha", "BETA; DROP"]],
  ["x", "<2", ["alpha"]],
  ["big", "9007199254740993", ["alpha"]],
  ["big", "> 9,007,199,254,740,992", ["alpha"]],
  ["moment", "2026-04-20", ["alpha"]],
  ["moment", ">2026-04-20", ["BETA; DROP", "it's"]],
  ["moment", "<=2026-04-21", ["alpha", "BETA; DROP"]],
  ["moment", "2026-04-21..2026-04-22T12:00Z", ["BETA; DROP", "it's"]],
  ["day", ">=2026-04-21", ["BETA; DROP", "it's"]],
  ["clock", "<11:00", ["alpha"]],
  ["ok", "false", ["BETA; DROP"]],
];

test.each(filters)(
  "a filter on %s, %s, passes the same rows in the engine and in memory",
  async (column, typed, names) => {
    const { memorySource } = await import("../../src/widgets/row-source.ts");
    const source = await sourceOf(values, "some_values");
    const query = { filters: { [column]: typed } };
    expect(await first(source, query)).toEqual(names);
    const all = await page(source, 0, 4);
    expect(await first(memorySource({ columns: source.columns, rows: all.rows }), query)).toEqual(names);
  },
);

test("every column sorts the same way in the engine and in memory, NULL last", async () => {
  const { memorySource } = await import("../../src/widgets/row-source.ts");
  const source = await sourceOf(values, "some_values");
  const all = await page(source, 0, 4);
  const memory = memorySource({ columns: source.columns, rows: all.rows });
  for (const { name } of source.columns)
    for (const descending of [false, true]) {
      const query = { sort: { column: name, descending } };
      const sorted = await first(source, query);
      expect(sorted.at(-1), name).toBeNull();
      expect(await first(memory, query), `${name} ${descending}`).toEqual(sorted);
    }
});

test("a filter that is not understood fails with an example", async () => {
  const source = await sourceOf(values, "some_values");
  await expect(page(source, 0, 10, { filters: { n: "many" } })).rejects.toThrow(
    'not understood: "many" (write 12, >12',
  );
});

test("long values come cut with their length, and whole when asked for", async () => {
  const source = await sourceOf("SELECT repeat('x', 5000) AS t, 'short' AS s", "long_text");
  const { rows, lengths } = await page(source, 0, 1);
  expect([String(rows[0]?.[0]).length, lengths?.[0]]).toEqual([1000, [5000, null]]);
  const whole = await source.rows(0, 1, plain, { signal, whole: true });
  expect(String(whole.rows[0]?.[0])).toHaveLength(5000);
});

test("awkward column names are no trouble", async () => {
  const source = await sourceOf(`SELECT 1 AS "a ""b"" ; --", 'x' AS "select", 2 AS "ROW"`, "awkward");
  const query = { sort: { column: "select", descending: true }, filters: { 'a "b" ; --': "1" } };
  expect((await page(source, 0, 5, query)).rows).toEqual([[1, "x", 2]]);
});

test("a table that has changed since says so instead of showing other rows", async () => {
  const source = await sourceOf("SELECT i FROM range(100) t(i)", "changing");
  await (await engine()).query("DELETE FROM changing WHERE i < 50");
  await expect(page(source, 0, 10)).rejects.toThrow("changing: has changed since this cell ran; run it again");
});

test("a stopped request can be asked again", async () => {
  const source = await sourceOf(million, "big");
  const controller = new AbortController();
  const query: RowQuery = { sort: { column: "h", descending: false }, filters: {} };
  const stopped = source.rows(0, 10, query, { signal: controller.signal });
  controller.abort(new Error("enough"));
  await expect(stopped).rejects.toThrow("enough");
  expect((await source.rows(0, 10, query, { signal })).rows).toHaveLength(10);
});
