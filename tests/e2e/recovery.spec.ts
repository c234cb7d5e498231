import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserServer, chromium, expect, type Page, test } from "@playwright/test";
import { type RunningHost, startWebHost } from "../support/web-host.ts";
import { CasebookWindow } from "../support/window.ts";

// The browser is killed at bad moments; what was there is offered again. And files that change under the window.

const text = `---
casebook: 1
title: Week
---
A first word.

\`\`\`sql cell=slow
select count(*) as n from range(20)
\`\`\`
`;

let folder: string;
let notebook: string;
let host: RunningHost;
let browser: BrowserServer;

test.beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "casebook-recovery-"));
  notebook = join(folder, "week.casebook.md");
  writeFileSync(notebook, text);
  host = await startWebHost([notebook]);
});
test.afterEach(async () => {
  await browser?.kill();
  await host.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});

/** The window in a browser of its own, which can be killed. */
async function open(ready = true): Promise<CasebookWindow> {
  browser = await chromium.launchServer(test.info().project.use.launchOptions);
  const connected = await chromium.connect(browser.wsEndpoint());
  const context = await connected.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const window = await CasebookWindow.open(page, host.url);
  if (ready) await window.expectState("slow", "done");
  return window;
}

const bar = (page: Page) => page.getByRole("region", { name: "Unsaved work" });
const kept = () => {
  try {
    return readdirSync(join(host.config, "recovery")).filter((name) => name.endsWith(".json"));
  } catch {
    return [];
  }
};
const keptText = () =>
  kept()
    .map((name) => readFileSync(join(host.config, "recovery", name), "utf8"))
    .join();

test("after a kill the unsaved notebook is offered, restored as it was, and the file never touched", async () => {
  const first = await open();
  await first.write(first.cell("slow"), "select 41 + 1 as typed_and_not_left");
  await expect.poll(keptText).toContain("typed_and_not_left");
  await browser.kill();
  expect(readFileSync(notebook, "utf8")).toBe(text);

  const { page, ...window } = await open();
  await expect(bar(page)).toContainText("“Week” was not saved. It was kept today at");
  await expect(bar(page)).toContainText("changed: slow");
  await bar(page).getByRole("button", { name: "Restore" }).click();
  await expect(page.locator("section.cell").filter({ hasText: "typed_and_not_left" })).toBeVisible();
  await expect(page.getByRole("gridcell").filter({ hasText: "42" })).toBeVisible();
  await expect(page.getByText("changed", { exact: true })).toBeVisible();
  await expect(bar(page)).toHaveCount(0);
  await page.keyboard.press("ControlOrMeta+s");
  await expect.poll(() => readFileSync(notebook, "utf8")).toContain("typed_and_not_left");
  await expect.poll(kept).toEqual([]);
  expect(window.pageErrors).toEqual([]);
});

test("killed while cells run, and while it is being saved, nothing that was done is lost", async () => {
  const window = await open();
  const endless = "select count(*) as n from range(100000000000) a where random() < -1";
  await window.write(window.cell("slow"), endless);
  await window.page.keyboard.press("ControlOrMeta+Enter");
  await window.expectState("slow", "running");
  await expect.poll(keptText).toContain("100000000000");
  await browser.kill();

  const second = await open();
  await bar(second.page).getByRole("button", { name: "Restore" }).click();
  await expect(second.page.locator("section.cell").filter({ hasText: "100000000000" })).toBeVisible();
  await second.expectState("slow", "running");
  const saved = second.page.waitForRequest((request) => request.url().endsWith("api/writeText"));
  await second.page.keyboard.press("ControlOrMeta+s");
  await saved;
  await browser.kill();
  const onDisk = readFileSync(notebook, "utf8");
  expect([text, text.replace(/select .*/, endless)]).toContain(onDisk);
  expect(onDisk + keptText()).toContain("100000000000");
});

test("an untitled notebook is offered too, with what cannot be restored of it, and can be discarded", async () => {
  const first = await open();
  await first.command("new notebook");
  await expect(first.page.getByLabel("Notebook title")).toHaveValue("Untitled");
  await first.drop([{ name: "dropped.csv", bytes: Buffer.from("a\n1\n") }]);
  await first.expectState("import_report", "done");
  await expect.poll(keptText).toContain("dropped.csv");
  await browser.kill();

  const { page } = await open();
  await expect(bar(page)).toContainText("1 cell, never saved");
  await expect(bar(page)).toContainText("have to be dropped again: dropped.csv");
  await bar(page).getByRole("button", { name: "Restore" }).click();
  await expect(page.locator(".notice")).toContainText("drop them again: dropped.csv");
  await expect.poll(kept).toHaveLength(1);
  await browser.kill();

  const third = await open();
  await bar(third.page).getByRole("button", { name: "Discard" }).click();
  await third.page.getByRole("dialog").getByRole("button", { name: "Discard" }).click();
  await expect(bar(third.page)).toHaveCount(0);
  expect(kept()).toEqual([]);
});

test("of several the newest is offered, the others on demand, and all are discarded at once", async () => {
  const first = await open();
  await first.page.getByLabel("Notebook title").fill("Newest");
  await first.page.keyboard.press("Enter");
  await expect.poll(kept).toHaveLength(1);
  await browser.kill();
  const recovery = JSON.parse(keptText());
  for (const [title, time] of [
    ["older", recovery.time - 1000],
    ["oldest", recovery.time - 2000],
  ])
    writeFileSync(
      join(host.config, "recovery", `${title}.json`),
      JSON.stringify({ ...recovery, id: title, title, time }),
    );

  const { page } = await open();
  await expect(bar(page)).toHaveCount(1);
  await expect(bar(page)).toContainText("“Newest” was not saved.");
  await page.getByRole("button", { name: "Show 2 more" }).click();
  await expect(bar(page).filter({ hasText: "“oldest” was not saved." })).toBeVisible();
  await page.getByRole("button", { name: "Show the newest only" }).click();
  await expect(bar(page)).toHaveCount(1);
  await page.getByRole("button", { name: "Discard all 3" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Discard" }).click();
  await expect(bar(page)).toHaveCount(0);
  expect(kept()).toEqual([]);
});

test("a window that only showed files closes without a question, and what it showed is not offered again", async () => {
  await host.stop();
  const table = join(folder, "rows.csv");
  writeFileSync(table, "a\n1\n");
  host = await startWebHost([table]);
  const window = await open(false);
  await window.expectState("import_report", "done");
  await expect.poll(keptText).toContain("rows.csv");
  const closing = async (page: Page) => {
    let asked = false;
    page.on("dialog", (dialog) => {
      asked = true;
      void dialog.accept();
    });
    await page.getByRole("button", { name: "Run all" }).click();
    const closed = page.waitForEvent("close");
    await page.close({ runBeforeUnload: true });
    await closed;
    return asked;
  };
  expect(await closing(window.page)).toBe(false);
  await expect.poll(kept).toEqual([]);
  await browser.kill();

  const worked = await open(false);
  await worked.expectState("import_report", "done");
  await worked.page.getByLabel("Notebook title").fill("Rows");
  await worked.page.keyboard.press("Enter");
  await expect.poll(keptText).toContain("title: Rows");
  expect(await closing(worked.page)).toBe(true);
  expect(keptText()).toContain("title: Rows");
});

test("what another window has open is not offered, and undoing every change leaves nothing behind", async () => {
  const window = await open();
  await window.page.getByLabel("Notebook title").fill("Another title");
  await window.page.keyboard.press("Enter");
  await expect.poll(kept).toHaveLength(1);
  const second = await window.page.context().newPage();
  const other = await CasebookWindow.open(second, host.url);
  await other.expectState("slow", "done");
  await expect(bar(second)).toHaveCount(0);
  await second.close();
  await window.page.locator("section.cell").first().click();
  await window.page.keyboard.press("ControlOrMeta+z");
  await expect.poll(kept).toEqual([]);
});

const diskBar = (page: Page) => page.getByRole("region", { name: "File on disk" });
/** As when somebody comes back to the window. */
const comeBack = (page: Page) => page.evaluate(() => dispatchEvent(new Event("focus")));

test("a notebook that another program changes is noticed: reloaded, or kept and only then replaced", async () => {
  const window = await open();
  const { page } = window;
  writeFileSync(notebook, text.replace("A first word.", "Their word."));
  await comeBack(page);
  await expect(diskBar(page)).toContainText("week.casebook.md was changed by another program.");
  await diskBar(page).getByRole("button", { name: "Reload" }).click();
  await expect(page.locator(".prose")).toContainText("Their word.");
  await expect(diskBar(page)).toHaveCount(0);
  await page.getByRole("button", { name: "Trust and run" }).click();
  await window.expectState("slow", "done");

  writeFileSync(notebook, text.replace("A first word.", "Their second word."));
  await page.keyboard.press("ControlOrMeta+s");
  const question = page.getByRole("dialog", { name: "Replace the changed file?" });
  await question.getByRole("button", { name: "Cancel" }).click();
  expect(readFileSync(notebook, "utf8")).toContain("Their second word.");
  await diskBar(page).getByRole("button", { name: "Keep mine" }).click();
  await expect(page.getByText("changed", { exact: true })).toBeVisible();
  await page.keyboard.press("ControlOrMeta+s");
  await expect.poll(() => readFileSync(notebook, "utf8")).toContain("Their word.");
  await expect(page.getByText("saved", { exact: true })).toBeVisible();

  rmSync(notebook);
  await comeBack(page);
  await expect(diskBar(page)).toContainText("is no longer there");
  await page.keyboard.press("ControlOrMeta+s");
  await expect.poll(() => readdirSync(folder)).toContain("week.casebook.md");
  await expect(diskBar(page)).toHaveCount(0);
});
