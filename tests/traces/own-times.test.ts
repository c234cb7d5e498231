import { expect, test } from "vitest";
import { ownTimes } from "../../src/traces/own-times.ts";
import { randomSpans, type SpanLine } from "../support/random-spans.ts";

/** The traces' spans as one table of columns. */
function columns(traces: readonly (readonly SpanLine[])[]) {
  const rows = traces.flatMap((lines, trace) => lines.map((line) => ({ line, trace, ids: lines.map(([id]) => id) })));
  const first = traces.map((_, trace) => rows.findIndex((row) => row.trace === trace));
  return {
    trace: Int32Array.from(rows, ({ trace }) => trace),
    traces: traces.length,
    parent: Int32Array.from(rows, ({ line, trace, ids }) =>
      line[1] === null ? -1 : (first[trace] as number) + ids.indexOf(line[1]),
    ),
    start: Float64Array.from(rows, ({ line }) => line[2] ?? 0),
    end: Float64Array.from(rows, ({ line }) => line[3] ?? Number.NaN),
  };
}

test("each instant goes in equal parts to what runs and has no child that runs", () => {
  const lines: SpanLine[] = [
    ["a", null, 0, 100],
    ["b", "a", 0, 60],
    ["c", "a", 20, 80],
    ["d", "c", 20, 40],
  ];
  expect([...ownTimes(columns([lines]))]).toEqual([20, 40, 30, 10]);
});

test("an unknown end and one before the start take nothing, and what lies below them runs on its own", () => {
  const lines: SpanLine[] = [
    ["open", null, 0, null],
    ["in", "open", 10, 30],
    ["back", null, 50, 40],
    ["x", "back", 40, 45],
  ];
  expect([...ownTimes(columns([lines]))]).toEqual([0, 20, 0, 5]);
});

test("it agrees with sharing out the units one by one, whatever the traces look like", () => {
  const traces = Array.from({ length: 150 }, (_, seed) => randomSpans(seed + 1, 1 + (seed % 25)));
  const table = columns(traces);
  const expected = new Float64Array(table.parent.length);
  const running = (row: number, now: number) => (table.start[row] ?? 0) <= now && now < (table.end[row] ?? 0);
  for (let trace = 0; trace < traces.length; trace++) {
    const rows = [...table.trace.keys()].filter((row) => table.trace[row] === trace);
    for (let now = -100; now < 400; now++) {
      const run = rows.filter((row) => running(row, now));
      const working = run.filter((row) => !run.some((other) => table.parent[other] === row));
      for (const row of working) expected[row] = (expected[row] ?? 0) + 1 / working.length;
    }
  }
  const own = ownTimes(table);
  for (const [row, time] of own.entries()) expect(time).toBeCloseTo(expected[row] as number, 6);
});
