import { beforeEach, expect, test } from "vitest";
import { waterfall } from "../../../src/cells/waterfall/index.tsx";
import type { WaterfallResult } from "../../../src/cells/waterfall/result.ts";
import { spanName } from "../../../src/cells/waterfall/table.ts";
import { toObjects } from "../../../src/engine/table-data.ts";
import { setCohorts } from "../../../src/notebook/store.ts";
import { evaluateCell } from "../../support/cell.ts";
import { testStore } from "../../support/engine.ts";
import { randomSpans } from "../../support/random-spans.ts";
import { type SomeSpan, storeOf } from "../../support/spans.ts";

const engine = testStore();
// Far beyond 2^53, and not a round number: every nanosecond has to survive.
const origin = 1_776_952_937_700_000_001n;

function span(
  trace: string,
  id: string,
  parent: string | null,
  from: number,
  to: number | null,
  more: SomeSpan = {},
): SomeSpan {
  const at = (seconds: number) => origin + BigInt(Math.round(seconds * 1e9));
  return {
    trace_id: trace,
    span_id: `${trace}${id}`,
    parent_span_id: parent === null ? null : `${trace}${parent}`,
    name: id,
    kind: "CHAIN",
    start_ns: at(from),
    end_ns: to === null ? null : at(to),
    status: "OK",
    ...more,
  };
}

beforeEach(async () => {
  const day = 86_400;
  await storeOf(await engine(), [
    span("a", "root", null, 0, 40, { kind: "AGENT" }),
    span("a", "query", "root", 1, 30, { kind: "TOOL", cost_usd: 0.25, input_tokens: 12n }),
    span("a", "plan", "root", 30.000000001, 40, { kind: "LLM", cost_usd: 0.5, output_tokens: 7n }),
    span("b", "root", null, day, day + 10),
    span("b", "query", "root", day + 1, day + 2),
    span("b", "query2", "root", day + 2, day + 3, { name: "query", status: "ERROR" }),
    span("c", "root", null, 2 * day, 2 * day + 90),
    span("d", "root", null, 3 * day, null),
    span("d", "child", "root", 3 * day + 1, 3 * day + 5, { kind: "of another kind" }),
    span("e", "lost", "missing", 4 * day, 4 * day + 1),
  ]);
});

const run = async (source: string): Promise<WaterfallResult> =>
  evaluateCell(waterfall, source, { engine: await engine(), name: "_unnamed" });
const picked = async (source: string) => (await run(source)).trace?.id ?? null;

test.each([
  ["", "c"],
  ["pick: slowest", "c"],
  ["pick: fastest", "e"],
  ["pick: median", "b"],
  ["pick: most-spans", "a"],
  ["pick: first-error", "b"],
  ["step: query", "a"],
  ["step: query\npick: fastest", "b"],
  ["trace: d", "d"],
])("%j shows trace %s", async (source, trace) => {
  expect(await picked(source)).toBe(trace);
});

test("a cohort is picked from alone", async () => {
  await setCohorts(await engine(), {
    reference: { from: "2026-04-23", to: "2026-04-23" },
    current: { from: "2026-04-24", to: "2026-04-24" },
  });
  expect([await picked("cohort: reference"), await picked("cohort: current")]).toEqual(["a", "b"]);
  expect((await run("cohort: current")).reason).toBe("the only trace in current");
  await setCohorts(await engine(), { reference: null, current: null });
  const none = await run("cohort: current");
  expect([none.trace, none.spans.size, none.reason]).toEqual([null, 0, "there is no trace in current"]);
});

test("it says why this trace was picked", async () => {
  expect((await run("")).reason).toBe("slowest of 5 traces");
  expect((await run("step: query")).reason).toBe('slowest of 2 traces with the step "query"');
  expect((await run("pick: first-error")).reason).toBe("the only trace with an error");
});

test("the columns hold every span, to the nanosecond", async () => {
  const { spans, shape } = await run("trace: a");
  expect(spans.size).toBe(3);
  const plan = spans.id.indexOf("aplan");
  const query = spans.id.indexOf("aquery");
  expect(shape.tree.start[plan]).toBe(30_000_000_001);
  expect(shape.tree.end[query]).toBe(30_000_000_000);
  expect([spans.costUsd[query], spans.inputTokens[query], spans.outputTokens[plan]]).toEqual([0.25, 12, 7]);
  expect(spans.inputTokens[plan]).toBeNaN();
  expect(Array.from(shape.tree.order, (span) => spanName(spans, span))).toEqual(["root", "query", "plan"]);
});

test("the head figures come from the trace", async () => {
  const { trace } = await run("trace: a");
  expect(trace).toMatchObject({ id: "a", root: "root", startNs: String(origin), errors: 0, costUsd: 0.5 });
});

test("a kind that is none is unknown, and a missing end does not hide the span", async () => {
  const result = await run("trace: d");
  expect(result.spans.size).toBe(2);
  expect(result.spans.duration[0]).toBeNaN();
  expect(result.shape.oddities.map(({ what }) => what)).toEqual(["noEnd"]);
  expect(waterfall.table).toBeUndefined();
});

test("a step is selected at its longest span, a span by its id", async () => {
  expect((await run("trace: b\nspan: bquery2")).selected).toBe(2);
  const step = await run("step: query");
  expect(step.spans.id[step.selected]).toBe("aquery");
});

test("a span that is not in the trace is said", async () => {
  const result = await run("trace: b\nspan: nowhere");
  expect([result.selected, result.reason]).toEqual([-1, 'no span "nowhere" in it']);
});

test("a trace that is not there gives no spans and says so", async () => {
  const result = await run('trace: "it\'s gone"');
  expect([result.trace, result.spans.size]).toEqual([null, 0]);
  expect(waterfall.summary?.(result)).toBe('no imported span belongs to trace "it\'s gone"');
});

test("the result survives structured cloning", async () => {
  const result = await run("trace: a");
  expect(structuredClone(result)).toEqual(result);
});

test("a named cell is a table of the spans in order, with self time and critical path", async () => {
  const db = await engine();
  await evaluateCell(waterfall, "trace: a", { engine: db, name: "slow" });
  await evaluateCell(waterfall, "trace: a", { engine: db, name: "slow" });
  expect(toObjects(await db.query("SELECT * FROM slow ORDER BY place"))).toEqual([
    expect.objectContaining({ place: 1, depth: 0, span_id: "aroot", parent_span_id: null, failed: false, marks: null }),
    expect.objectContaining({ place: 2, depth: 1, name: "query", kind: "TOOL", start_ms: 1000, duration_ms: 29_000 }),
    expect.objectContaining({ place: 3, span_id: "aplan", parent_span_id: "aroot", marks: null }),
  ]);
  const [sums] = toObjects(await db.query("SELECT sum(self_ms) AS self, sum(critical_ms) AS critical FROM slow"));
  expect(sums).toEqual({ self: 40_000, critical: 40_000 });
});

test("each row of the table has its own span's figures, whatever order the spans were read in", async () => {
  const db = await engine();
  const lines = randomSpans(12, 500, 4000);
  await storeOf(
    db,
    lines.map(([id, parent, start, end]) => ({
      ...span("r", id ?? "", parent, 0, 0, { name: `name of ${id}` }),
      start_ns: origin + BigInt(start ?? 0) * 1_000_000n,
      end_ns: origin + BigInt(end ?? 0) * 1_000_000n,
    })),
  );
  const { spans, shape } = await evaluateCell(waterfall, "trace: r", { engine: db, name: "mixed" });
  const rows = toObjects(await db.query("SELECT * FROM mixed ORDER BY place"));
  const expected = Array.from(shape.tree.order, (index, place) => ({
    place: place + 1,
    depth: shape.tree.depth[index],
    span_id: spans.id[index],
    name: `name of ${spans.id[index]?.slice(1)}`,
    self_ms: (shape.self[index] ?? 0) / 1e6,
    critical_ms: (shape.critical[index] ?? 0) / 1e6,
  }));
  expect(rows).toHaveLength(500);
  expect(rows).toEqual(expected.map((row) => expect.objectContaining(row)));
});

test("names of any alphabet reach the table whole, broken halves of characters too", async () => {
  const db = await engine();
  const names = ["größer", "検索", "\ud83d", "\ude00", "plain", ""];
  await storeOf(
    db,
    names.map((name, k) => span("n", `s${k}`, k ? "s0" : null, k, 20, { name })),
  );
  await evaluateCell(waterfall, "trace: n", { engine: db, name: "named" });
  const rows = toObjects(await db.query("SELECT name FROM named ORDER BY place"));
  expect(rows.map((row) => row.name)).toEqual(["größer", "検索", "\ufffd", "\ufffd", "plain", ""]);
});

test("an empty store gives no trace", async () => {
  const db = await engine();
  await storeOf(db, []);
  const result = await evaluateCell(waterfall, "", { engine: db, name: "nothing" });
  expect([result.trace, result.reason]).toEqual([null, "there is no trace"]);
  expect((await db.query("SELECT * FROM nothing")).numRows).toBe(0);
});
