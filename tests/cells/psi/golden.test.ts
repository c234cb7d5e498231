import { expect, test } from "vitest";
import { ksTest } from "../../../src/analysis/ks.ts";
import { psi as psiOf } from "../../../src/analysis/psi.ts";
import { numericBins } from "../../../src/analysis/psi-bins.ts";
import { seededRandom } from "../../../src/analysis/random.ts";
import { wasserstein } from "../../../src/analysis/wasserstein.ts";
import { psi } from "../../../src/cells/psi/index.tsx";
import type { PsiRow } from "../../../src/cells/psi/result.ts";
import { literal } from "../../../src/engine/sql.ts";
import { createStore } from "../../../src/notebook/store.ts";
import { expectClose, goldenCases } from "../../analysis/golden.ts";
import { evaluateCell } from "../../support/cell.ts";
import { testStore } from "../../support/engine.ts";

const engine = testStore();
type Maybe = number | null;

/** The cell's row for two samples of numbers, by way of the engine. */
async function compared(reference: readonly Maybe[], current: readonly Maybe[], source = ""): Promise<PsiRow> {
  const db = await engine();
  await createStore(db);
  const values = [...reference.map((v) => [1, v] as const), ...current.map((v) => [2, v] as const)];
  await db.query("CREATE OR REPLACE TABLE samples (side INTEGER, x DOUBLE)");
  for (let at = 0; at < values.length; at += 5000) {
    const rows = values.slice(at, at + 5000).map(([side, v]) => `(${side}, ${v === null ? "NULL" : `'${v}'::DOUBLE`})`);
    await db.query(`INSERT INTO samples VALUES ${rows.join(", ")}`);
  }
  const text = `table: samples\ncolumns: x\nfew_values: 0\nreference: side = 1\nmin_count: 2\n${source}`;
  const { rows } = await evaluateCell(psi, text, { engine: db });
  return rows[0] as PsiRow;
}

interface Samples {
  readonly reference: readonly Maybe[];
  readonly current: readonly Maybe[];
}

interface Counted {
  readonly psi: number;
  readonly interiorEdges: readonly number[];
  readonly refCounts: readonly number[];
  readonly curCounts: readonly number[];
  readonly criticalValue95: number;
}

const numeric = goldenCases<Samples, Counted>("psi_numeric").filter(({ id }) => !id.startsWith("WRONG"));

// Where fewer bins than ten are carried, the golden case's own edges are given as frozen ones.
function kept({ interiorEdges, refCounts }: Counted, { reference }: Samples): string {
  const counts = refCounts.slice(0, interiorEdges.length + 1);
  const missing = reference.filter((value) => value === null).length;
  return `frozen: ${JSON.stringify({ x: { edges: interiorEdges, counts, missing } })}\n`;
}

test.each(numeric)("PSI of the golden case $id comes out of the engine", async ({ inputs, expected }) => {
  const isReduced = inputs.current.filter((value) => value !== null).length < 100;
  const row = await compared(inputs.reference, inputs.current, isReduced ? kept(expected, inputs) : "");
  expectClose(row.edges, expected.interiorEdges);
  expect(row.bins.map((bin) => bin.reference)).toEqual(expected.refCounts);
  expect(row.bins.map((bin) => bin.current)).toEqual(expected.curCounts);
  expect(row.psi).toBeCloseTo(expected.psi, 9);
  expect(row.critical).toBeCloseTo(expected.criticalValue95, 9);
});

interface Pair {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

const ksCases = goldenCases<Pair, { readonly statistic: number }>("ks_2samp");

test.each(ksCases)("Kolmogorov–Smirnov of the golden case $id", async ({ inputs: { x, y }, expected }) => {
  const { ks } = await compared(x, y);
  expect(ks?.value).toBeCloseTo(expected.statistic, 9);
  expect(ks?.atMost).toBe(ks?.value);
  expect(ks?.p).toBeCloseTo(ksTest(x, y).p as number, 12);
});

const distances = goldenCases<Pair, { readonly w1: number; readonly w1NormedByRefStdPop: number }>(
  "wasserstein_energy_1d",
);

test.each(distances)("Wasserstein of the golden case $id", async ({ inputs: { x, y }, expected }) => {
  const { wasserstein: found } = await compared(x, y);
  expect(found?.value).toBeCloseTo(expected.w1, 9);
  expect(found?.inSd).toBeCloseTo(expected.w1NormedByRefStdPop, 9);
});

const random = seededRandom(5);
const many = (n: number, draw: () => number) => Array.from({ length: n }, draw);
const shapes = {
  normal: [many(6000, () => random.normal()), many(5000, () => random.normal() + 0.1)],
  "heavy tail": [
    many(6000, () => Math.exp(3 * random.normal())),
    many(5000, () => Math.exp(3 * random.normal()) * 1.2),
  ],
  "one outlier": [[...many(6000, () => random.normal()), 1e12], many(5000, () => random.normal() * 1.3)],
  "far apart": [many(6000, () => random.normal() - 1e6), many(5000, () => random.normal() + 1e6)],
  "half at zero": [
    many(6000, () => Math.max(0, random.normal())),
    many(5000, () => Math.max(0, random.normal() + 0.1)),
  ],
  "ends of the range": [many(6000, () => random.normal() * 1e307), many(5000, () => random.normal() * 1.5e307)],
  "least numbers": [many(6000, () => Math.round(random.normal() * 9) * 5e-324), many(5000, () => 5e-324)],
} as const;

test.each(Object.entries(shapes))(
  "many numbers are counted in cells with an error that is told: %s",
  async (_, [before, after]) => {
    const row = await compared(before, after);
    const [exactKs, exactDistance] = [ksTest(before, after), wasserstein(before, after)];
    const error = 1e-9 + (row.ks?.atMost as number) - (row.ks?.value as number);
    expect(error).toBeLessThan(0.011);
    expect(exactKs.statistic).toBeGreaterThanOrEqual((row.ks?.value as number) - 1e-12);
    expect(exactKs.statistic).toBeLessThanOrEqual((row.ks?.atMost as number) + 1e-12);
    if (exactDistance.value !== null && Number.isFinite(exactDistance.value) && row.wasserstein?.value != null) {
      expect(row.wasserstein.value).toBeLessThanOrEqual(exactDistance.value * (1 + 1e-9));
      expect(row.wasserstein.atMost).toBeGreaterThanOrEqual(exactDistance.value * (1 - 1e-9));
      expect(row.wasserstein.value).toBeGreaterThanOrEqual(exactDistance.value * 0.98);
      expectClose(row.wasserstein.inSd, exactDistance.inReferenceSd, 0.02 * (exactDistance.inReferenceSd ?? 0));
    }
    const given = psiOf(numericBins(before, after, [...(row.edges ?? [])]));
    expect(row.bins.map((bin) => [bin.reference, bin.current])).toEqual(
      given.bins.map((bin) => [bin.reference, bin.current]),
    );
    expect(row.psi).toBeCloseTo(given.value as number, 12);
  },
);

/** The cell's row for two lists of counts; a null among the names is a missing value. */
async function comparedCounts(
  names: readonly (string | null)[],
  reference: readonly number[],
  current: readonly number[],
): Promise<PsiRow> {
  const db = await engine();
  await createStore(db);
  const counted = names.flatMap((name, at) => [
    `(1, ${literal(name)}, ${reference[at]})`,
    `(2, ${literal(name)}, ${current[at]})`,
  ]);
  await db.query(`CREATE OR REPLACE TABLE counted AS SELECT side, c FROM
    (SELECT side, c::VARCHAR AS c, unnest(range(n)) FROM (VALUES ${counted.join(", ")}) v(side, c, n))`);
  const text = "table: counted\ncolumns: c\nreference: side = 1\nmin_count: 2\n";
  return (await evaluateCell(psi, text, { engine: db })).rows[0] as PsiRow;
}

interface CategoryCase {
  readonly referenceCounts?: readonly number[];
  readonly currentCounts?: readonly number[];
  readonly reference?: Readonly<Record<string, number>>;
  readonly current?: Readonly<Record<string, number>>;
}

const categorical = goldenCases<CategoryCase, { readonly psi: number; readonly criticalValue95: number }>(
  "psi_categorical",
);

test.each(categorical)("PSI of the golden categories $id", async ({ inputs, expected }) => {
  const { referenceCounts, currentCounts, reference = {}, current = {} } = inputs;
  const names = referenceCounts ? referenceCounts.map((_, at) => `c${at}`) : Object.keys({ ...reference, ...current });
  const row = await comparedCounts(
    names.map((name) => (name === "__missing__" ? null : name)),
    referenceCounts ?? names.map((name) => reference[name] ?? 0),
    currentCounts ?? names.map((name) => current[name] ?? 0),
  );
  expectClose(row.psi, expected.psi);
  expectClose(row.critical, expected.criticalValue95);
});

const tables = goldenCases<
  { readonly table?: readonly (readonly number[])[] },
  { readonly cramersV: number; readonly p: number }
>("chi_square").filter(({ id, inputs }) => inputs.table !== undefined && id !== "sparse");

test.each(tables)(
  "Cramér's V of the golden table $id, and p where chi-square may tell it",
  async ({ inputs, expected }) => {
    const [reference = [], current = []] = inputs.table ?? [];
    const names = reference.map((_, at) => `c${at}`);
    const { test: found } = await comparedCounts(names, reference, current);
    expectClose(found.cramersV, expected.cramersV);
    if (found.method === "chi-square") expectClose(found.p, expected.p);
  },
);

interface Shares {
  readonly p: readonly number[];
  readonly q: readonly number[];
}

const distancesOfShares = goldenCases<Shares, { readonly jsDistanceBase2: number }>("jensen_shannon");

test.each(distancesOfShares)("Jensen–Shannon of the golden case $id", async ({ inputs: { p, q }, expected }) => {
  const counts = (shares: readonly number[]) => shares.map((share) => Math.round(share * 100));
  const row = await comparedCounts(
    p.map((_, at) => `c${at}`),
    counts(p),
    counts(q),
  );
  expectClose(row.jensenShannon, expected.jsDistanceBase2);
});
