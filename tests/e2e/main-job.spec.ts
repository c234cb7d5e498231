import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { expect, test } from "@playwright/test";
import { type RunningHost, startWebHost } from "../support/web-host.ts";
import { CasebookWindow } from "../support/window.ts";

// The product's main job, from a person's first file to a saved notebook that opens again.

const traces = resolve(import.meta.dirname, "../../sample-data/warehouse-incident/traces");
const sampleFiles = readdirSync(traces)
  .sort()
  .map((name) => ({ name, bytes: readFileSync(join(traces, name)) }));

let host: RunningHost;
test.beforeEach(async () => {
  host = await startWebHost();
});
test.afterEach(() => host.stop());

test("files are dragged in, the slow step read, its trace opened, the notebook saved and opened again", async ({
  page,
}) => {
  const window = await CasebookWindow.open(page, host.url);
  await window.drop(sampleFiles);
  await window.settled();

  // What was read: every record accounted for.
  await expect(page.getByRole("navigation", { name: "Sources" })).toContainText("2026-04-22.otlp.jsonl");
  await expect(window.cell("import_report")).toContainText("1 could not be read");
  await expect(window.cell("import_report")).toContainText("line 76");

  // The slow step, in the latency table, current beside reference.
  await window.setWindows({ reference: ["2026-04-01", "2026-04-14"], current: ["2026-04-21", "2026-04-28"] });
  await window.settled();
  const slowest = window.cell("latency").locator("tbody tr").first();
  await expect(slowest).toContainText("warehouse.query");

  // One trace as a waterfall.
  await window.cell("traces_list").locator("tbody tr").first().click();
  await window.expectState("waterfall", "done");
  const waterfall = window.cell("waterfall");
  await expect(waterfall).toContainText("spans");
  await expect.poll(() => window.drawnPixels(waterfall.locator("canvas").first())).toBeGreaterThan(2000);

  // Saved: dropped files have no path, so they are kept beside the notebook.
  await page.keyboard.press("Control+s");
  const dialog = page.getByRole("dialog", { name: "Save notebook" });
  await dialog.getByLabel("Name").fill("slow.casebook.md");
  await dialog.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("button", { name: "Copy files" }).click();
  const file = join(host.folder, "slow.casebook.md");
  await expect.poll(() => existsSync(join(host.folder, "slow.casebook.lock.json"))).toBe(true);
  const text = readFileSync(file, "utf8");
  expect(text).toContain("- slow-files/2026-04-01.otlp.jsonl");
  expect(text).toContain("cell=latency kind=latency");
  const lock = JSON.parse(readFileSync(join(host.folder, "slow.casebook.lock.json"), "utf8"));
  expect(lock.sources.map((source: { path: string }) => source.path)).toContain("slow-files/2026-04-22.otlp.jsonl");
  await expect(page.getByText("saved", { exact: true })).toBeVisible();

  // Opened again, with its data and its answers.
  await page.goto(host.url);
  await page.getByRole("button", { name: /Untitled/ }).click();
  await window.settled();
  await window.expectState("latency", "done");
  await expect(window.cell("latency").locator("tbody tr").first()).toContainText("warehouse.query");
  await expect(page.locator(".notice")).toHaveCount(0);
  expect(readFileSync(file, "utf8")).toBe(text);
  expect(window.strayRequests).toEqual([]);
  expect(window.pageErrors).toEqual([]);
});

test("a missing and a changed source are said when a notebook is opened, and the rest runs", async ({ page }) => {
  const [first, second] = sampleFiles;
  const paths = [first, second].map((file) => {
    writeFileSync(join(host.folder, file?.name ?? ""), file?.bytes ?? "");
    return `  - ${file?.name}`;
  });
  const notebook = join(host.folder, "two.casebook.md");
  const cell = "```sql cell=n\nselect count(*) as n from spans\n```\n";
  writeFileSync(notebook, `---\ncasebook: 1\ntitle: Two weeks\nsources:\n${paths.join("\n")}\n---\n${cell}`);
  const window = await CasebookWindow.open(page, host.url);
  await openNotebook(window, notebook);
  await page.getByRole("button", { name: "Trust and run" }).click();
  await window.expectState("n", "done");
  await page.keyboard.press("Control+s");
  await expect.poll(() => existsSync(join(host.folder, "two.casebook.lock.json"))).toBe(true);
  await expect(page.getByText("saved", { exact: true })).toBeVisible();

  const lines = first?.bytes.toString().split("\n") ?? [];
  writeFileSync(join(host.folder, first?.name ?? ""), lines.slice(0, 10).join("\n"));
  rmSync(join(host.folder, second?.name ?? ""));
  await page.goto(host.url);
  await openNotebook(window, notebook);
  const notice = page.locator(".notice");
  await expect(notice).toContainText(`${first?.name} has changed since the notebook was saved`);
  await expect(notice).toContainText(`${second?.name}: the file is not there`);
  await window.expectState("n", "done");
});

test("saving while a notebook is being opened never writes another one over it", async ({ page }) => {
  const notebook = join(host.folder, "kept.casebook.md");
  const text = `---\ncasebook: 1\ntitle: Kept\n---\n${"Prose.\n\n".repeat(50)}`;
  writeFileSync(notebook, text);
  const window = await CasebookWindow.open(page, host.url);
  await openNotebook(window, notebook);
  for (let n = 0; n < 5; n++) await page.keyboard.press("Control+s");
  await expect(page.getByLabel("Notebook title")).toHaveValue("Kept");
  await window.settled();
  expect(readFileSync(notebook, "utf8")).toBe(text);
});

test("the sample answers its question in the window", async ({ page }) => {
  const window = await CasebookWindow.open(page, host.url);
  await page.getByRole("button", { name: "Open sample" }).click();
  await window.expectState("slowest_trace", "done");
  await window.settled();
  await expect(page.locator(".gutter-run.is-failed")).toHaveCount(0);
  await expect(window.cell("where_time_goes").locator("tbody tr").first()).toContainText("warehouse.query");

  // The report of one source, in the panel beside the notebook.
  const sources = page.getByRole("region", { name: "Sources" });
  await sources.getByRole("button", { name: /2026-04-08/ }).click();
  await sources.getByRole("button", { name: "Report", exact: true }).click();
  const panel = page.getByRole("complementary", { name: /What was read/ });
  await expect(panel).toContainText("2,179 of 2,180 records read, 1 could not be read");
  await expect(panel).toContainText("line 76");
  expect(window.strayRequests).toEqual([]);
  expect(window.pageErrors).toEqual([]);
});

async function openNotebook(window: CasebookWindow, path: string): Promise<void> {
  const { page } = window;
  await page.getByRole("button", { name: "Open notebook" }).click();
  const dialog = page.getByRole("dialog", { name: "Open notebook" });
  await dialog.getByRole("option", { name: basename(path) }).click();
  await dialog.getByRole("button", { name: "Open", exact: true }).click();
  await window.settled();
}
