import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { type RunningHost, startWebHost } from "../support/web-host.ts";
import { CasebookWindow } from "../support/window.ts";

// Inputs and charts as a person uses them: from the menu, by the control, by the form, out as a file.

let folder: string;
let host: RunningHost;
let page: Page;
let window: CasebookWindow;

test.describe.configure({ mode: "serial" });

const notebook = `---
casebook: 1
title: Inputs and charts
---

~~~sql cell=calls
select i as n, 'step ' || i % 3 as step, case when i < 5000 then 'reference' else 'current' end as cohort,
  sqrt(i) as ms, timestamp '2026-04-01' + to_minutes(i::int) as at from range(10000) t(i)
~~~

~~~yaml cell=step kind=input
type: select
table: calls
column: step
~~~

~~~yaml cell=least kind=input
type: slider
label: Least n
min: 0
max: 10000
step: 100
value: 9000
~~~

~~~sql cell=found
select count(*) as c from calls where step = $step and n >= $least
~~~

~~~yaml cell=growth kind=chart
table: calls
kind: line
x: at
y: ms
aggregate: p95
colour: cohort
~~~
`.replaceAll("~~~", "```");

test.beforeAll(async ({ browser }) => {
  folder = mkdtempSync(join(tmpdir(), "casebook-input-chart-"));
  const path = join(folder, "inputs.casebook.md");
  writeFileSync(path, notebook);
  host = await startWebHost([path]);
  page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  window = await CasebookWindow.open(page, host.url);
  await window.expectState("growth", "done");
});
test.afterAll(async () => {
  await page?.close();
  await host?.stop();
  rmSync(folder, { recursive: true, force: true });
});
test.afterEach(() => window.expectClean());

test("a choice and a slider are used in SQL by name, and moving them runs the query again", async () => {
  const found = window.cell("found").getByRole("gridcell");
  await expect(found).toHaveText(["334"]);
  await window.cell("step").getByRole("combobox").selectOption("step 1");
  await expect(found).toHaveText(["333"]);
  const slider = window.cell("least").getByRole("slider", { name: "Least n" });
  await slider.focus();
  for (let step = 0; step < 5; step++) await page.keyboard.press("ArrowRight");
  await expect(window.cell("least").locator(".input-number")).toHaveText("9,500");
  await expect(found).toHaveText(["166"]);
  await slider.blur();
});

test("a chart is changed by its form, which rewrites its source, and saved as PNG, SVG and CSV", async () => {
  const cell = window.cell("growth");
  await cell.scrollIntoViewIfNeeded();
  await expect(cell.locator(".figure-plot svg").first()).toBeVisible();
  await expect(cell.locator("figcaption")).toContainText("10,000 rows in");
  await cell.getByRole("button", { name: "Source", exact: true }).click();
  await cell.getByRole("form", { name: "Chart" }).getByLabel("kind").selectOption("histogram");
  await expect(cell.locator(".view-lines")).toContainText(/kind:\s*histogram/);
  await expect(cell.getByRole("form", { name: "Chart" }).getByLabel("y", { exact: true })).toHaveCount(0);
  await expect(cell.locator("figcaption")).toContainText("bins of");
  for (const [format, start] of [
    ["PNG", "\u0089PNG"],
    ["SVG", "<svg"],
    ["CSV", "cohort,at"],
  ] as const) {
    const waiting = page.waitForEvent("download");
    await cell.getByRole("button", { name: format, exact: true }).last().click();
    const saved = await waiting;
    expect(saved.suggestedFilename()).toBe(`growth.${format.toLowerCase()}`);
    expect(
      readFileSync(await saved.path())
        .subarray(0, 200)
        .toString("latin1"),
    ).toContain(start);
  }
});
