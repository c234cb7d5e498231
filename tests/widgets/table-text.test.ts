import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import Markdown from "react-markdown";
import remarkGfm from "remark-gfm";
import { expect, test } from "vitest";
import { memorySource, type RowSource } from "../../src/widgets/row-source.ts";
import { textOfRows } from "../../src/widgets/table-copy.ts";
import { toMarkdown, toTsv } from "../../src/widgets/table-text.ts";

test("tab-separated text quotes only what would break it", () => {
  const rows = [
    ["a", 1.25, null, true],
    ["tab\there", "9007199254740993", { k: [1, null] }, 'say "hi"'],
    ["two\nlines", "", [], false],
  ];
  expect(toTsv(["x", "y", "z", "w"], rows)).toBe(
    'x\ty\tz\tw\na\t1.25\t\ttrue\n"tab\there"\t9007199254740993\t"{""k"":[1,null]}"\t"say ""hi"""\n"two\nlines"\t\t[]\tfalse',
  );
  expect(toTsv(null, [[1, 2]])).toBe("1\t2");
});

test("a Markdown table keeps hostile text as text", () => {
  const hostile = [
    "<script>alert(1)</script>",
    "![x](https://tracker.example/p.png)",
    "[x](javascript:alert(1))",
    "a | b",
    "**bold** `code` ~~gone~~",
    "two\nlines",
    "https://tracker.example www.tracker.example",
    "<https://tracker.example>",
  ];
  const columns = [
    { label: "te|xt", align: "left" as const },
    { label: "n", align: "right" as const },
  ];
  const text = toMarkdown(
    columns,
    hostile.map((value, index) => [value, index]),
  );
  const html = renderToStaticMarkup(createElement(Markdown, { remarkPlugins: [remarkGfm] }, text));
  expect([...html.matchAll(/<tr>/g)]).toHaveLength(hostile.length + 1);
  expect(html).not.toMatch(/<(img|script|strong|code|del)\b/);
  for (const [, href, shown] of html.matchAll(/<a href="([^"]*)">([^<]*)</g)) expect(href).toContain(shown);
  for (const value of hostile)
    expect(html.replace(/<\/?a\b[^>]*>/g, "")).toContain(
      value.replace("\n", " ").replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;"),
    );
});

const numbers = memorySource({
  columns: [
    { name: "i", type: "BIGINT" },
    { name: "t", type: "VARCHAR" },
  ],
  rows: Array.from({ length: 12_000 }, (_, i) => [i, `t${i}`]),
});
const columns = [
  { index: 1, label: "t", align: "left" as const },
  { index: 0, label: "i", align: "right" as const },
];
const everything = { sort: null, filters: {} };

test("a stretch of rows is copied in the order of the shown columns, sorted as shown", async () => {
  const sorted = { sort: { column: "i", descending: true }, filters: { i: "<10" } };
  const area = { top: 1, bottom: 2, left: 0, right: 1 };
  expect(await textOfRows(numbers, sorted, columns, area, "tsv")).toEqual({
    text: "t\ti\nt8\t8\nt7\t7",
    said: "Copied 2 rows.",
  });
  expect((await textOfRows(numbers, sorted, columns, { ...area, left: 1 }, "cells")).text).toBe("8\n7");
});

test("many rows are read in pieces, every value whole", async () => {
  const asked: (readonly [number, number, boolean | undefined])[] = [];
  const spied: RowSource = {
    ...numbers,
    rows: (from, to, query, options) => {
      asked.push([from, to, options.whole]);
      return numbers.rows(from, to, query, options);
    },
  };
  const { text } = await textOfRows(spied, everything, columns, { top: 0, bottom: 11_999, left: 0, right: 1 }, "cells");
  expect(text.split("\n")).toHaveLength(12_000);
  expect(asked).toEqual([
    [0, 5000, true],
    [5000, 10_000, true],
    [10_000, 12_000, true],
  ]);
});

test("more than a clipboard should hold is refused with the way out", async () => {
  const area = { top: 0, bottom: 999_999, left: 0, right: 1 };
  await expect(textOfRows(numbers, everything, columns, area, "tsv")).rejects.toThrow(
    "copy: 1,000,000 rows are too many for the clipboard (at most 100,000); export a file",
  );
});
