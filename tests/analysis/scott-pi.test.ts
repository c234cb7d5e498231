import { expect, test } from "vitest";
import { scottPi } from "../../src/analysis/scott-pi.ts";
import { expectClose } from "./golden.ts";
import { fullKappaCases } from "./kappa-cases.ts";

for (const { id, first, second, scale, expected } of fullKappaCases)
  test(`Scott's pi is that of the reference: ${id}`, () => {
    const pi = scottPi(first, second, scale, { draws: 100 });
    expectClose(pi.value, expected.scottPi);
    expect(pi.low as number).toBeLessThanOrEqual(expected.scottPi);
  });

test("one label throughout has no pi", () => {
  expect(scottPi([1, 1], [1, 1], [0, 1]).reason).toBe("no variation: both raters give one and the same label");
  expect(scottPi([null], [1], [0, 1]).reason).toBe("no items");
});
