import { describe, expect, test } from "vitest";
import { evaluate } from "../../../src/cells/critical-path/evaluate.ts";
import { criticalPath } from "../../../src/cells/critical-path/index.tsx";
import type { CriticalPathResult, PathStep } from "../../../src/cells/critical-path/result.ts";
import type { Engine } from "../../../src/engine/engine.ts";
import type { CellContext } from "../../../src/notebook/cell.ts";
import { cellContext } from "../../../src/notebook/cell-context.ts";
import { noCohorts } from "../../../src/notebook/cohorts.ts";
import { setCohorts } from "../../../src/notebook/store.ts";
import { criticalTimes, criticalPath as pathOfTree } from "../../../src/traces/critical-path.ts";
import { buildTree } from "../../../src/traces/tree.ts";
import { computeApart, evaluateCell } from "../../support/cell.ts";
import { testStore } from "../../support/engine.ts";
import { randomSpans, spanTimes } from "../../support/random-spans.ts";
import { type SomeSpan, storeOf } from "../../support/spans.ts";

const engine = testStore();
const day = (n: number) => BigInt(Date.UTC(2026, 3, n)) * 1_000_000n;
const ms = (n: number) => BigInt(n) * 1_000_000n;

type Line = readonly [name: string, parent: string | null, from: number, to: number, rest?: SomeSpan];

/** A trace of spans that are called by their names; times in milliseconds. */
function trace(id: string, lines: readonly Line[], start = day(1)): SomeSpan[] {
  return lines.map(([name, parent, from, to, rest], index) => ({
    ...{ trace_id: id, span_id: `${id}-${name}`, name: name.replace(/\d+$/, ""), status: "OK" },
    parent_span_id: parent === null ? null : `${id}-${parent}`,
    kind: index === 0 ? "AGENT" : "TOOL",
    ...{ start_ns: start + ms(from), end_ns: start + ms(to) },
    ...rest,
  }));
}

const forked: readonly Line[] = [
  ["root", null, 0, 120],
  ["slow", "root", 0, 60],
  ["quick", "root", 0, 40],
  ["join", "root", 70, 110],
];

async function store(spans: readonly SomeSpan[]): Promise<Engine> {
  const db = await engine();
  await storeOf(db, spans);
  await db.query("DELETE FROM store.import_attributes");
  return db;
}

const stepOf = ({ steps }: CriticalPathResult, name: string) => steps.find(({ step }) => step === name);
const all = (step: PathStep | undefined) => step?.sides.all;
const measure = ({ measures }: CriticalPathResult, id: string) =>
  measures.find((found) => found.id === id)?.values.all?.value;

describe("one trace", () => {
  test("has its path by step, and what it would take without each, not by subtraction", async () => {
    const result = await evaluateCell(criticalPath, "min_share: 0", { engine: await store(trace("a", forked)) });
    const told = result.steps.map((step) => [step.step, all(step)?.path.value, all(step)?.without.value]);
    expect(told).toEqual([
      ["slow", 60, 100],
      ["join", 40, 80],
      ["root", 20, 0],
      ["quick", 0, 120],
    ]);
    expect(all(result.steps[0])).toMatchObject({ spans: 1, runs: 1, share: { value: 0.5, low: null } });
    expect(all(result.steps[0])?.path.reason).toBe("too few: n = 1, an interval needs 10");
    expect(criticalPath.summary?.(result)).toBe("critical path of 1 trace");
    const short = await evaluateCell(criticalPath, "", { engine: await engine() });
    expect([short.steps.length, short.groups, short.rare]).toEqual([3, 4, 1]);
  });

  test("has its work, gaps and parallelism", async () => {
    const result = await evaluateCell(criticalPath, "", { engine: await store(trace("a", forked)) });
    expect(measure(result, "wall")).toBe(120);
    expect(measure(result, "work")).toBe(140);
    expect(measure(result, "idle")).toBe(20);
    expect(measure(result, "waiting")).toBe(20);
    expect(measure(result, "parallelism")).toBe(1.4);
    expect(result.runs).toMatchObject([
      {
        traceId: "a",
        name: "root",
        wall: 120,
        work: 140,
        parallelism: 1.4,
        most: 2,
        idle: 20,
        step: "join",
        without: 80,
      },
    ]);
  });

  test("has its failed calls and retries, as sums and on the path", async () => {
    const failed = { status: "ERROR", input: "q" };
    const db = await store(
      trace("a", [
        ["root", null, 0, 100],
        ["call1", "root", 0, 10, failed],
        ["call2", "root", 30, 40, failed],
        ["call3", "root", 80, 90, { input: "q" }],
        ["call4", "root", 92, 93, { status: "ERROR", input: "other" }],
      ]),
    );
    const result = await evaluateCell(criticalPath, "", { engine: db });
    const told = ["failed", "failedOnPath", "retry", "retryOnPath", "retries", "withoutRetries"];
    expect(told.map((id) => measure(result, id))).toEqual([21, 21, 80, 80, 2, 10 + 10]);
  });
});

describe("linked traces", () => {
  const parent = trace("p", [
    ["root", null, 0, 100],
    ["spawn", "root", 10, 12],
    ["merge", "root", 80, 95],
  ]);
  const child = (rest: SomeSpan) =>
    trace("c", [
      ["agent", null, 20, 78, rest],
      ["search", "agent", 25, 75],
    ]);
  const link = (traceId: string, spanId: string) =>
    JSON.stringify([{ trace_id: traceId, span_id: spanId, attributes: {} }]);

  const isOneRun = (result: CriticalPathResult) => {
    expect(result.sides).toMatchObject([{ side: "all", runs: 1, traces: 2, linked: 1 }]);
    expect(measure(result, "wall")).toBe(100);
    expect(all(stepOf(result, "search"))).toMatchObject({ path: { value: 50 }, without: { value: 50 } });
  };

  test("are one by a span's link, whichever side has it", async () => {
    isOneRun(
      await evaluateCell(criticalPath, "", {
        engine: await store([...parent, ...child({ links: link("p", "p-spawn") })]),
      }),
    );
    const gathering = parent.map((span) => (span.name === "merge" ? { ...span, links: link("c", "c-agent") } : span));
    isOneRun(await evaluateCell(criticalPath, "", { engine: await store([...gathering, ...child({})]) }));
  });

  test("are one by attributes that name the other trace, or that both share", async () => {
    const named = await store([
      ...parent,
      ...child({ attributes: { parent_trace_id: "p", parent_span_id: "p-spawn" } }),
    ]);
    await named.query("INSERT INTO store.import_attributes VALUES (1, 'parent_trace_id', 1)");
    isOneRun(await evaluateCell(criticalPath, "", { engine: named }));
    const own = await store([...parent, ...child({ attributes: { "x.trace": "p" } })]);
    await own.query("INSERT INTO store.import_attributes VALUES (1, 'x.trace', 1)");
    isOneRun(await evaluateCell(criticalPath, "trace_attributes: [x.trace]", { engine: own }));
    const run = { attributes: { "baggage.run_id": "r1" } };
    const shared = await store([
      ...parent.map((span) => ({ ...span, ...run })),
      ...child(run).map((span) => ({ ...span, ...run })),
    ]);
    await shared.query("INSERT INTO store.import_attributes VALUES (1, 'baggage.run_id', 5)");
    isOneRun(await evaluateCell(criticalPath, "", { engine: shared }));
  });

  test("stay apart when links are not followed, or lead nowhere", async () => {
    const db = await store([...parent, ...child({ links: link("p", "p-spawn") })]);
    const apart = await evaluateCell(criticalPath, "follow_links: false", { engine: db });
    expect(apart.sides).toMatchObject([{ runs: 2, traces: 2, linked: 0 }]);
    const nowhere = await store([...parent, ...child({ links: link("gone", "gone") })]);
    expect((await evaluateCell(criticalPath, "", { engine: nowhere })).sides).toMatchObject([{ runs: 2, linked: 0 }]);
  });
});

describe("many traces", () => {
  test("agree with the path of each tree by itself", async () => {
    const lines = Array.from({ length: 60 }, (_, seed) => randomSpans(seed + 1, 2 + (seed % 20)));
    const spans = lines.flatMap((rows, index) =>
      rows.map(
        ([id, parent, start, end]): SomeSpan => ({
          ...{
            trace_id: `t${index}`,
            span_id: id ?? "",
            parent_span_id: parent,
            name: `s${(id ?? "").length}`,
            kind: "TOOL",
          },
          ...{ start_ns: day(1) + ms(start ?? 0), end_ns: day(1) + ms(end ?? 0) },
        }),
      ),
    );
    const result = await evaluateCell(criticalPath, "traces: 0", { engine: await store(spans) });
    const sums = new Map<string, number>();
    for (const rows of lines) {
      const tree = buildTree(spanTimes(rows));
      criticalTimes(tree, pathOfTree(tree)).forEach((time, span) => {
        const name = `s${(rows[span]?.[0] ?? "").length}`;
        sums.set(name, (sums.get(name) ?? 0) + time);
      });
    }
    for (const { step, sides } of result.steps)
      expect((sides.all?.path.value ?? 0) * 60, step ?? "").toBeCloseTo(sums.get(step ?? "") ?? 0, 6);
    expect(result.runs).toEqual([]);
  });

  test("are the same when they are read and measured in parts", async () => {
    const spans = Array.from({ length: 40 }, (_, n) => trace(`t${n}`, forked, day(1) + ms(7 * (n % 13)))).flat();
    const context = cellContext({ name: "path", engine: await store(spans), compute: computeApart });
    for (const source of ["", "traces: 7\nwhere: span_id > 't2'"]) {
      const spec = criticalPath.parse(source);
      const parted: number[] = [];
      const counting: CellContext = {
        ...context,
        compute: (computation, input, options) => {
          if (computation.name === "critical-paths") parted.push(1);
          return context.compute(computation, input, options);
        },
      };
      expect(await evaluate(spec, counting, 20)).toEqual(await evaluate(spec, context));
      expect(parted.length).toBeGreaterThan(3);
    }
  });

  test("stand side by side by cohort, the step whose time on the path grew most first, with intervals", async () => {
    const many = (date: number, length: number) =>
      Array.from({ length: 15 }, (_, n) =>
        trace(
          `${date}-${n}`,
          [
            ["root", null, 0, 50 + length + n],
            ["plan", "root", 0, 50],
            ["query", "root", 50, 50 + length + n],
          ],
          day(date) + ms(n * 1000),
        ),
      ).flat();
    const db = await store([...many(1, 10), ...many(2, 100), ...many(3, 1000)]);
    const window = (n: number) => ({ from: `2026-04-0${n}`, to: `2026-04-0${n}` });
    await setCohorts(db, { reference: window(1), current: window(2) });
    const result = await evaluateCell(criticalPath, "", { engine: db });
    await setCohorts(db, noCohorts);
    expect(result.sides.map(({ side, runs }) => [side, runs])).toEqual([
      ["reference", 15],
      ["current", 15],
    ]);
    expect(result.steps.map(({ step }) => step)).toEqual(["query", "plan"]);
    const [query] = result.steps;
    expect(query?.sides.reference?.path.value).toBe(17);
    expect(query?.sides.current).toMatchObject({ path: { value: 107 }, without: { value: 50 }, runs: 15 });
    expect(query?.difference).toMatchObject({ value: 90 });
    expect(query?.difference?.low).toBeGreaterThan(80);
    expect(query?.difference?.high).toBeLessThan(100);
    expect(result.measures.find(({ id }) => id === "wall")?.difference?.value).toBe(90);
  });
});

describe("odd data and keys", () => {
  test("no spans give nothing, with the reasons", async () => {
    const result = await evaluateCell(criticalPath, "", { engine: await store([]) });
    expect(result).toMatchObject({ steps: [], runs: [], sides: [{ side: "all", runs: 0 }] });
    expect(result.measures[0]?.values.all).toMatchObject({ value: null, reason: "no rows" });
  });

  test("spans without end, in circles, without parent or of no time are finite", async () => {
    const db = await store([
      ...trace("a", [
        ["root", null, 0, 10, { parent_span_id: "a-leaf" }],
        ["leaf", "root", 2, 4],
      ]),
      ...trace("b", [
        ["root", null, 0, 10, { end_ns: null }],
        ["leaf", "gone", 2, 4],
        ["none", "root", 5, 5],
      ]),
      { trace_id: "c", span_id: "c", name: "negative", start_ns: day(1), end_ns: day(1) - ms(5) },
    ]);
    const result = await evaluateCell(criticalPath, "", { engine: db });
    expect(result.sides[0]?.runs).toBe(3);
    const numbers = JSON.stringify(result).match(/null|NaN|Infinity/g) ?? [];
    expect(numbers.every((word) => word === "null")).toBe(true);
    expect(measure(result, "wall")).toBeGreaterThan(0);
  });

  test("where picks traces, by takes an attribute, rows turns the table", async () => {
    const db = await store([
      ...trace("a", forked).map((span) => ({ ...span, tenant: "x", attributes: { part: span.name ?? "" } })),
      ...trace("b", forked),
    ]);
    const picked = await evaluateCell(criticalPath, "where: tenant = 'x'\nby: part\nrows: traces", { engine: db });
    expect(picked.sides[0]?.runs).toBe(1);
    expect(picked.steps[0]?.step).toBe("slow");
    expect(criticalPath.table?.(picked)?.rows.map(([id]) => id)).toEqual(["a"]);
    await expect(evaluateCell(criticalPath, "by: prat", { engine: db })).rejects.toThrow("did you mean part?");
    await expect(evaluateCell(criticalPath, "where: nonsense", { engine: db })).rejects.toMatchObject({
      place: { key: "where" },
    });
  });

  test("says how far it is, and stops when it is told to", async () => {
    const db = await store(trace("a", forked));
    const told: string[] = [];
    await evaluateCell(criticalPath, "", { engine: db, progress: (text) => told.push(text) });
    expect(told).toContain("4 of 4 spans");
    expect(told).toContain("0 of 1 traces");
    const stopped = new AbortController();
    stopped.abort(new Error("stopped"));
    await expect(evaluateCell(criticalPath, "", { engine: db, signal: stopped.signal })).rejects.toThrow("stopped");
  });
});
