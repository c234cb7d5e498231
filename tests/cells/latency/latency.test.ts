import { expect, test } from "vitest";
import { latency } from "../../../src/cells/latency/index.tsx";
import type { Engine } from "../../../src/engine/engine.ts";
import { CellError } from "../../../src/notebook/cell.ts";
import { setCohorts } from "../../../src/notebook/store.ts";
import { evaluateCell } from "../../support/cell.ts";
import { testStore } from "../../support/engine.ts";
import { type SomeSpan, storeOf } from "../../support/spans.ts";

const engine = testStore();
const day = (n: number) => BigInt(Date.UTC(2026, 3, n)) * 1_000_000n;
const ms = (n: number) => BigInt(n) * 1_000_000n;

/** A trace of a root of 100 ms and, inside it, one span for each duration given. */
function trace(id: string, start: bigint, name: string, durations: readonly number[], rest: SomeSpan = {}): SomeSpan[] {
  const root = {
    trace_id: id,
    span_id: `${id}-root`,
    name: "answer",
    kind: "AGENT",
    start_ns: start,
    end_ns: start + ms(100),
  };
  const steps = durations.map((duration, index) => ({
    trace_id: id,
    span_id: `${id}-${index}`,
    parent_span_id: `${id}-root`,
    name,
    kind: "TOOL",
    start_ns: start + ms(index * 20),
    end_ns: start + ms(index * 20 + duration),
    ...rest,
  }));
  return [root, ...steps];
}

const cohorts = {
  reference: { from: "2026-04-01", to: "2026-04-01" },
  current: { from: "2026-04-02", to: "2026-04-02" },
};

async function store(spans: readonly SomeSpan[]): Promise<Engine> {
  const db = await engine();
  await storeOf(db, spans);
  return db;
}

test("without cohorts every span stands on one side, with figures that can be counted by hand", async () => {
  const db = await store([
    ...trace("a", day(1), "query", [10, 20]),
    ...trace("b", day(1), "query", [30], { status: "ERROR" }),
  ]);
  const result = await evaluateCell(latency, "", { engine: db });
  expect(result.sides).toEqual([{ side: "all", traces: 2, wallMs: 200 }]);
  expect(result.steps.map((step) => step.step)).toEqual(["answer", "query"]);
  const query = result.steps[1];
  expect(query?.kind).toBe("TOOL");
  expect(query?.difference).toBeNull();
  expect(query?.sides.all).toMatchObject({
    spans: 3,
    timed: 3,
    callsPerTrace: 1.5,
    errors: 1,
    p50: 20,
    total: 60,
    self: 60,
    selfPerTrace: 30,
    share: 0.3,
    interval: null,
    noInterval: "too few: n = 3, an interval for p95 needs 72",
  });
  expect(query?.sides.all?.p95).toBeCloseTo(29, 9);
  expect(query?.sides.all?.errorRate?.value).toBeCloseTo(1 / 3, 12);
  expect(query?.sides.all?.errorRate?.low).toBeCloseTo(0.0615, 3);
  expect(result.steps[0]?.sides.all).toMatchObject({ self: 140, share: 0.7 });
  expect(latency.summary?.(result)).toBe("latency by step, p95 of 2 traces");
});

test("reference stands beside current, and the step whose self time per trace grew most comes first", async () => {
  const db = await store([
    ...trace("a", day(1), "query", [10]),
    ...trace("b", day(1), "query", [20]),
    ...trace("c", day(2), "query", [60]),
    ...trace("d", day(3), "query", [999]),
  ]);
  await setCohorts(db, cohorts);
  const result = await evaluateCell(latency, "quantile: p50", { engine: db });
  expect(result.sides.map(({ side, traces }) => [side, traces])).toEqual([
    ["reference", 2],
    ["current", 1],
  ]);
  expect(result.steps.map((step) => step.step)).toEqual(["query", "answer"]);
  expect(result.steps[0]?.sides.reference).toMatchObject({ spans: 2, chosen: 15, share: 0.15, selfPerTrace: 15 });
  expect(result.steps[0]?.sides.current).toMatchObject({ spans: 1, chosen: 60, share: 0.6, selfPerTrace: 60 });
  expect(result.steps[0]?.difference).toEqual({
    value: 45,
    low: null,
    high: null,
    reason: "too few: n = 1, an interval for p50 needs 6",
  });
  expect(latency.summary?.(result)).toBe("latency by step, p50 of 2 and 1 trace");
});

test("a root that only waits for a slow child does not hide it", async () => {
  const slow = trace("c", day(2), "query", [5000]).map((span) =>
    span.name === "answer" ? { ...span, end_ns: day(2) + ms(5100) } : span,
  );
  const db = await store([...trace("a", day(1), "query", [10]), ...slow]);
  await setCohorts(db, cohorts);
  const { steps } = await evaluateCell(latency, "", { engine: db });
  expect(steps[0]?.step).toBe("query");
  expect(steps.map((step) => step.difference?.value)).toEqual([4990, 5000]);
});

test("with one window only, that cohort stands alone", async () => {
  const db = await store([...trace("a", day(1), "query", [10]), ...trace("b", day(2), "query", [20])]);
  await setCohorts(db, { reference: null, current: cohorts.current });
  const result = await evaluateCell(latency, "", { engine: db });
  expect(result.sides).toEqual([{ side: "current", traces: 1, wallMs: 100 }]);
  expect(result.steps.find((step) => step.step === "query")?.sides).toMatchObject({ current: { spans: 1, p50: 20 } });
});

test("a window without traces stays in its place with n = 0", async () => {
  const db = await store(trace("b", day(2), "query", [20]));
  await setCohorts(db, cohorts);
  const result = await evaluateCell(latency, "", { engine: db });
  expect(result.sides.map(({ side, traces }) => [side, traces])).toEqual([
    ["reference", 0],
    ["current", 1],
  ]);
  expect(result.steps[0]?.difference).toEqual({ value: null, low: null, high: null, reason: "not in reference" });
});

test("a step that is new in current, and one that vanished, say so", async () => {
  const db = await store([...trace("a", day(1), "old", [10]), ...trace("b", day(2), "new", [20])]);
  await setCohorts(db, cohorts);
  const { steps } = await evaluateCell(latency, "sort: name", { engine: db });
  expect(steps.map((step) => [step.step, step.difference?.reason])).toEqual([
    ["answer", "too few: n = 1, an interval for p95 needs 72"],
    ["new", "not in reference"],
    ["old", "not in current"],
  ]);
});

test("enough calls give an interval of order statistics around the quantile", async () => {
  const many = (count: number, start: bigint, factor: number, prefix: string) =>
    Array.from({ length: count }, (_, index) =>
      trace(`${prefix}${index}`, start, "query", [(index + 1) * factor]),
    ).flat();
  const db = await store([...many(100, day(1), 1, "r"), ...many(100, day(2), 3, "c")]);
  await setCohorts(db, cohorts);
  const { steps } = await evaluateCell(latency, "quantile: p50\nstep: query", { engine: db });
  // Of 100 values, the 40th and the 61st enclose the median with 95 % (binomial, n = 100, p = 0.5).
  expect(steps[0]?.sides.reference?.interval).toEqual({ low: 40, high: 61 });
  expect(steps[0]?.sides.current?.interval).toEqual({ low: 120, high: 183 });
  const difference = steps[0]?.difference;
  expect(difference?.value).toBeCloseTo(101, 9);
  expect(difference?.low).toBeCloseTo(101 - Math.hypot(151.5 - 120, 61 - 50.5), 9);
  expect(difference?.high).toBeCloseTo(101 + Math.hypot(183 - 151.5, 50.5 - 40), 9);
});

test("calls that repeat within a trace widen the interval, and a single trace has none", async () => {
  const repeated = (traces: number, calls: number) =>
    Array.from({ length: traces }, (_, index) =>
      trace(`t${index}`, day(1), "query", Array(calls).fill(index + 1)),
    ).flat();
  const alone = await store(repeated(100, 1));
  const once = await evaluateCell(latency, "quantile: p50\nstep: query", { engine: alone });
  const fivefold = await store(repeated(100, 5));
  const often = await evaluateCell(latency, "quantile: p50\nstep: query", { engine: fivefold });
  const width = (result: typeof once) => {
    const interval = result.steps[0]?.sides.all?.interval;
    return (interval?.high ?? 0) - (interval?.low ?? 0);
  };
  expect(width(once)).toBe(21);
  expect(width(often)).toBeGreaterThanOrEqual(21);
  expect(width(often)).toBeLessThanOrEqual(23);
  const single = await evaluateCell(latency, "quantile: p50\nstep: query", { engine: await store(repeated(1, 50)) });
  expect(single.steps[0]?.sides.all).toMatchObject({
    interval: null,
    noInterval: "too few: 50 spans that repeat within few traces",
  });
});

test("spans without an end, or that end before they start, count but give no duration", async () => {
  const spans = trace("a", day(1), "query", [10, 20]);
  const db = await store([
    ...spans,
    { ...spans[1], span_id: "open", end_ns: null },
    { ...spans[1], span_id: "backwards", end_ns: day(1) - ms(5) },
  ]);
  const { steps } = await evaluateCell(latency, "step: query", { engine: db });
  expect(steps[0]?.sides.all).toMatchObject({ spans: 4, timed: 2, p50: 15, total: 30, self: 30 });
  const open = await store([{ ...spans[1], parent_span_id: null, end_ns: null }]);
  const { steps: none } = await evaluateCell(latency, "", { engine: open });
  expect(none[0]?.sides.all).toMatchObject({
    timed: 0,
    p50: null,
    p99: null,
    share: null,
    noInterval: "no span has an end",
  });
});

test("spans group by a column or by any attribute; those without it stand together", async () => {
  const db = await store([
    ...trace("a", day(1), "query", [10], { tenant: "north", attributes: { "warehouse.size": "x-small" } }),
    ...trace("b", day(1), "query", [30], { tenant: "south", attributes: { "warehouse.size": "large" } }),
  ]);
  const values = async (by: string) =>
    (await evaluateCell(latency, `by: ${by}\nsort: name`, { engine: db })).steps.map((step) => step.step);
  expect(await values("tenant")).toEqual(["north", "south", null]);
  expect(await values("warehouse.size")).toEqual(["large", "x-small", null]);
  expect(await values("attributes.warehouse.size")).toEqual(["large", "x-small", null]);
  expect(await values("kind")).toEqual(["AGENT", "TOOL"]);
});

async function failure(run: Promise<unknown>): Promise<CellError> {
  const error = await run.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof CellError) return error;
  throw new Error(`no CellError but ${String(error)}`);
}

test("an attribute that no span has is a mistake, with the key that was probably meant", async () => {
  const db = await store(trace("a", day(1), "query", [10], { attributes: { "warehouse.size": "large" } }));
  const error = await failure(evaluateCell(latency, "by: warehouse.sise", { engine: db }));
  expect(error.message).toBe(
    "by: no column and no attribute of any span is called warehouse.sise; did you mean warehouse.size?",
  );
  expect(error.place.key).toBe("by");
});

test("filters by step, kind and where; where chooses the traces that the shares are of", async () => {
  const db = await store([
    ...trace("a", day(1), "query", [10], { tenant: "north" }),
    ...trace("b", day(1), "query", [30], { tenant: "south" }),
    ...trace("c", day(1), "draw", [50], { kind: "CHAIN" }),
  ]);
  const run = (source: string) => evaluateCell(latency, source, { engine: db });
  expect((await run("kind: tool")).steps.map((step) => step.step)).toEqual(["query"]);
  expect((await run("step: [query, draw]\nsort: name")).steps.map((step) => step.step)).toEqual(["draw", "query"]);
  const south = await run("where: tenant = 'south' -- only them");
  expect(south.sides).toEqual([{ side: "all", traces: 1, wallMs: 100 }]);
  expect(south.steps.map((step) => [step.step, step.sides.all?.share])).toEqual([["query", 0.3]]);
  expect(await latency.reads(latency.parse("where: tenant IN (SELECT x FROM mine)"), db)).toEqual([
    "spans",
    "traces",
    "mine",
  ]);
});

test("a predicate that the engine does not understand is told at its key", async () => {
  const db = await store(trace("a", day(1), "query", [10]));
  const unknown = await failure(evaluateCell(latency, "where: tenantt = 'x'", { engine: db }));
  expect(unknown.place.key).toBe("where");
  expect(unknown.message).toContain("tenantt");
  const conversion = await failure(evaluateCell(latency, "where: name::INTEGER = 1", { engine: db }));
  expect(conversion.place.key).toBe("where");
});

test("an unknown key and a value outside its choice are told with their place", () => {
  expect(() => latency.parse("by: name\nquantil: p95")).toThrow("quantil: unknown key: did you mean quantile?");
  expect(() => latency.parse("quantile: p96")).toThrow("quantile: expected p50, p75, p90, p95, p99");
  expect(() => latency.parse("kind: tol")).toThrow(/kind: expected AGENT.*did you mean TOOL/);
  expect(() => latency.parse("limit: 0")).toThrow("limit: too small: 0, at least 1");
});

test("what the limit and min_count leave out is counted", async () => {
  const db = await store([
    ...trace("a", day(1), "query", [10, 10, 10]),
    ...trace("b", day(1), "draw", [10, 10]),
    ...trace("c", day(1), "once", [10]),
  ]);
  const result = await evaluateCell(latency, "min_count: 2\nlimit: 2\nsort: count", { engine: db });
  expect(result.steps.map((step) => step.step)).toEqual(["answer", "query"]);
  expect([result.groups, result.rare]).toEqual([4, 1]);
});

test("an empty store gives an empty table", async () => {
  const result = await evaluateCell(latency, "", { engine: await store([]) });
  expect(result).toMatchObject({ steps: [], sides: [{ side: "all", traces: 0, wallMs: 0 }], groups: 0 });
  expect(latency.table?.(result).rows).toEqual([]);
});

test("the table of a compared cell carries both sides and the difference", async () => {
  const db = await store([...trace("a", day(1), "query", [10]), ...trace("b", day(2), "query", [25])]);
  await setCohorts(db, cohorts);
  const data = latency.table?.(await evaluateCell(latency, "step: query", { engine: db }));
  const row = Object.fromEntries(data?.columns.map((column, index) => [column.name, data.rows[0]?.[index]]) ?? []);
  expect(row).toMatchObject({
    step: "query",
    kind: "TOOL",
    reference_spans: 1,
    reference_p95_ms: 10,
    current_p95_ms: 25,
    current_share_of_wall_time: 0.25,
    p95_difference_ms: 15,
    p95_difference_low_ms: null,
    p95_difference_note: "too few: n = 1, an interval for p95 needs 72",
  });
});

test("names that look like SQL are only names", async () => {
  const name = "'; DROP TABLE store.spans; --";
  const db = await store(trace("a", day(1), name, [10]));
  const { steps } = await evaluateCell(latency, `step: ${JSON.stringify(name)}`, { engine: db });
  expect(steps.map((step) => step.step)).toEqual([name]);
});
