import { copyFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { type RunningHost, startWebHost } from "../support/web-host.ts";
import { CasebookWindow } from "../support/window.ts";

// The pair and what changed between its sides: set in each of the four ways, compared, and followed to two traces.

const sample = resolve(import.meta.dirname, "../../sample-data/warehouse-incident");
const text = `---
casebook: 1
title: The pair
sources:
  - traces/
  - deployments.yaml
---

\`\`\`yaml cell=changed kind=compare
limit: 8
\`\`\`

\`\`\`sql cell=sizes
select cohort, count(*) as n from traces where cohort is not null group by cohort order by cohort
\`\`\`
`;

let folder: string;
let host: RunningHost;
let page: Page;
let window: CasebookWindow;

test.describe.configure({ mode: "serial" });

test.beforeAll(async ({ browser }) => {
  folder = mkdtempSync(join(tmpdir(), "casebook-pair-"));
  cpSync(join(sample, "traces"), join(folder, "traces"), { recursive: true });
  copyFileSync(join(sample, "deployments.yaml"), join(folder, "deployments.yaml"));
  writeFileSync(join(folder, "pair.casebook.md"), text);
  host = await startWebHost([join(folder, "pair.casebook.md")]);
  page = await browser.newPage({ colorScheme: "light", viewport: { width: 1280, height: 800 } });
  window = await CasebookWindow.open(page, host.url);
  await window.expectState("sizes", "done");
  await window.settled();
});
test.afterAll(async () => {
  await page?.close({ runBeforeUnload: false });
  await host?.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});
test.afterEach(() => window.expectClean());

const dialog = () => page.getByRole("dialog", { name: "Cohorts" });
const side = (name: string) => dialog().getByRole("group", { name, exact: true });
const sizes = () => window.cell("sizes").getByRole("gridcell");

async function set(): Promise<void> {
  await dialog().getByRole("button", { name: "Set cohorts" }).click();
  await expect(dialog()).toHaveCount(0);
  await window.settled();
}

/** Waits until the comparison says so; runs it where a busy machine has found it too slow to run by itself. */
async function comparison(text: string): Promise<void> {
  const cell = window.cell("changed");
  await expect(async () => {
    if (await cell.locator(".gutter-run.is-stale").count()) await cell.locator(".gutter-run").click();
    await expect(cell).toContainText(text, { timeout: 3000 });
  }).toPass({ timeout: 180_000 });
}

test("by a deployment, from the keyboard: the flag's hours before and after", async () => {
  await expect(window.cell("changed")).toContainText("the notebook has no reference and current");
  await window.command("before and after the last deployment");
  const option = dialog()
    .getByRole("option", { name: /warehouse/ })
    .first();
  await dialog()
    .getByLabel("Before and after")
    .selectOption((await option.getAttribute("value")) ?? "");
  await dialog().getByLabel("hours each").fill("168");
  await expect(side("reference").getByLabel("to", { exact: true })).toHaveValue("2026-04-20 14:02");
  await expect(side("current").getByRole("status")).toContainText(/^\d+ traces: 20 Apr 2026 14:02/);
  await expect(dialog()).toContainText("No trace meets both.");
  await page.keyboard.press("Enter");
  await expect(dialog()).toHaveCount(0);
  await window.settled();
  await comparison("The shares add up to 100 %.");
  const first = window.cell("changed").getByRole("table", { name: "Steps compared" }).locator("tbody tr").first();
  await expect(first).toContainText("warehouse.query");
});

test("by an attribute and by a predicate, with live sizes and what meets both", async () => {
  await page.getByRole("button", { name: "Cohorts…" }).click();
  await dialog().getByRole("button", { name: "Clear both" }).click();
  await side("reference").getByLabel("attribute").fill("warehouse.size");
  await expect(side("reference").getByRole("status")).toHaveText("warehouse.size needs a value");
  await side("reference").getByLabel("value").fill("large");
  await side("current")
    .getByLabel(/^where/)
    .fill("tennant = 'harbor'");
  await expect(side("current").getByRole("status")).toContainText(/where: .*tennant/);
  await side("current")
    .getByLabel(/^where/)
    .fill("tenant = 'harbor'");
  await expect(dialog()).toContainText(/\d+ traces meet both and count as current alone/);
  await set();
  await expect(page.getByRole("region", { name: "Timeline" })).toContainText("warehouse.size = large");
  await comparison("meet both cohorts’ rules and count as current");
  await expect(sizes().filter({ hasText: "reference" })).toHaveCount(1);
});

test("cohorts are swapped from the palette, undone, and saved as plain words", async () => {
  await window.command("swap reference and current");
  await window.settled();
  await expect(page.locator(".timeline-label.is-current")).toContainText("warehouse.size = large");
  await page.keyboard.press("ControlOrMeta+z");
  await window.settled();
  await expect(page.locator(".timeline-label.is-reference")).toContainText("warehouse.size = large");
  await page.keyboard.press("ControlOrMeta+s");
  await expect
    .poll(() => readFileSync(join(folder, "pair.casebook.md"), "utf8"))
    .toContain(
      "cohorts:\n  reference:\n    attribute: warehouse.size\n    value: large\n  current:\n    where: tenant = 'harbor'\n",
    );
});

test("a rule that is wrong is told, and loses nothing", async () => {
  await page.getByRole("button", { name: "Cohorts…" }).click();
  await side("current")
    .getByLabel(/^where/)
    .fill("nonsense +");
  await dialog().getByRole("button", { name: "Set cohorts" }).click();
  await expect(page.locator(".notice.is-failure")).toContainText("cohorts.current.where");
  await comparison("cohorts.current.where");
  await page.locator(".notice.is-failure").getByRole("button").click();
  await page.keyboard.press("ControlOrMeta+z");
  await window.settled();
  await comparison("meet both cohorts’ rules and count as current");
});

test("from a step to its traces, and from two of them to what differs", async () => {
  await window.setWindows({ reference: ["2026-04-01", "2026-04-14"], current: ["2026-04-21", "2026-04-28"] });
  await window.settled();
  await comparison("73 traces");
  const steps = window.cell("changed").getByRole("table", { name: "Steps compared" });
  await steps
    .getByRole("button", { name: /warehouse\.query: list its traces/ })
    .first()
    .click();
  const list = window.cell("traces_list");
  await expect(list.locator("tbody tr").first()).toBeVisible();
  const ticks = list.getByRole("checkbox");
  await ticks.nth(0).check();
  await ticks.nth(1).focus();
  await page.keyboard.press("Space");
  await list.getByRole("button", { name: "Compare the two" }).click();
  const diff = page.getByRole("table", { name: "Steps of both traces" });
  await expect(diff.first()).toBeVisible();
  await diff.first().getByRole("button").first().focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Open the first" })).toBeVisible();
});

test("the overview weighs current to the reference's mix, and follows the windows", async () => {
  const name = await window.addCell("Overview");
  const cell = window.cell(name);
  await cell.focus();
  await page.keyboard.press("Enter");
  await window.write(cell, "per: auto\nweight_by: tenant\n");
  await page.keyboard.press("ControlOrMeta+Enter");
  // Current has one tenant alone, by the rule set above.
  await expect(cell).toContainText("at the reference’s mix of tenant (1 stratum)");
  await expect(cell).toContainText("of current; on one side only: ");
  await expect(cell).toContainText("no interval for a weighted quantile");
  await window.write(cell, "per: auto\nweight_by: warehouse.size\n");
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect(cell).toContainText("No value of warehouse.size has traces on both sides.");
  window.expectClean();
});
