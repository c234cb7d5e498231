import { expect, test } from "vitest";
import { RowPages } from "../../src/widgets/row-pages.ts";
import { everything, memorySource, type Page, type RowSource } from "../../src/widgets/row-source.ts";

/** A source whose answers are given by hand. */
function handSource(rowCount: number) {
  const waiting: { from: number; signal: AbortSignal; answer(): void; fail(error: Error): void }[] = [];
  const source: RowSource = {
    columns: [{ name: "i", type: "BIGINT" }],
    rowCount,
    rows: (from, to, _query, { signal }) =>
      new Promise<Page>((resolve, reject) => {
        const rows = Array.from({ length: Math.max(0, Math.min(to, rowCount) - from) }, (_, i) => [from + i]);
        waiting.push({ from, signal, answer: () => resolve({ rows, total: rowCount }), fail: reject });
      }),
  };
  return { source, waiting };
}

const settled = () => new Promise((done) => setTimeout(done));

test("what is in view is fetched first, then a page to either side, one request at a time", async () => {
  const { source, waiting } = handSource(10_000);
  const pages = new RowPages(source, everything);
  pages.subscribe(() => undefined);
  pages.want(1000, 1020);
  for (const from of [1000, 1200, 800]) {
    expect(waiting.at(-1)?.from).toBe(from);
    waiting.at(-1)?.answer();
    await settled();
  }
  expect(waiting).toHaveLength(3);
  expect(pages.row(1005)?.values).toEqual([1005]);
  expect(pages.row(5000)).toBeNull();
});

test("what left the view before it was asked for is never asked for", async () => {
  const { source, waiting } = handSource(1_000_000);
  const pages = new RowPages(source, everything);
  pages.subscribe(() => undefined);
  pages.want(0, 20);
  for (let from = 1000; from <= 500_000; from += 1000) pages.want(from, from + 20);
  waiting[0]?.answer();
  await settled();
  expect(waiting.map(({ from }) => from)).toEqual([0, 500_000]);
});

test("leaving stops the request under way, and its late answer is dropped", async () => {
  const { source, waiting } = handSource(1000);
  const pages = new RowPages(source, everything);
  const leave = pages.subscribe(() => undefined);
  pages.want(0, 20);
  leave();
  expect(waiting[0]?.signal.aborted).toBe(true);
  waiting[0]?.answer();
  await settled();
  expect(pages.row(0)).toBeNull();
  expect(pages.version).toBe(0);
});

test("coming back asks again", async () => {
  const { source, waiting } = handSource(100);
  const pages = new RowPages(source, everything);
  pages.subscribe(() => undefined)();
  pages.subscribe(() => undefined);
  pages.want(0, 20);
  waiting[0]?.answer();
  await settled();
  expect(pages.row(7)?.values).toEqual([7]);
});

test("a failure is kept as words and ends the asking", async () => {
  const { source, waiting } = handSource(1000);
  const pages = new RowPages(source, everything);
  pages.subscribe(() => undefined);
  pages.want(0, 20);
  waiting[0]?.fail(new Error("has changed since"));
  await settled();
  pages.want(400, 420);
  expect(pages.failure).toBe("has changed since");
  expect(waiting).toHaveLength(1);
});

test("the preview is there at once and is not asked for again", async () => {
  const { source, waiting } = handSource(1000);
  const rows = Array.from({ length: 250 }, (_, i) => [i]);
  const pages = new RowPages({ ...source, preview: { rows, total: 1000 } }, everything);
  pages.subscribe(() => undefined);
  expect(pages.row(0)?.values).toEqual([0]);
  pages.want(0, 20);
  expect(waiting.map(({ from }) => from)).toEqual([200]);
  const sorted = new RowPages(
    { ...source, preview: { rows, total: 1000 } },
    { sort: { column: "i", descending: true }, filters: {} },
  );
  expect(sorted.row(0)).toBeNull();
});

test("a table in memory answers at once", () => {
  const source = memorySource({
    columns: [{ name: "i", type: "BIGINT" }],
    rows: Array.from({ length: 900 }, (_, i) => [i]),
  });
  const pages = new RowPages(source, { sort: { column: "i", descending: true }, filters: { i: ">=100" } });
  pages.want(0, 20);
  expect([pages.total, pages.row(0)?.values, pages.row(399)?.values]).toEqual([800, [899], [500]]);
});

test("far pages are forgotten, those in view are not", () => {
  const source = memorySource({
    columns: [{ name: "i", type: "BIGINT" }],
    rows: Array.from({ length: 100_000 }, (_, i) => [i]),
  });
  const pages = new RowPages({ ...source, preview: undefined }, everything);
  for (let from = 0; from < 100_000; from += 200) pages.want(from, from + 20);
  expect(pages.row(0)).toBeNull();
  expect(pages.row(99_810)?.values).toEqual([99_810]);
});
