import { expect, test } from "vitest";
import { percentAgreement } from "../../src/analysis/percent-agreement.ts";
import { wilsonInterval } from "../../src/analysis/proportion-interval.ts";
import { kappaCases } from "./kappa-cases.ts";

test("agreement is that of the reference, with Wilson's interval", () => {
  for (const { first, second, expected } of kappaCases)
    if (expected.percentAgreement !== undefined)
      expect(percentAgreement(first, second).value).toBeCloseTo(expected.percentAgreement, 12);
  expect(percentAgreement(["a", "b", "a"], ["a", "b", "b"])).toMatchObject({ n: 3, ...wilsonInterval(2, 3) });
});

test("items that miss a label are left out, and none at all has its reason", () => {
  expect(percentAgreement([1, null, 2], [1, 1, Number.NaN])).toMatchObject({ value: 1, n: 1 });
  expect(percentAgreement([], [])).toMatchObject({ value: null, reason: "no items with both labels" });
  expect(() => percentAgreement([1], [])).toThrow("columns must be equally long: 1 and 0");
});
