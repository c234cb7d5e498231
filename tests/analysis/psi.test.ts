import { expect, test } from "vitest";
import { type BinPair, psi, psiBand } from "../../src/analysis/psi.ts";
import { binCounts, binLabels, binOf, carriedBins, numericBins, quantileEdges } from "../../src/analysis/psi-bins.ts";
import { categoryBins } from "../../src/analysis/psi-categories.ts";
import { expectClose, goldenCases } from "./golden.ts";

interface NumericInputs {
  readonly reference: (number | null)[];
  readonly current: (number | null)[];
  readonly nBins: number;
  readonly eps: number;
}

type NumericExpected = Readonly<Record<string, number & number[]>>;

for (const { id, inputs, expected } of goldenCases<NumericInputs, NumericExpected>("psi_numeric"))
  test(`PSI of numbers has the golden values: ${id}`, () => {
    const edges = quantileEdges(inputs.reference, inputs.nBins);
    const result = psi(numericBins(inputs.reference, inputs.current, edges), { floor: inputs.eps });
    if (expected.psiReferenceQuantileEdges !== undefined) {
      expectClose(result.value, expected.psiReferenceQuantileEdges);
      return;
    }
    expectClose(edges, expected.interiorEdges);
    expectClose(
      result.bins.map(({ reference }) => reference),
      expected.refCounts,
    );
    expectClose(
      result.bins.map(({ current }) => current),
      expected.curCounts,
    );
    expectClose(
      result.bins.map(({ referenceShare }) => referenceShare),
      expected.refProps,
    );
    expectClose(
      result.bins.map(({ currentShare }) => currentShare),
      expected.curProps,
    );
    expectClose(
      result.bins.map(({ contribution }) => contribution),
      expected.contributions,
    );
    expectClose(result.value, expected.psi);
    expect(result.bins.length).toBe(expected.bins);
    expect(result.df).toBe(expected.chi2ApproxDf);
    expectClose((result.value ?? 0) / (1 / result.referenceRows + 1 / result.currentRows), expected.chi2ApproxStat);
    expectClose(result.p, expected.chi2ApproxP);
    expectClose(result.critical, expected.criticalValue95);
  });

interface CategoryInputs {
  readonly referenceCounts?: number[];
  readonly currentCounts?: number[];
  readonly reference?: Record<string, number>;
  readonly current?: Record<string, number>;
  readonly order?: string[];
  readonly eps: number;
}

function categoryPairs({
  referenceCounts,
  currentCounts,
  reference = {},
  current = {},
  order,
}: CategoryInputs): BinPair[] {
  if (order) {
    const { bins } = categoryBins(reference, current);
    return order.map((name) => bins.find(({ category }) => category === name) ?? { reference: 0, current: 0 });
  }
  return (referenceCounts ?? []).map((count, place) => ({ reference: count, current: currentCounts?.[place] ?? 0 }));
}

type CategoryExpected = Readonly<Record<string, number & number[]>>;

for (const { id, inputs, expected } of goldenCases<CategoryInputs, CategoryExpected>("psi_categorical"))
  test(`PSI of categories has the golden values: ${id}`, () => {
    const result = psi(categoryPairs(inputs), { floor: inputs.eps });
    expectClose(
      result.bins.map(({ contribution }) => contribution),
      expected.contributions,
    );
    expectClose(result.value, expected.psi);
    expectClose((result.value ?? 0) / (1 / result.referenceRows + 1 / result.currentRows), expected.chi2ApproxStat);
    expect(result.df).toBe(expected.df);
    expectClose(result.p, expected.p);
    expectClose(result.critical, expected.criticalValue95);
  });

test("half a row added to each bin keeps an empty one from ruling the index", () => {
  const pairs = [
    { reference: 50, current: 0 },
    { reference: 50, current: 100 },
  ];
  const jeffreys = psi(pairs, { floor: "jeffreys" });
  const share = (count: number) => (count + 0.5) / 101;
  const term = (p: number, q: number) => (q - p) * Math.log(q / p);
  expectClose(jeffreys.value, term(share(50), share(0)) + term(share(50), share(100)));
  expect(jeffreys.value).toBeLessThan(psi(pairs).value ?? 0);
});

test("an index that cannot be told is null with a reason", () => {
  expect(psi([{ reference: 0, current: 3 }])).toMatchObject({ value: null, p: null, reason: "no reference rows" });
  expect(psi([{ reference: 3, current: 0 }])).toMatchObject({ value: null, critical: null, reason: "no current rows" });
  expect(psi(numericBins([7, 7, 7], [7, 7])).reason).toBe("all rows are in one bin");
  expect(psi(numericBins([], [])).reason).toBe("no reference rows");
  expect(psi(numericBins([null, Number.NaN], [null])).reason).toBe("all rows are in one bin");
  expect(() => psi([{ reference: -1, current: 1 }])).toThrow("counts cannot be negative: -1, 1");
});

test("numbers that were never seen, infinite ones too, fall into the outer bins and missing ones into their own", () => {
  const edges = quantileEdges([1, 2, 3, 4, 5, Number.POSITIVE_INFINITY], 2);
  expect(edges).toEqual([3]);
  expect(binCounts(edges, [-99, 3, Number.POSITIVE_INFINITY, null, Number.NaN, Number.NEGATIVE_INFINITY])).toEqual({
    counts: [2, 2],
    missing: 2,
  });
  expect(numericBins([1, 2], [1, 2, null]).at(-1)).toEqual({ reference: 0, current: 1 });
});

test("a bin holds its lower edge and not its upper one", () => {
  expect([1.9, 2, 4.9, 5, 9].map((value) => binOf([2, 5], value))).toEqual([0, 1, 1, 2, 2]);
  expect(binLabels([2, 5])).toEqual(["below 2", "2 to below 5", "5 and above"]);
  expect(binLabels([])).toEqual(["all values"]);
  expect(binLabels(quantileEdges([7, 7, 7]))).toEqual(["below 7", "7", "above 7"]);
  expect(numericBins([-7, -7, -7], [-8, -7, -6.99, -6.99]).map(({ current }) => current)).toEqual([1, 1, 2]);
});

test("bins become fewer until each expects ten rows of the smaller sample", () => {
  expect(carriedBins(100_000, 5000)).toBe(10);
  expect(carriedBins(100_000, 64)).toBe(6);
  expect(carriedBins(12, 9000)).toBe(2);
  expect(psi(numericBins(numbers(64), numbers(1000))).bins.length).toBe(6);
});

test("the words for an index follow its size alone", () => {
  expect([0.05, 0.1, 0.19, 0.2, 3].map(psiBand)).toEqual([
    "below 0.1",
    "0.1 to 0.2",
    "0.1 to 0.2",
    "0.2 and above",
    "0.2 and above",
  ]);
});

test("new and vanished categories are named, and the reference says which stand alone", () => {
  const { bins, appeared, vanished, categories } = categoryBins(
    { en: 50, fr: 30, de: 5, it: 2 },
    { en: 9, zh: 90, it: 1 },
    2,
  );
  expect(bins).toEqual([
    { category: "en", kind: "both", reference: 50, current: 9 },
    { category: "fr", kind: "vanished", reference: 30, current: 0 },
    { category: null, kind: "other", reference: 7, current: 91 },
  ]);
  expect({ appeared, vanished, categories }).toEqual({ appeared: ["zh"], vanished: ["fr", "de"], categories: 5 });
});

test("new categories stand alone while the reference has no others, and only so many", () => {
  const current = Object.fromEntries(Array.from({ length: 10_000 }, (_, place) => [`new ${place}`, 1]));
  const { bins, appeared } = categoryBins({ en: 5 }, { ...current, zh: 8 }, 3);
  expect(bins.map(({ category, kind, current }) => [category, kind, current])).toEqual([
    ["en", "vanished", 0],
    ["zh", "new", 8],
    ["new 0", "new", 1],
    ["new 1", "new", 1],
    [null, "other", 9998],
  ]);
  expect(appeared.length).toBe(10_001);
  expect(categoryBins(new Map([["__proto__", 2]]), {}).bins[0]?.category).toBe("__proto__");
});

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, place) => Math.sin(place));
}
