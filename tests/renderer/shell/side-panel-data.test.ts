import { expect, test } from "vitest";
import { headings, outlineOf } from "../../../renderer/shell/outline.ts";
import { lostText, sourceRow, unreadEntries, unreadWord } from "../../../renderer/shell/source-rows.ts";
import { parseNotebook } from "../../../src/notebook/markdown.ts";

const source = {
  source_id: 1,
  path: "/data/traces/april.jsonl",
  format: "otlp-json",
  compression: "gzip",
  bytes: 85_312_400,
  spans: 6412,
  documents: 1,
  scores: 0,
  lost: 3,
  duplicates: 2,
};

test("a source is known by what it mostly brought", () => {
  const row = sourceRow(source);
  expect(row).toMatchObject({ id: 1, name: "april.jsonl", count: "6,412 spans", lost: 3 });
  expect(row.facts).toEqual([
    ["format", "otlp-json, gzip"],
    ["size", "85 MB"],
    ["spans", "6,412"],
    ["document", "1"],
    ["duplicates merged", "2"],
    ["not read", "3"],
  ]);
});

test("a source that was not read again says when it was", () => {
  const row = sourceRow(source, Date.UTC(2026, 3, 20, 14, 2, 7));
  expect(row.isKept).toBe(true);
  expect(row.facts).toContainEqual(["from the cache, read", "20 Apr 2026 14:02 UTC"]);
  expect(sourceRow(source).isKept).toBe(false);
});

test("a source without a row says so", () => {
  expect(sourceRow({ source_id: 2, path: "empty.csv" }).count).toBe("nothing");
  expect(sourceRow({ source_id: 2, path: "one.csv", rows: 1 }).count).toBe("1 row");
});

test("records that were not read are counted over all sources", () => {
  const rows = [source, { ...source, lost: 1 }].map((each) => sourceRow(each));
  expect(lostText(rows)).toBe("4 records not read");
  expect(lostText([sourceRow({ ...source, lost: 1 })])).toBe("1 record not read");
  expect(lostText([sourceRow({ ...source, lost: 0 })])).toBeNull();
});

test("an entry of the notebook is read when a source has its path or lies in its folder", () => {
  const entries = ["../traces/april.jsonl", "./scores.csv", "../folder", "gone.jsonl"].map((path) => ({
    path,
    as: null,
  }));
  const paths = ["/data/traces/april.jsonl", "/data/book/scores.csv", "/data/folder/deep/one.csv"];
  const sources = paths.map((path, index) => ({ source_id: index, path }));
  expect(unreadEntries(entries, sources, "/data/book").map(({ path }) => path)).toEqual(["gone.jsonl"]);
});

test("Windows paths answer to forward slashes", () => {
  const sources = [{ source_id: 1, path: "C:\\data\\book\\scores.csv" }];
  expect(unreadEntries([{ path: "scores.csv", as: null }], sources, "C:\\data\\book")).toEqual([]);
});

test("a dropped file is known by its bare name while the notebook is nowhere stored", () => {
  expect(unreadEntries([{ path: "scores.csv", as: null }], [{ source_id: 1, path: "scores.csv" }], null)).toEqual([]);
});

test("headings are told without their marks, and not from code", () => {
  const text =
    "# What **users** saw #\n\n```\n# not one\n```\n\n~~~sql\n# nor this\n~~~\n## The [slow](x.md) `step`\n####### seven\n#none";
  expect(headings(text)).toEqual([
    { level: 1, text: "What users saw" },
    { level: 2, text: "The slow step" },
  ]);
});

test("names with underscores keep them", () => {
  expect(headings("# where_time_goes and _this_ *that*")).toEqual([
    { level: 1, text: "where_time_goes and this that" },
  ]);
});

test("the outline lists headings and named cells from top to bottom", () => {
  const notebook = parseNotebook(
    "# One\n\n## Two\n\n```sql cell=slow\nselect 1\n```\n\n```sql cell=\nselect 2\n```\n\n# Three\n",
  );
  expect(outlineOf(notebook.cells).map(({ text, level }) => [text, level])).toEqual([
    ["One", 1],
    ["Two", 2],
    ["slow", null],
    ["Three", 1],
  ]);
});

test("an entry without a source is being read, waits, or was left out", () => {
  const entry = { path: "../data/a.jsonl", as: null };
  expect(unreadWord(entry, "/book/data/a.jsonl", true)).toBe("reading");
  expect(unreadWord(entry, "/book/data/b.jsonl", true)).toBe("waiting");
  expect(unreadWord(entry, null, true)).toBe("waiting");
  expect(unreadWord(entry, null, false)).toBe("not read");
});
