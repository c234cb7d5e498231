import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Page } from "@playwright/test";
import { expect } from "vitest";
import { median, report } from "./report.ts";
import { browserSeconds, freshPage, openFile, ownPage } from "./window.ts";

const times = 3;
const notebook = resolve(import.meta.dirname, "../sample-data/warehouse-incident/incident.casebook.md");
const cells = (readFileSync(notebook, "utf8").match(/^```/gm) ?? []).length / 2;

/** Casebook started, in a browser that has never seen it, and in one that has. */
export async function startToUsable(): Promise<void> {
  // Once more than is counted, so that the files are in the computer's memory.
  const first = await starts(times + 1, freshPage);
  tell("the first start", first);
  const profile = mkdtempSync(join(tmpdir(), "casebook-profile-"));
  // What a browser compiles it keeps by and by.
  const later = await starts(times + 2, () => ownPage(profile));
  tell("a later start", later);
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
}

interface Start {
  readonly ms: number;
  readonly seconds: number;
}

async function starts(count: number, open: () => Promise<Page>): Promise<readonly Start[]> {
  const all: Start[] = [];
  let port = 0;
  for (let run = 0; run < count; run++) {
    const page = await open();
    const before = await browserSeconds(page);
    const start = performance.now();
    const host = await openFile(page, notebook, port);
    const ms = performance.now() - start;
    port = Number(new URL(host.url).port);
    expect(await page.locator(".gutter-run.is-failed").count()).toBe(0);
    all.push({ ms, seconds: (await browserSeconds(page)) - before });
    await page.context().close();
    await host.stop();
  }
  return all.slice(-times);
}

function tell(which: string, all: readonly Start[]): void {
  const took = {
    unit: "ms" as const,
    ours: median(all.map(({ ms }) => ms)),
    target: { most: 5000, of: "ours" as const },
  };
  report({ name: `${which} to all ${cells} cells of the sample`, peer: null, n: times, ...took });
  const seconds = median(all.map(({ seconds }) => seconds));
  report({ name: "its processor time", unit: "s", ours: seconds, peer: null, n: times });
}
