import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { type RunningHost, startWebHost } from "../support/web-host.ts";
import { CasebookWindow } from "../support/window.ts";

// A notebook from elsewhere shows its prose and does nothing until it is trusted.

const text = `---
casebook: 1
title: From a colleague
sources:
  - numbers.csv
---
Read this first.

\`\`\`sql cell=total
select sum(n) as total from numbers
\`\`\`
`;

let folder: string;
let notebook: string;
let host: RunningHost | null = null;

test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "casebook-trust-"));
  notebook = join(folder, "theirs.casebook.md");
  writeFileSync(notebook, text);
  writeFileSync(join(folder, "numbers.csv"), "n\n40\n2\n");
});
test.afterEach(async () => {
  await host?.stop();
  host = null;
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});

const bar = (page: Page) => page.getByRole("region", { name: "Trust" });
const trust = (page: Page) => page.getByRole("button", { name: "Trust and run" });

/** Opens a notebook in a new host that knows what the one before knew. */
async function open(page: Page, path = notebook): Promise<CasebookWindow> {
  host = await startWebHost([path], { strange: true, config: join(folder, "config") });
  return CasebookWindow.open(page, host.url);
}

test("a notebook that was never trusted shows its prose, reads no file and runs nothing, whatever is asked", async ({
  page,
}) => {
  const read: string[] = [];
  page.on("request", (request) => request.url().includes("numbers.csv") && read.push(request.url()));
  const window = await open(page);
  await expect(page.locator(".prose")).toContainText("Read this first.");
  await expect(bar(page)).toContainText(notebook);
  await expect(bar(page)).toContainText("read numbers.csv and run 1 cell (sql)");
  await page.keyboard.press("ControlOrMeta+Shift+Enter");
  await window
    .cell("total")
    .getByRole("button", { name: /Run this cell/ })
    .click();
  await window.settled();
  await expect(window.cell("total").getByRole("button", { name: "Run this cell; it is not run" })).toBeVisible();
  await expect(window.cell("total").getByRole("gridcell")).toHaveCount(0);
  await window.cell("total").locator(".view-lines").click();
  await page.keyboard.press("Control+e");
  await expect(page.locator(".notice")).toContainText("its statements run after Trust and run");
  await expect(page.locator(".selection-run")).toHaveCount(0);
  await window.drop([{ name: "dropped.csv", bytes: Buffer.from("a\n1\n") }]);
  await expect(page.locator(".notice")).toContainText("not trusted yet");
  expect(read).toEqual([]);

  await trust(page).click();
  await window.expectState("total", "done");
  await expect(window.cell("total").getByRole("gridcell").filter({ hasText: "42" })).toBeVisible();
  await expect(bar(page)).toHaveCount(0);
  window.expectClean();
});

test("trust lasts, and ends when somebody else changes the text or copies the notebook elsewhere", async ({ page }) => {
  const window = await open(page);
  await trust(page).click();
  await window.expectState("total", "done");
  await host?.stop();

  await (await open(page)).expectState("total", "done");
  await expect(bar(page)).toHaveCount(0);
  await host?.stop();

  writeFileSync(notebook, text.replace("sum(n)", "max(n)"));
  await open(page);
  await expect(trust(page)).toBeVisible();
  await expect(window.cell("total").getByRole("gridcell")).toHaveCount(0);
  writeFileSync(notebook, text);
  await host?.stop();

  const copy = join(folder, "copy.casebook.md");
  copyFileSync(notebook, copy);
  await open(page, copy);
  await expect(trust(page)).toBeVisible();
});

test("what is saved here is trusted here, but saving does not trust what nobody has trusted", async ({ page }) => {
  await open(page);
  await expect(trust(page)).toBeVisible();
  await page.getByLabel("Notebook title").fill("Mine now");
  await page.getByLabel("Notebook title").press("Enter");
  await page.keyboard.press("ControlOrMeta+s");
  await expect.poll(() => readFileSync(notebook, "utf8")).toContain("title: Mine now");
  await page.goto(host?.url ?? "");
  await expect(trust(page)).toBeVisible();

  const window = new CasebookWindow(page, host?.url ?? "");
  await trust(page).click();
  await window.expectState("total", "done");
  await page.getByLabel("Notebook title").fill("Trusted and changed");
  await page.getByLabel("Notebook title").press("Enter");
  await page.keyboard.press("ControlOrMeta+s");
  await expect.poll(() => readFileSync(notebook, "utf8")).toContain("title: Trusted and changed");
  await expect(page.getByText("saved", { exact: true })).toBeVisible();
  await page.goto(host?.url ?? "");
  await window.expectState("total", "done");
  await expect(bar(page)).toHaveCount(0);
});

test("prose alone, and a shipped sample, ask for nothing", async ({ page }) => {
  writeFileSync(notebook, "---\ncasebook: 1\ntitle: Words\n---\nOnly words.\n");
  const window = await open(page);
  await expect(page.locator(".prose")).toContainText("Only words.");
  await expect(bar(page)).toHaveCount(0);
  await window.command("open sample warehouse");
  await window.expectState("slowest_trace", "done");
  await expect(bar(page)).toHaveCount(0);
});
