import { describe, expect, test } from "vitest";
import { scopeAt } from "../../../src/cells/sql/scope.ts";

/** The scope at the bar in a text. */
function at(text: string) {
  const offset = text.indexOf("|");
  return scopeAt(text.replace("|", ""), offset);
}

const kind = (text: string) => at(text).place.kind;
const aliases = (text: string) => at(text).sources.map(({ alias, table }) => [alias, table]);

describe("what a place asks for", () => {
  test("tables behind FROM, JOIN and a comma in FROM, columns elsewhere", () => {
    expect(kind("select * from |")).toBe("table");
    expect(kind("select * from spans, tr|")).toBe("table");
    expect(kind("select * from spans s join |")).toBe("table");
    expect(kind("select a, |")).toBe("expression");
    expect(kind("select count(*), | from spans")).toBe("expression");
    expect(kind("select * from spans where na|")).toBe("expression");
    expect(kind("select * from (select a, |")).toBe("expression");
    expect(kind("|")).toBe("expression");
  });

  test("a name's columns behind its dot", () => {
    expect(at("select s.| from spans s").place).toEqual({ kind: "member", of: "s" });
    expect(at('select "my t".na| from x').place).toEqual({ kind: "member", of: "my t" });
  });

  test("keys inside the brackets of a map, with and without its table's name", () => {
    expect(at("select attributes['|").place).toEqual({ kind: "key", column: "attributes", of: null });
    expect(at("select s.attributes['ware|'] from spans s").place).toEqual({
      kind: "key",
      column: "attributes",
      of: "s",
    });
  });

  test("nothing in comments, texts, numbers, and where a name is being made up", () => {
    for (const text of ["select 1 -- fr|", "select /* a |", "select 'te|xt'", "select 12|", "select 1 as |"])
      expect(kind(text), text).toBe("nothing");
    expect(kind("select 1 -- done\n, |")).toBe("expression");
    expect(kind("/* a */ |")).toBe("expression");
  });

  test("the whole of a name that is begun is what gets replaced, its quote too", () => {
    const { start, end } = at('select "my co|l" from t');
    expect([start, end]).toEqual([7, 15]);
  });
});

describe("where columns come from", () => {
  test("tables under their aliases, table functions and queries in brackets", () => {
    expect(aliases("select | from spans s join traces as t using (trace_id), range(3) r(i)")).toEqual([
      ["s", "spans"],
      ["t", "traces"],
      ["r", null],
    ]);
    expect(at("select | from range(3) r(i, j)").sources[0]?.output?.names).toEqual(["i", "j"]);
    expect(aliases("from spans select |")).toEqual([["spans", "spans"]]);
  });

  test("only of this statement", () => {
    expect(aliases("select 1 from a; select | from b; select 2 from c")).toEqual([["b", "b"]]);
  });

  test("of the query around it and not of the one beside it", () => {
    expect(aliases("select (select max(x) from inner_t where |) from outer_t")).toEqual([
      ["inner_t", "inner_t"],
      ["outer_t", "outer_t"],
    ]);
    expect(aliases("select | from (select a from hidden) q")).toEqual([["q", null]]);
  });

  test("the columns of a query are the names in its SELECT, and all of its source for a star", () => {
    const { sources, queries } = at(
      "with w as (select name, count(*) as n, s.kind, a + b from spans s group by all) select | from w, (select * from traces) q",
    );
    expect(queries.get("w")?.names).toEqual(["name", "n", "kind", "b"]);
    expect(sources[0]?.output).toBe(queries.get("w"));
    expect(sources[1]?.output?.all.map(({ table }) => table)).toEqual(["traces"]);
  });

  test("names that the SELECT makes can be used below it", () => {
    expect(at("select name, count(*) as n from spans group by all order by |").aliases).toEqual(["name", "n"]);
  });

  test("a list of many values is read in no time that could be noticed", () => {
    const values = Array.from({ length: 20_000 }, (_, i) => `(${i}, 'x')`).join(", ");
    expect(kind(`select * from (values ${values}) v(a, b) where |`)).toBe("expression");
  });
});
