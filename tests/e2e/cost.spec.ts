import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { type RunningHost, startWebHost } from "../support/web-host.ts";
import { CasebookWindow } from "../support/window.ts";

// What it cost, what broke and what was found, as a person asks it: from the menu, through the tables, to the trace.

let folder: string;
let host: RunningHost;
let page: Page;
let window: CasebookWindow;

test.describe.configure({ mode: "serial" });

test.beforeAll(async ({ browser }) => {
  folder = mkdtempSync(join(tmpdir(), "casebook-cost-"));
  cpSync(resolve(import.meta.dirname, "../../sample-data/warehouse-incident"), folder, { recursive: true });
  const path = join(folder, "cost.casebook.md");
  const sources = ["01", "08", "15", "22"].map((day) => `  - traces/2026-04-${day}.otlp.jsonl`).join("\n");
  const windows = "  reference: {from: 2026-04-01, to: 2026-04-14}\n  current: {from: 2026-04-21, to: 2026-04-28}";
  writeFileSync(
    path,
    `---\ncasebook: 1\ntitle: What it cost\nsources:\n${sources}\n  - deployments.yaml\ncohorts:\n${windows}\n---\n`,
  );
  host = await startWebHost([path]);
  page = await browser.newPage();
  window = await CasebookWindow.open(page, host.url);
  await window.settled();
});

test.afterAll(async () => {
  await page?.close();
  await host?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const cellsOf = (kind: string) =>
  page.locator("section.cell", { has: page.locator(".cell-kind", { hasText: new RegExp(`^${kind}$`) }) });

test("a budget is written into the cost cell, and the tenant that is over it stands open", async () => {
  const cell = window.cell(await window.addCell("Cost"));
  await expect(cell.getByRole("table", { name: "Cost by tenant, model, prompt_version, step" })).toBeVisible();
  await window.settled();
  await cell.focus();
  await page.keyboard.press("Enter");
  await window.write(cell, "by: [step]\nbudget: {default: 0.15, tenants: {harbor: 0.18}}");
  await page.keyboard.press("ControlOrMeta+Enter");
  await window.settled();
  const steps = cell.getByRole("table", { name: "Cost by step" });
  await expect(steps.locator("tbody tr").first()).toContainText("write SQL");
  await expect(steps.locator("tbody tr").last()).toContainText("all calls");
  await expect(cell.getByRole("table", { name: "Budgets" }).locator("tbody tr").first()).toContainText("over budget");
  await expect(cell.locator("summary", { hasText: "Budget" })).toContainText("Over budget: harbor");
});

test("a click on a head sorts, and a row opens its traces by the keyboard", async () => {
  const cell = window.cell("cost");
  await cell.getByRole("button", { name: "cost in current, $" }).click();
  await window.settled();
  await expect(cell.getByRole("columnheader", { name: /cost in current/ })).toHaveAttribute("aria-sort", "descending");
  const open = cell.getByRole("button", { name: "synthesise answer", exact: true }).first();
  await open.focus();
  await page.keyboard.press("Enter");
  await window.settled();
  await expect(cellsOf("traces").first().locator("tbody tr").first()).toContainText("answer question");
});

test("where cost diverges leads to the call in its trace", async () => {
  const cell = window.cell("cost");
  const part = cell.locator("details", { has: page.locator("summary", { hasText: "Where cost diverges" }) });
  await expect(part).toHaveAttribute("open", "");
  await part.getByRole("button", { name: "write SQL" }).first().click();
  await window.settled();
  const waterfall = cellsOf("waterfall").first();
  await expect.poll(() => window.drawnPixels(waterfall.locator("canvas").first())).toBeGreaterThan(2000);
  await expect(waterfall).toContainText(/write SQL, llm/);
});

test("errors say what is new, and retrieval whether to index again, with the age of each document", async () => {
  const errors = window.cell(await window.addCell("Errors and outcomes"));
  const first = errors.getByRole("table", { name: "Errors by type" }).locator("tbody tr").first();
  await expect(first).toContainText("StatementTimeout");
  await expect(first).toContainText("more");
  const retrieval = window.cell(await window.addCell("Retrieval"));
  await expect(retrieval.locator("summary", { hasText: "Alert" })).toContainText("trigger_reindex");
  const same = retrieval.locator("details", { has: page.locator("summary", { hasText: "The same query" }) });
  await same.locator("summary").focus();
  await page.keyboard.press("Enter");
  await same.getByRole("table").locator("tbody tr").first().getByRole("button").last().click();
  await window.settled();
  const searched = cellsOf("waterfall")
    .filter({ hasText: /retrieve schema docs, retriever/ })
    .first();
  // The window goes there once it has run; Enter before that would be the cell's.
  await expect(searched).toBeFocused();
  await searched.getByRole("application", { name: /^Waterfall/ }).focus();
  await page.keyboard.press("Enter");
  const detail = page.getByRole("complementary", { name: "retrieve schema docs" });
  await detail.getByRole("tab", { name: /^Documents/ }).click();
  await expect(detail.getByRole("tabpanel")).toContainText(/age \d+ d · last updated 202\d/);
  window.expectClean();
});
