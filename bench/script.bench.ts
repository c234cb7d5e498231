import { afterAll, test } from "vitest";
import { startWebHost } from "../tests/support/web-host.ts";
import { CasebookWindow } from "../tests/support/window.ts";
import { openNative } from "./native.ts";
import { median, report, stopwatch } from "./report.ts";
import { closePages, freshPage } from "./window.ts";

// What a script cell costs that does next to nothing: a sandbox of its own, a column of a million numbers into it, and
// a table of one row out of it.

const times = 7;
const numbers = "select i * 1.5 as ms from range(1000000) t(i)";
const source = (table: string) =>
  `const ms = await table("${table}").numbers("ms");\nlet sum = 0;\nfor (const value of ms) sum += value;\nreturn [{ sum }];`;

test("script", async () => {
  const host = await startWebHost();
  try {
    const ours = await cellRuns(await CasebookWindow.open(await freshPage(), host.url));
    report({
      name: "script cell with a column of 1,000,000 numbers",
      unit: "ms",
      ours: median(ours),
      peer: median(await nativeRuns()),
      peerIs: "the column from native DuckDB into a Float64Array, no sandbox",
      target: { most: 500, of: "ours" },
      n: times,
    });
  } finally {
    await host.stop();
  }
});

afterAll(closePages);

/** Milliseconds of each run of the cell, until its result is there. */
async function cellRuns(window: CasebookWindow): Promise<readonly number[]> {
  const { page } = window;
  await window.command("New notebook");
  const table = await window.addCell("SQL");
  await window.write(window.cell(table), numbers);
  await page.keyboard.press("ControlOrMeta+Enter");
  await window.expectState(table, "done");
  const name = await window.addCell("Script");
  await window.write(window.cell(name), source(table));
  await page.keyboard.press("ControlOrMeta+Enter");
  await window.expectState(name, "done");
  const runs: number[] = [];
  for (let run = 0; run < times; run++) {
    // Nobody presses again at once; meanwhile the next frame is made ready.
    await page.waitForTimeout(1500);
    runs.push(await window.cell(name).locator(".gutter-run").evaluate(clickAndWait));
  }
  return runs;
}

/** Runs in the page: milliseconds from a click on a cell's run button until it is done. */
async function clickAndWait(button: Element): Promise<number> {
  const start = performance.now();
  (button as HTMLElement).click();
  const until = (done: boolean) =>
    new Promise<void>((resolve) => {
      const look = () => (button.classList.contains("is-done") === done ? resolve() : setTimeout(look, 1));
      look();
    });
  await until(false);
  await until(true);
  return performance.now() - start;
}

async function nativeRuns(): Promise<readonly number[]> {
  const native = await openNative();
  await native.query(`CREATE TABLE t AS ${numbers}`);
  const runs: number[] = [];
  for (let run = 0; run < times; run++)
    runs.push(
      await stopwatch(async () => {
        const column = (await native.query("SELECT ms FROM t")).getChildAt(0);
        return Float64Array.from(column ?? []).reduce((sum, value) => sum + value, 0);
      }),
    );
  await native.close();
  return runs;
}
