import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type Browser, chromium, type Page } from "@playwright/test";
import react from "@vitejs/plugin-react";
import { build, type PreviewServer, preview } from "vite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findChromium } from "../tools/chromium.mjs";
import type {} from "./map-page/bench-window.ts";
import { median, report } from "./report.ts";

// The real map widget in a real Chromium with software rendering, against Plotly's WebGL points in the same run.

const root = resolve(import.meta.dirname, "map-page");
const built = mkdtempSync(join(tmpdir(), "casebook-map-page-"));
let server: PreviewServer;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  const config = { root, base: "./", configFile: false as const, plugins: [react()], logLevel: "error" as const };
  await build({
    ...config,
    build: { outDir: built, emptyOutDir: true, target: "es2023", chunkSizeWarningLimit: 8000 },
  });
  server = await preview({ ...config, build: { outDir: built }, preview: { host: "127.0.0.1", port: 0 } });
  const args = ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking"];
  const software = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader"];
  browser = await chromium.launch({ executablePath: findChromium() ?? undefined, args: [...args, ...software] });
  page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(server.resolvedUrls?.local[0] ?? "");
  await page.waitForFunction(() => "mapBench" in window);
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
  rmSync(built, { recursive: true, force: true });
});

async function measure(points: number, frames: number) {
  const first = await page.evaluate((count) => window.mapBench.mount(count), points);
  const times = await page.evaluate((count) => window.mapBench.pan(count), frames);
  // Proof that the points are there: far more ink than an outline would leave.
  const pixels = await page.evaluate(() => window.mapBench.pixels());
  expect(pixels).toBeGreaterThan(40_000);
  return { first, frame: median(times), pixels };
}

test("100,000 points, beside Plotly", async () => {
  await measure(1000, 5).catch(() => undefined);
  const { first, frame, pixels } = await measure(100_000, 40);
  const peer = await page.evaluate(() => window.mapBench.plotly(100_000, 10));
  const peerIs = "Plotly scattergl";
  console.log(`100,000 points: ${pixels} pixels`);
  report({ name: "map, 100,000 points: first picture", unit: "ms", ours: first, peer: peer.first, peerIs, n: 1 });
  const target = { most: 150, of: "ours" } as const;
  report({
    name: "map, 100,000 points: a frame while panning",
    unit: "ms",
    ours: frame,
    peer: median(peer.frames),
    peerIs,
    target,
    n: 40,
  });
});

test("1,000,000 points", async () => {
  const { first, frame, pixels } = await measure(1_000_000, 20);
  console.log(`1,000,000 points: ${pixels} pixels`);
  report({ name: "map, 1,000,000 points: first picture", unit: "ms", ours: first, peer: null, n: 1 });
  report({ name: "map, 1,000,000 points: a frame while panning", unit: "ms", ours: frame, peer: null, n: 20 });
});
