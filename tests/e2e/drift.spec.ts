import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { type RunningHost, startWebHost } from "../support/web-host.ts";
import { CasebookWindow } from "../support/window.ts";

// Drift as a data scientist looks for it: which columns, which bins, whose rows; since when, and what an alert would say.

let folder: string;
let host: RunningHost;
let page: Page;
let window: CasebookWindow;

test.describe.configure({ mode: "serial" });

/** Four weeks of calls, one every four minutes; from 20 April on slower, and a fifth of them in Italian. */
const notebook = `---
casebook: 1
title: Drift
cohorts:
  reference: {from: 2026-04-01, to: 2026-04-14}
  current: {from: 2026-04-20, to: 2026-04-27}
---

~~~sql cell=calls
select timestamp '2026-04-01' + to_minutes((i * 4)::int) as called_at, 'trace ' || i as trace_name,
  1000 + hash(i, 1) % 1000 + case when i >= 6840 then 400 else 0 end as latency_ms, hash(i, 2) % 5 + 1 as rating,
  case when i >= 6840 and hash(i, 3) % 5 = 0 then 'it' else ['en', 'de', 'fr'][1 + (hash(i, 4) % 3)::int] end as language
from range(9700) t(i)
~~~

~~~yaml cell=by_day kind=psi
table: calls
columns: latency_ms
every: 1d
~~~
`.replaceAll("~~~", "```");

test.beforeAll(async ({ browser }) => {
  folder = mkdtempSync(join(tmpdir(), "casebook-drift-"));
  const path = join(folder, "drift.casebook.md");
  writeFileSync(path, notebook);
  host = await startWebHost([path]);
  page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  window = await CasebookWindow.open(page, host.url);
  await window.expectState("by_day", "done");
});
test.afterAll(async () => {
  await page?.close();
  await host?.stop();
  rmSync(folder, { recursive: true, force: true });
});
test.afterEach(() => window.expectClean());

test("a row for every column says in words what has drifted, and opens by the keyboard to its bins", async () => {
  const name = await window.addCell("Drift by column");
  const cell = window.cell(name);
  await cell.getByRole("button", { name: "Source", exact: true }).click();
  await window.write(cell, "table: calls\ncolumns: [latency_ms, rating, language]\n");
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect(cell.getByText("2 of 3 columns drifted").first()).toBeVisible();
  const row = (column: string) => cell.getByRole("row", { name: new RegExp(`${column}\\b.*(drifted|stable)`) });
  await expect(row("language")).toContainText("drifted");
  await expect(row("rating")).toContainText("stable");
  const open = cell.getByRole("button", { name: "language", exact: true });
  await open.focus();
  await page.keyboard.press("Enter");
  await expect(open).toHaveAttribute("aria-expanded", "true");
  await expect(cell.getByText(/no drift at these counts would stay under 0\.\d+\), adjusted p < 0\.001/)).toBeVisible();
  const bins = cell.getByRole("table", { name: "Bins of language" });
  await expect(bins.getByRole("row", { name: /^it\s*new/ })).toContainText("0 %");
  await expect(cell.getByText("New in current: it")).toBeVisible();
});

test("a bin opens to its rows in a cell of their own", async () => {
  const cell = window.cell((await window.cellNames()).at(-1) ?? "");
  const count = cell.getByRole("button", { name: /List the current rows of it$/ });
  const n = Number((await count.textContent())?.replace(",", ""));
  const known = await window.cellNames();
  await count.click();
  await expect.poll(async () => (await window.cellNames()).length).toBe(known.length + 1);
  const added = (await window.cellNames()).find((name) => !known.includes(name)) ?? "";
  await window.expectState(added, "done");
  await expect(window.cell(added).getByText(`${n} rows`).first()).toBeVisible();
});

test("frozen bins stand in the file, and the same verdicts come of them", async () => {
  const [, , drift] = await window.cellNames();
  const cell = window.cell(drift ?? "");
  await cell.getByRole("button", { name: "Freeze bins" }).click();
  await expect(cell.getByRole("button", { name: "Unfreeze bins" })).toBeVisible();
  await expect(cell.getByText("2 of 3 columns drifted").first()).toBeVisible();
  await page.keyboard.press("ControlOrMeta+s");
  await expect.poll(() => readFileSync(join(folder, "drift.casebook.md"), "utf8")).toContain("frozen:");
});

test("an alert on PSI by day is replayed, and its numbers can be changed", async () => {
  await expect(window.cell("by_day").getByText(/8 of 27 windows from 0\.2 on/)).toBeVisible();
  const name = await window.addCell("Alert replay");
  const cell = window.cell(name);
  // The table that a new cell names is not here: it fails, and so its source stands open.
  await window.expectState(name, "failed");
  await window.write(cell, "of: by_day\n");
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect(cell.getByText(/^Action: retrain/)).toBeVisible();
  const act = cell.getByRole("row", { name: /^act above 0\.2 for 3 windows/ });
  await expect(act).toContainText("2 windows (2 days)");
  await expect(act).toContainText("0 in 14 windows");
  await cell.getByRole("spinbutton", { name: "in a row" }).fill("5");
  await expect(cell.getByRole("row", { name: /^act above 0\.2 for 5 windows/ })).toContainText("4 windows (4 days)");
  await cell.getByRole("spinbutton", { name: "act" }).fill("99");
  await expect(cell.getByText(/^Action: review prompts and retrieval/)).toBeVisible();
});
