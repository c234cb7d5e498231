import { expect, test } from "vitest";
import { latency } from "../../../src/cells/latency/index.tsx";
import { setCohorts } from "../../../src/notebook/store.ts";
import { evaluateCell } from "../../support/cell.ts";
import { testStore } from "../../support/engine.ts";
import { nativeRows } from "../../support/native.ts";
import { seededRandom } from "../../support/random.ts";
import { type SomeSpan, storeOf } from "../../support/spans.ts";

const engine = testStore();
const first = BigInt(Date.UTC(2026, 3, 1)) * 1_000_000n;
const hour = 3_600_000_000_000n;

/** Flat traces of one to nine spans over two days, with odd durations to the nanosecond. */
function seededSpans(traces: number): SomeSpan[] {
  const random = seededRandom(11);
  return Array.from({ length: traces }, (_, trace) => {
    const start = first + hour * BigInt(Math.floor(random() * 48));
    return Array.from({ length: 1 + Math.floor(random() * 9) }, (_, index): SomeSpan => {
      const open = random() < 0.02;
      return {
        trace_id: `t${trace}`,
        span_id: `t${trace}-${index}`,
        name: `step ${Math.floor(random() * 5)}`,
        kind: "TOOL",
        start_ns: start,
        end_ns: open ? null : start + BigInt(Math.floor(random() ** 3 * 9e10)),
        status: random() < 0.1 ? "ERROR" : "OK",
      };
    });
  }).flat();
}

const valuesOf = (spans: readonly SomeSpan[]) =>
  spans.map(
    (span) =>
      `('${span.trace_id}', '${span.name}', ${span.start_ns}::BIGINT, ${span.end_ns ?? "NULL"}::BIGINT, '${span.status}')`,
  );

test("quantiles, sums, counts and shares are those of native DuckDB", async () => {
  const spans = seededSpans(900);
  const db = await engine();
  await storeOf(db, spans);
  await setCohorts(db, {
    reference: { from: "2026-04-01", to: "2026-04-01" },
    current: { from: "2026-04-02", to: "2026-04-02" },
  });
  const { steps } = await evaluateCell(latency, "sort: name\nquantile: p90", { engine: db });
  const expected = await nativeRows([
    `CREATE TABLE s AS SELECT * FROM (VALUES ${valuesOf(spans).join(", ")}) v(trace_id, name, start_ns, end_ns, status)`,
    `SELECT name, start_ns < ${first + 24n * hour} AS early, count(*)::INTEGER AS spans, count(end_ns)::INTEGER AS timed,
       count(*) FILTER (status = 'ERROR')::INTEGER AS errors,
       quantile_cont((end_ns - start_ns) / 1e6, 0.5) AS p50, quantile_cont((end_ns - start_ns) / 1e6, 0.9) AS chosen,
       quantile_cont((end_ns - start_ns) / 1e6, 0.95) AS p95, quantile_cont((end_ns - start_ns) / 1e6, 0.99) AS p99,
       sum(end_ns - start_ns) / 1e6 AS total,
       total / any_value(w.wall) AS share
     FROM s JOIN (SELECT start_ns < ${first + 24n * hour} AS early, sum(wall) / 1e6 AS wall FROM
         (SELECT trace_id, min(start_ns) AS start_ns, max(coalesce(end_ns, start_ns)) - min(start_ns) AS wall FROM s GROUP BY trace_id)
         GROUP BY early) w ON w.early = (start_ns < ${first + 24n * hour})
     GROUP BY name, start_ns < ${first + 24n * hour} ORDER BY name, early DESC`,
  ]);
  const found = steps.flatMap((step) => [step.sides.reference, step.sides.current]);
  expect(found).toHaveLength(10);
  for (const [index, row] of expected.entries()) {
    const figures = found[index];
    expect(figures).toMatchObject({ spans: row.spans, timed: row.timed, errors: row.errors });
    for (const key of ["p50", "chosen", "p95", "p99", "total", "share"] as const)
      expect(Math.abs((figures?.[key] ?? 0) / Number(row[key]) - 1)).toBeLessThan(1e-12);
  }
});

test("every interval holds its quantile, and lies between the neighbours that the binomial allows", async () => {
  const db = await engine();
  await storeOf(db, seededSpans(900));
  const { steps } = await evaluateCell(latency, "quantile: p75", { engine: db });
  for (const { sides } of steps) {
    const { interval, chosen, p50, p99 } = sides.all ?? {};
    expect(interval?.low).toBeLessThan(chosen ?? 0);
    expect(interval?.high).toBeGreaterThan(chosen ?? 0);
    expect(interval?.low).toBeGreaterThan(p50 ?? 0);
    expect(interval?.high).toBeLessThan(p99 ?? 0);
  }
});

test("of common steps a part of the traces is enough to tell how far calls repeat each other", async () => {
  const db = await engine();
  await storeOf(db, []);
  // 24,000 calls, eight to a trace, all eight alike: worth 3,000 calls, whose median's ranks are 1,447 and 1,554.
  await db.query(`INSERT INTO store.spans BY NAME SELECT 't' || (i // 8) AS trace_id, 's' || i AS span_id, 'call' AS name,
    ${first} AS start_ns, ${first} AS trace_start_ns, ${first} + (i // 8) * 1000000 AS end_ns, 0 AS self_ns
    FROM range(24000) r(i)`);
  const { steps } = await evaluateCell(latency, "quantile: p50", { engine: db });
  const { low, high } = steps[0]?.sides.all?.interval ?? { low: 0, high: 0 };
  expect(low).toBeGreaterThan(1380);
  expect(low).toBeLessThan(1460);
  expect(high).toBeGreaterThan(1540);
  expect(high).toBeLessThan(1620);
});
