import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "@playwright/test";
import { type RunningHost, startWebHost } from "../tests/support/web-host.ts";
import { findChromium } from "../tools/chromium.mjs";
import { bigFiles } from "./big-files.ts";
import { type HeapPeaks, watchHeaps } from "./heap.ts";

// The built page in a real Chromium, from the real web host.

let browser: Promise<Browser> | null = null;
const hosts: RunningHost[] = [];

const flags = [
  ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
  ...["--disable-component-update", "--disable-sync"],
];

function startBrowser(): Promise<Browser> {
  browser ??= chromium.launch({ executablePath: findChromium() ?? undefined, args: flags });
  return browser;
}

/** An empty page in a profile of its own. */
export async function freshPage(): Promise<Page> {
  const context = await (await startBrowser()).newContext({ viewport: { width: 1440, height: 900 } });
  context.setDefaultTimeout(600_000);
  return context.newPage();
}

/** A browser of a person's own, which keeps what it compiled from one start to the next. Remove it at the end. */
export function ownBrowser() {
  const profile = mkdtempSync(join(tmpdir(), "casebook-profile-"));
  let port = 0;
  return {
    page: () => ownPage(profile),
    /** At the same address every time. */
    async open(page: Page, path: string): Promise<RunningHost> {
      const host = await openFile(page, path, port);
      port = Number(new URL(host.url).port);
      return host;
    },
    remove: () => rmSync(profile, { recursive: true, force: true, maxRetries: 5 }),
  };
}

export type OwnBrowser = ReturnType<typeof ownBrowser>;

async function ownPage(profile: string): Promise<Page> {
  const options = { executablePath: findChromium() ?? undefined, args: flags, viewport: { width: 1440, height: 900 } };
  const context = await chromium.launchPersistentContext(profile, options);
  context.setDefaultTimeout(600_000);
  return context.pages()[0] ?? context.newPage();
}

/** Starts the web host with a file and opens its page; resolves when the first cells have run. */
export async function openFile(page: Page, path: string, port = 0): Promise<RunningHost> {
  const host = await startWebHost([path], { port });
  hosts.push(host);
  await page.goto(host.url);
  await measured(page, "run");
  return host;
}

/** Call it at the end: closes every page and stops every host. */
export async function closePages(): Promise<void> {
  await (await browser)?.close();
  for (const host of hosts.splice(0)) await host.stop();
}

/** Seconds of processor time that all processes of the browser have used so far. */
export async function browserSeconds(page?: Page): Promise<number> {
  const session = await (page?.context().browser() ?? (await startBrowser())).newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}

/** The most memory that any page's process held while something ran, in MB; null where the system does not say. */
export async function peakMemory(run: () => Promise<unknown>): Promise<number | null> {
  const session = await (await startBrowser()).newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  const pages = processInfo.filter(({ type }) => type === "renderer").map(({ id }) => `/proc/${id}`);
  if (!pages.every((page) => existsSync(`${page}/clear_refs`))) {
    await run();
    return null;
  }
  // Linux: the peak begins anew at what is held now.
  for (const page of pages) writeFileSync(`${page}/clear_refs`, "5");
  await run();
  const peaks = pages.map((page) => Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`${page}/status`, "utf8"))?.[1]));
  return Math.max(...peaks) / 1000;
}

/** Waits for the page's `count`-th measure of this name and gives its milliseconds. */
export async function measured(page: Page, name: "import" | "run" | "open trace", count = 1): Promise<number> {
  const entries = await page.waitForFunction(
    ([name, count]) => {
      const found = performance.getEntriesByName(name);
      return found.length >= count && found.map(({ duration }) => duration);
    },
    [`casebook ${name}`, count] as const,
    { polling: 100 },
  );
  return ((await entries.jsonValue()) as number[])[count - 1] ?? Number.NaN;
}

export interface BigPage {
  readonly page: Page;
  readonly heaps: HeapPeaks;
  /** Processor time of the browser from the empty page to the first cells' end, in seconds. */
  readonly seconds: number;
}

let big: Promise<BigPage> | null = null;

/** The page with all the spans in it; opened once for all benchmarks. */
export function bigPage(): Promise<BigPage> {
  big ??= openBigPage();
  return big;
}

async function openBigPage(): Promise<BigPage> {
  const { otlp } = bigFiles();
  const page = await freshPage();
  const watch = await watchHeaps(page);
  const before = await browserSeconds();
  await openFile(page, otlp);
  const seconds = (await browserSeconds()) - before;
  return { page, heaps: await watch.stop(), seconds };
}

/** A cell of this kind. */
export function cellOf(page: Page, kind: string) {
  return page.locator("section.cell", { has: page.locator(".cell-kind", { hasText: new RegExp(`^${kind}$`) }) });
}
