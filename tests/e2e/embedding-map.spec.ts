import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, type Locator, type Page, test } from "@playwright/test";
import { clusteredEmbeddings } from "../support/clustered-embeddings.ts";
import { embeddingLines } from "../support/embedding-lines.ts";
import { type RunningHost, startWebHost } from "../support/web-host.ts";
import { CasebookWindow } from "../support/window.ts";

// A data scientist lays embeddings out, reads what grew, chooses it on the map and goes on with its rows.

const notebook = `---
casebook: 1
title: Topics
sources:
  - queries.jsonl
cohorts:
  reference: {from: 2026-04-01, to: 2026-04-01}
  current: {from: 2026-04-02, to: 2026-04-02}
---
\`\`\`yaml cell=topics kind=embedding-map
clusters: 4
\`\`\`
`;

let folder: string;
let host: RunningHost;
let page: Page;
let window: CasebookWindow;
let cell: Locator;
let map: Locator;

test.describe.configure({ mode: "serial" });

test.beforeAll(async ({ browser }) => {
  folder = mkdtempSync(join(tmpdir(), "casebook-map-"));
  const after = { dimensions: 24, day: "2026-04-02", seed: 2, shares: [1, 1, 0, 6], prefix: "c" };
  const rows = [...clusteredEmbeddings(500, { dimensions: 24 }), ...clusteredEmbeddings(300, after)];
  writeFileSync(join(folder, "queries.jsonl"), embeddingLines(rows));
  writeFileSync(join(folder, "topics.casebook.md"), notebook);
  host = await startWebHost([join(folder, "topics.casebook.md")]);
  page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  window = await CasebookWindow.open(page, host.url);
  await window.expectState("topics", "done");
  await window.settled();
  cell = window.cell("topics");
  map = cell.getByRole("application", { name: /^A map of 500 of reference and 300 of current/ });
});
test.afterAll(async () => {
  await page?.close();
  await host?.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});
test.afterEach(() => window.expectClean());

/** Pixels of a screenshot of the map that have this colour, about. */
async function inked(token: string): Promise<number> {
  const picture = (await map.screenshot()).toString("base64");
  return page.evaluate(
    async ({ picture, token }) => {
      const bytes = Uint8Array.from(atob(picture), (letter) => letter.charCodeAt(0));
      const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
      const context = new OffscreenCanvas(image.width, image.height).getContext("2d");
      if (!context) return 0;
      context.fillStyle = getComputedStyle(document.documentElement).getPropertyValue(token);
      context.fillRect(0, 0, 1, 1);
      const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
      context.drawImage(image, 0, 0);
      const { data } = context.getImageData(0, 0, image.width, image.height);
      let count = 0;
      for (let at = 0; at < data.length; at += 4) {
        const [r = 0, g = 0, b = 0] = data.subarray(at, at + 3);
        if (Math.abs(r - red) + Math.abs(g - green) + Math.abs(b - blue) < 90) count++;
      }
      return count;
    },
    { picture, token },
  );
}

test("the points are there in their cohorts' colours, and the legend takes them away", async () => {
  await map.scrollIntoViewIfNeeded();
  await expect.poll(() => inked("--current")).toBeGreaterThan(150);
  expect(await inked("--reference")).toBeGreaterThan(300);
  await cell.getByRole("button", { name: "Contours" }).click();
  await cell.getByRole("button", { name: /^current 300/ }).click();
  await expect.poll(() => inked("--current")).toBeLessThan(20);
  await cell.getByRole("button", { name: "Show all" }).click();
  await expect.poll(() => inked("--current")).toBeGreaterThan(150);
});

test("what the map is worth stands under it, and what grew stands first with its interval", async () => {
  await expect(cell.getByText(/Trustworthiness 0\.\d{3}, continuity 0\.\d{3}/)).toBeVisible();
  await expect(cell.getByText(/of the drift is not visible here|look further apart/)).toBeVisible();
  const first = cell.getByRole("complementary", { name: "Clusters" }).getByRole("button").first();
  await expect(first).toContainText(/invoice|tax|receipt/);
  await expect(first).toContainText(/\+\d+\.\d points \(\+\d+\.\d to \+\d+\.\d\)/);
});

test("a point that is pointed at shows its text", async () => {
  await cell.getByRole("complementary", { name: "Clusters" }).getByRole("button").first().click();
  const box = await map.boundingBox();
  if (!box) throw new Error("the map is not drawn");
  await expect(async () => {
    for (let x = 20; x < box.width && !(await map.locator(".point-map-tip").count()); x += 12)
      for (let y = 20; y < box.height && !(await map.locator(".point-map-tip").count()); y += 30)
        await page.mouse.move(box.x + x, box.y + y);
    await expect(map.locator(".point-map-tip")).toContainText(/please help with .* cluster \d · novelty/s);
  }).toPass({ timeout: 180_000 });
});

test("by keyboard alone a cluster is chosen and its rows become a table and a list of traces", async () => {
  const first = cell.getByRole("complementary", { name: "Clusters" }).getByRole("button").first();
  if ((await first.getAttribute("aria-pressed")) === "false") {
    await first.focus();
    await page.keyboard.press("Enter");
  }
  const panel = cell.getByRole("region", { name: "Selected points" });
  await expect(panel).toContainText(/points selected: /);
  await expect(panel).toContainText(/of the current: \d+ % \(\d+ % to \d+ %\); change \+/);
  await expect(panel).toContainText(/Words that set these apart: /);
  const names = await window.cellNames();
  await panel.getByRole("button", { name: "Rows as a table" }).focus();
  await page.keyboard.press("Enter");
  await expect.poll(async () => (await window.cellNames()).length).toBe(names.length + 1);
  const added = (await window.cellNames()).find((name) => !names.includes(name)) ?? "";
  await window.settled();
  const selected = Number((await panel.textContent())?.match(/^(\d+) points/)?.[1]);
  await expect(window.cell(added)).toContainText(`${selected} rows`);
});

test("a rectangle drawn with Shift chooses points; V chooses what is in view; Escape lets go", async () => {
  await map.scrollIntoViewIfNeeded();
  const box = await map.boundingBox();
  if (!box) throw new Error("the map is not drawn");
  const panel = cell.getByRole("region", { name: "Selected points" });
  await page.keyboard.down("Shift");
  await page.mouse.move(box.x + 4, box.y + 4);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.move(box.x + box.width - 4, box.y + box.height - 4);
  await page.mouse.up();
  await page.keyboard.up("Shift");
  await expect(panel).toContainText("800 points selected");
  await map.focus();
  await page.keyboard.press("Escape");
  await expect(panel).toHaveCount(0);
  for (let step = 0; step < 6; step++) await page.keyboard.press("+");
  await page.keyboard.press("v");
  await expect(panel).toContainText(/points? selected/);
  await expect(panel).not.toContainText("800 points selected");
  await page.keyboard.press("0");
});

test("a lasso drawn with Alt chooses what it goes round, and its rows become a table and their traces a list", async () => {
  await map.focus();
  await page.keyboard.press("Escape");
  await map.scrollIntoViewIfNeeded();
  const box = await map.boundingBox();
  if (!box) throw new Error("the map is not drawn");
  const panel = cell.getByRole("region", { name: "Selected points" });
  const draw = async (corners: readonly (readonly [number, number])[]) => {
    const at = ([x, y]: readonly [number, number]) => [box.x + x * box.width, box.y + y * box.height] as const;
    await page.keyboard.down("Alt");
    await page.mouse.move(...at(corners[0] ?? [0, 0]));
    await page.mouse.down();
    for (const corner of corners.slice(1)) await page.mouse.move(...at(corner), { steps: 6 });
    await page.mouse.up();
    await page.keyboard.up("Alt");
  };
  await draw([
    [0.02, 0.02],
    [0.5, 0.98],
    [0.02, 0.98],
  ]);
  await expect(panel).toContainText(/^\d+ points selected/);
  const lower = Number((await panel.textContent())?.match(/^(\d+) points/)?.[1]);
  expect(lower).toBeGreaterThan(0);
  expect(lower).toBeLessThan(800);
  await draw([
    [0.01, 0.02],
    [0.99, 0.02],
    [0.99, 0.98],
    [0.01, 0.98],
  ]);
  await expect(panel).toContainText("800 points selected");
  const names = await window.cellNames();
  await panel.getByRole("button", { name: "Rows as a table" }).click();
  await expect.poll(async () => (await window.cellNames()).length).toBe(names.length + 1);
  await window.settled();
  const added = (await window.cellNames()).find((name) => !names.includes(name)) ?? "";
  await expect(window.cell(added)).toContainText("800 rows");
  const before = await window.cellNames();
  await panel.getByRole("button", { name: "Traces", exact: true }).click();
  await expect.poll(async () => (await window.cellNames()).length).toBe(before.length + 1);
});

test("the picture comes back after the graphics card has lost it", async () => {
  await map.focus();
  await page.keyboard.press("Escape");
  await map.scrollIntoViewIfNeeded();
  await expect.poll(() => inked("--current")).toBeGreaterThan(150);
  const lose = (what: "loseContext" | "restoreContext") =>
    map.evaluate((area, what) => {
      const known = globalThis as { lost?: WEBGL_lose_context | null };
      for (const canvas of area.querySelectorAll("canvas"))
        known.lost ??= canvas.getContext("webgl2")?.getExtension("WEBGL_lose_context") ?? null;
      if (!known.lost) throw new Error("the points are not drawn by WebGL");
      known.lost[what]();
    }, what);
  const contours = cell.getByRole("button", { name: "Contours" });
  if ((await contours.getAttribute("aria-pressed")) === "true") await contours.click();
  await lose("loseContext");
  await expect.poll(() => inked("--current")).toBeLessThan(60);
  await lose("restoreContext");
  await expect.poll(() => inked("--current")).toBeGreaterThan(150);
});

test("the next program finds the map in the notebook's cache", async ({ browser }) => {
  const other = await startWebHost([join(folder, "topics.casebook.md")], { config: host.config });
  const second = await browser.newPage();
  const reopened = await CasebookWindow.open(second, other.url);
  await reopened.expectState("topics", "done");
  await expect(reopened.cell("topics")).toContainText("Taken from the notebook's cache.");
  await second.close();
  await other.stop();
});
