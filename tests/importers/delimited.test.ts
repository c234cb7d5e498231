import { expect, test } from "vitest";
import { testEngine } from "../support/engine.ts";
import { corpusFile, plainTable, readAll, sourceFromBytes } from "../support/source-files.ts";

const engine = testEngine();

async function read(content: string | Uint8Array, path = "data.csv", chunk = 65_536) {
  const result = await readAll(sourceFromBytes(content, path, chunk));
  return { ...result, table: plainTable(result) };
}

function notes({ issues }: { readonly issues: readonly { line: number | null; reason: string }[] }): string[] {
  return issues.map(({ line, reason }) => `${line}: ${reason}`);
}

test("a real cost export has the types of its values and loses no row", async () => {
  const result = await readAll(corpusFile("cost-csv/openrouter_activity_2025-08-21.csv"));
  const { names, columns, rows } = plainTable(result);
  expect(result.reason).toBe("comma-separated text, 21 columns, header in line 1");
  expect(names).toEqual(["openrouter_activity_2025_08_21"]);
  expect(result.counts).toMatchObject({ format: "table", records: 139, lost: 0 });
  expect(rows.length).toBe(139);
  expect(columns).toMatchObject({
    generation_id: "Utf8",
    created_at: "Timestamp<MICROSECOND>",
    cost_total: "Float64",
    cost_cache: "Utf8",
    tokens_prompt: "Int64",
    cancelled: "Bool",
    model_permaslug: "Utf8",
  });
  expect(rows[0]).toMatchObject({ tokens_prompt: 986n, cost_total: 0.001689, cancelled: false, cost_cache: null });
});

test("tab-separated labels and a result with cells of several lines are read as they are", async () => {
  const iris = plainTable(await readAll(corpusFile("embeddings-raw/iris_labels.tsv")));
  expect(iris.rows.length).toBe(150);
  expect(iris.rows[149]).toEqual({
    "sepal-length": 5.9,
    "sepal-width": 3,
    "petal-length": 5.1,
    "petal-width": 1.8,
    class: "Iris-virginica",
  });
  const text = 'plan,Mark,"said, in full",Mark\na,1.00,"be brief.\nWhat is ""the"" policy?",2\nb,2.50,,3\n';
  const { table: output } = await read(text, "unhelpful.name");
  expect(Object.keys(output.columns)).toEqual(["plan", "Mark", "said, in full", "Mark_2"]);
  expect(output.rows.length).toBe(2);
  expect(output.rows[0]?.["said, in full"]).toBe('be brief.\nWhat is "the" policy?');
});

test.each([
  ["comma", "a,b\n1,x\n"],
  ["semicolon", "a;b\n1;x, y\n"],
  ["tab", "a\tb\n1\tx, y; z\n"],
  ["bar", "a|b\n1|x\n"],
  ["sep", "sep=^\na^b\n1^x\n"],
])("a delimiter is found by itself: %s", async (_, text) => {
  const { table } = await read(text, "unhelpful.name");
  expect(Object.keys(table.columns)).toEqual(["a", "b"]);
  expect(table.rows).toEqual([{ a: 1n, b: expect.stringContaining("x") }]);
});

test("encodings, byte order marks, line ends and chunks change nothing", async () => {
  const text = "name,größe\nédouard,1.5\n漢字,2\n";
  const wanted = [
    { name: "édouard", größe: 1.5 },
    { name: "漢字", größe: 2 },
  ];
  const utf16 = Buffer.from(`\ufeff${text}`, "utf16le");
  const written = {
    plain: text,
    marked: `\ufeff${text}`,
    "utf-16": new Uint8Array(utf16),
    "utf-16, the other way round": new Uint8Array(Buffer.from(utf16).swap16()),
    windows: text.replaceAll("\n", "\r\n"),
    "old mac": text.replaceAll("\n", "\r"),
    "no last line end": text.trim(),
  };
  for (const [name, content] of Object.entries(written))
    for (const chunk of [3, 65_536]) {
      const result = await read(content, "x.csv", chunk);
      expect(result.table.rows, name).toEqual(wanted);
      expect(result.issues, name).toEqual([]);
    }
});

test("every digit is kept, and what only looks like a number stays text", async () => {
  const { table } = await read(
    [
      "trace_id,n,huge,code,version,mixed,list,flag,exp,amount",
      '12345678901234567890123456789012,9223372036854775807,340282366920938463463374607431768211455,007,1.10,1,"[1,2.5]",true,1e5,1.5',
      '7,-1,1,010,1.9,9007199254740993,"[]",false,2,3',
      "8,,2,011,2.0,0.5,,,3,",
    ].join("\n"),
  );
  expect(table.columns).toEqual({
    trace_id: "Utf8",
    n: "Int64",
    huge: "Utf8",
    code: "Utf8",
    version: "Utf8",
    mixed: "Utf8",
    list: "List<Float64>",
    flag: "Bool",
    exp: "Float64",
    amount: "Float64",
  });
  expect(table.rows[0]).toMatchObject({
    trace_id: "12345678901234567890123456789012",
    n: 9223372036854775807n,
    huge: "340282366920938463463374607431768211455",
    code: "007",
    version: "1.10",
    list: [1, 2.5],
    exp: 100_000,
  });
  expect(table.rows[1]).toMatchObject({ mixed: "9007199254740993", list: [] });
  expect(table.rows[2]).toMatchObject({ n: null, list: null, flag: null, amount: null });
});

test("dates and times are ISO 8601 or text; offsets are taken to UTC and said", async () => {
  const result = await read(
    "day,local,zoned,both,german\n2026-04-27,2026-04-27 12:00,2026-04-27T12:00:00+02:00,2026-04-27,27.04.2026\n2026-04-28,2026-04-28T00:00:00.5,2026-04-28T00:00:00Z,2026-04-28 06:00,28.04.2026\n",
  );
  const { columns, rows } = result.table;
  expect(columns).toEqual({
    day: "Date32<DAY>",
    local: "Timestamp<MICROSECOND>",
    zoned: "Timestamp<MICROSECOND>",
    both: "Timestamp<MICROSECOND>",
    german: "Utf8",
  });
  expect(rows[0]?.zoned).toBe(Date.UTC(2026, 3, 27, 10));
  expect(rows[1]?.local).toBe(Date.UTC(2026, 3, 28, 0, 0, 0, 500));
  expect(rows[0]?.both).toBe(Date.UTC(2026, 3, 27));
  expect(notes(result)).toEqual(["null: column zoned: times with an offset from UTC were converted to UTC"]);
});

test("NA among numbers is NULL with a note, and text anywhere else", async () => {
  const result = await read("n,word,all\n1,NA,NA\nNA,x,NA\n2.5,y,null\n");
  expect(result.table.columns).toEqual({ n: "Float64", word: "Utf8", all: "Utf8" });
  expect(result.table.rows).toEqual([
    { n: 1, word: "NA", all: "NA" },
    { n: null, word: "x", all: "NA" },
    { n: 2.5, word: "y", all: "null" },
  ]);
  expect(notes(result)).toEqual([
    'null: column n: cells that say "NA", "null" or the like among the numbers became NULL',
  ]);
});

test("ragged records keep every cell, and each is told with its line", async () => {
  const result = await read('a,b,c\n1,2,3\n4\n5,6,7,"eight, 8",9\n10,11,12,,\n13,14,15\n');
  expect(result.table.rows).toEqual([
    { a: 1n, b: 2n, c: 3n, extra_cells: null },
    { a: 4n, b: null, c: null, extra_cells: null },
    { a: 5n, b: 6n, c: 7n, extra_cells: '"eight, 8",9' },
    { a: 10n, b: 11n, c: 12n, extra_cells: null },
    { a: 13n, b: 14n, c: 15n, extra_cells: null },
  ]);
  expect(notes(result)).toEqual([
    "3: the record has 1 cell where the table has 3 columns: the missing ones are NULL",
    "4: the record has 5 cells where the table has 3 columns: the others are in the column extra_cells",
  ]);
  expect(result.counts).toMatchObject({ records: 5, lost: 0 });
});

test("names are made unique and never empty, and a table without header gets numbered ones", async () => {
  const named = await read(",Status,status,Status,a\tb\n1,x,y,z,w\n");
  expect(Object.keys(named.table.columns)).toEqual(["column_1", "Status", "status_2", "Status_3", "a b"]);
  const bare = await read("1,x,2.5\n2,y,3.5\n");
  expect(bare.reason).toBe("comma-separated text, 3 columns, no header");
  expect(bare.table.columns).toEqual({ column_1: "Int64", column_2: "Utf8", column_3: "Float64" });
  expect(bare.table.rows.length).toBe(2);
  const repeated = await read("good,en\nbad,en\ngood,de\n");
  expect(repeated.table.rows.length).toBe(3);
  const list = await read("alpha\nbeta\ngamma\n");
  expect(list.table.rows).toEqual([{ column_1: "alpha" }, { column_1: "beta" }, { column_1: "gamma" }]);
});

test("a header alone is an empty table", async () => {
  const { table, counts } = await read("a,b,c\n");
  expect(Object.keys(table.columns)).toEqual(["a", "b", "c"]);
  expect(counts).toMatchObject({ records: 0, lost: 0, rows: { data: 0 } });
});

test("a value that comes late and fits no learnt type makes the table start anew, with nothing lost", async () => {
  const lines = Array.from({ length: 50_000 }, (_, row) => `${row},${row * 2},x${row}`);
  lines[45_000] = "45000,oops,y,and more";
  const result = await read(`a,b,c\n${lines.join("\n")}\n`);
  expect(result.restarts).toBe(1);
  expect(result.table.columns).toEqual({ a: "Int64", b: "Utf8", c: "Utf8", extra_cells: "Utf8" });
  expect(result.table.rows.length).toBe(50_000);
  expect(result.table.rows[0]).toEqual({ a: 0n, b: "0", c: "x0", extra_cells: null });
  expect(result.table.rows[45_000]).toEqual({ a: 45_000n, b: "oops", c: "y", extra_cells: "and more" });
  expect(result.counts).toMatchObject({ records: 50_000, lost: 0, rows: { data: 50_000 } });
  expect(result.issues.length).toBe(1);
  expect(result.batches.length).toBeGreaterThan(1);
});

test("a column that is empty for a long time takes the type of what comes at last", async () => {
  const lines = Array.from({ length: 30_000 }, (_, row) => `${row},`);
  const result = await read(`a,b\n${lines.join("\n")}\n30000,2.5\n`);
  expect(result.table.columns).toEqual({ a: "Int64", b: "Float64" });
  expect(result.table.rows.at(-1)).toEqual({ a: 30_000n, b: 2.5 });
});

test("NUL bytes, quotes without end and text behind quotes are kept and told", async () => {
  const result = await read('id,text,n\n1,a\0b,1\n2,"open,2\n3,"q" tail,3\n');
  expect(result.table.rows).toEqual([
    { id: "1", text: "a\0b", n: 1n },
    { id: "2", text: '"open', n: 2n },
    { id: "3", text: '"q" tail', n: 3n },
  ]);
  expect(notes(result)).toEqual([
    "3: a quote that opens a cell is never closed: it was taken as a plain character",
    "4: text follows a closing quote: the cell was kept as it stands, with its quotes",
  ]);
});

test("prose, settings, code and markup are not tables", async () => {
  const texts = {
    prose: "It was, by all accounts, a long day.\nNothing worked, and nobody knew why.\nThen the pager rang.\n",
    settings: "model: gpt\ntemperature: 0.5\nname: x\n",
    markup: "<!doctype html>\n<p>a,b</p>\n<p>c,d</p>\n",
    code: "const a = 1;\nconst b = 2;\nfunction f() {\n  return a + b;\n}\n",
    license: "Permission is hereby granted, free of charge, to any person obtaining a copy\nof this software.\n",
  };
  for (const [name, text] of Object.entries(texts)) expect((await read(text)).format, name).toBe("unknown");
});

test("the table arrives in the database with its types and values", async () => {
  const database = await engine();
  const result = await read('id,n,t,l,"odd ""name"""\n1,9223372036854775807,2026-04-27T12:00:00Z,"[1,2]",é🙂\n');
  for (const batch of result.batches) await database.insert({ name: "delimited_test" }, batch.stream, { create: true });
  const types = (await database.query("DESCRIBE delimited_test")).toArray().map((row) => row.column_type);
  expect(types).toEqual(["VARCHAR", "BIGINT", "TIMESTAMP", "DOUBLE[]", "VARCHAR"]);
  const values = await database.query(
    'SELECT n::VARCHAR AS n, t::VARCHAR AS t, l[2] AS l, "odd ""name""" AS o FROM delimited_test',
  );
  expect(values.get(0)?.toJSON()).toEqual({ n: "9223372036854775807", t: "2026-04-27 12:00:00", l: 2, o: "é🙂" });
});
