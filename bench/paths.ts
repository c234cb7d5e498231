import type { Locator, Page } from "@playwright/test";
import { expect } from "vitest";
import { bigFiles, spanCount } from "./big-files.ts";
import { clickAndWait } from "./latency.ts";
import { openNative, readFlat } from "./native.ts";
import { type PlainSpan, plainLength, plainPath, plainTree } from "./plain-paths.ts";
import { median, report, reportMemory, stopwatch } from "./report.ts";
import { bigPage, browserSeconds, cellOf, peakMemory } from "./window.ts";

// The critical path of every trace and the loops of every agent, from a click on a cell's run button until the result is
// drawn: columns read, the worker's work, intervals and curve included. The peers begin with what native DuckDB gives.

const times = 3;

/** Against objects and maps in plain JavaScript: the path of every trace, and what it would take without each step. */
export async function criticalPaths(): Promise<void> {
  const { page } = await bigPage();
  const cell = await addedCell(page, "Critical path", "critical-path");
  const { ours, seconds, memory } = await timed(cell);
  const native = await openNative();
  await readFlat(native, bigFiles().flat);
  let told = new Map<string, number>();
  const peer = await stopwatch(async () => {
    const rows = await native.query(`SELECT trace_id, span_id AS id, parent_span_id AS parent, name,
      (start_ns - min(start_ns) OVER (PARTITION BY trace_id))::DOUBLE AS start,
      (end_ns - min(start_ns) OVER (PARTITION BY trace_id))::DOUBLE AS "end" FROM flat ORDER BY trace_id`);
    told = plainSums(rows.toArray() as unknown as (PlainSpan & { readonly trace_id: string })[]);
  });
  await native.close();
  const steps = await cell.locator(".analysis-table").first().locator("tbody tr").count();
  expect(steps).toBeGreaterThan(5);
  expect(told.size).toBeGreaterThanOrEqual(steps);
  report({
    name: `critical path of all traces of ${spanCount.toLocaleString("en")} spans, until drawn`,
    ...{ unit: "ms", ours: median(ours), peer, peerIs: "plain JavaScript with objects, without intervals" },
    target: { most: 3000, of: "ours" },
    n: times,
  });
  reportProcessorTime("critical path", seconds);
  reportMemory("critical path: memory of the page's process", memory);
}

function plainSums(rows: readonly (PlainSpan & { readonly trace_id: string })[]): Map<string, number> {
  const sums = new Map<string, number>();
  const traces = new Map<string, PlainSpan[]>();
  for (const row of rows) {
    const known = traces.get(row.trace_id);
    if (known) known.push(row);
    else traces.set(row.trace_id, [row]);
  }
  const without = new Map<string, number>();
  for (const spans of traces.values())
    for (const root of plainTree(spans)) {
      const own = new Map<string, number>();
      plainPath(root, root.start, root.end, own);
      for (const [name, time] of own) {
        sums.set(name, (sums.get(name) ?? 0) + time);
        without.set(name, (without.get(name) ?? 0) + plainLength(root, name));
      }
    }
  return sums;
}

/** Against native DuckDB counting calls of one agent with the same input and output, which is the first step of it. */
export async function loopsOfAgents(): Promise<void> {
  const { page } = await bigPage();
  const cell = await addedCell(page, "Loops", "loops");
  const { ours, seconds, memory } = await timed(cell);
  const native = await openNative();
  await readFlat(native, bigFiles().flat);
  const peers: number[] = [];
  let found = 0;
  for (let run = 0; run < times; run++)
    peers.push(
      await stopwatch(async () => {
        const rows = await native.query(`SELECT count(*)::DOUBLE AS loops FROM (
          SELECT trace_id, parent_span_id, name, input, output, count(*) AS calls, sum(end_ns - start_ns) AS spent
          FROM flat WHERE kind = 'TOOL' GROUP BY ALL HAVING calls > 1)`);
        found = Number(rows.get(0)?.loops);
      }),
    );
  await native.close();
  const headline = await cell.locator(".loops-headline").innerText();
  // After a comparison only the traces of its two cohorts are looked at.
  if (!headline.includes(" in reference")) expect(headline).toContain(`${found.toLocaleString("en")} loops`);
  report({
    name: `loops in ${spanCount.toLocaleString("en")} spans, until drawn`,
    ...{
      unit: "ms",
      ours: median(ours),
      peer: median(peers),
      peerIs: "native DuckDB, 2 threads, grouping alike calls",
    },
    target: { most: 3000, of: "ours" },
    n: times,
  });
  reportProcessorTime("loops", seconds);
  reportMemory("loops: memory of the page's process", memory);
}

/** Runs a cell some times: milliseconds of each, the browser's processor time for one, the page's memory at most. */
async function timed(cell: Locator): Promise<{ ours: number[]; seconds: number; memory: number | null }> {
  const ours: number[] = [];
  const before = await browserSeconds();
  const memory = await peakMemory(async () => {
    for (let run = 0; run < times; run++) ours.push(await cell.locator(".gutter-run").evaluate(clickAndWait));
  });
  return { ours, seconds: ((await browserSeconds()) - before) / times, memory };
}

/** On a machine that others use, this says more than wall time does. */
function reportProcessorTime(name: string, seconds: number): void {
  report({ name: `${name}: processor time of the browser`, unit: "s", ours: seconds, peer: null, n: times });
}

async function addedCell(page: Page, title: string, kind: string): Promise<Locator> {
  const cell = cellOf(page, kind);
  if ((await cell.count()) === 0) {
    await page.getByRole("button", { name: "+ Add cell" }).last().click();
    await page.getByRole("menuitem", { name: new RegExp(`^${title}\\b`) }).click();
  }
  await cell.locator(".gutter-run.is-done").waitFor({ timeout: 120_000 });
  return cell;
}
