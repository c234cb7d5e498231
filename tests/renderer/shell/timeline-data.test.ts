import { beforeAll, expect, test } from "vitest";
import { findTraces, waterfallSource } from "../../../renderer/shell/find-traces.ts";
import { readTimeline } from "../../../renderer/shell/timeline-data.ts";
import { summaryText, tracesIn } from "../../../renderer/shell/timeline-text.ts";
import { cohortSizes } from "../../../src/notebook/cohort-members.ts";
import { noCohorts, windowOf } from "../../../src/notebook/cohorts.ts";
import { testEngine } from "../../support/engine.ts";
import { type SomeSpan, storeOf } from "../../support/spans.ts";

const opened = testEngine();
const day = 86_400_000;
const begin = Date.UTC(2026, 3, 1);
const ns = (ms: number) => BigInt(Math.round(ms)) * 1_000_000n;

/** Ten days with as many traces as the day's number, each of a root and one step; the last of each day failed. */
function spans(): SomeSpan[] {
  const made: SomeSpan[] = [];
  for (let d = 0; d < 10; d++)
    for (let n = 0; n <= d; n++) {
      const start = begin + d * day + n * 3_600_000 + 1;
      const trace_id = `${d}${n}abcdef`.padEnd(32, "0");
      const status = n === d ? "ERROR" : "OK";
      const common = { trace_id, source_id: 1, end_ns: ns(start + 5000 + n) };
      made.push({
        ...common,
        span_id: `r${d}${n}`,
        name: n % 2 ? "Answer question" : "sync",
        start_ns: ns(start),
        status,
      });
      made.push({
        ...common,
        span_id: `s${d}${n}`,
        parent_span_id: `r${d}${n}`,
        name: "step",
        start_ns: ns(start + 1),
        status: "OK",
      });
    }
  return made;
}

beforeAll(async () => {
  const engine = await opened();
  await storeOf(engine, spans());
  await engine.query("DELETE FROM store.deployments");
  await engine.query(`INSERT INTO store.deployments (time_ns, kind, name, version, changelog, source_id) VALUES
    (${ns(begin + 2.5 * day)}, 'prompt', 'plan', '3', 'shorter', 1), (${ns(begin - day)}, 'config', 'early', '1', NULL, 1)`);
});

test("traces are counted per day, with those that failed", async () => {
  const data = await readTimeline(await opened(), "traces", 40);
  expect(data?.grid).toEqual({ start: begin, size: day / 4, count: 38 });
  const days = await readTimeline(await opened(), "traces", 12);
  expect(days?.grid).toEqual({ start: begin, size: day, count: 10 });
  expect(days?.buckets.map((bucket) => bucket.n)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect(days?.buckets.map((bucket) => bucket.failed)).toEqual(Array(10).fill(1));
});

test("whatever the size of the buckets, nothing is lost between them", async () => {
  for (const most of [1, 2, 7, 30, 200]) {
    const data = await readTimeline(await opened(), "spans", most);
    expect(data?.buckets.reduce((sum, bucket) => sum + bucket.n, 0)).toBe(110);
    expect(data?.traces.reduce((sum, bucket) => sum + bucket.n, 0)).toBe(55);
  }
});

test("deployments outside the data's time are left out", async () => {
  const data = await readTimeline(await opened(), "traces", 12);
  expect(data?.deployments).toEqual([
    { time: begin + 2.5 * day, kind: "prompt", name: "plan", version: "3", changelog: "shorter" },
  ]);
});

const rule = (from: number, to: number) => windowOf(ns(from), ns(to));

test("a window counts the traces that begin in it, from its beginning up to its end", async () => {
  const reference = rule(begin, begin + 3 * day);
  const current = rule(begin + 9 * day + 1, begin + 9 * day + 3_600_001);
  expect(await cohortSizes(await opened(), { reference, current })).toMatchObject({ reference: 6, current: 1 });
  expect(await cohortSizes(await opened(), noCohorts)).toMatchObject({ reference: null, current: null, both: 0 });
});

test("a window on edges between buckets counts the same without asking the engine", async () => {
  const data = await readTimeline(await opened(), "traces", 12);
  if (!data) throw new Error("no data");
  const window = { from: begin + 2 * day, to: begin + 5 * day };
  const counted = await cohortSizes(await opened(), { reference: rule(window.from, window.to), current: null });
  expect(tracesIn(data.traces, data.grid, window)).toBe(counted.reference);
});

test("the timeline is told in sentences", async () => {
  const data = await readTimeline(await opened(), "traces", 12);
  if (!data) throw new Error("no data");
  const text = summaryText(
    data,
    { reference: { from: begin, to: begin + 3 * day }, current: null },
    { reference: 6, current: 0 },
  );
  expect(text).toBe(
    "55 traces per day from 1 Apr 2026 to the end of 10 Apr 2026 UTC, 10 of them failed. " +
      "Reference: 1 Apr 2026 to the end of 3 Apr 2026, 6 traces. No current window. Deployments: 3 Apr 2026 12:00: plan 3. shorter.",
  );
});

test("traces are found by the beginning of their id, then by their root's name, the slowest first", async () => {
  const find = async (text: string, limit = 50) =>
    findTraces(await opened(), text, limit, new AbortController().signal);
  const byId = await find("53AB");
  expect(byId.map(({ traceId }) => traceId.slice(0, 4))).toEqual(["53ab"]);
  expect(byId[0]).toMatchObject({
    rootName: "Answer question",
    spans: 2,
    startMs: begin + 5 * day + 3 * 3_600_000 + 1,
  });
  const byName = await find("answer");
  expect(byName).toHaveLength(25);
  const durations = byName.map(({ durationMs }) => durationMs ?? 0);
  expect(durations).toEqual([...durations].sort((a, b) => b - a));
  expect(await find("answer", 3)).toHaveLength(3);
  expect(await find("a")).toEqual([]);
  expect(await find("it's 'quoted'")).toEqual([]);
});

test("a trace found as failed is one whose root failed", async () => {
  const found = await findTraces(await opened(), "00abcdef", 5, new AbortController().signal);
  expect(found).toMatchObject([{ failed: true }]);
});

test("a waterfall's source quotes the id, which could read as a number", () => {
  expect(waterfallSource("12345678")).toBe('trace: "12345678"');
});

test("nothing is drawn while nothing has a time", async () => {
  const engine = await opened();
  await engine.query("CREATE OR REPLACE TABLE kept AS SELECT * FROM store.traces");
  await engine.query("DELETE FROM store.traces");
  try {
    expect(await readTimeline(engine, "traces", 12)).toBeNull();
  } finally {
    await engine.query("INSERT INTO store.traces SELECT * FROM kept");
  }
});
