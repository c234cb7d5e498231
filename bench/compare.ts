import { expect, type Page } from "@playwright/test";
import { parse } from "../src/cells/compare/definition.ts";
import { evaluate } from "../src/cells/compare/evaluate.ts";
import { cellContext } from "../src/notebook/cell-context.ts";
import type { Cohorts } from "../src/notebook/cohorts.ts";
import { dropStepTimes } from "../src/notebook/step-times.ts";
import { setCohorts } from "../src/notebook/store.ts";
import { spanCount } from "./big-files.ts";
import { clickAndWait, storeOnNative } from "./latency.ts";
import { median, report, reportMemory, stopwatch } from "./report.ts";
import { stepTimesBySql } from "./step-times-sql.ts";
import { bigPage, cellOf, peakMemory } from "./window.ts";

const times = 3;
/** Half of the traces begin before it: there is one every nine seconds, of about fifty spans. */
const middle = new Date(Date.UTC(2026, 0, 1) + (spanCount / 50) * 4500).toISOString().slice(0, 16).replace("T", " ");
const cohorts: Cohorts = { reference: { to: middle }, current: { from: middle } };

/** The comparison of two cohorts: the first time after the import, and again. */
export async function comparison(): Promise<void> {
  const { page } = await bigPage();
  await splitInTwo(page);
  let first = 0;
  const memory = await peakMemory(async () => {
    first = await stopwatch(() => addComparison(page));
  });
  const cell = cellOf(page, "compare");
  const again: number[] = [];
  for (let run = 0; run < times; run++) again.push(await cell.locator(".gutter-run").evaluate(clickAndWait));
  const native = await storeOnNative();
  await setCohorts(native, cohorts);
  const run = () => evaluate(parse(""), cellContext({ name: "compare", engine: native }));
  const peerFirst = await stopwatch(async () => {
    await stepTimesBySql(native);
    await run();
  });
  const peers: number[] = [];
  for (let time = 0; time < times; time++) peers.push(await stopwatch(run));
  const { comparison: found } = await run();
  const rows = await cell.getByRole("table", { name: "Steps compared" }).locator("tbody tr").count();
  expect(found?.steps.length).toBe(rows);
  expect((found?.steps ?? []).reduce((sum, { share }) => sum + (share ?? 0), 0)).toBeCloseTo(1, 6);
  await dropStepTimes(native);
  await native.close();
  const name = `comparison of two cohorts of ${spanCount.toLocaleString("en")} spans, until drawn`;
  const peerIs = "native DuckDB by statements alone, 2 threads";
  const target = { most: 3000, of: "ours" } as const;
  report({ name: `${name}, first`, unit: "ms", ours: first, peer: peerFirst, peerIs, target, n: 1 });
  reportMemory(`${name}: memory of the page's process`, memory);
  report({ name: `${name}, again`, unit: "ms", ours: median(again), peer: median(peers), peerIs, target, n: times });
}

async function splitInTwo(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Cohorts…" }).click();
  const dialog = page.getByRole("dialog", { name: "Cohorts" });
  const field = (side: string, edge: string) =>
    dialog.getByRole("group", { name: side, exact: true }).getByLabel(edge, { exact: true });
  await field("reference", "to").fill(middle);
  await field("current", "from").fill(middle);
  await dialog.getByRole("button", { name: "Set cohorts" }).click();
  await settled(page);
}

async function addComparison(page: Page): Promise<void> {
  await page.keyboard.press("ControlOrMeta+k");
  const palette = page.getByRole("dialog", { name: "Find a command or a trace" });
  await palette.getByRole("combobox").fill("Add Compare the cohorts");
  await palette.getByRole("option").first().waitFor();
  await page.keyboard.press("Enter");
  await cellOf(page, "compare").locator(".gutter-run.is-done").waitFor();
}

async function settled(page: Page): Promise<void> {
  await page.waitForTimeout(500);
  await expect(page.locator(".gutter-run:is(.is-running, .is-queued)")).toHaveCount(0, { timeout: 600_000 });
}
