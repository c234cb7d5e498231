import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type Browser, chromium, type Page } from "@playwright/test";
import react from "@vitejs/plugin-react";
import { build, type PreviewServer, preview } from "vite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findChromium } from "../tools/chromium.mjs";
import type {} from "./waterfall-page/bench-window.ts";

// The real view in a real Chromium with software rendering, against Plotly's bars of the same spans in the same run.

const root = resolve(import.meta.dirname, "waterfall-page");
const built = mkdtempSync(join(tmpdir(), "casebook-bench-"));
const pictures = resolve(import.meta.dirname, "../dist/bench");
let server: PreviewServer;
let browser: Browser;

beforeAll(async () => {
  const config = { root, base: "./", configFile: false as const, plugins: [react()], logLevel: "error" as const };
  await build({
    ...config,
    build: { outDir: built, emptyOutDir: true, target: "es2023", chunkSizeWarningLimit: 8000 },
  });
  server = await preview({ ...config, build: { outDir: built }, preview: { host: "127.0.0.1", port: 0 } });
  const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];
  browser = await chromium.launch({ executablePath: findChromium() ?? undefined, args });
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
  rmSync(built, { recursive: true, force: true });
});

async function openPage(query = "theme=light"): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(`${server.resolvedUrls?.local[0]}?${query}`);
  await page.waitForFunction(() => "bench" in window);
  return page;
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
const round = (value: number) => Math.round(value * 10) / 10;

interface Figures {
  readonly first: number;
  readonly frame: number;
  readonly work: number;
}

/** The waterfall of a made-up trace: until drawn, and while it is dragged at a quarter of the whole. */
async function measure(page: Page, size: number): Promise<Figures> {
  await page.evaluate((size) => window.bench.prepare(size), size);
  const first = await page.evaluate(() => window.bench.mount());
  // Proof that something was drawn: minimap, axis and rows all hold ink.
  for (const pixels of await page.evaluate(() => window.bench.drawn())) expect(pixels).toBeGreaterThan(300);
  await page.locator(".wf-scroll").focus();
  for (let step = 0; step < 5; step++) await page.keyboard.press("w");
  const panned = await page.evaluate(() => window.bench.pan(120));
  for (const pixels of await page.evaluate(() => window.bench.drawn())) expect(pixels).toBeGreaterThan(300);
  return { first: round(first), frame: round(median(panned.frames)), work: round(median(panned.work)) };
}

test("first paint and panning, beside Plotly's bars", async () => {
  const page = await openPage();
  await measure(page, 1000);
  const few = 5000;
  const small = await measure(page, few);
  const large = await measure(page, 100_000);
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, "waterfall-100k.png") });
  const peer = await page.evaluate((size) => window.bench.plotly(size, 5), few);
  const plotly = { first: round(peer.first), frame: round(median(peer.frames)) };
  console.table([
    {
      what: "waterfall, 100,000 spans",
      "first paint ms": large.first,
      "pan frame ms": large.frame,
      "of it work": large.work,
    },
    {
      what: "waterfall, 5,000 spans",
      "first paint ms": small.first,
      "pan frame ms": small.frame,
      "of it work": small.work,
    },
    { what: "Plotly bars, 5,000 spans", "first paint ms": plotly.first, "pan frame ms": plotly.frame },
    {
      what: "Plotly / waterfall at 5,000",
      "first paint ms": round(plotly.first / small.first),
      "pan frame ms": round(plotly.frame / small.frame),
    },
  ]);
  await page.close();
});

test("opening a trace out of a million spans", async () => {
  const page = await openPage();
  await page.evaluate(() => window.bench.fill(1_000_000));
  const rows = [];
  for (const source of ["trace: trace-4711", "pick: median", "trace: large", "pick: slowest"]) {
    const { read, drawn, spans } = await page.evaluate((source) => window.bench.open(source), source);
    rows.push({
      cell: source,
      spans,
      "read ms": round(read),
      "drawn ms": round(drawn),
      "in all ms": round(read + drawn),
    });
  }
  console.table(rows);
  await page.close();
});
