import { expect, type Locator } from "@playwright/test";
import { parse } from "../src/cells/cost/definition.ts";
import { evaluate } from "../src/cells/cost/evaluate.ts";
import { cellContext } from "../src/notebook/cell-context.ts";
import { setCohorts } from "../src/notebook/store.ts";
import { CasebookWindow } from "../tests/support/window.ts";
import { spanCount } from "./big-files.ts";
import { clickAndWait, storeOnNative } from "./latency.ts";
import { median, report, reportMemory, stopwatch } from "./report.ts";
import { bigPage, peakMemory } from "./window.ts";

const times = 5;
const table = "by: [tenant, model, prompt_version, step]\nshow: []";
const whole = "by: [tenant, model, prompt_version, step]\nbudget: {default: 2}";

// The spans begin at 1 January 2026, a trace every nine seconds.
const cohorts = {
  reference: { from: "2026-01-01", to: "2026-01-01" },
  current: { from: "2026-01-02", to: "2026-01-02" },
};

/** The cost table of reference beside current, and the whole cell with all of its parts. */
export async function costTable(): Promise<void> {
  const { page } = await bigPage();
  const window = new CasebookWindow(page, page.url());
  await window.settled();
  await window.setWindows({ reference: ["2026-01-01", "2026-01-01"], current: ["2026-01-02", "2026-01-02"] });
  await window.settled();
  const cell = window.cell(await window.addCell("Cost"));
  const ours = { table: [] as readonly number[], whole: [] as readonly number[] };
  const memory = await peakMemory(async () => {
    ours.table = await runs(window, cell, table);
    ours.whole = await runs(window, cell, whole);
  });
  const groups = await cell.locator("tbody").first().locator("tr:not(.is-total)").count();
  const native = await storeOnNative();
  await setCohorts(native, cohorts);
  const context = cellContext({ name: "cost", engine: native });
  const peers = { table: [] as number[], whole: [] as number[] };
  for (let run = 0; run < times; run++) {
    peers.table.push(await stopwatch(() => evaluate(parse(table), context)));
    peers.whole.push(await stopwatch(() => evaluate(parse(whole), context)));
  }
  expect((await evaluate(parse(table), context)).groups.length).toBe(groups);
  await native.close();
  const peerIs = "the same statements in native DuckDB, 2 threads";
  const common = { unit: "ms", peerIs, n: times } as const;
  const spans = spanCount.toLocaleString("en");
  report({
    ...{ ...common, name: `cost table of ${spans} spans, until drawn`, target: { most: 1000, of: "ours" } },
    ...{ ours: median(ours.table), peer: median(peers.table) },
  });
  report({
    ...{ ...common, name: `whole cost cell of ${spans} spans, until drawn` },
    ...{ ours: median(ours.whole), peer: median(peers.whole) },
  });
  reportMemory("cost: memory of the page's process", memory);
}

async function runs(window: CasebookWindow, cell: Locator, source: string): Promise<readonly number[]> {
  if ((await cell.locator(".monaco-editor").count()) === 0) {
    await cell.focus();
    await window.page.keyboard.press("Enter");
  }
  await window.write(cell, source);
  await window.page.keyboard.press("ControlOrMeta+Enter");
  await window.settled();
  const found: number[] = [];
  for (let run = 0; run < times; run++) found.push(await cell.locator(".gutter-run").evaluate(clickAndWait));
  return found;
}
