import { expect } from "vitest";
import { parse } from "../src/cells/latency/definition.ts";
import { evaluate } from "../src/cells/latency/evaluate.ts";
import { cellContext } from "../src/notebook/cell-context.ts";
import { spanCount } from "./big-files.ts";
import { storeOnNative } from "./native-store.ts";
import { median, report, stopwatch } from "./report.ts";
import { bigPage, cellOf, clickAndWait } from "./window.ts";

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
