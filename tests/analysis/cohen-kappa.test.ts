import { expect, test } from "vitest";
import { cohenKappa } from "../../src/analysis/cohen-kappa.ts";
import { seededRandom } from "../../src/analysis/random.ts";
import { expectClose } from "./golden.ts";
import { fullKappaCases, kappaCases } from "./kappa-cases.ts";

for (const { id, first, second, scale, expected } of fullKappaCases)
  test(`kappa, its standard errors and its largest value are those of scikit-learn and statsmodels: ${id}`, () => {
    const plain = cohenKappa(first, second, { scale, interval: "asymptotic" });
    expectClose(plain.value, expected.unweighted);
    expectClose([plain.standardError, plain.standardErrorNull], [expected.sm_std_kappa, expected.sm_std_kappa0]);
    expectClose([plain.low, plain.high], expected.sm_ci95);
    expectClose([plain.agreement, plain.maximum], [expected.percentAgreement, expected.maxKappa]);
    for (const weights of ["linear", "quadratic"] as const)
      expectClose(cohenKappa(first, second, { scale, weights, interval: "none" }).value, expected[weights]);
  });

test("the whole scale counts, also labels that nobody used", () => {
  const cases = kappaCases.filter(({ expected }) => expected.linear_fullLabels ?? expected.quadratic_full);
  expect(cases.length).toBe(2);
  for (const { first, second, scale, inferred, expected } of cases) {
    const kappa = (weights: "linear" | "quadratic", labels = scale) =>
      cohenKappa(first, second, { scale: labels, weights, interval: "none" }).value;
    if (expected.linear_fullLabels) expectClose(kappa("linear"), expected.linear_fullLabels);
    if (expected.quadratic_full) expectClose(kappa("quadratic"), expected.quadratic_full);
    if (expected.quadratic_inferred) expectClose(kappa("quadratic", inferred), expected.quadratic_inferred);
  }
});

test("one constant rater gives 0 and is named; two constant ones give null and the reason", () => {
  const scale = [0, 1];
  const one = cohenKappa([1, 1, 1, 1], [1, 0, 1, 0], { scale });
  expect([one.value, one.constant, one.agreement]).toEqual([0, "first", 0.5]);
  expect(cohenKappa([1, 0, 1, 0], [1, 1, 1, 1], { scale }).constant).toBe("second");
  const both = cohenKappa([1, 1, 1], [1, 1, 1], { scale });
  expect([both.value, both.agreement, both.constant]).toEqual([null, 1, "both"]);
  expect(both.reason).toBe("no variation: both raters give one and the same label");
  expect(cohenKappa([null], [1], { scale }).reason).toBe("no items with both labels");
});

test("perfect agreement has no interval of width zero", () => {
  const { value, low, reason } = cohenKappa([1, 0, 1, 0, 1, 0], [1, 0, 1, 0, 1, 0], { scale: [0, 1] });
  expect([value, low, reason]).toEqual([1, null, "no interval: all bootstrap draws are equal"]);
});

test("intervals by resampling and by the standard error agree for many items, and the seed decides the former", () => {
  const random = seededRandom(21);
  const human = Array.from({ length: 800 }, () => 1 + random.below(5));
  const judge = human.map((score) => (random.next() < 0.6 ? score : 1 + random.below(5)));
  const scale = [1, 2, 3, 4, 5];
  const asymptotic = cohenKappa(judge, human, { scale, weights: "quadratic", interval: "asymptotic" });
  const drawn = cohenKappa(judge, human, { scale, weights: "quadratic", seed: 5 });
  expect(Math.abs((drawn.low as number) - (asymptotic.low as number))).toBeLessThan(0.012);
  expect(Math.abs((drawn.high as number) - (asymptotic.high as number))).toBeLessThan(0.012);
  expect(cohenKappa(judge, human, { scale, weights: "quadratic", seed: 5 })).toEqual(drawn);
  expect(cohenKappa(judge, human, { scale, weights: "quadratic", seed: 6 }).low).not.toBe(drawn.low);
});
