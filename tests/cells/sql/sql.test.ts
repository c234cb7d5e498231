import { expect, test } from "vitest";
import { sql } from "../../../src/cells/sql/index.tsx";
import type { SqlResult } from "../../../src/cells/sql/result.ts";
import { toObjects } from "../../../src/engine/table-data.ts";
import { evaluateCell } from "../../support/cell.ts";
import { testStore } from "../../support/engine.ts";
import { storeOf } from "../../support/spans.ts";

const engine = testStore();

async function run(source: string, name = "cell", signal?: AbortSignal): Promise<SqlResult> {
  return await evaluateCell(sql, source, { engine: await engine(), name, signal });
}

async function rowsOf(query: string): Promise<unknown[]> {
  return toObjects(await (await engine()).query(query));
}

async function readsOf(source: string): Promise<readonly string[]> {
  return await sql.reads(sql.parse(source), await engine());
}

test("the rows of a query become a table under the cell's name", async () => {
  const result = await run("select i, i * 1.5 as half_more from range(3) t(i) order by i desc", "made");
  expect(result).toEqual({
    table: "made",
    columns: [
      { name: "i", type: "BIGINT" },
      { name: "half_more", type: "DECIMAL(21,1)" },
    ],
    rowCount: 3,
    preview: {
      columns: result.columns,
      rows: [
        [2, 3],
        [1, 1.5],
        [0, 0],
      ],
    },
    cut: [],
    said: [],
  });
  expect(await rowsOf("SELECT sum(i)::INTEGER AS s FROM made")).toEqual([{ s: 3 }]);
  expect(sql.summary?.(result)).toBe("3 rows");
});

test("the next run replaces the table, whatever its columns", async () => {
  await run("select 1 as a", "again");
  await run("select 'x' as b, 2 as c", "again");
  expect(await rowsOf("SELECT * FROM again")).toEqual([{ b: "x", c: 2 }]);
});

test("the result is plain data, numbers beyond JSON included", async () => {
  const result = await run(`select 'nan'::double as n, 'inf'::float as i, 9007199254740993 as big,
    map {'k': 'v'} as m, [1, null] as l, null as nothing, 'it''s' as t, '\\x00'::blob as b`);
  expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  expect(result.preview.rows[0]).toEqual([
    "NaN",
    "Infinity",
    "9007199254740993",
    { k: "v" },
    [1, null],
    null,
    "it's",
    "\\x00",
  ]);
});

test("types that Arrow would round or lack come as text", async () => {
  const result = await run(`select timestamp_ns '2026-04-20 14:02:00.123456789' as ns, interval 3 days as i,
    '101'::bit as b, timestamptz '2026-04-20 14:02:00' as tz, timestamp_s '2026-04-20 14:02:00' as s,
    340282366920938463463374607431768211455::uhugeint as u, [1.5, 2]::double[2] as fixed`);
  expect(result.preview.rows[0]).toEqual([
    "2026-04-20 14:02:00.123456789",
    "3 days",
    "101",
    "2026-04-20 14:02:00+00",
    "2026-04-20T14:02:00.000Z",
    "340282366920938463463374607431768211455",
    [1.5, 2],
  ]);
});

test("statements run in order and the last that gives rows is kept", async () => {
  const result = await run(
    "create or replace table notes (n int); insert into notes values (1), (2), (3); select 1; select sum(n) as s from notes; delete from notes where n > 1",
    "several",
  );
  expect(result.preview.rows).toEqual([[6]]);
  expect(result.said).toEqual(["Created table notes.", "Inserted 3 rows into notes.", "Deleted 2 rows of notes."]);
  expect(await rowsOf("FROM several")).toEqual([{ s: 6 }]);
});

test("statements without rows say what they did and leave no table behind", async () => {
  await run("select 1 as old", "silent");
  const result = await run(
    "create or replace table kept_notes as select i from range(4) t(i); update kept_notes set i = 0",
    "silent",
  );
  expect(result.table).toBeNull();
  expect(result.said).toEqual(["Created table kept_notes, 4 rows.", "Changed 4 rows of kept_notes."]);
  expect(sql.summary?.(result)).toBe("Changed 4 rows of kept_notes.");
  await expect(rowsOf("FROM silent")).rejects.toThrow("does not exist");
});

test("a cell that makes the table of its own name keeps it", async () => {
  await run("create or replace table own_name as select 7 as n", "own_name");
  expect(await rowsOf("FROM own_name")).toEqual([{ n: 7 }]);
});

test("an empty cell and one of comments alone have nothing to run", async () => {
  for (const source of ["", "  \n", "-- later\n", ";;"]) {
    const result = await run(source, "empty_cell");
    expect(result).toMatchObject({ table: null, said: [], rowCount: 0 });
  }
});

const shapes: readonly [string, string, number][] = [
  ["FROM first", "from range(3) t(i) select i", 3],
  ["VALUES", "values (1, 'a'), (2, 'b')", 2],
  ["brackets", "(select 1) union all (select 2)", 2],
  ["WITH", "with a as (select 1 as x), b as (select x + 1 as y from a) select * from a, b -- done", 1],
  [
    "WITH RECURSIVE",
    "with recursive r as (select 1 as n union all select n + 1 from r where n < 5) select * from r",
    5,
  ],
  ["PIVOT", "pivot (values ('a', 1), ('b', 2)) t(k, v) on k using sum(v)", 1],
  ["UNPIVOT", "unpivot (select 1 as a, 2 as b) on a, b into name k value v", 2],
  ["DESCRIBE", "describe select 1 as a, 'x' as b", 2],
  ["SUMMARIZE", "summarize select 1 as a, 'x' as b", 2],
  ["SHOW", "show tables", -1],
  ["EXPLAIN", "explain select 1", 1],
  ["EXPLAIN ANALYZE", "explain analyze select 1", 1],
  ["PRAGMA", "pragma version", 1],
  ["RETURNING", "create or replace table ret (i int); insert into ret values (1), (2) returning i, i * 2 as twice", 2],
  ["a comment before", "/* first */ -- second\nselect 1", 1],
  ["no rows at all", "select 1 as a where false", 0],
];

test.each(shapes)("every shape of query gives a table: %s", async (_name, source, rows) => {
  const result = await run(source, "shape");
  expect(result.table).toBe("shape");
  if (rows >= 0) expect(result.rowCount).toBe(rows);
  expect(result.columns.length).toBeGreaterThan(0);
  expect(await rowsOf("SELECT count(*)::INTEGER AS n FROM shape")).toEqual([{ n: result.rowCount }]);
});

test("columns of the same name are told apart", async () => {
  const result = await run('select 1 as a, 2 as a, 3 as "A", 4 as a_1');
  const names = result.columns.map((column) => column.name.toLowerCase());
  expect(new Set(names).size).toBe(4);
  expect(result.preview.rows).toEqual([[1, 2, 3, 4]]);
});

test("a column called rowid is renamed, which is said", async () => {
  const result = await run("select i * 10 as rowid, i as row_id from range(3) t(i)");
  expect(result.columns.map((column) => column.name)).toEqual(["row_id_1", "row_id"]);
  expect(result.preview.rows).toEqual([
    [0, 0],
    [10, 1],
    [20, 2],
  ]);
  expect(result.said).toEqual(["The column rowid is called row_id_1 in the table."]);
});

const mistakes: readonly [name: string, source: string, message: RegExp, line: number, column: number][] = [
  ["in the first line", "select nope from range(3)", /"nope" not found/, 1, 8],
  ["in a later line", "select 1,\n\n   nope\nfrom range(3)", /"nope" not found/, 3, 4],
  ["in the second statement", "select 1;\nselect 2,\n  nope from range(3)", /"nope" not found/, 3, 3],
  ["in the second statement of a line", "select 1; select nope from range(3)", /"nope" not found/, 1, 18],
  [
    "after comments and text with semicolons",
    "select ';' -- ; '\n; /* ; */ select nope from range(3)",
    /"nope"/,
    2,
    18,
  ],
  ["syntax", "select *\nform spans", /^Parser Error: syntax error at or near "spans"/, 2, 6],
  ["syntax in the second statement", "select 1;\n\n  selec 2", /syntax error at or near "selec"/, 3, 3],
  ["an unknown table", "select 1;\nselect * from no_such_table", /no_such_table does not exist/, 2, 15],
  ["in a statement without rows", "create or replace table z as\n select nope from range(2)", /"nope" not found/, 2, 9],
  ["in a query whose rows are not kept", "select nope from range(2);\nselect 1", /"nope" not found/, 1, 8],
  ["text that never ends", "select 1;\nselect 'abc", /unterminated quoted string/, 2, 8],
  ["a long line", `select ${"1, ".repeat(200)}nope from range(2)`, /"nope"/, 1, 608],
];

test.each(mistakes)("an error is told at its place in the cell: %s", async (_name, source, message, line, column) => {
  const failed = run(source, "wrong");
  await expect(failed).rejects.toMatchObject({ name: "QueryError", place: { line, column }, sql: source });
  await expect(failed).rejects.toThrow(message);
});

test("an error without a place of its own points at its statement when there are several", async () => {
  await expect(run("select 1;\n\n select 'x'::int")).rejects.toMatchObject({ place: { line: 3 } });
});

test("a failed run leaves the last good table", async () => {
  await run("select 1 as good", "lasting");
  await expect(run("select nope", "lasting")).rejects.toThrow();
  await expect(run("select error('late') from range(5000)", "lasting")).rejects.toThrow("late");
  expect(await rowsOf("FROM lasting")).toEqual([{ good: 1 }]);
});

test("a long query is stopped, its last good table stays, and the engine lives on", async () => {
  await run("select 1 as good", "stopped");
  const controller = new AbortController();
  setTimeout(() => controller.abort(new Error("enough")), 200);
  const long = run("select count(*) from range(100000000000) t(i) where sqrt(i) < 0", "stopped", controller.signal);
  await expect(long).rejects.toThrow("enough");
  expect(await rowsOf("FROM stopped")).toEqual([{ good: 1 }]);
});

test("a result that does not fit into memory says what to do, and the engine lives on", async () => {
  const huge = run("select i, repeat(md5(i::varchar), 400) as t from range(1000000) t(i)", "huge");
  await expect(huge).rejects.toThrow(/does not fit into memory: aggregate, choose fewer columns, or add a LIMIT/);
  expect((await run("select 1 as a", "huge")).rowCount).toBe(1);
});

test("long texts and lists are cut in the preview and whole in the table", async () => {
  const result = await run(`select repeat('é', 5000) as t, range(500) as l, map {'prompt': repeat('p', 9000)} as m,
    ['short', repeat('x', 700)] as texts, 'short' as s, [1, 2] as few`);
  const [t, l, m, texts, s, few] = result.preview.rows[0] as [
    string,
    number[],
    Record<string, string>,
    string[],
    string,
    number[],
  ];
  expect([t.length, l.length, m.prompt?.length, texts[1]?.length]).toEqual([1000, 100, 300, 300]);
  expect([s, few]).toEqual(["short", [1, 2]]);
  expect(result.cut).toEqual([
    { row: 0, column: 0, length: 5000 },
    { row: 0, column: 1, length: 500 },
    { row: 0, column: 2, length: 9000 },
    { row: 0, column: 3, length: 2 },
  ]);
  expect(await rowsOf("SELECT length(t)::INTEGER AS n, len(l)::INTEGER AS k FROM cell")).toEqual([{ n: 5000, k: 500 }]);
});

test("a large result is counted whole and shown in part", async () => {
  const result = await run("select i, hash(i)::varchar as h from range(1000000) t(i)", "large");
  expect(result.rowCount).toBe(1_000_000);
  expect(result.preview.rows).toHaveLength(200);
  expect(sql.summary?.(result)).toBe("1,000,000 rows");
});

test("what a cell reads is known without running it", async () => {
  expect([...(await readsOf("select * from spans s join other_cell using (name)"))].sort()).toEqual([
    "other_cell",
    "spans",
  ]);
  expect(await readsOf("with a as (select * from spans) select * from a -- from b")).toEqual(["spans"]);
  expect(await readsOf("select 1; select * from later")).toEqual(["later"]);
  expect(await readsOf("create table made_here as select * from first_one; select * from made_here")).toEqual([
    "first_one",
  ]);
  expect([...(await readsOf("pivot wide on k using sum(v)"))]).toEqual(["wide"]);
  expect([...(await readsOf('insert into not_yet select * from "My Cell"'))].sort()).toEqual(["My Cell", "not_yet"]);
  expect(await readsOf("select * from broken where (")).toEqual(["broken"]);
  expect(await readsOf("")).toEqual([]);
});

const refused: readonly [source: string, reason: RegExp, line?: number, column?: number][] = [
  ["drop view spans", /^spans: holds what was imported/, 1, 11],
  ["select 1;\n  DROP VIEW IF EXISTS main.Spans", /^Spans: holds what was imported/, 2, 23],
  ['create or replace view "scores" as select 1', /^scores: holds/],
  ["create or replace table traces as select 1", /^traces: holds/],
  ["alter view spans rename to s", /^spans: holds/],
  ["delete from store.spans", /^store: holds what was imported/, 1, 13],
  ["insert into memory.store.spans (name) values ('x')", /^store: holds/],
  ['update "store".spans set name = 1', /^store: holds/],
  ["with a as (select 1) delete from store.spans", /^store: holds/],
  ["explain analyze delete from store.spans", /^store: holds/],
  ["explain (analyze, format json) delete from store.spans", /^store: holds/],
  ["truncate store.spans", /^store: holds/],
  ["truncate table store.spans", /^store: holds/],
  ["merge into store.spans using (select 1) t on true when matched then delete", /^store: holds/],
  ["create index i on store.spans (name)", /^store: holds/],
  ["drop schema store cascade", /^store: holds/],
  ["drop schema main cascade", /^store: holds/],
  ["drop table if exists labels", /^labels: came from an imported file/],
  ["insert into labels values (1)", /^labels: came from an imported file/],
  ["attach 'x.db'", /^ATTACH: /, 1, 1],
  ["/* a */ attach ':memory:' as m", /^ATTACH: /, 1, 9],
  ["detach memory", /^DETACH: /],
  ["install json", /^INSTALL: /],
  ["force install json", /^INSTALL: /],
  ["load json", /^LOAD: /],
  ["update extensions", /^UPDATE EXTENSIONS: /],
  ["copy spans to 'x.csv'", /^COPY: /],
  ["copy (select 1) to 'x.parquet'", /^COPY: /],
  ["copy spans from 'x.csv'", /^COPY: /],
  ["export database 'x'", /^EXPORT: /],
  ["import database 'x'", /^IMPORT: /],
  ["set autoload_known_extensions = true", /^SET: settings are shared/],
  ["SET GLOBAL custom_extension_repository = 'https://evil.example'", /^SET: settings/],
  ["set schema = 'store'", /^SET: settings/],
  ["reset custom_extension_repository", /^RESET: settings/],
  ["pragma autoload_known_extensions = true", /^PRAGMA: settings/],
  ["pragma custom_extension_repository='https://evil.example'", /^PRAGMA: settings/],
  ["pragma enable_profiling", /^PRAGMA: settings/],
  ["use store", /^USE: /],
  ["begin", /^BEGIN: each statement/],
  ["begin transaction; drop table x; rollback", /^BEGIN: each statement/],
  ["prepare p as drop view spans", /^PREPARE: /],
  ["execute p", /^EXECUTE: /],
  ["call pragma_version()", /^CALL: /],
  ["create temp table t as select 1", /^CREATE TEMP: /],
  ["create or replace temporary view t as select 1", /^CREATE TEMP: /],
  ["create secret s (type s3)", /^CREATE SECRET: /],
  ["create macro lower(x) as x", /^lower: is a function of the engine's/, 1, 14],
  ["create or replace function make_timestamp(x) as x", /^make_timestamp: is a function/],
  ["select * from read_csv('/etc/passwd')", /^read_csv\(…\): files are not read by SQL/, 1, 15],
  ["select * from READ_TEXT ('/etc/passwd')", /^read_text/],
  ["select * from \"read_blob\"('/etc/passwd')", /^read_blob/],
  ["select * from main.glob('*')", /^glob/],
  ["create macro m() as table select * from read_csv('x')", /^read_csv/],
  ["select * from query('drop table x')", /^query\(…\): /],
  ["select * from arrow_scan(1, 2, 3)", /^arrow_scan\(…\): /],
];

test.each(refused)(
  "a statement that would do harm is refused before anything runs: %s",
  async (source, reason, line, column) => {
    const db = await engine();
    await storeOf(db, [{ trace_id: "t", span_id: "s", name: "kept", start_ns: 1n, end_ns: 2n }]);
    await db.query("CREATE OR REPLACE TABLE labels AS SELECT 1 AS a");
    await db.query("DELETE FROM store.sources");
    await db.query("INSERT INTO store.sources (source_id, path, tables) VALUES (1, 'labels.csv', ['labels'])");
    const failed = run(`create or replace table witness as select 'ran' as it; ${source}`, "refused");
    await expect(failed).rejects.toMatchObject({ name: "CellError" });
    await expect(failed).rejects.toThrow(reason);
    await expect(rowsOf("FROM witness")).rejects.toThrow("does not exist");
    if (line) await expect(run(source, "refused")).rejects.toMatchObject({ place: { line, column } });
    expect(await rowsOf("SELECT name FROM spans")).toEqual([{ name: "kept" }]);
    expect(await rowsOf("FROM labels")).toEqual([{ a: 1 }]);
  },
);

test("names and texts that merely look like refused ones are fine", async () => {
  await storeOf(await engine(), []);
  const harmless = [
    "select 'drop view spans; attach' as attach",
    'select 1 as "copy", 2 as install -- set x = 1',
    "select replace('a', 'a', 'b') as update",
    "create or replace table spans_copy as select * from spans",
    "create or replace macro my_p95(x) as quantile_cont(x, 0.95)",
    "create or replace view my_view as select * from spans",
    "select count(*) as query, 1 as glob from spans",
    "pragma table_info('spans')",
  ];
  for (const source of harmless) await expect(run(source, "harmless"), source).resolves.toBeDefined();
});
