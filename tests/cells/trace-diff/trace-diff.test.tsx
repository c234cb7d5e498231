import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { beforeEach, expect, test } from "vitest";
import { traceDiff } from "../../../src/cells/trace-diff/index.tsx";
import type { TraceDiffResult } from "../../../src/cells/trace-diff/result.ts";
import type { Engine } from "../../../src/engine/engine.ts";
import { noCohorts } from "../../../src/notebook/cohorts.ts";
import { setCohorts } from "../../../src/notebook/store.ts";
import { evaluateCell } from "../../support/cell.ts";
import { testStore } from "../../support/engine.ts";
import { type SomeSpan, storeOf } from "../../support/spans.ts";

const opened = testStore();
let engine: Engine;
const begin = BigInt(Date.UTC(2026, 3, 1)) * 1_000_000n;

type Step = SomeSpan & { readonly from: number; readonly to: number | null };

function trace(id: string, days: number, steps: Readonly<Record<string, Step>>): SomeSpan[] {
  const zero = begin + BigInt(days) * 86_400_000_000_000n;
  return Object.entries(steps).map(([name, { from, to, ...more }], n) => ({
    trace_id: id,
    span_id: `${id}${name}`,
    parent_span_id: n === 0 ? null : `${id}answer`,
    name,
    kind: "LLM",
    status: "OK",
    start_ns: zero + BigInt(from) * 1_000_000n,
    end_ns: to === null ? null : zero + BigInt(to) * 1_000_000n,
    ...more,
  }));
}

const first = trace("one", 0, {
  answer: { from: 0, to: 100, kind: "AGENT" },
  plan: { from: 0, to: 20, model: "small", input: "why?", output: "so" },
  look: { from: 20, to: 30, kind: "TOOL" },
  query: { from: 30, to: 60, kind: "TOOL", input: "select 1" },
  write: { from: 60, to: 100, output: "text" },
});
const second = trace("two", 1, {
  answer: { from: 0, to: 190, kind: "AGENT" },
  plan: { from: 0, to: 21, model: "big", input: "why?", output: "so" },
  query: { from: 30, to: 150, kind: "TOOL", input: "select 2", status: "ERROR" },
  check: { from: 150, to: null, kind: "GUARDRAIL" },
  write: { from: 150, to: 190, output: "text" },
});

beforeEach(async () => {
  engine = await opened();
  await storeOf(engine, [...first, ...second]);
  await setCohorts(engine, noCohorts);
});

const run = (source = "traces: [one, two]"): Promise<TraceDiffResult> => evaluateCell(traceDiff, source, { engine });

const html = (result: TraceDiffResult, source = "") =>
  renderToStaticMarkup(
    createElement(traceDiff.View, { name: "diff", spec: traceDiff.parse(source), result, live: null }),
  );

test("steps are added, removed, changed or the same, and what changed is told", async () => {
  const { rows, counts, traces } = await run();
  expect(rows.map(({ name, change, what }) => [name, change, ...what])).toEqual([
    ["answer", "changed", "slower"],
    ["plan", "changed", "model"],
    ["look", "removed"],
    ["query", "changed", "status", "slower", "arguments"],
    ["write", "same"],
    ["check", "added"],
  ]);
  expect(counts).toEqual({ added: 1, removed: 1, changed: 3, same: 1 });
  expect(traces).toMatchObject([
    { id: "one", wall: 100e6, spans: 5 },
    { id: "two", wall: 190e6, spans: 5 },
  ]);
  expect(rows[3]).toMatchObject({
    first: { start: 30e6, end: 60e6 },
    second: { start: 30e6, end: 150e6, status: "ERROR" },
  });
});

test("without ids, the typical traces of both cohorts, else a typical and the slowest one", async () => {
  expect((await run("")).traces?.map(({ id }) => id)).toEqual(["one", "two"]);
  await setCohorts(engine, { reference: { from: "2026-04-02" }, current: { to: "2026-04-01" } });
  const { traces, reason } = await run("");
  expect(traces?.map(({ id, cohort }) => [id, cohort])).toEqual([
    ["two", "reference"],
    ["one", "current"],
  ]);
  expect(reason).toContain("median length");
});

test("one trace alone, a missing one and none are told", async () => {
  await expect(run("traces: [one, three]")).rejects.toThrow(/no imported span belongs to trace "three"/);
  expect((await run("traces: [one]")).traces).toBeNull();
  await storeOf(engine, first);
  const alone = await run("");
  expect(alone.traces).toBeNull();
  expect(html(alone)).toContain("it takes two traces to compare");
});

test("it draws without a page, with both waterfalls and hostile text as text", async () => {
  const hostile = `<img src=x onerror="alert(1)">`;
  await storeOf(
    engine,
    [...first, ...second].map((span) => ({ ...span, name: `${hostile}${span.name}`, model: hostile })),
  );
  const result = await run();
  expect(structuredClone(result)).toEqual(result);
  const drawn = html(result, "show: changes");
  expect(drawn.replace(/"[^"]*"/g, '""')).not.toMatch(/<img/i);
  expect(drawn).not.toMatch(/NaN|undefined|<button/);
  expect(drawn.match(/<rect/g)).toHaveLength(6);
  expect(html(result).match(/<rect/g)).toHaveLength(10);
});

test("its table has a row for each step", async () => {
  const { columns, rows } = traceDiff.table?.(await run()) ?? { columns: [], rows: [] };
  expect(columns.map(({ name }) => name).slice(0, 7)).toEqual([
    "step",
    "kind",
    "depth",
    "change",
    "what",
    "first_ms",
    "second_ms",
  ]);
  expect(rows[3]).toEqual([
    "query",
    "TOOL",
    1,
    "changed",
    "status, slower, arguments",
    30,
    120,
    "onequery",
    "twoquery",
  ]);
});
