import { readFileSync } from "node:fs";
import { expect, type Locator, type Page, test } from "@playwright/test";
import { tableFromIPC } from "apache-arrow";
import { nativeRows } from "../support/native.ts";
import { type RunningHost, startWebHost } from "../support/web-host.ts";
import { CasebookWindow } from "../support/window.ts";

// The SQL cell from its menu entry to the file that leaves it.

let host: RunningHost;
let page: Page;
let window: CasebookWindow;

test.describe.configure({ mode: "serial" });

test.beforeAll(async ({ browser }) => {
  host = await startWebHost();
  page = await browser.newPage();
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  window = await CasebookWindow.open(page, host.url);
  await window.command("New notebook");
});
test.afterAll(async () => {
  await page?.close();
  await host?.stop();
});
test.afterEach(() => window.expectClean());

/** A fresh SQL cell that has run the text. */
async function query(text: string): Promise<{ readonly name: string; readonly cell: Locator; readonly grid: Locator }> {
  const name = await window.addCell("SQL");
  const cell = window.cell(name);
  await window.write(cell, text);
  await page.keyboard.press("ControlOrMeta+Enter");
  return { name, cell, grid: cell.getByRole("grid") };
}

test("a query that is typed runs with Ctrl Enter", async () => {
  const name = await window.addCell("SQL");
  const cell = window.cell(name);
  await cell.locator(".monaco-editor .view-lines").click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("select i as n, 'row ' || i as words from range(3) t(i)");
  await page.keyboard.press("ControlOrMeta+Enter");
  await window.expectState(name, "done");
  await expect(cell.getByRole("gridcell")).toHaveText(["0", "row 0", "1", "row 1", "2", "row 2"]);
  await expect(cell.locator(".monaco-editor.focused")).toHaveCount(1);
  await expect(page.getByRole("navigation", { name: "Sources" })).toContainText(name);
});

test("an error says what and where, is underlined there, and goes when it is mended", async () => {
  const { name, cell } = await query("select i,\n  nope\nfrom range(3) t(i)");
  await window.expectState(name, "failed");
  await expect(cell.getByRole("alert")).toContainText("line 2, column 3");
  await expect(cell.getByRole("alert")).toContainText('"nope" not found');
  const mark = cell.locator(".squiggly-error");
  await expect(mark).toHaveCount(1);
  const [marked, line] = await Promise.all([mark.boundingBox(), cell.getByText("nope", { exact: true }).boundingBox()]);
  expect(Math.abs((marked?.y ?? 0) - (line?.y ?? -100))).toBeLessThan(20);

  await window.write(cell, "select i,\n  i + 1 as next\nfrom range(3) t(i)");
  await page.keyboard.press("ControlOrMeta+Enter");
  await window.expectState(name, "done");
  await expect(cell.getByRole("alert")).toHaveCount(0);
  await expect(mark).toHaveCount(0);
  await expect(cell.getByRole("columnheader")).toContainText(["i", "next"]);
});

test("a long query is stopped from the gutter and from the status bar, and the last rows stay, marked stale", async () => {
  const { name, cell } = await query("select 42 as answer");
  await window.expectState(name, "done");
  const endless = "select count(*) as n from range(100000000000) t(i) where i % 7 = 3";
  const stops = [
    cell.getByRole("button", { name: "Stop", exact: true }),
    page.getByRole("contentinfo").getByRole("button", { name: "Stop" }),
  ];
  for (const stop of stops) {
    await window.write(cell, endless);
    await page.keyboard.press("ControlOrMeta+Enter");
    await window.expectState(name, "running");
    await expect(page.getByRole("contentinfo")).toContainText("select count(*) as n");
    await stop.click();
    await window.expectState(name, "stale");
    await expect(cell.locator(".is-stale").getByRole("gridcell")).toHaveText("42");
    await expect(page.getByRole("contentinfo")).toContainText("idle");
  }
  await window.write(cell, "select 43 as answer");
  await page.keyboard.press("ControlOrMeta+Enter");
  await window.expectState(name, "done");
  await expect(cell.getByRole("gridcell")).toHaveText("43");
});

// Text with quotes, commas, line breaks and nothing; digits that a double cannot hold; times; lists.
const rows = `select
  i as id,
  case when i % 7 = 0 then null else 'näme "' || i || '", line one' || chr(10) || 'line two <b>' end as words,
  i / 8 as share,
  9007199254740993 + i as large,
  timestamp '2026-04-20 14:02:00.000001' + to_seconds(i) as moment,
  [i, i + 1] as pair
from range(1000) t(i)`;

const readBack = (from: string) =>
  `select id, words, share, large::varchar as large, moment::varchar as moment, pair::varchar as pair from (${from}) order by id desc`;

test("rows are sorted and filtered, copied and exported as shown, and read back right", async () => {
  const { name, cell, grid } = await query(rows);
  await window.expectState(name, "done");
  const head = cell.getByRole("columnheader").first();
  await head.getByRole("button").click();
  await head.getByRole("button").click();
  await expect(head).toHaveAttribute("aria-sort", "descending");
  await expect(grid.getByRole("gridcell").first()).toHaveText("999");
  await cell.getByRole("button", { name: "Filter", exact: true }).click();
  await cell.getByLabel("Filter words").fill('"99');
  await expect(cell).toContainText("10 of 1,000 rows");
  await cell.getByLabel("Filter id").fill("> 100");
  await expect(cell).toContainText("9 of 1,000 rows");

  await test.step("copied", async () => {
    await cell.getByRole("button", { name: "Copy", exact: true }).click();
    await expect(cell.getByText("Copied 9 rows.")).toBeVisible();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied.split("\n")[0]).toBe("id\twords\tshare\tlarge\tmoment\tpair");
    expect(copied).toContain('"näme ""999"", line one\nline two <b>"');
    expect(copied).toContain("\t9007199254741992\t");
  });

  const wanted = await nativeRows([readBack(`select * from (${rows}) where words like '%"99%' and id > 100`)]);
  expect(wanted).toHaveLength(9);
  const exported = async (way: string) => {
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      cell.getByRole("button", { name: way, exact: true }).click(),
    ]);
    expect(download.suggestedFilename()).toBe(`${name}.${way.toLowerCase()}`);
    return download.path();
  };
  await test.step("CSV", async () => {
    const path = await exported("CSV");
    expect(await nativeRows([readBack(`select * from read_csv('${path}', header = true)`)])).toEqual(wanted);
  });
  await test.step("Parquet", async () => {
    const path = await exported("Parquet");
    expect(await nativeRows([readBack(`select * from read_parquet('${path}')`)])).toEqual(wanted);
  });
  await test.step("Arrow", async () => {
    const table = tableFromIPC(readFileSync(await exported("Arrow")));
    expect(table.toArray().map((row) => [row.id, row.words, row.share, String(row.large)].map(plain))).toEqual(
      wanted.map((row) => [row.id, row.words, row.share, row.large].map(plain)),
    );
    expect(table.schema.fields.map((field) => [field.name, String(field.type)])).toEqual([
      ["id", "Int64"],
      ["words", "Utf8"],
      ["share", "Float64"],
      ["large", "Int64"],
      ["moment", "Timestamp<MICROSECOND>"],
      ["pair", "List<Int64>"],
    ]);
  });
});

function plain(value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}

test("a result of a million rows scrolls to its end and sorts", async () => {
  const { name, cell, grid } = await query("select i as n, i * 2 as twice from range(1000000) t(i)");
  await window.expectState(name, "done");
  await expect(cell).toContainText("1,000,000 rows");
  await grid.evaluate((element) => {
    element.scrollTop = element.scrollHeight;
  });
  await expect(grid.getByRole("gridcell", { name: "999,999", exact: true })).toBeVisible();
  await expect(grid.getByRole("gridcell", { name: "1,999,998", exact: true })).toBeVisible();
  await cell.getByRole("columnheader").first().getByRole("button").click();
  await cell.getByRole("columnheader").first().getByRole("button").click();
  await grid.focus();
  await page.keyboard.press("ControlOrMeta+End");
  await expect(grid.locator(".is-current-row").getByRole("gridcell").first()).toHaveText("0");
  expect(await grid.getByRole("gridcell").count()).toBeLessThan(200);
});

test("SQL reaches neither files nor the network, and says why", async () => {
  const { name, cell } = await query("select * from read_csv('http://127.0.0.1:9/a.csv')");
  await window.expectState(name, "failed");
  await expect(cell.getByRole("alert")).toContainText("files are not read by SQL: import them");
});
