import { beforeAll, describe, expect, test } from "vitest";
import { cost } from "../../../src/cells/cost/index.tsx";
import type { Engine } from "../../../src/engine/engine.ts";
import { CellError } from "../../../src/notebook/cell.ts";
import { noCohorts } from "../../../src/notebook/cohorts.ts";
import { setCohorts } from "../../../src/notebook/store.ts";
import { evaluateCell } from "../../support/cell.ts";
import { testStore } from "../../support/engine.ts";
import { type SomeSpan, storeOf } from "../../support/spans.ts";

const engine = testStore();
const day = (n: number) => BigInt(Date.UTC(2026, 3, n)) * 1_000_000n;
const second = 1_000_000_000n;

interface Call {
  readonly step?: string;
  readonly cost?: number | null;
  readonly rest?: SomeSpan;
}

/** A trace of a root and, one a second inside it, a model call for each given. */
function trace(id: string, start: bigint, calls: readonly Call[], root: SomeSpan = {}): SomeSpan[] {
  const whole = { start_ns: start, end_ns: start + 100n * second };
  const above: SomeSpan = { trace_id: id, span_id: `${id}-root`, name: "answer", kind: "AGENT", ...whole, ...root };
  const below = calls.map(
    ({ step = "plan", cost: usd = 0.01, rest = {} }, place): SomeSpan => ({
      trace_id: id,
      span_id: `${id}-${place}`,
      parent_span_id: `${id}-root`,
      name: step,
      kind: "LLM",
      start_ns: start + BigInt(place) * second,
      end_ns: start + BigInt(place) * second + second / 2n,
      model: "gpt-4.1-mini",
      input_tokens: 1000n,
      output_tokens: 100n,
      ...(usd === null ? {} : { cost_usd: usd, cost_source: "reported" }),
      ...rest,
    }),
  );
  return [above, ...below];
}

const cohorts = {
  reference: { from: "2026-04-01", to: "2026-04-01" },
  current: { from: "2026-04-02", to: "2026-04-02" },
};

async function store(
  spans: readonly SomeSpan[],
  windows = noCohorts as typeof cohorts | typeof noCohorts,
): Promise<Engine> {
  const db = await engine();
  await storeOf(db, spans);
  await setCohorts(db, windows);
  return db;
}

const run = async (source: string, spans: readonly SomeSpan[], windows?: typeof cohorts) =>
  evaluateCell(cost, source, { engine: await store(spans, windows) });

describe("groups", () => {
  test("reported and computed costs stand apart, and what a parent repeats counts once", async () => {
    const spans = trace(
      "a",
      day(1),
      [
        { step: "plan", cost: 0.02 },
        { step: "write", cost: null },
        { step: "write", cost: 0.03 },
      ],
      { input_tokens: 3000n, output_tokens: 300n, cost_usd: 0.05, cost_source: "reported" },
    );
    const { groups, total, found } = await run("by: step\nsort: name", spans);
    expect(found).toBe(2);
    expect(groups.map(({ values }) => values)).toEqual([["plan"], ["write"]]);
    // 1,000 tokens at 0.4 and 100 at 1.6 dollars per million.
    expect(groups[1]?.sides.all).toMatchObject({ calls: 2, traces: 1, reported: 0.03, unpriced: 0 });
    expect(groups[1]?.sides.all?.computed).toBeCloseTo(0.00056, 12);
    expect(total.sides.all).toMatchObject({ calls: 3, reported: 0.05 });
    expect(total.sides.all?.cost).toBeCloseTo(0.05056, 12);
  });

  test("the cost per trace is over all traces of the cohort, with its interval by trace", async () => {
    const spans = Array.from({ length: 80 }, (_, i) =>
      trace(
        `t${i}`,
        day(i < 40 ? 1 : 2) + BigInt(i) * second,
        i % 2 ? [{ cost: 0.01 }, { cost: 0.01 }] : [{ step: "other", cost: i < 40 ? 0.01 : 0.03 }],
      ),
    ).flat();
    const { groups, total } = await run("by: step", spans, cohorts);
    const [first, second_] = groups;
    expect(first?.values).toEqual(["other"]);
    expect(first?.sides.reference?.perTrace.value).toBeCloseTo(0.005, 12);
    expect(first?.sides.reference?.perTrace.n).toBe(40);
    expect(first?.difference?.value).toBeCloseTo(0.01, 12);
    expect(first?.difference?.low).toBeGreaterThan(0);
    expect(second_?.difference?.value).toBeCloseTo(0, 12);
    expect(total.difference?.value).toBeCloseTo(0.01, 12);
    // Twenty of 0 and twenty of 0.03: standard deviation 0.01519, over the root of 40.
    const half = (1.959964 * Math.sqrt((40 * 0.015 * 0.015) / 39)) / Math.sqrt(40);
    expect(first?.sides.current?.perTrace.high).toBeCloseTo(0.015 + half, 8);
  });

  test("too few traces have a mean and no interval, and the reason says so", async () => {
    const { groups } = await run("by: step", trace("a", day(1), [{}]));
    expect(groups[0]?.sides.all?.perTrace).toMatchObject({
      value: 0.01,
      low: null,
      reason: "too few: n = 1, an interval needs 30",
    });
  });

  test("a misspelt attribute is an error that names the nearest one", async () => {
    const spans = trace("a", day(1), [{ rest: { attributes: { "team.name": "blue" } } }]);
    const failure = await run("by: [team.nam]", spans).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(CellError);
    expect(String(failure)).toContain("did you mean team.name?");
  });

  test("nothing stays in the store when a run is over or fails", async () => {
    const db = await store(trace("a", day(1), [{}]));
    await evaluateCell(cost, "", { engine: db });
    await evaluateCell(cost, "where: nonsense(", { engine: db }).catch(() => undefined);
    const left = await db.query(
      "SELECT table_name FROM information_schema.tables WHERE table_name LIKE 'cost_%' OR table_name LIKE 'said%'",
    );
    expect(left.numRows).toBe(0);
  });

  test("a filter that does not parse is told as the key's mistake", async () => {
    const failure = await run("where: nonsense(", trace("a", day(1), [{}])).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(CellError);
  });

  test("no spans at all, and spans without usage, give no group and no failure", async () => {
    expect((await run("", [])).groups).toEqual([]);
    const silent = await run("", [{ trace_id: "a", span_id: "a", name: "x", kind: "TOOL", start_ns: day(1) }]);
    expect(silent.groups).toEqual([]);
    expect(silent.total.sides.all?.perTrace.value).toBe(0);
  });
});

test("a run says what it is counting, and a stop ends it and leaves nothing behind", async () => {
  const db = await store(trace("a", day(1), [{}, {}]));
  const said: string[] = [];
  const stop = new AbortController();
  const progress = (text: string) => {
    said.push(text);
    if (text.startsWith("costs over time")) stop.abort();
  };
  await expect(evaluateCell(cost, "", { engine: db, signal: stop.signal, progress })).rejects.toThrow();
  expect(said).toEqual([
    "finding the calls among 3 spans",
    "summing the cost of 2 calls",
    "costs over time of 2 calls",
  ]);
  const left = await db.query("SELECT table_name FROM information_schema.tables WHERE table_name LIKE 'cost_%'");
  expect(left.numRows).toBe(0);
});

describe("whose cost it is", () => {
  test("tenant and prompt version are inherited from the root, a parent, the resource, in the order of the list", async () => {
    const between = (id: string, tenant: string, calls: readonly Call[]) => {
      const spans = trace(id, day(1), calls, { attributes: { "customer.ref": tenant }, prompt_version: "7" });
      const agent: SomeSpan = {
        ...{ trace_id: id, span_id: `${id}-agent`, parent_span_id: `${id}-root`, name: "part", kind: "AGENT" },
        ...{ start_ns: day(1), attributes: { "customer.ref": `${tenant}/part` } },
      };
      const under: SomeSpan = { ...spans[1], span_id: `${id}-under`, parent_span_id: `${id}-agent`, cost_usd: 0.5 };
      return [...spans, agent, under];
    };
    const spans = [
      ...between("a", "blue", [{ cost: 0.1 }]),
      ...trace("b", day(1), [
        { cost: 0.2 },
        { cost: 0.3, rest: { attributes: { "account.ref": "red", "customer.ref": "lost" } } },
      ]),
    ];
    const { groups } = await run(
      "by: [tenant, prompt_version]\ntenant_from: [account.ref, customer.ref]\nsort: name",
      spans,
    );
    expect(groups.map(({ values, sides }) => [...values, sides.all?.reported])).toEqual([
      ["blue", "7", 0.1],
      ["blue/part", "7", 0.5],
      // One span of the trace says it, so the others of the trace belong to it too.
      ["red", null, 0.5],
    ]);
  });

  test("parents in a circle end", async () => {
    const of = (id: string, parent: string, tenant?: string): SomeSpan => ({
      ...{
        trace_id: "a",
        span_id: id,
        parent_span_id: parent,
        name: id,
        kind: "LLM",
        start_ns: day(1),
        input_tokens: 1n,
      },
      ...(tenant ? { attributes: { t: tenant } } : {}),
    });
    const { groups } = await run("by: [tenant]\ntenant_from: [t]\nsort: name", [
      ...[of("x", "y"), of("y", "x"), of("p", "z", "one"), of("q", "z", "two")],
    ]);
    expect(groups.map(({ values }) => values[0])).toContain("one");
  });

  test("the tenant that importers found is taken where no list is given", async () => {
    const { groups } = await run("by: tenant", trace("a", day(1), [{}], { tenant: "harbor" }));
    expect(groups[0]?.values).toEqual(["harbor"]);
  });
});

describe("the checks", () => {
  test("the cache saves the difference of two prices, and writing to it may cost more", async () => {
    const call = {
      cost: 0.01,
      rest: { cache_read_tokens: 500_000n, input_tokens: 1_000_000n, cache_write_tokens: 100_000n },
    };
    const claude = { ...call.rest, model: "claude-sonnet-4-5-20250929" };
    const { cache, groups } = await run("by: model", trace("a", day(1), [call, { cost: 0.01, rest: claude }]));
    // gpt-4.1-mini: 0.4 against 0.1 per million. Claude Sonnet 4.5: 3 against 0.3, and 3.75 for writing.
    const [first, second_] = cache?.models ?? [];
    expect(first?.model).toBe("claude-sonnet-4-5-20250929");
    expect(first?.sides.all?.saved).toBeCloseTo(1.35, 9);
    expect(first?.sides.all?.extra).toBeCloseTo(0.075, 9);
    expect(second_?.sides.all?.saved).toBeCloseTo(0.15, 9);
    expect(groups.find(({ values }) => values[0] === "gpt-4.1-mini")?.sides.all?.saved).toBeCloseTo(0.15, 9);
  });

  test("calls without a price are listed by model with their tokens, and silent calls apart", async () => {
    const spans = trace("a", day(1), [
      { cost: null, rest: { model: "house-model-1" } },
      { cost: null, rest: { model: "house-model-1", input_tokens: 50n } },
      {
        cost: null,
        step: "rerank",
        rest: { model: "rerank-1", kind: "RERANKER", input_tokens: null, output_tokens: null },
      },
    ]);
    const { unpriced, total } = await run("", spans);
    expect(unpriced?.models).toEqual([
      { model: "house-model-1", spans: 2, traces: 1, inputTokens: 1050, outputTokens: 200 },
    ]);
    expect(unpriced?.silent).toEqual([{ step: "rerank", model: "rerank-1", spans: 1 }]);
    expect(total.sides.all?.unpriced).toBe(2);
  });

  test("a root's cost is held against the sum of its calls, within the tolerance", async () => {
    const root = (usd: number): SomeSpan => ({ cost_usd: usd, cost_source: "reported" });
    const spans = [
      ...trace("exact", day(1), [{ cost: 0.01 }, { cost: 0.02 }], root(0.03)),
      ...trace("near", day(1), [{ cost: 1 }], root(1.005)),
      ...trace("more", day(1), [{ cost: 0.2 }, { cost: 0.2 }], root(0.2)),
      ...trace("less", day(1), [{ cost: 0.1 }], root(0.9)),
      ...trace("silent", day(1), [{ cost: 0.1 }]),
    ];
    const { audit } = await run("", spans);
    expect(audit).toMatchObject({ reason: null, traces: 4, agree: 2, callsMore: 1, callsLess: 1, repeats: 4 });
    expect(audit?.worst.map(({ traceId }) => traceId)).toEqual(["less", "more"]);
    expect((audit?.everySpan ?? 0) - (audit?.counted ?? 0)).toBeCloseTo(0.03 + 1.005 + 0.2 + 0.9, 9);
    const strict = await run("tolerance: 0", spans);
    expect(strict.audit?.agree).toBe(1);
  });

  test("without a root that reports, and under a filter, the audit says why it holds nothing", async () => {
    expect((await run("", trace("a", day(1), [{}]))).audit?.reason).toContain("No root reports a cost");
    expect((await run("step: plan", trace("a", day(1), [{}]))).audit?.reason).toContain("filters leave out");
  });

  test("a budget is held per tenant and period, and a name that nobody has is told", async () => {
    const of = (id: string, n: number, tenant: string, usd: number) => trace(id, day(n), [{ cost: usd }], { tenant });
    const spans = [
      of("a", 1, "harbor", 0.5),
      of("b", 2, "harbor", 1.5),
      of("c", 3, "harbor", 0.2),
      of("d", 1, "lumen", 0.9),
    ].flat();
    const source = "by: tenant\nbudget:\n  default: 1\n  tenants: {harbor: 1.2, habror: 3}";
    const { budget } = await run(source, spans);
    expect(budget?.absent).toEqual(["habror"]);
    expect(budget?.tenants.map(({ tenant, verdict }) => [tenant, verdict])).toEqual([
      ["harbor", "over budget"],
      ["lumen", "within budget"],
    ]);
    expect(budget?.tenants[0]).toMatchObject({ limit: 1.2, periods: 3, over: 1 });
    expect(budget?.tenants[0]?.firstOver).toMatch(/^2026-04-02/);
    const month = await run("by: step\nbudget: {per: month, tenants: {harbor: 2}}", spans);
    expect(month.budget?.tenants[0]).toMatchObject({ periods: 1, over: 1, verdict: "over budget" });
    expect(month.budget?.tenants[1]).toMatchObject({ tenant: "lumen", limit: null, verdict: "no budget" });
  });
});

describe("where cost diverges", () => {
  // 40 ordinary reference traces of three calls, and current ones of which one goes on calling.
  let spans: SomeSpan[];
  beforeAll(() => {
    const ordinary: readonly Call[] = [{ step: "plan" }, { step: "write" }, { step: "answer" }];
    const looped: readonly Call[] = [
      { step: "plan" },
      { step: "write" },
      { step: "answer" },
      ...Array.from({ length: 5 }, () => ({ step: "write" })),
    ];
    spans = [
      ...Array.from({ length: 40 }, (_, i) => trace(`r${i}`, day(1) + BigInt(i) * second, ordinary)).flat(),
      ...Array.from({ length: 9 }, (_, i) => trace(`c${i}`, day(2) + BigInt(i) * second, ordinary)).flat(),
      ...trace("loop", day(2), looped),
    ];
  });

  test("the call after which a dear trace never comes back is named, with its place in the step", async () => {
    const { divergence } = await run("by: step", spans, cohorts);
    expect(divergence?.limit).toBeCloseTo(0.03, 12);
    expect(divergence?.share).toMatchObject({ value: 0.1, n: 10 });
    expect(divergence?.steps.map(({ step, traces }) => [step, traces])).toEqual([["write", 1]]);
    expect(divergence?.traces[0]).toMatchObject({ traceId: "loop", spanId: "loop-3", call: 4, calls: 8, ofStep: 2 });
    expect(divergence?.traces[0]?.reached).toBeCloseTo(0.04, 12);
  });

  test("one dear call early on is the divergence, though later calls are ordinary", async () => {
    const dear = trace("dear", day(2), [{ step: "plan", cost: 0.9 }, { step: "write" }, { step: "answer" }]);
    const { divergence } = await run("by: step", [...spans, ...dear], cohorts);
    expect(divergence?.traces[0]).toMatchObject({ traceId: "dear", call: 1, step: "plan" });
  });

  test("without windows or with a thin reference there is a reason in place of a verdict", async () => {
    expect((await run("", spans)).divergence?.reason).toContain("Needs a reference");
    const thin = await run("", trace("a", day(1), [{}]), cohorts);
    expect(thin.divergence?.reason).toBe("Too little data: 1 reference traces with a cost, the band needs 30.");
  });
});

test("the parts that are not asked for are not computed, and the rest goes by time", async () => {
  const spans = [trace("a", day(1), [{}]), trace("b", day(2), [{}, { cost: null }]), trace("c", day(9), [{}])].flat();
  const result = await run("show: [over_time]\nper: day", spans, cohorts);
  expect([result.audit, result.cache, result.divergence, result.unpriced, result.budget]).toEqual([
    null,
    null,
    null,
    null,
    null,
  ]);
  expect(result.overTime?.buckets.map(({ start, side, traces }) => [start.slice(0, 10), side, traces])).toEqual([
    ["2026-04-01", "reference", 1],
    ["2026-04-02", "current", 1],
    ["2026-04-09", "none", 1],
  ]);
  expect(result.overTime?.buckets[1]?.computed).toBeCloseTo(0.00056, 12);
});

test("as a table it has a row for each group, and a summary in words", async () => {
  const result = await run("by: [model, step]", trace("a", day(1), [{}, { step: "write" }]));
  const table = cost.table?.(result);
  expect(table?.columns.slice(0, 3).map(({ name }) => name)).toEqual(["model", "step", "calls"]);
  expect(table?.rows).toHaveLength(2);
  expect(cost.summary?.(result)).toBe("cost by model, step: $0.0200 per trace");
  expect(cost.summary?.({ ...result, groups: [] })).toBe("no call with tokens or a cost");
});
