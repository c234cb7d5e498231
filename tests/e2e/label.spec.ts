import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { type RunningHost, startWebHost } from "../support/web-host.ts";
import { CasebookWindow } from "../support/window.ts";

// Labels by keys alone, kept at once: a window that is closed in the middle loses nothing.

const fence = "```";
const notebook = `---
casebook: 1
title: Labels
sources:
  - replies.csv
---

${fence}yaml cell=labels kind=label
items: replies
size: 4
rubric: default
${fence}

${fence}sql cell=means
select rater, name, avg(value_num) as mean, count(*) as n from labels group by all order by all
${fence}
`;
const rows = [1, 2, 3, 4].map((n) => `r${n},What is ${n}?,It is ${n}. <img src=x onerror=alert(1)>`);

let host: RunningHost;
let page: Page;
let window: CasebookWindow;
let folder: string;

test.describe.configure({ mode: "serial" });

test.beforeAll(async ({ browser }) => {
  folder = mkdtempSync(join(tmpdir(), "casebook-label-"));
  writeFileSync(join(folder, "labels.casebook.md"), notebook);
  writeFileSync(join(folder, "replies.csv"), `reply,question,answer\n${rows.join("\n")}\n`);
  host = await startWebHost([join(folder, "labels.casebook.md")]);
  page = await browser.newPage();
  window = await CasebookWindow.open(page, host.url);
  await window.expectState("labels", "done");
});
test.afterAll(async () => {
  await page?.close();
  await host?.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});
test.afterEach(() => window.expectClean());

const cell = () => window.cell("labels");
const log = () => join(folder, "labels.casebook.labels.jsonl");
const kept = () =>
  (existsSync(log()) ? readFileSync(log(), "utf8") : "")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
const item = () => cell().getByRole("application");

async function press(...keys: readonly string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

async function startAs(name: string): Promise<void> {
  await cell().getByPlaceholder("your name").fill(name);
  await page.keyboard.press("Enter");
  await window.expectState("labels", "done");
  await expect(item()).toBeFocused();
}

test("an item is labelled by its keys, kept at once, and the next one comes by itself", async () => {
  await startAs("anna");
  await expect(item()).toContainText("<img src=x onerror=alert(1)>");
  await press("5", "4", "3");
  await expect(cell().getByRole("status")).toContainText("1 of 4 labelled by anna");
  await expect.poll(() => kept().map(({ type }) => type)).toEqual(["draw", "label"]);
  expect(kept()[1]).toMatchObject({
    rater: "anna",
    values: { faithfulness: 5, relevance: 4, completeness: 3 },
    weight: 1,
  });
});

test("undo brings the item back, skip and broken set it aside, and a note keeps keys for itself", async () => {
  await press("z");
  await expect(cell().getByRole("status")).toContainText("0 of 4 labelled by anna");
  await press("n");
  await page.keyboard.type("5 of 5");
  await press("Escape", "5", "5", "5", "Enter");
  await expect(cell().getByRole("status")).toContainText("1 of 4 labelled by anna");
  await expect.poll(() => kept().at(-1)).toMatchObject({ type: "label", note: "5 of 5", values: { faithfulness: 5 } });
  await press("b");
  await expect(cell().getByRole("status")).toContainText("1 broken");
  await press("2", "2", "2");
  await expect(cell().getByRole("status")).toContainText("3 of 4 labelled by anna");
});

test("closed in the middle, nothing is lost; another rater's labels make disagreements that are settled", async () => {
  await page.reload();
  await window.expectState("labels", "done");
  await startAs("ben");
  await press("1", "1", "1");
  await expect(cell().getByRole("status")).toContainText("1 of 4 labelled by ben");
  await cell().getByRole("button", { name: "Disagreements (1)" }).click();
  await expect(item()).toContainText("anna");
  await expect(item()).toBeFocused();
  await press("3", "3", "3");
  await expect(cell()).toContainText("Every disagreement is settled");
  await cell().getByRole("button", { name: "Overview" }).click();
  await expect(cell().getByRole("table").first()).toContainText("anna");
});

test("labels are a table for the cells below", async () => {
  await cell().getByRole("button", { name: "Update what reads these labels" }).click();
  await window.settled();
  await window.expectState("means", "done");
  await expect(window.cell("means")).toContainText("adjudicated");
  await expect(window.cell("means")).toContainText("ben");
});
