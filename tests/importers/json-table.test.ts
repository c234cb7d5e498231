import { expect, test } from "vitest";
import { plainTable, readAll, sourceFromBytes } from "../support/source-files.ts";

async function read(content: string, path = "data", chunk = 65_536) {
  const result = await readAll(sourceFromBytes(content, path, chunk));
  return { ...result, table: plainTable(result) };
}

const rows = [
  { name: "a", n: 1, ok: true },
  { name: "b", n: 2.5, ok: null },
];

test.each([
  ["a JSON list", JSON.stringify(rows)],
  ["a JSON list", JSON.stringify(rows, null, 2)],
  ["JSON Lines", rows.map((row) => JSON.stringify(row)).join("\n")],
  ["JSON, one value after another", rows.map((row) => JSON.stringify(row, null, 2)).join("\n")],
  ["a JSON object with a list of objects in items", JSON.stringify({ total: 2, items: rows })],
])("%s holds its rows", async (reason, text) => {
  for (const chunk of [1, 65_536]) {
    const result = await read(text, "any.name", chunk);
    expect(result.reason).toBe(reason);
    expect(result.table.columns).toEqual({ name: "Utf8", n: "Float64", ok: "Bool" });
    expect(result.table.rows).toEqual(rows);
    expect(result.counts).toMatchObject({ format: "table", records: 2, lost: 0 });
  }
});

test("what stands around the rows is told, and other lists there are counted as lost", async () => {
  const { issues, counts } = await read(JSON.stringify({ run: 7, items: [{ a: 1 }], config: { x: 1 } }));
  expect(issues).toEqual([
    { line: null, reason: "the object around the rows has fields that no row has: run, config", severity: "note" },
  ]);
  expect(counts.lost).toBe(0);
  const many = Array.from({ length: 30_000 }, (_, index) => ({ index }));
  const late = await read(JSON.stringify({ items: many, others: [{ b: 1 }, { b: 2 }] }, null, 1));
  expect(late.counts).toMatchObject({ records: 30_002, lost: 2, rows: { data: 30_000 } });
  expect(late.issues[0]).toMatchObject({ severity: "record", records: 2 });
});

test("a single object is one row, whose lists and objects are JSON text", async () => {
  const result = await read('{"a":[{"x":1}],"b":[{"y":2}],"c":{"d":[1,"é"]},"e":[1,2.5],"f":"text","g":[]}');
  expect(result.reason).toBe("a JSON object");
  expect(result.table.rows).toEqual([
    { a: '[{"x":1}]', b: '[{"y":2}]', c: '{"d":[1,"é"]}', e: [1, 2.5], f: "text", g: "[]" },
  ]);
});

test("long integers keep their digits, and times become timestamps", async () => {
  const { table } = await read(
    [
      '{"start":1764694340818061307,"huge":340282366920938463463374607431768211455,"at":"2026-04-27T12:00:00Z","user_id":12,"n":"12"}',
      '{"start":17,"huge":1,"at":"2026-04-28T12:00:00.5Z","user_id":13,"n":"13"}',
    ].join("\n"),
  );
  expect(table.columns).toEqual({
    start: "Int64",
    huge: "Utf8",
    at: "Timestamp<MICROSECOND>",
    user_id: "Utf8",
    n: "Utf8",
  });
  expect(table.rows[0]).toMatchObject({
    start: 1764694340818061307n,
    huge: "340282366920938463463374607431768211455",
    user_id: "12",
  });
  const inside = await read('{"runs":[{"context":{"id":340282366920938463463374607431768211455}}]}');
  expect(JSON.parse(String(inside.table.rows[0]?.context))).toEqual({ id: "340282366920938463463374607431768211455" });
});

test("broken lines are told with their line, and the others are rows", async () => {
  const lines = rows.map((row) => JSON.stringify(row));
  const text = [lines[0], '{"name":"c","n":', "not JSON at all", lines[1], '{"name":"d"'].join("\n");
  const result = await read(text);
  expect(result.table.rows).toEqual(rows);
  expect(result.issues.map(({ line, severity }) => [line, severity])).toEqual([
    [2, "record"],
    [3, "record"],
    [5, "record"],
  ]);
  expect(result.counts).toMatchObject({ records: 5, lost: 3 });
});

test("a first line that is broken does not hide the others", async () => {
  const result = await read(`"tail of a line"}\n${rows.map((row) => JSON.stringify(row)).join("\n")}\n`);
  expect(result.table.rows).toEqual(rows);
  expect(result.counts.lost).toBe(1);
});

test("rows may have different keys, and keys that come late make the table start anew", async () => {
  const lines = Array.from({ length: 25_000 }, (_, index) => JSON.stringify({ index, [`k${index % 3}`]: index }));
  lines.push(JSON.stringify({ index: "text", late: true }));
  const result = await read(lines.join("\n"));
  expect(result.restarts).toBe(1);
  expect(result.table.columns).toEqual({ index: "Utf8", k0: "Int64", k1: "Int64", k2: "Int64", late: "Bool" });
  expect(result.table.rows[1]).toEqual({ index: "1", k0: null, k1: 1n, k2: null, late: null });
  expect(result.table.rows.at(-1)).toEqual({ index: "text", k0: null, k1: null, k2: null, late: true });
  expect(result.counts).toMatchObject({ records: 25_001, lost: 0, rows: { data: 25_001 } });
});

test("an object with thousands of keys keeps them all in a thousand columns and one", async () => {
  const object = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`key ${index}`, index]));
  const { table } = await read(JSON.stringify(object));
  expect(Object.keys(table.columns).length).toBe(1001);
  expect(Object.keys(JSON.parse(String(table.rows[0]?.other_keys))).length).toBe(4000);
});

test("names that differ in case only, empty ones and __proto__ are columns of their own", async () => {
  const { table } = await read('[{"Name":1,"name":2,"":3,"__proto__":4}]');
  expect(Object.keys(table.columns)).toEqual(["Name", "name_2", "column_3", "__proto__"]);
});

test("values that are no objects are rows of one column", async () => {
  expect((await read("[1,2,3]")).table.rows).toEqual([{ value: 1n }, { value: 2n }, { value: 3n }]);
  expect((await read("[0.5,1]\n[2,3]\n")).table.rows).toEqual([{ value: [0.5, 1] }, { value: [2, 3] }]);
});

test("a first line longer than the sample is told apart from a single object", async () => {
  const line = (id: number) => JSON.stringify({ id, messages: [{ role: "user", content: "x".repeat(300_000) }] });
  const several = await read(`${line(1)}\n${line(2)}\n`);
  expect(several.table.rows.map((row) => row.id)).toEqual(["1", "2"]);
  const single = await read(line(1));
  expect(single.table.columns).toEqual({ role: "Utf8", content: "Utf8" });
});

test("an empty list has no rows and says so", async () => {
  const result = await read("[]");
  expect(result.counts).toMatchObject({ format: "table", records: 0, lost: 0, rows: {} });
  expect(result.issues).toEqual([{ line: null, reason: "the JSON holds no rows", severity: "note" }]);
});

test("NUL bytes, nesting and lone surrogates do no harm", async () => {
  const deep = `${"[".repeat(5000)}1${"]".repeat(5000)}`;
  const result = await read(`{"a":"x\\u0000y","b":"\\ud83d","c":${deep}}\n{"a":"z","b":"","c":null}\n`);
  expect(result.table.rows).toEqual([
    { a: "x\0y", b: "\ufffd", c: deep },
    { a: "z", b: "", c: null },
  ]);
  expect(result.counts).toMatchObject({ records: 2, lost: 0 });
});
