import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { nativeRows } from "../support/native.ts";
import { otlpRequest, otlpSpan } from "../support/otlp.ts";
import { type RunningHost, startWebHost } from "../support/web-host.ts";
import { CasebookWindow } from "../support/window.ts";

// What was brought into the window leaves it again: by the palette, and a single trace by its waterfall.

const source = resolve(import.meta.dirname, "../corpus/otlp-derived/packet-panic-R1.otlp.jsonl");

let host: RunningHost;
let page: Page;
let window: CasebookWindow;

test.describe.configure({ mode: "serial" });

test.beforeAll(async ({ browser }) => {
  host = await startWebHost([source]);
  page = await browser.newPage();
  window = await CasebookWindow.open(page, host.url);
  await window.started();
});
test.afterAll(async () => {
  await page?.close();
  await host?.stop();
});
test.afterEach(() => window.expectClean());

async function downloaded(act: () => Promise<void>): Promise<{ readonly name: string; readonly path: string }> {
  const [download] = await Promise.all([page.waitForEvent("download"), act()]);
  return { name: download.suggestedFilename(), path: await download.path() };
}

const exported = (what: string) => downloaded(() => window.command(`Export ${what}`));

interface Event {
  readonly ph: string;
  readonly args: { readonly trace_id?: string };
}

const eventsIn = (path: string): Event[] => JSON.parse(readFileSync(path, "utf8")).traceEvents;

test("spans leave as OTLP, which the window takes for what it is", async () => {
  const { name, path } = await exported("spans as OTLP JSON Lines");
  expect(name).toBe("spans.otlp.jsonl");
  const bytes = readFileSync(path);
  expect(bytes.toString("utf8").match(/"spanId":/g)?.length).toBeGreaterThanOrEqual(188);
  await window.drop([{ name: "meaningless", bytes }]);
  await window.settled();
  // The same spans once more: none is new, and none differs enough to stand beside its double.
  const sources = page.getByRole("navigation", { name: "Sources" });
  await expect(sources).toContainText("meaningless");
  await expect(sources.getByRole("button", { name: /^spans/ })).toContainText("188");
});

test("spans leave as a Chrome trace, as Parquet and as CSV", async () => {
  const chrome = await exported("spans as Chrome trace");
  expect(chrome.name).toBe("spans.trace.json");
  expect(eventsIn(chrome.path).filter(({ ph }) => ph === "X")).toHaveLength(188);
  const [parquet, csv] = [await exported("spans as Parquet"), await exported("spans as CSV")];
  expect([parquet.name, csv.name]).toEqual(["spans.parquet", "spans.csv"]);
  const sum = (from: string) =>
    nativeRows([`select count(*) as n, max(start_ns)::varchar as last, sum(duration_ms) as ms from ${from}`]);
  const [wanted] = await sum(`read_parquet('${parquet.path}')`);
  expect(wanted?.n).toBe(188n);
  expect(await sum(`read_csv('${csv.path}', header = true)`)).toEqual([wanted]);
});

test("scores are offered once there are some, and leave as JSON Lines and CSV", async () => {
  await page.keyboard.press("ControlOrMeta+k");
  const palette = page.getByRole("dialog", { name: "Find a command or a trace" });
  await palette.getByRole("combobox").fill("Export scores");
  await expect(palette.getByText("Export scores as CSV")).toHaveCount(0);
  await page.keyboard.press("Escape");
  const annotation = { "annotations.0.annotation.name": "helpful", "annotations.0.annotation.score": 0.5 };
  const scored = otlpRequest([otlpSpan({ attributes: annotation })]);
  await window.drop([{ name: "scored.json", bytes: Buffer.from(JSON.stringify(scored)) }]);
  await window.settled();
  const lines = await exported("scores as JSON Lines");
  expect(lines.name).toBe("scores.jsonl");
  expect(JSON.parse(readFileSync(lines.path, "utf8"))).toMatchObject({ name: "helpful", value_num: 0.5 });
  expect(readFileSync((await exported("scores as CSV")).path, "utf8")).toContain("helpful");
});

test("a waterfall lets its trace go, that trace alone", async () => {
  const name = await window.addCell("Waterfall");
  await window.expectState(name, "done");
  const cell = window.cell(name);
  await cell.getByText("Export", { exact: true }).click();
  const chrome = await downloaded(() => cell.getByRole("button", { name: "This trace as Chrome trace" }).click());
  expect(chrome.name).toMatch(/^trace-[0-9a-f]{32}\.trace\.json$/);
  const traces = new Set(eventsIn(chrome.path).flatMap(({ args }) => args?.trace_id ?? []));
  expect(traces.size).toBe(1);
  expect(chrome.name).toContain([...traces].join());
  const otlp = await downloaded(() => cell.getByRole("button", { name: "This trace as OTLP JSON Lines" }).click());
  expect(otlp.name).toBe(chrome.name.replace(".trace.json", ".otlp.jsonl"));
  const found = readFileSync(otlp.path, "utf8").match(/"traceId":"[0-9a-f]{32}","spanId":"[0-9a-f]{16}"/g) ?? [];
  expect(found.length).toBe(eventsIn(chrome.path).filter(({ ph }) => ph === "X").length);
});
