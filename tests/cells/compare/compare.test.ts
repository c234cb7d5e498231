import { beforeEach, expect, test } from "vitest";
import { compare } from "../../../src/cells/compare/index.tsx";
import type { ComparedStep, CompareResult } from "../../../src/cells/compare/result.ts";
import type { Engine } from "../../../src/engine/engine.ts";
import { toObjects } from "../../../src/engine/table-data.ts";
import { type Cohorts, noCohorts } from "../../../src/notebook/cohorts.ts";
import { setCohorts } from "../../../src/notebook/store.ts";
import { evaluateCell } from "../../support/cell.ts";
import { testStore } from "../../support/engine.ts";
import { seededRandom } from "../../support/random.ts";
import { type SomeSpan, storeOf } from "../../support/spans.ts";

const opened = testStore();
let engine: Engine;
beforeEach(async () => {
  engine = await opened();
});

const day = 86_400_000_000_000n;
const begin = BigInt(Date.UTC(2026, 3, 1)) * 1_000_000n;
const windows: Cohorts = {
  reference: { from: "2026-04-01", to: "2026-04-01" },
  current: { from: "2026-04-02", to: "2026-04-02" },
};

interface Made {
  readonly side: 0 | 1;
  /** Milliseconds of the root's own time, and of its steps one after another. */
  readonly own: number;
  readonly steps?: Readonly<Record<string, number>>;
  readonly tenant?: string;
  readonly attributes?: Record<string, string>;
}

/** Traces of a root and steps in a row, each side's a minute apart. */
function traces(made: readonly Made[]): SomeSpan[] {
  return made.flatMap(({ side, own, steps = {}, tenant, attributes = {} }, n) => {
    const trace_id = `t${n}`;
    const start_ns = begin + BigInt(side) * day + BigInt(n) * 60_000_000_000n;
    let at = start_ns;
    const children = Object.entries(steps).map(([name, ms]): SomeSpan => {
      const from = at;
      at += BigInt(Math.round(ms * 1e6));
      const usage = {
        input_tokens: 10n,
        output_tokens: 5n,
        cost_usd: 0.5,
        kind: "LLM",
        status: ms > 50 ? "ERROR" : "OK",
      };
      return {
        trace_id,
        span_id: `${n}${name}`,
        parent_span_id: `r${n}`,
        name,
        start_ns: from,
        end_ns: at,
        tenant,
        ...usage,
      };
    });
    const end_ns = at + BigInt(Math.round(own * 1e6));
    return [
      { trace_id, span_id: `r${n}`, name: "answer", start_ns, end_ns, tenant, attributes, status: "OK" },
      ...children,
    ];
  });
}

async function run(spans: readonly SomeSpan[], source = "", cohorts: Cohorts = windows): Promise<CompareResult> {
  await storeOf(engine, spans);
  await setCohorts(engine, cohorts);
  return await evaluateCell(compare, source, { engine });
}

function stepOf({ comparison }: CompareResult, name: string): ComparedStep {
  const step = comparison?.steps.find(({ names }) => names.join(" › ") === name);
  if (!step) throw new Error(`no step ${name}: ${comparison?.steps.map(({ names }) => names.join(" › "))}`);
  return step;
}

const twice = (made: Made): Made[] => [made, { ...made }];

test("each step's part of the change is its own time's, and the parts add up", async () => {
  const result = await run(
    traces([
      ...twice({ side: 0, own: 10, steps: { plan: 20, query: 30 } }),
      { side: 1, own: 10, steps: { plan: 20, query: 90 } },
      { side: 1, own: 14, steps: { query: 110, check: 6 } },
    ]),
  );
  const { comparison } = result;
  expect(comparison?.wall).toMatchObject({ reference: { n: 2, mean: 60, p50: 60 }, current: { n: 2, mean: 125 } });
  expect(comparison?.change.value).toBeCloseTo(65, 9);
  expect(comparison?.steps.map(({ names }) => names.at(-1) ?? "")).toEqual(["query", "plan", "check", "answer"]);
  const query = stepOf(result, "answer › query");
  expect(query.sides.reference).toMatchObject({
    time: 30,
    self: 30,
    presence: 1,
    calls: 1,
    p50: 30,
    quantile: 30,
    errors: 0,
  });
  expect(query.sides.current).toMatchObject({
    time: 100,
    presence: 1,
    p50: 100,
    quantile: 109,
    errors: 1,
    tokens: 15,
    cost: 0.5,
  });
  expect(query.share).toBeCloseTo(70 / 65, 9);
  const plan = stepOf(result, "answer › plan");
  expect(plan.sides.current).toMatchObject({ time: 10, presence: 0.5, calls: 0.5, p50: 20, traces: 1, timed: 1 });
  expect(plan.differences.presence.value).toBe(-0.5);
  expect(stepOf(result, "answer › check").sides.reference).toMatchObject({
    time: 0,
    presence: 0,
    p50: null,
    quantile: null,
  });
  expect(stepOf(result, "answer › check").differences.quantile).toMatchObject({
    value: null,
    reason: "not in reference",
  });
  expect(comparison?.steps.reduce((sum, { share }) => sum + (share ?? 0), 0)).toBeCloseTo(1, 9);
});

test("an interval takes the trace as the unit", async () => {
  const result = await run(traces([10, 12, 14, 30, 34, 38].map((own, n): Made => ({ side: n < 3 ? 0 : 1, own }))));
  const { time } = stepOf(result, "answer").differences;
  // scipy.stats.ttest_ind([30, 34, 38], [10, 12, 14], equal_var=False).confidence_interval()
  expect(time.value).toBeCloseTo(22, 9);
  expect(time.low).toBeCloseTo(13.689200993634989, 9);
  expect(time.high).toBeCloseTo(30.31079900636501, 9);
});

test("what is beyond the limit is one row, and the shares still add up", async () => {
  const steps = Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`s${n}`, n + 1]));
  const more = Object.fromEntries(Object.entries(steps).map(([name, ms]) => [name, ms * 3]));
  const { comparison } = await run(
    traces([...twice({ side: 0, own: 1, steps }), ...twice({ side: 1, own: 2, steps: more })]),
    "limit: 3",
  );
  expect(comparison?.steps.map(({ names }) => names.at(-1))).toEqual(["s11", "s10", "s9"]);
  expect(comparison?.rest?.steps).toBe(10);
  const shown = comparison?.steps.reduce((sum, { share }) => sum + (share ?? 0), 0) ?? 0;
  expect(shown + (comparison?.rest?.share ?? 0)).toBeCloseTo(1, 9);
});

test("weighted to the reference's mix, a change of traffic is no change of behaviour", async () => {
  const fast = (side: 0 | 1) => ({ side, own: 10, tenant: "small" }) as const;
  const slow = (side: 0 | 1) => ({ side, own: 100, tenant: "large" }) as const;
  const spans = traces([
    fast(0),
    fast(0),
    fast(0),
    slow(0),
    fast(1),
    slow(1),
    slow(1),
    slow(1),
    { side: 1, own: 500, tenant: "new" },
  ]);
  const plain = await run(spans);
  expect(plain.comparison?.change.value).toBeCloseTo(810 / 5 - 32.5, 6);
  const { comparison } = await run(spans, "weight_by: tenant");
  expect(comparison?.change.value).toBeCloseTo(0, 9);
  expect(comparison?.wall.current).toMatchObject({ n: 4, mean: 32.5, p50: 10 });
  expect(comparison?.weighting).toMatchObject({
    by: ["tenant"],
    strata: 2,
    missing: [{ stratum: "new", side: "current", share: 0.2 }],
    covered: { reference: 1, current: 0.8 },
  });
  expect(comparison?.weighting?.raw.value).toBeCloseTo(129.5, 6);
  expect(comparison?.weighting?.mix).toBeCloseTo(129.5, 6);
  // Kish: 1 / (0.75² / 1 + 0.25² / 3)
  expect(comparison?.weighting?.effective).toBeCloseTo(1 / (0.5625 + 0.0625 / 3), 9);
});

test("weights by an attribute, and by two keys at once", async () => {
  const of = (side: 0 | 1, own: number, version: string, tenant: string): Made => ({
    side,
    own,
    tenant,
    attributes: { "prompt.version": version },
  });
  const spans = traces([
    of(0, 10, "a", "x"),
    of(0, 20, "b", "x"),
    of(1, 11, "a", "x"),
    of(1, 11, "a", "x"),
    of(1, 21, "b", "x"),
  ]);
  const { comparison } = await run(spans, "weight_by: [prompt.version, tenant]");
  expect(comparison?.change.value).toBeCloseTo(1, 9);
  expect(comparison?.weighting?.strata).toBe(2);
});

test("quantiles are the engine's own, over the calls of the step", async () => {
  const random = seededRandom(3);
  const made = Array.from(
    { length: 200 },
    (_, n): Made => ({ side: n % 2 ? 1 : 0, own: 1, steps: { call: 1 + random() * 99 } }),
  );
  const result = await run(traces(made));
  const call = stepOf(result, "answer › call");
  const rows = toObjects(
    await engine.query(`SELECT cohort, quantile_cont(duration_ms, 0.5) AS p50, quantile_cont(duration_ms, 0.95) AS p95
      FROM spans WHERE name = 'call' GROUP BY cohort ORDER BY cohort DESC`),
  );
  expect([call.sides.reference.p50, call.sides.current.p50]).toEqual(
    rows.map(({ p50 }) => expect.closeTo(Number(p50), 6)),
  );
  expect([call.sides.reference.quantile, call.sides.current.quantile]).toEqual(
    rows.map(({ p95 }) => expect.closeTo(Number(p95), 6)),
  );
  expect(call.differences.quantile.low).not.toBeNull();
});

test("attributes that separate come first, with corrected p; ids and what all share do not come at all", async () => {
  const made = Array.from({ length: 240 }, (_, n): Made => {
    const side = n % 2 ? 1 : 0;
    const attributes = {
      "prompt.version": side === 1 && n % 3 ? "v7" : "v6",
      size: String(n % 7 === 0 ? 5000 + n : n % 90),
      host: `h${n % 5}`,
      "request.id": `id-${n}`,
      region: "eu",
      when: String(1_775_000_000 + n),
    };
    return { side, own: n % 7 === 0 ? 900 : 10 + (n % 11), attributes };
  });
  const { comparison } = await run(traces(made));
  const ranking = comparison?.attributes;
  const row = (key: string) => ranking?.rows.find((one) => one.key === key);
  expect(ranking?.looked).toEqual({ reference: 120, current: 120 });
  expect(row("prompt.version")?.cohorts).toMatchObject({ separates: true, value: "v6" });
  expect(row("prompt.version")?.slow.separates).toBe(false);
  expect(row("size")).toMatchObject({ numeric: true });
  expect(row("size")?.slow.separates).toBe(true);
  expect(row("host")?.cohorts.separates).toBe(false);
  expect(row("host")?.cohorts.adjusted ?? 0).toBeGreaterThanOrEqual(row("host")?.cohorts.p ?? 1);
  expect(row("region")).toBeUndefined();
  expect(ranking?.leftOut).toEqual(
    expect.arrayContaining([
      { key: "request.id", reason: "nearly every trace has a value of its own" },
      { key: "when", reason: "a time" },
    ]),
  );
});

test("without a pair, or with an empty side, nothing is compared", async () => {
  const spans = traces([{ side: 0, own: 1 }]);
  expect((await run(spans, "", noCohorts)).comparison).toBeNull();
  expect((await run(spans)).comparison).toBeNull();
  expect(
    (
      await run(
        traces([
          { side: 0, own: 1 },
          { side: 1, own: 1 },
        ]),
        "where: spans > 9",
      )
    ).comparison,
  ).toBeNull();
  expect((await run([])).comparison).toBeNull();
});

test("a constant, a single trace and spans without an end are told as they are", async () => {
  const same = await run(traces([...twice({ side: 0, own: 5 }), ...twice({ side: 1, own: 5 })]));
  expect(same.comparison?.change).toMatchObject({
    value: 0,
    low: null,
    reason: "no interval: every value of a side is the same",
  });
  expect(stepOf(same, "answer").share).toBeNull();
  const single = await run(
    traces([
      { side: 0, own: 5 },
      { side: 1, own: 7 },
    ]),
  );
  expect(single.comparison?.change).toMatchObject({
    value: 2,
    low: null,
    reason: "no interval: a side has a single value",
  });
  const open = traces([...twice({ side: 0, own: 5 }), ...twice({ side: 1, own: 7 })]).map((span, n) =>
    n === 3 ? { ...span, end_ns: null } : span,
  );
  expect(stepOf(await run(open), "answer").sides.current).toMatchObject({ timed: 1, traces: 2 });
});

test("traces that meet both rules are told, and a wrong rule is the cell's failure", async () => {
  const spans = traces([
    { side: 0, own: 1 },
    { side: 1, own: 1 },
  ]);
  expect((await run(spans, "", { reference: { from: "2026-04-01" }, current: { from: "2026-04-02" } })).overlap).toBe(
    1,
  );
  const wrong = { reference: { where: "tennant = 'a'" }, current: { from: "2026-04-02" } };
  await expect(run(spans, "", wrong)).rejects.toThrow(/cohorts\.reference\.where/);
});

test.each([
  ["weight_by: nothing.such", /weight_by: no column and no attribute/],
  ["where: tennant = 'a'", /where: /],
])("a key that names nothing is refused: %s", async (source, message) => {
  await expect(
    run(
      traces([
        { side: 0, own: 1 },
        { side: 1, own: 1 },
      ]),
      source,
    ),
  ).rejects.toThrow(message);
});

test("of any trees, the parts add up to the change", async () => {
  const random = seededRandom(11);
  const between = (low: number, high: number) => low + Math.floor(random() * (high - low + 1));
  const spans: SomeSpan[] = [];
  for (let t = 0; t < 80; t++)
    for (let n = 0; n < between(1, 12); n++) {
      const start_ns = begin + BigInt(t % 2) * day + BigInt(between(0, 60)) * 1_000_000n;
      const parent_span_id = n > 0 && random() < 0.85 ? `${t}.${between(0, n - 1)}` : null;
      const end_ns = random() < 0.05 ? null : start_ns + BigInt(between(0, 40)) * 1_000_000n;
      spans.push({
        trace_id: `t${t}`,
        span_id: `${t}.${n}`,
        parent_span_id,
        name: `s${between(0, 3)}`,
        start_ns,
        end_ns,
      });
    }
  const { comparison } = await run(spans, "limit: 5");
  const parts = [...(comparison?.steps ?? []), comparison?.rest].reduce((sum, part) => sum + (part?.share ?? 0), 0);
  expect(parts).toBeCloseTo(1, 6);
  const [row] = toObjects(
    await engine.query(
      "SELECT avg(wall_ms) FILTER (cohort = 'current') - avg(wall_ms) FILTER (cohort = 'reference') AS d FROM traces",
    ),
  );
  expect(comparison?.change.value).toBeCloseTo(Number(row?.d), 6);
});
