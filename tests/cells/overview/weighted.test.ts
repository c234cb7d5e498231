import { expect, test } from "vitest";
import { overview } from "../../../src/cells/overview/index.tsx";
import type { Engine } from "../../../src/engine/engine.ts";
import { setCohorts } from "../../../src/notebook/store.ts";
import { evaluateCell } from "../../support/cell.ts";
import { testStore } from "../../support/engine.ts";
import { seededRandom } from "../../support/random.ts";
import { type SomeSpan, storeOf } from "../../support/spans.ts";

const engine = testStore();
const at = (date: string) => BigInt(Date.parse(date)) * 1_000_000n;
const cohorts = {
  reference: { from: "2026-04-01", to: "2026-04-01" },
  current: { from: "2026-04-02", to: "2026-04-02" },
};

/** As many traces of one span each on a day, of a tenant, that take the seconds and cost the dollars. */
function traces(day: number, count: number, tenant: string, seconds: number, rest: SomeSpan = {}): readonly SomeSpan[] {
  return Array.from({ length: count }, (_, index) => ({
    ...{ trace_id: `${day} ${tenant} ${index}`, span_id: `${day} ${tenant} ${index}`, name: "answer", tenant },
    start_ns: at(`2026-04-0${day}`),
    end_ns: at(`2026-04-0${day}`) + BigInt(seconds) * 1_000_000_000n,
    ...rest,
  }));
}

async function store(spans: readonly SomeSpan[], windows: Parameters<typeof setCohorts>[1] = cohorts): Promise<Engine> {
  const db = await engine();
  await storeOf(db, spans);
  await setCohorts(db, windows);
  return db;
}

async function measured(db: Engine, source: string) {
  const { measures } = await evaluateCell(overview, source, { engine: db });
  return Object.fromEntries(measures.map((measure) => [measure.id, measure]));
}

test("at the reference's mix, a change of traffic is no change of behaviour", async () => {
  const db = await store([
    ...traces(1, 80, "quick", 10, { input_tokens: 100n, cost_usd: 0.1 }),
    ...traces(1, 20, "slow", 100, { input_tokens: 1000n, cost_usd: 1, status: "ERROR" }),
    ...traces(2, 20, "quick", 10, { input_tokens: 100n, cost_usd: 0.1 }),
    ...traces(2, 80, "slow", 100, { input_tokens: 1000n, cost_usd: 1, status: "ERROR" }),
  ]);
  const plain = await measured(db, "");
  expect(plain.cost_usd?.difference?.value).toBeCloseTo(0.54, 9);
  expect(plain.errors?.difference?.value).toBeCloseTo(0.6, 9);
  expect(plain.p50?.difference?.value).toBe(90_000);
  const weighted = await measured(db, "weight_by: tenant");
  for (const id of ["spans", "errors", "input_tokens", "cost_usd", "p50", "p95"])
    expect(weighted[id]?.difference?.value, id).toBeCloseTo(0, 9);
  expect(weighted.cost_usd?.values.current).toMatchObject({ n: 100, total: expect.closeTo(82, 6) });
  expect(weighted.traces).toMatchObject({
    difference: null,
    values: { reference: { value: 100 }, current: { value: 100 } },
  });
  expect(weighted.p95?.difference).toMatchObject({ low: null, reason: "no interval for a weighted quantile" });
  const result = await evaluateCell(overview, "weight_by: tenant", { engine: db });
  expect(result.mix).toEqual({ by: ["tenant"], strata: 2, missing: [], covered: { reference: 1, current: 1 } });
  expect(overview.summary?.(result)).toBe(
    "reference beside current, 100 and 100 traces, at the reference's mix of tenant",
  );
});

test("means, their intervals and shares are those of the formulas, and strata of one side are left out", async () => {
  const cost = (tenant: string, day: number, costs: readonly number[]) =>
    costs.flatMap((cost_usd, index) =>
      traces(day, 1, tenant, 10, { cost_usd, ...(index < 5 ? { status: "ERROR" } : {}) }).map((span) => ({
        ...span,
        trace_id: `${span.trace_id} ${index}`,
      })),
    );
  const series = (count: number, from: number) => Array.from({ length: count }, (_, index) => from + (index % 5));
  const [a1, b1, a2, b2] = [series(60, 1), series(40, 10), series(50, 2), series(150, 12)];
  const db = await store([
    ...cost("a", 1, a1),
    ...cost("b", 1, b1),
    ...traces(1, 25, "gone", 5, { cost_usd: 99 }),
    ...cost("a", 2, a2),
    ...cost("b", 2, b2),
    ...traces(2, 50, "new", 5, { cost_usd: 99 }),
  ]);
  const average = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + (value - average(values)) ** 2, 0) / (values.length - 1) / values.length;
  const { cost_usd, errors, traces: counted } = await measured(db, "weight_by: [tenant]");
  const side = (a: readonly number[], b: readonly number[]) => {
    const mean = 0.6 * average(a) + 0.4 * average(b);
    const half = 1.959963984540054 * Math.sqrt(0.36 * variance(a) + 0.16 * variance(b));
    return { value: mean, low: mean - half, high: mean + half, half };
  };
  const [reference, current] = [side(a1, b1), side(a2, b2)];
  expect(cost_usd?.values.current?.value).toBeCloseTo(current.value, 9);
  expect(cost_usd?.values.current?.low).toBeCloseTo(current.low, 9);
  expect(cost_usd?.values.reference?.high).toBeCloseTo(reference.high, 9);
  expect(cost_usd?.difference?.value).toBeCloseTo(current.value - reference.value, 9);
  const half = Math.hypot(reference.half, current.half);
  expect(cost_usd?.difference?.low).toBeCloseTo(current.value - reference.value - half, 9);
  expect(errors?.values.current?.value).toBeCloseTo(0.6 * (5 / 50) + 0.4 * (5 / 150), 9);
  expect(counted?.values).toMatchObject({ reference: { value: 100 }, current: { value: 200 } });
  const { mix } = await evaluateCell(overview, "weight_by: tenant", { engine: db });
  expect(mix).toMatchObject({
    strata: 2,
    missing: [
      { stratum: "gone", side: "reference", share: 0.2 },
      { stratum: "new", side: "current", share: 0.2 },
    ],
    covered: { reference: 0.8, current: 0.8 },
  });
});

test("where no mix has changed, weights change nothing", async () => {
  const spans = [1, 2].flatMap((day) => [
    ...traces(day, 40, "a", day, { cost_usd: day }),
    ...traces(day, 40, "b", day * 3, { cost_usd: day * 3 }),
  ]);
  const db = await store(spans);
  const [plain, weighted] = [await measured(db, ""), await measured(db, "weight_by: tenant")];
  for (const id of ["spans", "errors", "cost_usd"])
    expect(weighted[id]?.values.current?.value, id).toBeCloseTo(plain[id]?.values.current?.value ?? Number.NaN, 9);
});

test("without both cohorts nothing is weighed, and a key that nothing has is refused at its place", async () => {
  const db = await store(traces(1, 3, "a", 1), { reference: cohorts.reference, current: null });
  expect((await evaluateCell(overview, "weight_by: tenant", { engine: db })).mix).toBeUndefined();
  const both = await store([...traces(1, 3, "a", 1), ...traces(2, 3, "b", 1)]);
  const nothing = await measured(both, "weight_by: tenant");
  expect(nothing.cost_usd?.values.current).toMatchObject({ value: null, n: 0 });
  expect(nothing.p95?.values.current).toMatchObject({
    value: null,
    n: 0,
    reason: "no traces of a stratum that both cohorts have",
  });
  expect(nothing.errors?.values.current?.reason).toBe("no traces of a stratum that both cohorts have");
  const error = await evaluateCell(overview, "weight_by: nothing.such", { engine: both }).catch((reason) => reason);
  expect(error).toMatchObject({ place: { key: "weight_by" } });
});

test("where only the mix changes, nineteen of twenty intervals of the difference hold 0", async () => {
  const db = await store([]);
  const random = seededRandom(11);
  const rows = (day: number, dear: number) =>
    Array.from({ length: 200 }, (_, index) => {
      const isDear = random() < dear;
      const cost = -Math.log(1 - random()) * (isDear ? 3 : 1);
      const errors = random() < (isDear ? 0.4 : 0.1) ? 1 : 0;
      return `('${day} ${index}', ${at(`2026-04-0${day}`)}, '${isDear}', ${cost}, ${errors}, 1)`;
    });
  const held = { cost_usd: 0, errors: 0 };
  const runs = 150;
  for (let run = 0; run < runs; run++) {
    await db.query("DELETE FROM store.traces");
    await db.query(`INSERT INTO store.traces (trace_id, start_ns, tenant, cost_usd, errors, spans)
      VALUES ${[...rows(1, 0.3), ...rows(2, 0.7)].join(", ")}`);
    const found = await measured(db, "weight_by: tenant\nper: day");
    for (const id of ["cost_usd", "errors"] as const) {
      const { low, high } = found[id]?.difference ?? {};
      if (Number(low) <= 0 && Number(high) >= 0) held[id]++;
    }
  }
  for (const id of ["cost_usd", "errors"] as const) {
    expect(held[id] / runs, id).toBeGreaterThan(0.9);
    expect(held[id] / runs, id).toBeLessThan(0.995);
  }
});
