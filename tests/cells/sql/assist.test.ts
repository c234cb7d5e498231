import { beforeAll, describe, expect, test } from "vitest";
import { sqlAssist } from "../../../src/cells/sql/assist.ts";
import { createStore } from "../../../src/notebook/store.ts";
import type { EditorAssist } from "../../../src/widgets/editor-assist.ts";
import { testStore } from "../../support/engine.ts";

const opened = testStore();
let assist: EditorAssist;

beforeAll(async () => {
  const engine = await opened();
  await createStore(engine);
  await engine.query(`CREATE OR REPLACE TABLE steps AS SELECT * FROM (VALUES
    ('warehouse.query', 12.5, MAP {'warehouse.size': 'XL', 'it''s': 'odd'}),
    ('<img src=x>', 3.0, MAP {'warehouse.size': 'S', 'http.method': 'GET'})) t(name, "p95 ms", attributes)`);
  assist = sqlAssist(engine);
});

const never = new AbortController().signal;
const place = (text: string) => [text.replace("|", ""), text.indexOf("|")] as const;
const offered = async (text: string) => (await assist.complete(...place(text))).items;
const labels = async (text: string, kind: string) =>
  (await offered(text)).filter((item) => item.kind === kind).map(({ label }) => label);
const hovered = async (text: string) => (await assist.hover(...place(text), never))?.lines ?? null;

describe("completion", () => {
  test("offers tables where a table stands, and functions that give one", async () => {
    const items = await offered("select * from |");
    expect(items.map(({ label }) => label)).toEqual(expect.arrayContaining(["spans", "traces", "steps", "range"]));
    expect(items.some(({ kind }) => kind === "column" || kind === "keyword")).toBe(false);
    expect(items.some(({ label }) => /^read_|^glob$/.test(label))).toBe(false);
  });

  test("offers the columns of what is read, with their types, before functions and keywords", async () => {
    const items = await offered("select | from steps");
    expect(items.slice(0, 3).map(({ label, insert, detail }) => [label, insert, detail])).toEqual([
      ["name", "name", "VARCHAR · steps"],
      ["p95 ms", '"p95 ms"', "DECIMAL(3,1) · steps"],
      ["attributes", "attributes", "MAP(VARCHAR, VARCHAR) · steps"],
    ]);
    expect(items.find(({ label }) => label === "quantile_cont")).toMatchObject({ insert: "quantile_cont()", back: 1 });
    expect(items.find(({ label }) => label === "trace_id")).toBeUndefined();
    const rank = (label: string) => items.find((item) => item.label === label)?.rank ?? -1;
    expect(rank("name")).toBeLessThan(rank("where"));
    expect(rank("where")).toBeLessThan(rank("sum"));
  });

  test("follows aliases, queries by name and queries in brackets", async () => {
    expect(await labels("select s.| from steps s, traces t", "column")).toEqual(["name", "p95 ms", "attributes"]);
    expect(await labels("with w as (select name as step, 1 as n from steps) select w.| from w", "column")).toEqual([
      "step",
      "n",
    ]);
    expect(await labels("select q.| from (select *, 1 as more from steps) q", "column")).toEqual([
      "more",
      "name",
      "p95 ms",
      "attributes",
    ]);
    expect(await labels("select count(*) as how_many from steps order by |", "column")).toContain("how_many");
  });

  test("offers the keys of a map, quoted as SQL wants them", async () => {
    const { items, start, end } = await assist.complete(...place("select attributes['|'] from steps"));
    expect(items.map(({ label, insert }) => [label, insert])).toEqual([
      ["warehouse.size", "'warehouse.size'"],
      ["http.method", "'http.method'"],
      ["it's", "'it''s'"],
    ]);
    expect([start, end]).toEqual([18, 20]);
    expect(await offered("select name['|'] from steps")).toEqual([]);
  });

  test("follows the case of what is typed", async () => {
    expect(await labels("SE|", "keyword")).toContain("SELECT");
    expect(await labels("se|", "keyword")).toContain("select");
  });

  test("sees a table that was made a moment ago", async () => {
    const engine = await opened();
    await engine.query("CREATE OR REPLACE TABLE fresh AS SELECT 1 AS one");
    const own = sqlAssist(engine);
    expect((await own.complete("select * from ", 14)).items.map(({ label }) => label)).toContain("fresh");
  });
});

describe("hover", () => {
  test("tells a column's type and a few of its values", async () => {
    const lines = await hovered("select na|me from steps");
    expect(lines?.slice(0, 2)).toEqual(["name  VARCHAR  steps", "such as"]);
    expect(lines?.slice(2).toSorted()).toEqual(["  <img src=x>", "  warehouse.query"]);
    expect((await hovered('select s."p95| ms" from steps s'))?.[0]).toBe("p95 ms  DECIMAL(3,1)  steps");
  });

  test("tells a key's values", async () => {
    const lines = await hovered("select attributes['ware|house.size'] from steps");
    expect(lines?.[0]).toBe("attributes['warehouse.size']  VARCHAR  steps");
    expect(lines?.slice(2).toSorted()).toEqual(["  S", "  XL"]);
  });

  test("tells how a function is called and what is in a table", async () => {
    expect((await hovered("select quantile_|cont(1, 2)"))?.[0]).toContain("quantile_cont(");
    expect(await hovered("select * from ste|ps")).toEqual([
      "steps  3 columns",
      "  name  VARCHAR",
      "  p95 ms  DECIMAL(3,1)",
      "  attributes  MAP(VARCHAR, VARCHAR)",
    ]);
  });

  test("says nothing of what it does not know", async () => {
    for (const text of ["select no|pe from steps", "sel|ect 1", "select 'na|me' from steps", "select 1 -- na|me"])
      expect(await hovered(text), text).toBeNull();
  });

  test("gives up when it is no longer asked for", async () => {
    const stop = new AbortController();
    stop.abort(new Error("no longer asked for"));
    await expect(assist.hover("select name from steps", 9, stop.signal)).rejects.toThrow("no longer asked for");
  });
});

describe("format", () => {
  const format = (source: string) => assist.format?.(source);

  test("changes nothing but white space, keeps comments, parameters and the case of words", async () => {
    const source =
      "SELECT name,attributes['a  b'] as k -- why\nfrom steps where name=$step and 1=1 /* and */ qualify true";
    const text = (await format(source)) ?? "";
    expect(text.split("\n").length).toBeGreaterThan(5);
    expect(text.replace(/\s+/g, "")).toBe(source.replace(/\s+/g, ""));
    expect(text).toContain("attributes['a  b'] as k -- why\nfrom");
  });

  test("says where SQL cannot be read and leaves it alone", async () => {
    await expect(format("select (1")).rejects.toThrow("format: the SQL cannot be read");
    await expect(format("select 'abc")).rejects.toThrow("line 1, column 8; mend it first");
  });
});
