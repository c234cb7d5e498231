import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { type RunningHost, startWebHost } from "../support/web-host.ts";
import { CasebookWindow } from "../support/window.ts";

// The notebook itself: its cells, its keys, its windows, and what asks before anything is lost.

const traces = resolve(import.meta.dirname, "../../sample-data/warehouse-incident/traces");
const text = `---
casebook: 1
title: A week
sources:
  - week.jsonl
---
First words.

\`\`\`yaml cell=steps kind=latency
by: name
\`\`\`

\`\`\`sql cell=counted
select cohort, count(*) as n from traces group by cohort order by cohort
\`\`\`
`;

let folder: string;
let host: RunningHost;
let page: Page;
let window: CasebookWindow;

test.describe.configure({ mode: "serial" });

test.beforeAll(async ({ browser }) => {
  folder = mkdtempSync(join(tmpdir(), "casebook-notebook-"));
  copyFileSync(join(traces, "2026-04-15.otlp.jsonl"), join(folder, "week.jsonl"));
  writeFileSync(join(folder, "week.casebook.md"), text);
  host = await startWebHost([join(folder, "week.casebook.md")]);
  page = await browser.newPage({ colorScheme: "light" });
  window = await CasebookWindow.open(page, host.url);
  await window.expectState("counted", "done");
  await window.settled();
});
test.afterAll(async () => {
  await page?.close({ runBeforeUnload: false });
  await host?.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});
test.afterEach(() => window.expectClean());

/** Every cell's label in its order. */
const cells = () =>
  page.locator("section.cell").evaluateAll((all) => all.map((cell) => cell.getAttribute("aria-label")?.split(",")[0]));

test("cells are added, moved and deleted, and each step is undone and done again", async () => {
  expect(await cells()).toEqual(["Text", "steps", "counted"]);
  const added = await window.addCell("SQL");
  expect(await cells()).toEqual(["Text", "steps", "counted", added]);
  await window.expectState(added, "done");
  await window.cell(added).focus();
  await page.keyboard.press("Alt+ArrowUp");
  await expect.poll(cells).toEqual(["Text", "steps", added, "counted"]);
  await window.cell(added).hover();
  await window.cell(added).getByRole("button", { name: "Down", exact: true }).click();
  await expect.poll(cells).toEqual(["Text", "steps", "counted", added]);
  await window.cell(added).focus();
  await page.keyboard.press("d");
  await page.keyboard.press("d");
  await expect.poll(cells).toEqual(["Text", "steps", "counted"]);
  for (let step = 0; step < 4; step++) await page.keyboard.press("ControlOrMeta+z");
  await expect.poll(cells).toEqual(["Text", "steps", "counted"]);
  await expect(page.getByRole("banner")).toContainText("saved");
  for (let step = 0; step < 3; step++) await page.keyboard.press("ControlOrMeta+Shift+z");
  await expect.poll(cells).toEqual(["Text", "steps", "counted", added]);
  await page.keyboard.press("ControlOrMeta+Shift+z");
  await expect.poll(cells).toEqual(["Text", "steps", "counted"]);
});

test("prose is edited by a double click and by its button", async () => {
  const prose = page.locator("section.cell.is-prose");
  await prose.getByText("First words.").dblclick();
  await window.write(prose, "# Second words");
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect(prose.getByRole("heading", { name: "Second words" })).toBeVisible();
  await expect(prose.locator(".monaco-editor")).toHaveCount(0);
  await prose.hover();
  await prose.getByRole("button", { name: "Edit" }).click();
  await window.write(prose, "Third *words*");
  await prose.getByRole("button", { name: "Done", exact: true }).click();
  await expect(prose.locator("em")).toHaveText("words");
  await expect(page.getByRole("banner")).toContainText("changed");
});

test("a cell is renamed, and the cells that read it say that its old name is gone", async () => {
  const reader = await window.addCell("SQL");
  await window.write(window.cell(reader), "select sum(n) as total from counted");
  await page.keyboard.press("ControlOrMeta+Enter");
  await window.expectState(reader, "done");
  const name = window.cell("counted").getByLabel("Name of the cell and of its table");
  await name.fill("tallied");
  // The field is no longer found by its old name.
  await page.keyboard.press("Enter");
  await window.expectState("tallied", "done");
  await expect(page.getByRole("navigation", { name: "Sources" })).toContainText("tallied");
  await window
    .cell(reader)
    .getByRole("button", { name: /^Run this cell/ })
    .click();
  await window.expectState(reader, "failed");
  await expect(window.cell(reader).getByRole("alert")).toContainText("counted");
  await window.write(window.cell(reader), "select sum(n) as total from tallied");
  await page.keyboard.press("ControlOrMeta+Enter");
  await window.expectState(reader, "done");
  await expect(window.cell(reader).getByRole("gridcell")).toHaveText(/\d+/);
});

test("brushing the timeline sets the windows, and the cells that compare follow", async () => {
  const timeline = page.getByRole("region", { name: "Timeline" });
  const plot = await timeline.locator(".timeline-plot").boundingBox();
  if (!plot) throw new Error("no timeline");
  const brush = async (cohort: string, from: number, to: number) => {
    await timeline.getByRole("button", { name: cohort, exact: true }).click();
    await page.mouse.move(plot.x + plot.width * from, plot.y + 40);
    await page.mouse.down();
    await page.mouse.move(plot.x + plot.width * to, plot.y + 40, { steps: 5 });
    await page.mouse.up();
    await expect(timeline).toContainText(new RegExp(`${cohort}, \\d+ traces`));
    await window.settled();
  };
  await brush("reference", 0.02, 0.4);
  await brush("current", 0.75, 0.98);
  const counted = Object.fromEntries(
    ["reference", "current"].map((cohort) => [cohort, new RegExp(`${cohort}, (\\d+) traces`)]),
  );
  const said = await timeline.innerText();
  const grid = window.cell("tallied").getByRole("row");
  for (const cohort of ["reference", "current"]) {
    const n = counted[cohort]?.exec(said)?.[1] ?? "none";
    await expect(grid.filter({ hasText: cohort })).toContainText(n);
  }
  await expect(window.cell("steps")).toContainText("ref.");
  await expect(window.cell("steps").locator("tbody tr").first()).toContainText("warehouse.query");
  await page.keyboard.press("ControlOrMeta+s");
  await expect(page.getByRole("banner").getByText("saved", { exact: true })).toBeVisible();
  expect(readFileSync(join(folder, "week.casebook.md"), "utf8")).toMatch(/reference:\s+from: 2026-04-1\d/);
});

test("the palette runs a command and opens a trace", async () => {
  await window.command("dark theme");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await page.keyboard.press("ControlOrMeta+k");
  const palette = page.getByRole("dialog", { name: "Find a command or a trace" });
  await palette.getByRole("combobox").fill("answer quest");
  const trace = palette.getByRole("option").filter({ hasText: "answer question" }).first();
  await trace.click();
  await expect(palette).toHaveCount(0);
  const waterfall = page.locator("section.cell").filter({ has: page.getByRole("application", { name: /^Waterfall/ }) });
  await expect(waterfall).toContainText("spans shown");
  await expect(waterfall).toBeInViewport();
});

test("? shows the keys of the window, but not where text is written", async () => {
  await page.getByRole("region", { name: "Timeline" }).click({ position: { x: 2, y: 2 } });
  await page.keyboard.press("?");
  const keys = page.getByRole("dialog", { name: "Keys" });
  await expect(keys).toContainText("Delete cell");
  await expect(keys).toContainText("Ctrl K");
  await page.keyboard.press("Escape");
  await expect(keys).toHaveCount(0);
  await page.getByLabel("Notebook title").focus();
  await page.keyboard.press("?");
  await expect(keys).toHaveCount(0);
  await page.keyboard.press("Escape");
  await expect(page.getByLabel("Notebook title")).toHaveValue("A week");
});

test("the theme goes from system to light to dark, and colours follow", async () => {
  await window.command("theme of the system");
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await ground();
  const toggle = page.getByRole("button", { name: /^Theme: / });
  await expect(toggle).toHaveAccessibleName("Theme: system. Change to light");
  await toggle.click();
  expect(await ground()).toBe(light);
  await toggle.click();
  await expect(toggle).toHaveAccessibleName("Theme: dark. Change to system");
  expect(await ground()).not.toBe(light);
  await toggle.click();
  expect(await ground()).toBe(light);
});

test("every control of the title bar is reached with Tab, and every control has a name", async () => {
  const bar = page.getByRole("banner");
  const wanted = await bar.locator("button:enabled, input").count();
  await page.getByLabel("Notebook title").focus();
  const reached = new Set<string>();
  for (let step = 0; step < wanted; step++) {
    const inside = await page.evaluate(() => {
      const at = document.activeElement;
      if (!at?.closest("header.titlebar")) return null;
      return at.getAttribute("aria-label") ?? at.textContent;
    });
    if (inside) reached.add(inside);
    await page.keyboard.press("Tab");
  }
  expect(reached.size).toBe(wanted);

  const controls = page.locator(
    "button, input, select, textarea:not([aria-hidden]), [role=slider], [role=grid], [role=application], [role=tab]",
  );
  const nameless = [];
  for (const control of await controls.all())
    if (await control.isVisible()) {
      const name = await control.evaluate((element) => {
        const labels = "labels" in element ? Array.from(element.labels as NodeListOf<HTMLElement>) : [];
        const labelled = element
          .getAttribute("aria-labelledby")
          ?.split(" ")
          .map((id) => document.getElementById(id));
        const texts = [...labels, ...(labelled ?? [])].map((label) => label?.textContent ?? "");
        return (element.getAttribute("aria-label") ?? "") + texts.join("") + (element.textContent ?? "").trim();
      });
      if (!name) nameless.push(await control.evaluate((element) => element.outerHTML.slice(0, 200)));
    }
  expect(nameless).toEqual([]);
  expect(await page.locator("main, header, footer, nav").count()).toBeGreaterThan(3);
});

test("leaving with changes asks first, by Casebook and by the browser", async () => {
  await page.getByLabel("Notebook title").fill("Another week");
  await page.getByLabel("Notebook title").press("Enter");
  await expect(page.getByRole("banner")).toContainText("changed");
  await window.command("New notebook");
  const dialog = page.getByRole("dialog", { name: "Leave without saving?" });
  await expect(dialog.getByRole("button", { name: "Cancel" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(dialog).toHaveCount(0);
  await expect(page.getByLabel("Notebook title")).toHaveValue("Another week");

  const asked: string[] = [];
  page.once("dialog", (question) => {
    asked.push(question.type());
    void question.dismiss();
  });
  await page.reload({ timeout: 3000 }).catch(() => undefined);
  expect(asked).toEqual(["beforeunload"]);
  await expect(page.getByLabel("Notebook title")).toHaveValue("Another week");

  await window.command("New notebook");
  await dialog.getByRole("button", { name: "Leave" }).click();
  await expect(page.getByLabel("Notebook title")).toHaveValue("Untitled");
  expect(await cells()).toEqual([]);
  expect(readFileSync(join(folder, "week.casebook.md"), "utf8")).toContain("title: A week");
});
