import { resolve } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { type RunningHost, startWebHost } from "../support/web-host.ts";
import { CasebookWindow } from "../support/window.ts";

// The job of an evaluation engineer: hold a judge against people, read what is wrong with it, correct its rate.

let host: RunningHost;
let page: Page;
let window: CasebookWindow;

test.describe.configure({ mode: "serial" });

test.beforeAll(async ({ browser }) => {
  host = await startWebHost([resolve("sample-data/judge-calibration/calibration.casebook.md")]);
  page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  window = await CasebookWindow.open(page, host.url);
  await window.expectState("corrected_rates", "done");
});

test.afterAll(async () => {
  expect(window.pageErrors).toEqual([]);
  expect(window.strayRequests).toEqual([]);
  await page.close();
  await host.stop();
});

test("the sample's first version says what it may be used for and why", async () => {
  const cell = window.cell("first_version");
  await expect(cell.locator(".calibration-verdict-word")).toHaveText("Trend only");
  await expect(cell.locator(".calibration-verdict")).toContainText("Long answers gain 0.26 points per 100 words");
  await expect(cell.locator(".calibration-headlines")).toContainText("51 %");
  await cell.getByText("What would change this").click();
  await expect(cell.getByRole("cell", { name: "There are 100 items or more with labels." })).toBeVisible();
});

test("its dangerous items are read one by one by keys", async () => {
  const cell = window.cell("first_version");
  const rows = cell.locator(".calibration-dangerous tbody tr");
  await rows.first().focus();
  await page.keyboard.press("j");
  await expect(rows.nth(1)).toBeFocused();
  await page.keyboard.press("Enter");
  const detail = page.getByRole("complementary").last();
  await expect(detail).toContainText("The judge's reason");
  await expect(detail).toContainText("What was judged");
});

test("the second version is shown to be better on the same items", async () => {
  const cell = window.cell("second_version");
  await expect(cell.locator(".calibration-verdict-word")).toHaveText("Gate");
  await expect(cell.getByText(/better: quadratic kappa \+0\.22/)).toBeVisible();
});

test("a new cell asks how labels were chosen, and corrects once it is told", async () => {
  const name = await window.addCell("Judge calibration");
  await window.expectState(name, "done");
  const cell = window.cell(name);
  await expect(cell.locator(".calibration-subjects tbody tr")).toHaveCount(4);
  await expect(cell.locator(".calibration-headlines")).toContainText("not corrected");
  await cell.locator(".calibration-ask").getByRole("button", { name: "at random from all judged items" }).click();
  await window.expectState(name, "done");
  await expect(cell.locator(".calibration-headlines")).toContainText("corrected: PPI++");
  await cell.getByRole("button", { name: "resolved" }).first().click();
  await expect(cell.locator(".calibration-title")).toContainText("resolved");
  await cell.getByText("How many more labels").click();
  await cell.getByRole("button", { name: /^Make a table of/ }).click();
  const added = (await window.cellNames()).at(-1) ?? "";
  await window.expectState(added, "done");
  await expect(window.cell(added).getByRole("grid")).toContainText("q-");
});
