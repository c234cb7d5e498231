import { expect, test } from "vitest";
import { fleissKappa, fleissKappaOfCounts } from "../../src/analysis/fleiss-kappa.ts";
import { expectClose, goldenCases } from "./golden.ts";

test("Fleiss' kappa is that of statsmodels and irrCAC", () => {
  const cases = goldenCases<{ counts?: number[][] }, { fleissKappa?: number }>("gwet_ac");
  const found = cases.find(({ expected }) => expected.fleissKappa !== undefined);
  const rows = (found?.inputs.counts ?? []).map((row) => Float64Array.from(row));
  expectClose(fleissKappaOfCounts({ scale: [1, 2, 3, 4, 5], rows }).value, found?.expected.fleissKappa);
});

test("without variation or a second rating there is none", () => {
  expect(
    fleissKappa(
      [
        ["a", "a"],
        ["a", null],
      ],
      ["a", "b"],
    ).reason,
  ).toBe("no variation: all ratings are one label");
  expect(fleissKappa([["a"], ["b"]], ["a", "b"]).reason).toBe("no item has two ratings");
});
