import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect } from "vitest";
import { median, report } from "./report.ts";
import { browserSeconds, freshPage, openFile } from "./window.ts";

const times = 3;
const notebook = resolve(import.meta.dirname, "../sample-data/warehouse-incident/incident.casebook.md");

export async function startToUsable(): Promise<void> {
  const ours: number[] = [];
  const seconds: number[] = [];
  // Once more than is counted, so that the files are in the computer's memory.
  for (let run = 0; run <= times; run++) {
    const page = await freshPage();
    const before = await browserSeconds();
    const start = performance.now();
    await openFile(page, notebook);
    const took = performance.now() - start;
    expect(await page.locator(".gutter-run.is-failed").count()).toBe(0);
    if (run) ours.push(took);
    if (run) seconds.push((await browserSeconds()) - before);
    await page.context().close();
  }
  const size = (readFileSync(notebook, "utf8").match(/^```/gm) ?? []).length / 2;
  const name = `start to all ${size} cells of the sample`;
  report({ name, unit: "ms", ours: median(ours), peer: null, target: { most: 5000, of: "ours" }, n: times });
  report({ name: "its processor time", unit: "s", ours: median(seconds), peer: null, n: times });
}
