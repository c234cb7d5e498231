import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { nbformatProblems } from "../support/nbformat.ts";
import { type RunningHost, startWebHost } from "../support/web-host.ts";
import { CasebookWindow } from "../support/window.ts";

// From a row that is pinned to a report that somebody else opens, and whether it is still so.

const fence = "```";
const notebook = `---
casebook: 1
title: Slow steps
sources:
  - steps.csv
---

# Slow steps

${fence}sql cell=slow
select name, p95 from steps order by p95 desc
${fence}

${fence}yaml cell=spread kind=chart
table: steps
kind: box
y: p95
${fence}
`;

let host: RunningHost;
let page: Page;
let window: CasebookWindow;
let folder: string;
let path: string;

test.describe.configure({ mode: "serial" });

test.beforeAll(async ({ browser }) => {
  folder = mkdtempSync(join(tmpdir(), "casebook-evidence-"));
  path = join(folder, "slow.casebook.md");
  writeFileSync(path, notebook);
  writeFileSync(join(folder, "steps.csv"), "name,p95\nquery,131.25\nplan,4.5\nchart,1.5\n");
  host = await startWebHost([path]);
  page = await browser.newPage({ acceptDownloads: true });
  window = await CasebookWindow.open(page, host.url);
  await window.expectState("slow", "done");
});
test.afterAll(async () => {
  await page?.close();
  await host?.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});
test.afterEach(() => window.expectClean());

const findings = () => page.getByRole("region", { name: "Findings" });
const lockPath = () => path.replace(/\.md$/, ".lock.json");

async function save(): Promise<void> {
  await page.keyboard.press("ControlOrMeta+s");
  await expect(page.getByRole("banner")).not.toContainText("unsaved");
}

async function download(command: string): Promise<{ name: string; text: string }> {
  const waiting = page.waitForEvent("download");
  await window.command(command);
  const file = await waiting;
  return { name: file.suggestedFilename(), text: readFileSync(await file.path(), "utf8") };
}

test("a selected row is pinned with P; its note is written in place and listed on the left", async () => {
  const grid = window.cell("slow").getByRole("grid");
  await grid.getByRole("gridcell", { name: "query" }).click();
  await page.keyboard.press("p");
  await window.expectState("finding", "done");
  const note = page.getByLabel("Note of finding");
  await expect(note).toBeFocused();
  await page.keyboard.type("The query holds it all.");
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect(window.cell("finding")).toContainText("Holds: the row is what it was");
  await expect(findings()).toContainText("The query holds it all.");
  await expect(findings()).toContainText("holds");
});

test("a whole result is pinned from its cell's head", async () => {
  await window.cell("slow").hover();
  await window.cell("slow").getByRole("button", { name: "Pin", exact: true }).first().click();
  await window.expectState("finding_2", "done");
  await expect(window.cell("finding_2")).toContainText("slow is what it was");
});

test("saving locks what came out, and each cell says that it is the same", async () => {
  await save();
  await expect.poll(() => existsSync(lockPath()) && JSON.parse(readFileSync(lockPath(), "utf8")).cells?.length).toBe(4);
  await expect(window.cell("slow").locator(".cell-check")).toHaveText("same");
  await window.command("Verify");
  await expect(page.getByText("Verified: 1 source and 4 cells are the same")).toBeVisible();
});

test("the report opens without the app, and the notebook leaves for Jupyter and as Markdown", async ({ browser }) => {
  const report = await download("Export report");
  expect(report.name).toBe("slow-steps.html");
  const context = await browser.newContext({ javaScriptEnabled: false, offline: true });
  const reader = await context.newPage();
  await reader.setContent(report.text);
  await expect(reader.getByRole("region", { name: "Findings" })).toContainText("The query holds it all.");
  await expect(reader.getByText("steps.csv").first()).toBeVisible();
  await expect(reader.locator("main")).toHaveCSS("background-color", "rgb(255, 255, 255)");
  await context.close();
  const jupyter = await download("Export as Jupyter");
  expect(jupyter.name).toBe("slow-steps.ipynb");
  expect(nbformatProblems(JSON.parse(jupyter.text))).toEqual([]);
  const markdown = await download("Export as Markdown");
  expect(markdown.text).toContain("| query | 131.25 |");
});

test("figures of a report move where that is asked for, by scripts that its policy knows alone", async ({
  browser,
}) => {
  const still = await download("Export report: one");
  expect(still.text).toMatch(/<svg class="figure-svg"[\s\S]*<rect/);
  const { text } = await download("Export report with moving");
  const context = await browser.newContext({ offline: true });
  const reader = await context.newPage();
  const problems: string[] = [];
  reader.on("console", (message) => message.type() === "error" && problems.push(message.text()));
  reader.on("pageerror", (error) => problems.push(error.message));
  await reader.setContent(text.replace("</main>", "<script>document.title = 'ran'</script></main>"));
  const figure = reader.locator("figure.is-moving");
  await expect(figure.locator(".js-plotly-plot .boxlayer path").first()).toBeVisible();
  await expect(figure.locator(".figure-svg")).toBeHidden();
  expect(await reader.title()).toBe("Slow steps");
  expect(problems.filter((problem) => !problem.includes("inline script"))).toEqual([]);
  await context.close();
});

test("after a change the marks say what differs, and the finding that it no longer holds", async () => {
  await window.write(window.cell("slow"), "select name, p95 * 2 as p95 from steps order by p95 desc");
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect(window.cell("slow").locator(".cell-check")).toHaveText("changed: code");
  await expect(window.cell("finding")).toContainText("Changed: p95 changed");
  await expect(findings()).toContainText("changed");
  await window.command("Verify");
  await expect(page.getByText("3 of 1 source and 4 cells are not the same")).toBeVisible();
});
