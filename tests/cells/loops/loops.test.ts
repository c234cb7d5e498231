import { beforeAll, describe, expect, test } from "vitest";
import { evaluate } from "../../../src/cells/loops/evaluate.ts";
import { loops } from "../../../src/cells/loops/index.tsx";
import type { LoopsResult } from "../../../src/cells/loops/result.ts";
import type { Engine } from "../../../src/engine/engine.ts";
import { cellContext } from "../../../src/notebook/cell-context.ts";
import { noCohorts } from "../../../src/notebook/cohorts.ts";
import type { Compute } from "../../../src/notebook/computation.ts";
import { setCohorts } from "../../../src/notebook/store.ts";
import { computeApart, evaluateCell } from "../../support/cell.ts";
import { testStore } from "../../support/engine.ts";
import { notebookSession } from "../../support/notebook-session.ts";
import { type SomeSpan, storeOf } from "../../support/spans.ts";

const engine = testStore();
const day = (n: number) => BigInt(Date.UTC(2026, 3, n)) * 1_000_000n;
const ms = (n: number) => BigInt(n) * 1_000_000n;

interface Look {
  readonly start?: bigint;
  readonly calls?: number;
  /** What the last call gives; the others give nothing. */
  readonly last?: string;
  readonly status?: string;
  readonly rest?: SomeSpan;
}

/** An agent that thinks for 30 ms, looks for 70 ms, and does so again: a round of 100 ms, 10 tokens and 1 cent. */
function looking(id: string, { start = day(1), calls = 4, last = "[]", status = "OK", rest }: Look = {}): SomeSpan[] {
  const round = (n: number): SomeSpan[] => {
    const at = (offset: number) => start + ms(n * 100 + offset);
    const common = { trace_id: id, parent_span_id: `${id}-root`, status: "OK" };
    const thought = { input_tokens: 7n, output_tokens: 3n, cost_usd: 0.01 };
    return [
      {
        ...common,
        ...thought,
        span_id: `${id}-think-${n}`,
        name: "think",
        kind: "LLM",
        start_ns: at(0),
        end_ns: at(30),
      },
      {
        ...{ ...common, span_id: `${id}-look-${n}`, name: "look", kind: "TOOL", start_ns: at(30), end_ns: at(100) },
        ...{ input: '{"q":"x"}', output: n === calls - 1 ? last : "[]" },
      },
    ];
  };
  const root = { trace_id: id, span_id: `${id}-root`, name: "agent", kind: "AGENT", status, ...rest };
  const rounds = Array.from({ length: calls }, (_, n) => round(n)).flat();
  return [{ ...root, start_ns: start, end_ns: start + ms(calls * 100) }, ...rounds];
}

async function store(spans: readonly SomeSpan[]): Promise<Engine> {
  const db = await engine();
  await storeOf(db, spans);
  return db;
}

const only = ({ sides: [side] }: LoopsResult) => side;

test("loops are the same when spans are read in parts, and in whatever order they lie", async () => {
  const traces = Array.from({ length: 30 }, (_, n) => {
    const start = day(1) + ms(70 * ((n * 7) % 11));
    return looking(`t${n}`, { start, calls: 2 + (n % 4), last: n % 3 ? "[]" : '["found"]' });
  });
  const ask = async (spans: readonly SomeSpan[], atOnce?: number) => {
    const parts: string[] = [];
    const compute: Compute = (computation, input, options) => {
      parts.push(computation.name);
      return computeApart(computation, input, options);
    };
    const result = await evaluate(
      loops.parse(""),
      cellContext({ name: "l", engine: await store(spans), compute }),
      atOnce,
    );
    return { result, parts: parts.filter((name) => name === "loop-candidates").length };
  };
  const whole = await ask(traces.flat());
  const parted = await ask(traces.toReversed().flat(), 30);
  expect(parted.parts).toBeGreaterThan(3);
  expect(whole.parts).toBe(1);
  expect(parted.result).toEqual(whole.result);
  expect(whole.result.found).toBeGreaterThan(10);
});

describe("what loops waste", () => {
  test("begins with the second round: time on the path and of spans, tokens, money", async () => {
    const db = await store(looking("a", { rest: { attributes: { circuit_breaker: "open" } } }));
    const result = await evaluateCell(loops, "", { engine: db });
    expect(result.loops).toEqual([
      {
        ...{ traceId: "a", spanId: "a-look-0", side: "all", start: "2026-04-01T00:00:00.030Z", steps: ["look"] },
        ...{ rounds: 4, resolved: false, input: '{"q":"x"}', breaker: "open", succeeded: true },
        wasted: { spanMs: 300, wallMs: 300, tokens: 30, cost: expect.closeTo(0.03, 12) },
        spans: ["a-look-0", "a-look-1", "a-look-2", "a-look-3"],
      },
    ]);
    expect(only(result)).toMatchObject({ traces: 1, loops: 1, tracesWithLoop: 1 });
    expect(only(result)?.share.value).toBe(1);
    expect(only(result)?.perTrace.wastedWall).toMatchObject({ value: 300, low: null, n: 1 });
    expect(only(result)?.perTrace.wastedWall.reason).toBe("too few: n = 1, an interval needs 10");
    expect(loops.summary?.(result)).toBe("1 loop in 1 trace");
  });

  test("does not hold the trace up where a branch beside it runs longer", async () => {
    const beside = { trace_id: "a", parent_span_id: "a-root", name: "wait", kind: "TOOL", input: "w", output: "done" };
    const db = await store([...looking("a"), { ...beside, span_id: "w", start_ns: day(1), end_ns: day(1) + ms(380) }]);
    const [loop] = (await evaluateCell(loops, "", { engine: db })).loops;
    expect(loop?.wasted).toMatchObject({ spanMs: 300, wallMs: 20 });
  });

  test("ends before the call that brings something else", async () => {
    const db = await store(looking("a", { last: '[{"id":1}]' }));
    const [loop] = (await evaluateCell(loops, "", { engine: db })).loops;
    expect(loop).toMatchObject({ rounds: 3, resolved: true, wasted: { spanMs: 200, wallMs: 200, tokens: 20 } });
  });
});

describe("the breaker's curve", () => {
  test("counts for each limit what would not have run, and the traces cut that had succeeded", async () => {
    const db = await store([
      ...looking("a", { calls: 4 }),
      ...looking("b", { calls: 3, last: '[{"id":1}]' }),
      ...looking("c", { calls: 6, status: "ERROR" }),
    ]);
    const curve = only(await evaluateCell(loops, "", { engine: db }))?.curve ?? [];
    expect(curve).toHaveLength(20);
    // The call after the limit and all after it; the thought before it has been had.
    expect(curve[0]).toMatchObject({ k: 1, traces: 3, successful: 2, groups: 3, ofLoops: 3, calls: 3 + 2 + 5 });
    expect(curve[0]).toMatchObject({ spanMs: 270 + 170 + 470, wallMs: 270 + 170 + 470, tokens: 20 + 10 + 40 });
    expect(curve[2]).toMatchObject({ k: 3, traces: 2, successful: 1, calls: 1 + 3, spanMs: 70 + 270, tokens: 20 });
    expect(curve[4]).toMatchObject({ k: 5, traces: 1, successful: 0, calls: 1, spanMs: 70, tokens: 0, cost: 0 });
    expect(curve[5]).toMatchObject({ k: 6, traces: 0, groups: 0, spanMs: 0 });
  });

  test("cuts repetitions that are no loops too, and says how many", async () => {
    const retried = looking("a", { calls: 4 }).map((span) =>
      span.name === "look" ? { ...span, status: "ERROR" } : span,
    );
    const result = await evaluateCell(loops, "", { engine: await store(retried) });
    expect(result.found).toBe(0);
    expect(only(result)?.curve[0]).toMatchObject({ groups: 1, ofLoops: 0, traces: 1, successful: 1, calls: 3 });
  });

  test("takes what success is from the cell", async () => {
    const db = await store(looking("a", { rest: { tenant: "x" } }));
    const failed = await evaluateCell(loops, "success: tenant = 'y'", { engine: db });
    expect(only(failed)?.curve[0]).toMatchObject({ traces: 1, successful: 0 });
    expect(failed.loops[0]?.succeeded).toBe(false);
    await expect(evaluateCell(loops, "success: nonsense > 1", { engine: db })).rejects.toMatchObject({
      place: { key: "success" },
    });
  });
});

describe("the keys", () => {
  test("rounds, step, where and kinds narrow what is a loop", async () => {
    const db = await store([...looking("a", { calls: 3 }), ...looking("b", { calls: 5, rest: { tenant: "x" } })]);
    const found = async (source: string) => (await evaluateCell(loops, source, { engine: db })).found;
    expect(await found("")).toBe(2);
    expect(await found("rounds: 4")).toBe(1);
    expect(await found("step: look")).toBe(2);
    expect(await found("step: other")).toBe(0);
    expect(await found("where: tenant = 'x'")).toBe(1);
    expect((await evaluateCell(loops, "kinds: [RETRIEVER]", { engine: db })).calls).toBe(0);
  });

  test("overlap says how alike results have to be, ignore and writes what does not count and what changes state", async () => {
    const spans = looking("a", { calls: 3 }).map((span, index) =>
      span.name === "look"
        ? { ...span, input: `{"q":"x","shard":${index}}`, output: `[1,2,3,4,5,6,7,8,9,${10 + index}]` }
        : span,
    );
    const db = await store(spans);
    const found = async (source: string) => (await evaluateCell(loops, source, { engine: db })).found;
    expect(await found("")).toBe(0);
    expect(await found("ignore: [shard]")).toBe(1);
    expect(await found("ignore: [shard]\noverlap: 0.9")).toBe(0);
    const synced = (n: number): SomeSpan => ({
      ...{
        trace_id: "a",
        parent_span_id: "a-root",
        span_id: `s${n}`,
        name: "sync",
        kind: "TOOL",
        output: "ok",
        status: "OK",
      },
      ...{ input: "all", start_ns: day(1) + ms(n * 100 + 10), end_ns: day(1) + ms(n * 100 + 20) },
    });
    const withSync = await store([...looking("a", { calls: 3 }), synced(1), synced(2)]);
    expect((await evaluateCell(loops, "", { engine: withSync })).found).toBe(1);
    expect((await evaluateCell(loops, "writes: [sync]", { engine: withSync })).found).toBe(0);
  });
});

describe("odd data", () => {
  test("no spans, one span, spans without times, ids or names", async () => {
    expect((await evaluateCell(loops, "", { engine: await store([]) })).sides[0]).toMatchObject({
      traces: 0,
      loops: 0,
    });
    const alone = await store([
      { trace_id: "a", span_id: "1", name: "look", kind: "TOOL", start_ns: day(1), end_ns: day(1) },
    ]);
    expect((await evaluateCell(loops, "", { engine: alone })).found).toBe(0);
    const broken = looking("a").map((span) => ({
      ...span,
      end_ns: null,
      name: span.name === "think" ? null : span.name,
    }));
    const result = await evaluateCell(loops, "", { engine: await store(broken) });
    expect(Number.isFinite(result.sides[0]?.wasted.wallMs)).toBe(true);
  });

  test("cohorts stand side by side, with the difference per trace", async () => {
    const many = (date: number, calls: number) =>
      Array.from({ length: 12 }, (_, n) =>
        looking(`${date}-${n}`, { start: day(date) + ms(n * 1000), calls: n % 2 ? calls : 1 }),
      ).flat();
    const db = await store([...many(1, 2), ...many(2, 5)]);
    const window = (n: number) => ({ from: `2026-04-0${n}`, to: `2026-04-0${n}` });
    await setCohorts(db, { reference: window(1), current: window(2) });
    const result = await evaluateCell(loops, "", { engine: db });
    await setCohorts(db, noCohorts);
    expect(result.sides.map(({ side, loops: n, traces }) => [side, n, traces])).toEqual([
      ["reference", 6, 12],
      ["current", 6, 12],
    ]);
    expect(result.difference?.wastedWall).toMatchObject({ value: 200 - 50, n: 24 });
    expect(result.difference?.wastedWall.low).toBeGreaterThan(0);
    expect(result.difference?.savedWall.value).toBe(0);
  });
});

describe("the shipped warehouse sample", () => {
  let db: Engine;
  beforeAll(async () => {
    db = await engine();
    await notebookSession(db, "warehouse-incident", "incident.casebook.md");
  }, 120_000);

  test("has 24 loops in 23 traces: five before the change, 19 after it, one of nine calls cut by a breaker", async () => {
    await setCohorts(db, noCohorts);
    const result = await evaluateCell(loops, "", { engine: db });
    expect([result.found, only(result)?.tracesWithLoop]).toEqual([24, 23]);
    const before = result.loops.filter(({ start }) => (start ?? "") < "2026-04-20T14:02");
    expect([before.length, result.found - before.length]).toEqual([5, 19]);
    expect(result.loops.every(({ steps }) => steps.join() === "warehouse.query")).toBe(true);
    const cut = result.loops.filter(({ breaker }) => breaker !== null);
    expect(cut.map(({ rounds, breaker, resolved }) => [rounds, breaker, resolved])).toEqual([[9, "open", false]]);
  });

  test("tells what the loops cost, and what a breaker of five would have saved", async () => {
    await setCohorts(db, {
      reference: { from: "2026-04-01", to: "2026-04-14" },
      current: { from: "2026-04-21", to: "2026-04-28" },
    });
    const { sides } = await evaluateCell(loops, "breaker: 5", { engine: db });
    const told = sides.map(({ loops: count, traces, wasted, curve }) => {
      const {
        wallMs,
        tokens,
        cost,
        traces: cut,
        successful,
      } = curve[4] ?? { wallMs: 0, tokens: 0, cost: 0, traces: 0, successful: 0 };
      const seconds = (of: number) => Math.round(of / 1000);
      return [
        ...[count, traces, seconds(wasted.wallMs), wasted.tokens, Number(wasted.cost.toFixed(3))],
        ...[seconds(wallMs), tokens, Number(cost.toFixed(3)), cut, successful],
      ];
    });
    expect(told).toEqual([
      [4, 289, 72, 36_632, 0.047, 9, 3061, 0.01, 2, 1],
      [16, 173, 1321, 201_468, 0.302, 427, 30_993, 0.052, 9, 7],
    ]);
  });
});
