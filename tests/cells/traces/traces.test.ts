import { expect, test } from "vitest";
import { traces } from "../../../src/cells/traces/index.tsx";
import type { Engine } from "../../../src/engine/engine.ts";
import { setCohorts } from "../../../src/notebook/store.ts";
import { writeTable } from "../../../src/notebook/tables.ts";
import { evaluateCell } from "../../support/cell.ts";
import { testStore } from "../../support/engine.ts";
import { type SomeSpan, storeOf } from "../../support/spans.ts";

const engine = testStore();
const day = (n: number) => BigInt(Date.UTC(2026, 3, n)) * 1_000_000n;
const second = 1_000_000_000n;

const root = (id: string, start: bigint, seconds: number, rest: SomeSpan = {}): SomeSpan => ({
  trace_id: id,
  span_id: `${id}-root`,
  name: "answer",
  kind: "AGENT",
  start_ns: start,
  end_ns: start + BigInt(seconds) * second,
  ...rest,
});

const child = (id: string, name: string, start: bigint, rest: SomeSpan = {}): SomeSpan => ({
  trace_id: id,
  span_id: `${id}-${name}`,
  parent_span_id: `${id}-root`,
  name,
  kind: "TOOL",
  start_ns: start,
  end_ns: start + second,
  ...rest,
});

async function incident(): Promise<Engine> {
  const db = await engine();
  await storeOf(db, [
    root("a", day(1), 40, { tenant: "north", input: "revenue by Region" }),
    child("a", "query", day(1) + second),
    child("a", "plan", day(1), { kind: "LLM", input_tokens: 100n, output_tokens: 20n, cost_usd: 0.002 }),
    root("b", day(2), 240, { tenant: "south" }),
    child("b", "query", day(2), { status: "ERROR", output: "Timeout: the warehouse is asleep" }),
    child("b", "draw", day(2) + second, { output: "TIMEOUT" }),
    root("c", day(3), 10),
    root("d", day(4), 5, { end_ns: null }),
  ]);
  await setCohorts(db, {
    reference: { from: "2026-04-01", to: "2026-04-01" },
    current: { from: "2026-04-02", to: "2026-04-02" },
  });
  return db;
}

async function ids(source: string): Promise<string[]> {
  return (await evaluateCell(traces, source, { engine: await incident() })).traces.map((trace) => trace.traceId);
}

test("traces come slowest first, with everything that a list says about them", async () => {
  const result = await evaluateCell(traces, "", { engine: await incident() });
  expect(result).toMatchObject({ matched: 4, total: 4, reference: 1, current: 1 });
  expect(result.traces.map((trace) => trace.traceId)).toEqual(["b", "a", "c", "d"]);
  expect(result.traces[1]).toEqual({
    traceId: "a",
    spanId: null,
    root: "answer",
    kind: "AGENT",
    start: "2026-04-01T00:00:00.000Z",
    durationMs: 40_000,
    spans: 3,
    errors: 0,
    inputTokens: 100,
    outputTokens: 20,
    costUsd: 0.002,
    tenant: "north",
    cohort: "reference",
  });
  expect(result.traces[3]).toMatchObject({ traceId: "d", durationMs: null, inputTokens: null, cohort: null });
  expect(traces.summary?.(result)).toBe("4 traces");
});

test("sorts by each measure, either way, with what is not known last", async () => {
  expect(await ids("sort: start")).toEqual(["d", "c", "b", "a"]);
  expect(await ids("sort: start\norder: asc")).toEqual(["a", "b", "c", "d"]);
  expect(await ids("order: asc")).toEqual(["c", "a", "b", "d"]);
  expect(await ids("sort: spans")).toEqual(["b", "a", "d", "c"]);
  expect((await ids("sort: errors"))[0]).toBe("b");
  expect((await ids("sort: cost\norder: asc"))[0]).toBe("a");
  expect((await ids("sort: tokens"))[0]).toBe("a");
});

test("filters by cohort, tenant and status", async () => {
  expect(await ids("cohort: reference")).toEqual(["a"]);
  expect(await ids("cohort: current")).toEqual(["b"]);
  expect(await ids("tenant: south")).toEqual(["b"]);
  expect(await ids("status: error")).toEqual(["b"]);
  expect(await ids("status: ok")).toEqual(["a", "c", "d"]);
});

test("step, kind and text ask for one span that meets all three, and name the first that does", async () => {
  const run = async (source: string) =>
    (await evaluateCell(traces, source, { engine: await incident() })).traces.map((trace) => trace.spanId);
  expect(await run("step: query")).toEqual(["b-query", "a-query"]);
  expect(await run("kind: llm")).toEqual(["a-plan"]);
  expect(await run("text: timeout")).toEqual(["b-query"]);
  expect(await run("text: timeout\nstep: draw")).toEqual(["b-draw"]);
  expect(await run("text: timeout\nkind: LLM")).toEqual([]);
  expect(await run("text: REGION")).toEqual(["a-root"]);
  expect(await run("step: [plan, draw]")).toEqual(["b-draw", "a-plan"]);
});

test("text is text: wildcards and quotes mean themselves", async () => {
  expect(await ids("text: '%'")).toEqual([]);
  expect(await ids(`text: "' OR true --"`)).toEqual([]);
  expect(await ids("text: '  '")).toHaveLength(4);
});

test("a predicate reads the columns of traces, and its mistakes are told at its key", async () => {
  expect(await ids("where: spans >= 3 AND duration_ms > 100000")).toEqual(["b"]);
  expect(await ids("where: trace_id IN (SELECT trace_id FROM spans WHERE name = 'plan') -- plans")).toEqual(["a"]);
  await expect(ids("where: nothing = 1")).rejects.toMatchObject({ place: { key: "where" } });
});

test("what the limit leaves out is counted", async () => {
  const result = await evaluateCell(traces, "limit: 1", { engine: await incident() });
  expect([result.traces.length, result.matched, result.total]).toEqual([1, 4, 4]);
  const some = await evaluateCell(traces, "status: ok\nlimit: 1", { engine: await incident() });
  expect(traces.summary?.(some)).toBe("3 of 4 traces");
});

test("the rows become a table that SQL can read", async () => {
  const db = await incident();
  const data = traces.table?.(await evaluateCell(traces, "", { engine: db }));
  if (!data) throw new Error("no table");
  await writeTable(db, "listed", data);
  const found = await db.query("SELECT trace_id FROM listed WHERE start_time < TIMESTAMP '2026-04-02' AND spans = 3");
  expect(found.toArray().map((row) => row.trace_id)).toEqual(["a"]);
  await db.query("DROP TABLE listed");
});

test("an empty store has no traces", async () => {
  const db = await engine();
  await storeOf(db, []);
  expect(await evaluateCell(traces, "", { engine: db })).toMatchObject({ traces: [], matched: 0, total: 0 });
});

test("mistakes in the source are told with their key", () => {
  expect(() => traces.parse("sort: slowest")).toThrow("sort: expected duration, start, spans, errors, cost, tokens");
  expect(() => traces.parse("limit: 100000")).toThrow("limit: too large: 100000, at most 2000");
  expect(() => traces.parse("tennant: x")).toThrow("tennant: unknown key: did you mean tenant?");
});
