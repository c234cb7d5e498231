import { expect } from "vitest";
import { parse } from "../src/cells/latency/definition.ts";
import { evaluate } from "../src/cells/latency/evaluate.ts";
import type { Engine } from "../src/engine/engine.ts";
import { cellContext } from "../src/notebook/cell-context.ts";
import { createStore } from "../src/notebook/store.ts";
import { addedColumns } from "../src/notebook/store-tables.ts";
import { bigFiles, spanCount } from "./big-files.ts";
import { deriveBySql } from "./derive-sql.ts";
import { openNative, readFlat } from "./native.ts";
import { median, report, stopwatch } from "./report.ts";
import { bigPage, cellOf } from "./window.ts";

const times = 5;

export async function latencyTable(): Promise<void> {
  const { page } = await bigPage();
  const cell = cellOf(page, "latency");
  const rows = await cell.locator("tbody tr").count();
  const ours: number[] = [];
  for (let run = 0; run < times; run++) ours.push(await cell.locator(".gutter-run").evaluate(clickAndWait));
  const native = await storeOnNative();
  const context = cellContext({ name: "latency", engine: native });
  const peers: number[] = [];
  for (let run = 0; run < times; run++) peers.push(await stopwatch(() => evaluate(parse("by: name"), context)));
  expect((await evaluate(parse("by: name"), context)).steps.length).toBe(rows);
  await native.close();
  const name = `latency table of ${spanCount.toLocaleString("en")} spans, until drawn`;
  const peerIs = "the same statements in native DuckDB, 2 threads";
  report({
    name,
    unit: "ms",
    ours: median(ours),
    peer: median(peers),
    peerIs,
    target: { most: 1000, of: "ours" },
    n: times,
  });
}

/** Runs in the page: milliseconds from a click on a cell's run button until its result is drawn. @throws when it fails */
export async function clickAndWait(button: Element): Promise<number> {
  const until = (state: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (button.classList.contains(state)) resolve();
        else if (button.classList.contains("is-failed")) reject(new Error("the cell failed"));
        else requestAnimationFrame(look);
      };
      look();
    });
  const start = performance.now();
  (button as HTMLElement).click();
  await new Promise((resolve) => setTimeout(resolve, 20));
  await until("is-done");
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
  return performance.now() - start;
}

/** The flat spans in the notebook's own tables, on native DuckDB. */
export async function storeOnNative(): Promise<Engine> {
  const native = await openNative();
  await createStore(native);
  await readFlat(native, bigFiles().flat);
  const added = addedColumns(1).spans.map(({ value }) => value ?? "NULL");
  await native.query(`INSERT INTO store.spans SELECT *, ${added.join(", ")} FROM flat`);
  await native.query("DROP TABLE flat");
  await deriveBySql(native);
  return native;
}
