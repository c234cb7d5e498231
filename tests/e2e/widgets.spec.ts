import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, type Locator, type Page, test } from "@playwright/test";
import { build, type PreviewServer, preview } from "vite";
import { securityHeaders } from "../../main/headers.ts";

// The widgets in a browser that lays out text and scrolls, under the product's own content policy.

const root = resolve(import.meta.dirname, "../support/gallery");
let folder: string;
let server: PreviewServer;

test.beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "casebook-gallery-"));
  const shared = {
    root,
    configFile: false as const,
    logLevel: "silent" as const,
    build: { outDir: folder, target: "es2023" },
  };
  await build({ ...shared, build: { ...shared.build, minify: false, emptyOutDir: true } });
  server = await preview({ ...shared, preview: { host: "127.0.0.1", port: 0, headers: { ...securityHeaders } } });
});

test.afterAll(async () => {
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
});

let troubles: string[];

async function gallery(page: Page, theme = "light"): Promise<void> {
  const url = server.resolvedUrls?.local[0] ?? "";
  troubles = [];
  page.on("pageerror", (error) => troubles.push(error.message));
  page.on("console", (message) => message.type() === "error" && troubles.push(message.text()));
  page.on("request", (request) => {
    if (!request.url().startsWith(url) && !/^(blob|data):/.test(request.url())) troubles.push(`asked ${request.url()}`);
  });
  await page.goto(`${url}?theme=${theme}`);
  await expect(page.locator("#slow_steps .view-line").first()).toBeVisible();
}

test.afterEach(() => {
  expect(troubles.filter((text) => !text.includes("favicon") && !text.includes("404"))).toEqual([]);
});

test("nothing that is typed into the editor gets lost, however fast", async ({ page }) => {
  await gallery(page);
  await page.locator("#slow_steps .monaco-editor").click();
  await page.keyboard.press("ControlOrMeta+a");
  const text = "select 1;\nselect *,\nnope from spans -- and much more of it, quickly";
  await page.keyboard.type(text);
  await expect(page.locator("#typed")).toHaveText(text);
  await page.keyboard.press("ControlOrMeta+z");
  await expect(page.locator("#typed")).not.toHaveText(text);
});

test("the editor runs by its keys and lets go with Escape", async ({ page }) => {
  await gallery(page);
  await page.locator("#slow_steps .monaco-editor").click();
  await page.keyboard.press("ControlOrMeta+Enter");
  await page.keyboard.press("Shift+Enter");
  await expect(page.locator("#runs")).toHaveText("run;run and go on;");
  await page.keyboard.press("Escape");
  await expect(page.locator("#slow_steps .monaco-editor.focused")).toHaveCount(0);
  await expect(page.locator("#typed")).toContainText("where does the time go?");
});

test("an error is underlined at its place", async ({ page }) => {
  await gallery(page);
  const mark = page.locator("#slow_steps .squiggly-error");
  await expect(mark).toHaveCount(1);
  // Both in one look: what stands above may still take its height.
  const apart = () =>
    page.locator("#slow_steps").evaluate((cell) => {
      const top = (selector: string, index: number) =>
        cell.querySelectorAll(selector)[index]?.getBoundingClientRect().y;
      return Math.abs((top(".squiggly-error", 0) ?? 0) - (top(".view-line", 2) ?? -100));
    });
  await expect.poll(apart).toBeLessThan(20);
});

async function activeRow(grid: Locator): Promise<string> {
  const row = grid.locator(".is-current-row");
  const [inside, box] = await Promise.all([grid.boundingBox(), row.boundingBox()]);
  if (!inside || !box) throw new Error("the active row is not drawn");
  expect(box.y).toBeGreaterThanOrEqual(inside.y + 20);
  expect(box.y + box.height).toBeLessThanOrEqual(inside.y + inside.height + 1);
  return (await row.locator("[data-column='0']").innerText()).trim();
}

test("every one of fifty million rows can be walked to, and the active one is in view", async ({ page }) => {
  await gallery(page);
  const grid = page.locator("#fifty_million [role=grid]");
  await grid.focus();
  await page.keyboard.press("ControlOrMeta+End");
  await expect.poll(() => activeRow(grid)).toBe("49999999");
  for (let step = 0; step < 30; step++) await page.keyboard.press("ArrowUp");
  await expect.poll(() => activeRow(grid)).toBe("49999969");
  for (let step = 0; step < 9; step++) await page.keyboard.press("ArrowDown");
  await expect.poll(() => activeRow(grid)).toBe("49999978");
  await page.keyboard.press("ControlOrMeta+Home");
  await page.keyboard.press("PageDown");
  await expect.poll(() => activeRow(grid)).toBe("7");
});

test("the wheel moves a few rows where the scrollbar would leap over hundreds", async ({ page }) => {
  await gallery(page);
  const grid = page.locator("#fifty_million [role=grid]");
  const first = () => grid.locator(".dt-body .dt-row").first().getAttribute("data-row").then(Number);
  await grid.evaluate((element) => {
    element.scrollTop = element.scrollHeight / 2;
  });
  await expect.poll(first).toBeGreaterThan(20_000_000);
  const before = await first();
  await grid.hover();
  await page.mouse.wheel(0, 110);
  await expect.poll(first).toBe(before + 5);
});

test("only what is in view is in the page, sideways too", async ({ page }) => {
  await gallery(page);
  const grid = page.locator("#a_million [role=grid]");
  expect(await grid.locator("[role=gridcell]").count()).toBeLessThan(400);
  await grid.evaluate((element) => element.scrollTo(2000, 500_000));
  await expect(grid.locator("[role=gridcell]").first()).toContainText(/value 33\d{3}/);
  expect(await grid.locator("[role=gridcell]").count()).toBeLessThan(400);
});

test("a head is sorted by and dragged wider", async ({ page }) => {
  await gallery(page);
  const head = page.locator("#slow_steps [role=columnheader]").nth(1);
  await head.getByRole("button").click();
  await expect(head).toHaveAttribute("aria-sort", "ascending");
  const before = (await head.boundingBox())?.width ?? 0;
  const edge = await head.locator(".dt-resize").boundingBox();
  if (!edge) throw new Error("no edge to drag");
  await page.mouse.move(edge.x + 4, edge.y + 8);
  await page.mouse.down();
  await page.mouse.move(edge.x + 54, edge.y + 8, { steps: 5 });
  await page.mouse.up();
  expect((await head.boundingBox())?.width).toBeCloseTo(before + 50, 0);
});

test("cells are copied, and a long value opens in full and gives the focus back", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await gallery(page);
  const grid = page.locator("#every_kind_of_value [role=grid]");
  await grid.focus();
  for (const key of ["ArrowDown", "ArrowDown", "ArrowDown", "ControlOrMeta+c", "Enter"]) await page.keyboard.press(key);
  const dialog = page.getByRole("dialog", { name: "text, row 4" });
  await expect(dialog.locator("pre")).toContainText('"n": 12345678901234567890');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain("Which region grew most?");
  await page.keyboard.press("Escape");
  await expect(grid).toBeFocused();
});

test("a chart is drawn in the theme's colours and follows it, its twin a key press away", async ({ page }) => {
  await gallery(page, "dark");
  const line = page.locator("#over_time .scatterlayer .js-line").first();
  await expect(line).toHaveCSS("stroke", "rgb(127, 176, 234)");
  await page.evaluate(() => {
    document.documentElement.dataset.theme = "light";
  });
  await expect(line).toHaveCSS("stroke", "rgb(42, 99, 165)");
  await expect(page.locator("#over_time svg a, #over_time svg b")).toHaveCount(0);
  await page.locator("#over_time summary").focus();
  await page.keyboard.press("Enter");
  await expect(page.locator("#over_time [role=grid]")).toContainText("2026-04-01");
});
