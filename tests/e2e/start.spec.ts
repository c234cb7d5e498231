import { resolve } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { type RunningHost, startWebHost } from "../support/web-host.ts";

// The window stands before the engine: what it shows and takes until then.
const notebook = resolve(import.meta.dirname, "../../sample-data/query-drift/drift.casebook.md");

let host: RunningHost;

test.beforeAll(async () => {
  host = await startWebHost([notebook]);
});

test.afterAll(() => host.stop());

/** Holds DuckDB's program back until the answer is called. */
async function holdEngine(page: Page): Promise<() => void> {
  let letGo = () => {};
  const held = new Promise<void>((done) => {
    letGo = done;
  });
  await page.context().route("**/duckdb-*.wasm", async (route) => {
    await held;
    await route.continue();
  });
  return letGo;
}

test("a notebook is read before the engine stands, and one asked for meanwhile is the one that stays", async ({
  page,
}) => {
  const letGo = await holdEngine(page);
  await page.goto(host.url);
  await expect(page.locator(".prose").first()).toBeVisible();
  await expect(page.locator(".status")).toContainText("DuckDB starts…");
  await page.keyboard.press("ControlOrMeta+k");
  await page.getByRole("combobox").fill("New notebook");
  await page.keyboard.press("Enter");
  await expect(page.locator(".titlebar")).toContainText("not saved yet");
  letGo();
  await expect(page.locator(".status")).toContainText("idle");
  await expect(page.locator("#side-tables")).toContainText("spans");
  await expect(page.locator("section.cell")).toHaveCount(0);
  await expect(page.locator("#side-sources")).toContainText("No files yet");
});

test("an engine that cannot start says so in the window's place", async ({ page }) => {
  await page.context().route("**/duckdb-*.wasm", (route) => route.fulfill({ status: 404, body: "" }));
  await page.goto(host.url);
  await expect(page.getByRole("alert")).toContainText("Casebook could not start");
});
