import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect } from "vitest";
import { median, report } from "./report.ts";
import { browserSeconds, freshPage, type OwnBrowser, openFile, ownBrowser } from "./window.ts";

const times = 3;
export const sample = resolve(import.meta.dirname, "../sample-data/warehouse-incident/incident.casebook.md");
const cells = (readFileSync(sample, "utf8").match(/^```/gm) ?? []).length / 2;

/** Casebook started, in a browser that has never seen it, and in one that has. */
export async function startToUsable(): Promise<void> {
  // Once more than is counted, so that the files are in the computer's memory.
  tell("the first start", await starts(times + 1, { page: freshPage, open: openFile }));
  const own = ownBrowser();
  // What a browser compiles it keeps by and by.
  tell("a later start", await starts(times + 2, own));
  own.remove();
}

interface Start {
  /** Until the notebook can be read and written, and until all its cells have run. */
  readonly shown: number;
  readonly ms: number;
  readonly seconds: number;
}

async function starts(count: number, browser: Pick<OwnBrowser, "page" | "open">): Promise<readonly Start[]> {
  const all: Start[] = [];
  for (let run = 0; run < count; run++) {
    const page = await browser.page();
    const before = await browserSeconds(page);
    const start = performance.now();
    const shown = page
      .locator("section.cell .view-line")
      .first()
      .waitFor()
      .then(() => performance.now() - start);
    const host = await browser.open(page, sample);
    const ms = performance.now() - start;
    expect(await page.locator(".gutter-run.is-failed").count()).toBe(0);
    all.push({ shown: await shown, ms, seconds: (await browserSeconds(page)) - before });
    await page.context().close();
    await host.stop();
  }
  return all.slice(-times);
}

function tell(which: string, all: readonly Start[]): void {
  const of = (value: (start: Start) => number) => ({ ours: median(all.map(value)), peer: null, n: times });
  const target = { most: 5000, of: "ours" } as const;
  report({
    name: `${which} until the sample can be read and written`,
    unit: "ms",
    target,
    ...of(({ shown }) => shown),
  });
  report({ name: `${which} until its ${cells} cells have run`, unit: "ms", target, ...of(({ ms }) => ms) });
  report({ name: "its processor time", unit: "s", ...of(({ seconds }) => seconds) });
}
