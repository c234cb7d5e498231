import { expect, test } from "@playwright/test";
import { type RunningHost, startWebHost } from "../support/web-host.ts";
import { CasebookWindow } from "../support/window.ts";

let host: RunningHost;
test.beforeAll(async () => {
  host = await startWebHost();
});
test.afterAll(() => host?.stop());

test("the sample of changed questions tells what changed, since when, and leads to the traces", async ({ page }) => {
  const window = await CasebookWindow.open(page, host.url);
  const samples = page.getByRole("region", { name: "Samples" });
  await samples.getByRole("button", { name: /^The questions that changed/ }).click();
  await window.expectState("questions", "done");
  await window.settled();
  const cell = window.cell("questions");
  await cell.scrollIntoViewIfNeeded();
  await expect(cell.locator(".drift-verdict")).toContainText("Drifted");
  await expect(cell.locator(".drift-verdict")).toContainText("no drift at this n: up to");
  await expect(cell).toContainText("7 drifted with p adjusted over all windows, the first on 2026-06-18");
  const [legal] = await cell.getByRole("table", { name: "Clusters" }).locator("tbody tr").all();
  await expect(legal ?? cell).toContainText("terms");
  await expect(legal ?? cell).toContainText("0.7 %");
  await expect(legal ?? cell).toContainText("22 %");
  await expect(cell.getByRole("table", { name: "Segments" }).locator("tbody tr")).toHaveCount(3);

  // By keyboard from a row to its trace.
  const first = cell.getByRole("table", { name: "More of" }).getByRole("button").first();
  await first.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("region", { name: /^waterfall, answer question · 2 spans/ })).toBeVisible();
  window.expectClean();
});

test("a cell of its own, changed in its source, runs in a worker that Stop ends", async ({ page }) => {
  const window = await CasebookWindow.open(page, host.url);
  await page
    .getByRole("region", { name: "Samples" })
    .getByRole("button", { name: /^The questions that changed/ })
    .click();
  await window.expectState("questions", "done");
  await window.settled();
  const name = await window.addCell("Embedding drift");
  await window.settled();
  const cell = window.cell(name);
  await cell.focus();
  await page.keyboard.press("Enter");
  await window.write(cell, "permutations: 1999\nclusters: 6\nevery: 12h\n");
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect(cell).toContainText(/permutations|of 5\d windows|vectors/, { timeout: 180_000 });
  await cell.getByRole("button", { name: "Stop", exact: true }).click();
  await expect(cell.getByRole("button", { name: "Stop", exact: true })).toHaveCount(0);
  await window.write(cell, "permutations: 99\nclusters: 6\n");
  await page.keyboard.press("ControlOrMeta+Enter");
  await window.expectState(name, "done");
  await expect(cell.getByRole("table", { name: "Clusters" }).locator("tbody tr")).toHaveCount(6);
  await expect(cell.getByRole("table", { name: "Measures" })).toContainText("549 + 344");
  window.expectClean();
});
