import { expect } from "vitest";
import { spanCount } from "./big-files.ts";
import { median, report } from "./report.ts";
import { bigPage, cellOf, measured } from "./window.ts";

const times = 5;

export async function openingTrace(): Promise<void> {
  const { page } = await bigPage();
  const open = cellOf(page, "traces").locator(".trace-open");
  const ours: number[] = [];
  for (let row = 0; row < times; row++) {
    await open.nth(row).evaluate((link) => (link as HTMLElement).click());
    ours.push(await measured(page, "open trace", row + 1));
  }
  expect(await cellOf(page, "waterfall").locator("canvas").count()).toBeGreaterThan(0);
  const name = `one trace of ${spanCount.toLocaleString("en")} spans as a waterfall`;
  report({ name, unit: "ms", ours: median(ours), peer: null, target: { most: 1000, of: "ours" }, n: times });
}
