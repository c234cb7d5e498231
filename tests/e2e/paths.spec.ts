import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { type RunningHost, startWebHost } from "../support/web-host.ts";
import { CasebookWindow } from "../support/window.ts";

// What briefs of the parallel sample wait for, and where its agents go round: read, sorted, asked "what if", opened.

let folder: string;
let host: RunningHost;
let page: Page;
let window: CasebookWindow;

test.describe.configure({ mode: "serial" });

test.beforeAll(async ({ browser }) => {
  folder = mkdtempSync(join(tmpdir(), "casebook-paths-"));
  cpSync(resolve(import.meta.dirname, "../../sample-data/parallel-agents"), folder, { recursive: true });
  host = await startWebHost([join(folder, "research.casebook.md")]);
  page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  window = await CasebookWindow.open(page, host.url);
  const trust = page.getByRole("button", { name: /^Trust/ });
  if (await trust.count()) await trust.first().click();
  await window.expectState("going_round", "done");
  await window.settled();
});
test.afterAll(async () => {
  await page?.close();
  await host?.stop();
  rmSync(folder, { recursive: true, force: true });
});
test.afterEach(() => window.expectClean());

test("the path across linked traces is read, sorted from its head, and a trace opened with the keyboard", async () => {
  const cell = window.cell("waits");
  const steps = cell.locator("table").first().locator("tbody tr");
  await expect(steps.first()).toContainText("web agent");
  await expect(cell).toContainText("n = 28 of 112 traces in reference, n = 28 of 196 traces in current.");
  await expect(cell).toContainText("Had no call needed a second try, it would take 31.8 s.");
  await cell.getByRole("button", { name: "without it, ref., s" }).click();
  await window.settled();
  await expect(steps.first()).toContainText("research brief");
  await cell.getByRole("button", { name: /^difference, s/ }).click();
  await window.settled();
  await cell.getByRole("table", { name: "The longest traces" }).getByRole("button").first().focus();
  await page.keyboard.press("Enter");
  await window.expectState("waterfall", "done");
  await expect(window.cell("waterfall")).toContainText("research brief");
});

test("the limit of the breaker is turned in the view, and written into the source", async () => {
  const cell = window.cell("going_round");
  await expect(cell.locator(".loops-headline")).toContainText("cut 53 traces, of which 53 had succeeded");
  const limit = cell.getByLabel("What if the same call were cut after");
  await limit.fill("1");
  await window.settled();
  await expect(cell.locator(".loops-headline")).toContainText("A breaker of 1 call would have saved");
  await limit.focus();
  await page.keyboard.press("ArrowUp");
  await window.settled();
  await expect(cell.locator(".loops-headline")).toContainText("A breaker of 2 calls would have saved");
  await page.keyboard.press("ControlOrMeta+s");
  await expect.poll(() => readFileSync(join(folder, "research.casebook.md"), "utf8")).toContain("breaker: 2");
});

test("a loop opens its trace at its first span", async () => {
  const loops = window.cell("going_round").getByRole("grid", { name: "Loops" });
  await loops.scrollIntoViewIfNeeded();
  await loops.getByRole("button", { name: "read.page" }).first().click();
  await window.expectState("waterfall_2", "done");
  await expect(window.cell("waterfall_2")).toContainText("read.page");
});
