import { expect, test } from "vitest";
import { overview } from "../../../src/cells/overview/index.tsx";
import type { Engine } from "../../../src/engine/engine.ts";
import { setCohorts } from "../../../src/notebook/store.ts";
import { evaluateCell } from "../../support/cell.ts";
import { testStore } from "../../support/engine.ts";
import { nativeRows } from "../../support/native.ts";
import { seededRandom } from "../../support/random.ts";
import { type SomeSpan, storeOf } from "../../support/spans.ts";

const engine = testStore();
const at = (date: string) => BigInt(Date.parse(date)) * 1_000_000n;
const second = 1_000_000_000n;

/** A trace of one span. */
const trace = (id: string, start: bigint, seconds: number | null, rest: SomeSpan = {}): SomeSpan => ({
  trace_id: id,
  span_id: id,
  name: "answer",
  kind: "LLM",
  start_ns: start,
  end_ns: seconds === null ? null : start + BigInt(seconds) * second,
  ...rest,
});

const cohorts = {
  reference: { from: "2026-04-01", to: "2026-04-01" },
  current: { from: "2026-04-02", to: "2026-04-02" },
};

async function store(spans: readonly SomeSpan[]): Promise<Engine> {
  const db = await engine();
  await storeOf(db, spans);
  return db;
}

async function measure(db: Engine, id: string) {
  const { measures } = await evaluateCell(overview, "", { engine: db });
  return measures.find((found) => found.id === id);
}

const none = { low: null, high: null };

test("all traces stand on one side where the notebook has no cohorts", async () => {
  const db = await store([
    trace("a", at("2026-04-01"), 10, { input_tokens: 100n, output_tokens: 10n, cost_usd: 0.5 }),
    trace("b", at("2026-04-01"), 20, { input_tokens: 300n, status: "ERROR" }),
    trace("c", at("2026-04-02"), null),
  ]);
  const result = await evaluateCell(overview, "", { engine: db });
  expect(result.sides).toEqual([{ side: "all", traces: 3 }]);
  const values = Object.fromEntries(result.measures.map(({ id, values }) => [id, values.all]));
  expect(values.traces).toMatchObject({ value: 3, n: 3 });
  expect(values.spans).toMatchObject({ value: 1, total: 3, n: 3 });
  expect(values.input_tokens).toEqual({
    value: 200,
    ...none,
    n: 2,
    total: 400,
    reason: "too few: n = 2, an interval needs 30",
  });
  expect(values.cost_usd).toMatchObject({ value: 0.5, total: 0.5, n: 1 });
  expect(values.p50).toMatchObject({ value: 15_000, n: 2, reason: "too few: n = 2, an interval for p50 needs 6" });
  expect(values.errors?.value).toBeCloseTo(1 / 3, 12);
  expect(values.errors?.high).toBeCloseTo(0.7923, 4);
  expect(result.measures.every(({ difference }) => difference === null)).toBe(true);
  expect(overview.summary?.(result)).toBe("3 traces");
});

test("what no trace says is not known, with the reason, and never zero", async () => {
  const db = await store([trace("a", at("2026-04-01"), null)]);
  expect((await measure(db, "cost_usd"))?.values.all).toEqual({
    value: null,
    ...none,
    n: 0,
    total: null,
    reason: "no trace says its cost",
  });
  expect((await measure(db, "p95"))?.values.all).toMatchObject({ value: null, n: 0, reason: "no root has an end" });
});

test("reference stands beside current with the difference and its interval", async () => {
  const many = (count: number, day: string, factor: number, id: string) =>
    Array.from({ length: count }, (_, index) =>
      trace(`${id}${index}`, at(day), (index + 1) * factor, {
        status: index % factor === 0 ? "ERROR" : "OK",
        cost_usd: factor + (index % 2 ? 0.1 : -0.1),
      }),
    );
  const db = await store([...many(100, "2026-04-01", 5, "r"), ...many(100, "2026-04-02", 10, "c")]);
  await setCohorts(db, cohorts);
  const p50 = await measure(db, "p50");
  expect(p50?.values.reference).toMatchObject({ value: 252_500, low: 200_000, high: 305_000, n: 100 });
  expect(p50?.values.current).toMatchObject({ value: 505_000, low: 400_000, high: 610_000, n: 100 });
  expect(p50?.difference?.value).toBe(252_500);
  expect(p50?.difference?.low).toBeCloseTo(252_500 - Math.hypot(105_000, 52_500), 6);
  const cost = await measure(db, "cost_usd");
  const half = (1.959963984540054 * 0.1 * Math.sqrt(100 / 99)) / 10;
  expect(cost?.values.reference?.low).toBeCloseTo(5 - half, 12);
  expect(cost?.difference?.low).toBeCloseTo(5 - half * Math.SQRT2, 12);
  const errors = await measure(db, "errors");
  expect(errors?.values.reference).toMatchObject({ value: 0.2, total: 20, n: 100 });
  expect(errors?.difference?.value).toBeCloseTo(-0.1, 12);
  expect(errors?.difference?.low).toBeCloseTo(-0.199474, 6);
  expect(errors?.difference?.high).toBeCloseTo(-0.000149, 6);
  expect(overview.summary?.(await evaluateCell(overview, "", { engine: db }))).toBe(
    "reference beside current, 100 and 100 traces",
  );
});

test("a window without traces has no figures, and nothing is compared with it", async () => {
  const db = await store([trace("a", at("2026-04-02"), 10)]);
  await setCohorts(db, cohorts);
  const p95 = await measure(db, "p95");
  expect(p95?.values.reference).toMatchObject({ value: null, n: 0, reason: "no traces" });
  expect(p95?.values.current).toMatchObject({ value: 10_000, n: 1 });
  expect(p95?.difference).toMatchObject({ value: null, low: null });
});

test("one window alone is shown alone", async () => {
  const db = await store([trace("a", at("2026-04-01"), 10), trace("b", at("2026-04-02"), 20)]);
  await setCohorts(db, { reference: cohorts.reference, current: null });
  const result = await evaluateCell(overview, "", { engine: db });
  expect(result.sides).toEqual([{ side: "reference", traces: 1 }]);
  expect(result.measures.find(({ id }) => id === "p50")?.values).toEqual({
    reference: expect.objectContaining({ value: 10_000 }),
  });
});

test("traces are counted per stretch of time and side; weeks begin on Monday", async () => {
  const db = await store([
    trace("a", at("2026-04-01T01:00Z"), 10),
    trace("b", at("2026-04-01T02:30Z"), 30, { status: "ERROR" }),
    trace("c", at("2026-04-02T00:00Z"), null),
    trace("d", at("2026-04-06T00:00Z"), 7),
  ]);
  await setCohorts(db, cohorts);
  const buckets = async (per: string) => (await evaluateCell(overview, `per: ${per}`, { engine: db })).buckets;
  const none = { p50: null, p95: null };
  const seven = { p50: 7000, p95: 7000 };
  expect(await buckets("day")).toEqual([
    { start: "2026-04-01T00:00:00.000Z", side: "reference", traces: 2, errors: 1, timed: 2, p50: 20_000, p95: 29_000 },
    { start: "2026-04-02T00:00:00.000Z", side: "current", traces: 1, errors: 0, timed: 0, ...none },
    { start: "2026-04-06T00:00:00.000Z", side: "none", traces: 1, errors: 0, timed: 1, ...seven },
  ]);
  const starts = async (per: string) => (await buckets(per)).map(({ start, side }) => `${start.slice(0, 13)} ${side}`);
  expect(await starts("hour")).toEqual([
    "2026-04-01T01 reference",
    "2026-04-01T02 reference",
    "2026-04-02T00 current",
    "2026-04-06T00 none",
  ]);
  expect(await starts("week")).toEqual(["2026-03-30T00 current", "2026-03-30T00 reference", "2026-04-06T00 none"]);
});

test("the stretch of time fits the reach of the traces, and a stray one does not change it", async () => {
  const spread = (count: number, step: bigint) =>
    Array.from({ length: count }, (_, index) => trace(`t${index}`, at("2026-04-01") + BigInt(index) * step, 1));
  const per = async (spans: readonly SomeSpan[]) =>
    (await evaluateCell(overview, "", { engine: await store(spans) })).per;
  const minute = 60n * second;
  expect(await per(spread(100, minute))).toBe("minute");
  expect(await per(spread(100, 30n * minute))).toBe("hour");
  expect(await per(spread(100, 600n * minute))).toBe("day");
  expect(await per(spread(100, 6000n * minute))).toBe("week");
  expect(await per([...spread(110, minute), trace("stray", 0n, 1)])).toBe("minute");
});

test("too fine a stretch of time is refused at its key", async () => {
  const db = await store([]);
  await db.query(
    `INSERT INTO store.traces BY NAME SELECT 't' || i AS trace_id, i * 3600000000000 AS start_ns FROM range(2001) r(i)`,
  );
  const error = await evaluateCell(overview, "per: hour", { engine: db }).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ place: { key: "per" } });
  expect(String(error)).toContain("per: hour: more than 2000 bars; choose a longer stretch of time");
});

test("deployments within the time of the traces are named", async () => {
  const db = await store([trace("a", at("2026-04-01"), 10), trace("b", at("2026-04-09"), 20)]);
  await db.query("DELETE FROM store.deployments");
  await db.query(`INSERT INTO store.deployments BY NAME SELECT * FROM (VALUES
    (${at("2026-04-05")}, 'prompt', 'planner', '3.1'), (${at("2026-04-06")}, 'config', NULL, NULL),
    (${at("2026-05-01")}, 'model', 'later', '1')) v(time_ns, kind, name, version)`);
  expect((await evaluateCell(overview, "", { engine: db })).deployments).toEqual([
    { time: "2026-04-05T00:00:00.000Z", label: "planner 3.1" },
    { time: "2026-04-06T00:00:00.000Z", label: "config" },
  ]);
  await db.query("DELETE FROM store.deployments");
});

test("quantiles, means and sums are those of native DuckDB", async () => {
  const random = seededRandom(3);
  const spans = Array.from({ length: 1500 }, (_, index) => {
    const start = at("2026-04-01") + BigInt(Math.floor(random() * 48 * 3600)) * second;
    return trace(`t${index}`, start, null, {
      end_ns: start + BigInt(Math.floor(random() ** 4 * 3e11)),
      ...(random() < 0.8 ? { input_tokens: BigInt(Math.floor(random() * 9000)), cost_usd: random() } : {}),
    });
  });
  const db = await store(spans);
  await setCohorts(db, cohorts);
  const rows = spans.map(
    (span) =>
      `(${span.start_ns}::BIGINT, ${span.end_ns}::BIGINT, ${span.input_tokens ?? "NULL"}::BIGINT, ${span.cost_usd ?? "NULL"}::DOUBLE)`,
  );
  const expected = await nativeRows([
    `CREATE TABLE t AS SELECT * FROM (VALUES ${rows.join(", ")}) v(start_ns, end_ns, tokens, cost)`,
    `SELECT count(*)::INTEGER AS traces, quantile_cont((end_ns - start_ns) / 1e6, [0.5, 0.95, 0.99]) AS quantiles,
       avg(tokens) AS tokens, sum(cost) AS cost, 1.959963984540054 * stddev_samp(cost) / sqrt(count(cost)) AS half
     FROM t GROUP BY start_ns < ${at("2026-04-02")} ORDER BY min(start_ns)`,
  ]);
  const { measures } = await evaluateCell(overview, "", { engine: db });
  for (const [index, side] of (["reference", "current"] as const).entries()) {
    const value = (id: string) => measures.find((found) => found.id === id)?.values[side];
    const row = expected[index] as {
      traces: number;
      quantiles: { items: number[] } | number[];
      tokens: number;
      cost: number;
      half: number;
    };
    const quantiles = Array.isArray(row.quantiles) ? row.quantiles : row.quantiles.items;
    expect(value("traces")?.value).toBe(row.traces);
    for (const [place, id] of ["p50", "p95", "p99"].entries())
      expect((value(id)?.value ?? 0) / (quantiles[place] ?? 0)).toBeCloseTo(1, 12);
    expect((value("input_tokens")?.value ?? 0) / row.tokens).toBeCloseTo(1, 12);
    expect((value("cost_usd")?.total ?? 0) / row.cost).toBeCloseTo(1, 12);
    const { low, high } = value("cost_usd") ?? {};
    expect(((high ?? 0) - (low ?? 0)) / 2 / row.half).toBeCloseTo(1, 9);
  }
});

test("the table has a row per measure", async () => {
  const db = await store([trace("a", at("2026-04-01"), 10), trace("b", at("2026-04-02"), 30)]);
  await setCohorts(db, cohorts);
  const data = overview.table?.(await evaluateCell(overview, "", { engine: db }));
  const names = data?.columns.map(({ name }) => name) ?? [];
  const row = data?.rows.find(([measure]) => measure === "p95 of root duration") ?? [];
  const found = Object.fromEntries(names.map((name, index) => [name, row[index]]));
  expect(found).toMatchObject({
    unit: "milliseconds",
    reference_value: 10_000,
    current_value: 30_000,
    difference: 20_000,
  });
});

test("an empty store gives no buckets", async () => {
  const result = await evaluateCell(overview, "", { engine: await store([]) });
  expect(result).toMatchObject({ buckets: [], sides: [{ side: "all", traces: 0 }] });
  expect(result.measures.find(({ id }) => id === "p95")?.values.all).toMatchObject({
    value: null,
    reason: "no traces",
  });
});

test("a misspelt stretch of time is told at its key", () => {
  expect(() => overview.parse("per: dy")).toThrow(
    'per: expected auto, minute, hour, day, week, found "dy" (did you mean day?)',
  );
});
