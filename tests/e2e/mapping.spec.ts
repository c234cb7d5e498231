import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { type RunningHost, startWebHost } from "../support/web-host.ts";
import { CasebookWindow } from "../support/window.ts";

// A spreadsheet that no tool wrote: the window asks what its columns are, and the notebook remembers.

let folder: string;
let host: RunningHost | null = null;

test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "casebook-mapping-"));
});
test.afterEach(async () => {
  await host?.stop();
  host = null;
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});

const lines = Array.from(
  { length: 30 },
  (_, index) => `q${index},rater-${(index % 2) + 1},${(index % 5) + 1},${1_776_000_000 + index},note ${index}`,
);
const csv = `item_id,annotator,score,created_at,remark\n${lines.join("\n")}\n`;

test("columns are guessed, changed with a live preview, and remembered by the notebook", async ({ page }) => {
  const path = join(folder, "labels.csv");
  writeFileSync(path, csv);
  host = await startWebHost([path]);
  const window = await CasebookWindow.open(page, host.url);
  const dialog = page.getByRole("dialog", { name: "What is in labels.csv?" });
  await expect(dialog.getByRole("button", { name: "Scores and labels" })).toHaveAttribute("aria-pressed", "true");
  await expect(dialog.getByRole("status")).toContainText("30 scores come of the first 30 rows");
  await expect(dialog.getByLabel("Rater")).toHaveValue("annotator");
  await expect(dialog.getByRole("row").nth(1)).toContainText("2026-04-12 13:20");
  await dialog.getByLabel("Unit of times").selectOption("ms");
  await dialog.getByLabel("Scored by").selectOption("judge");
  await expect(dialog.getByRole("row").nth(1)).toContainText("judge");
  await expect(dialog.getByRole("checkbox", { name: "score" })).toBeChecked();
  await dialog.getByLabel("Rationale").selectOption("remark");
  await expect(dialog.getByRole("row").nth(1)).toContainText("note 0");
  await dialog.getByRole("button", { name: "Import as scores" }).click();
  await expect(dialog).toHaveCount(0);
  await window.settled();
  await expect(page.getByRole("navigation").or(page.locator("body")).first()).toContainText("30 scores");

  const saved = join(host.folder, "labels.casebook.md");
  await page.keyboard.press("ControlOrMeta+s");
  const save = page.getByRole("dialog", { name: "Save notebook" });
  await save.getByLabel("Name").fill("labels.casebook.md");
  await save.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("saved", { exact: true })).toBeVisible();
  const text = readFileSync(saved, "utf8");
  expect(text).toContain("rationale: remark");

  const beside = join(folder, "labels.casebook.md");
  writeFileSync(beside, text.replace(/path: .*labels\.csv/, "path: labels.csv"));
  await host.stop();
  host = await startWebHost([beside]);
  const reopened = await page.context().newPage();
  const again = await CasebookWindow.open(reopened, host.url);
  await again.started();
  await expect(reopened.getByRole("dialog")).toHaveCount(0);
  await expect(reopened.locator("body")).toContainText("30 scores");
  again.expectClean();
});

test("a table that is left a table can be mapped later, and what cannot be mapped is said", async ({ page }) => {
  const path = join(folder, "ratings.csv");
  writeFileSync(path, "id,rating\na,3\nb,4\n");
  host = await startWebHost([path]);
  const window = await CasebookWindow.open(page, host.url);
  const dialog = page.getByRole("dialog", { name: "What is in ratings.csv?" });
  await expect(dialog.getByRole("status")).toContainText("2 scores come of the first 2 rows");
  await dialog.getByRole("button", { name: "A table" }).click();
  await dialog.getByRole("button", { name: "Import as a table" }).click();
  // The answer has the file read anew, and its row folds when that is done.
  await expect(async () => {
    const map = page.getByRole("button", { name: "Map columns…" });
    if (!(await map.isVisible())) await page.getByRole("button", { name: /^ratings\.csv/ }).click({ timeout: 1000 });
    await map.click({ timeout: 1000 });
  }).toPass();
  await dialog.getByRole("button", { name: "Embeddings" }).click();
  await expect(dialog).toContainText("Choose the column with the vector");
  await dialog.getByLabel("Vector").selectOption("id");
  await expect(dialog).toContainText("Row 1: column id: no list of numbers");
  await dialog.getByRole("button", { name: "Calls" }).click();
  await expect(dialog.getByRole("button", { name: "Import as spans" })).toBeDisabled();
  await expect(dialog).toContainText("Choose the column with the time");
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await expect(page.locator("body")).toContainText("2 rows");
  window.expectClean();
});

test("of several files the one that looks like more than a table is named, its columns a press away", async ({
  page,
}) => {
  const [ratings, notes] = [join(folder, "ratings.csv"), join(folder, "notes.csv")];
  writeFileSync(ratings, "id,rating\na,3\nb,4\n");
  writeFileSync(notes, "place,colour\nhere,red\n");
  host = await startWebHost([ratings, notes]);
  const window = await CasebookWindow.open(page, host.url);
  const notice = page.locator(".notice");
  await expect(notice).toContainText("ratings.csv looks like scores.");
  await notice.getByRole("button", { name: "Map its columns" }).click();
  const dialog = page.getByRole("dialog", { name: "What is in ratings.csv?" });
  await expect(notice).toHaveCount(0);
  await dialog.getByRole("button", { name: "Import as scores" }).click();
  await window.settled();
  await expect(page.locator("#side-sources")).toContainText("2 scores");
  window.expectClean();
});
