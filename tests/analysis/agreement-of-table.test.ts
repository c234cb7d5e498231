import { expect, test } from "vitest";
import {
  ac1OfTable,
  ac2OfTable,
  agreementOfTable,
  alphaOfTable,
  brennanPredigerOfTable,
  kappaOfTable,
  scottPiOfTable,
} from "../../src/analysis/agreement-of-table.ts";
import { gwetAC } from "../../src/analysis/gwet-ac.ts";
import { jointTable } from "../../src/analysis/joint-table.ts";
import { krippendorffAlpha } from "../../src/analysis/krippendorff-alpha.ts";
import { expectClose } from "./golden.ts";
import { fullKappaCases } from "./kappa-cases.ts";

for (const { id, first, second, scale, expected } of fullKappaCases)
  test(`statistics of a joint table are those of the reference: ${id}`, () => {
    const { counts } = jointTable(first, second, scale);
    const size = scale.length;
    expectClose(agreementOfTable(counts, size), expected.percentAgreement);
    expectClose(kappaOfTable("none")(counts, size), expected.unweighted);
    expectClose(scottPiOfTable(counts, size), expected.scottPi);
    expectClose(ac1OfTable(counts, size), expected.gwetAC1);
    expectClose(brennanPredigerOfTable(counts, size), expected.brennanPrediger);
    const confusion = Array.from({ length: size }, (_, row) => [...counts.slice(row * size, (row + 1) * size)]);
    expect(confusion).toEqual(expected.confusion);
  });

test("AC2 and alpha of a table are those of the ratings it was made from", () => {
  const first = [1, 2, 3, 1, 5, 1, 4, 5, 2, 3, 1, 4];
  const second = [1, 2, 2, 1, 5, 2, 4, 5, 4, 3, 3, 4];
  const scale = [1, 2, 3, 4, 5];
  const { counts } = jointTable(first, second, scale);
  const ratings = first.map((label, item) => [label, second[item] as number]);
  for (const weights of ["linear", "quadratic"] as const)
    expectClose(ac2OfTable(scale, weights)(counts, 5), gwetAC(ratings, { scale, weights }).value);
  for (const metric of ["nominal", "ordinal", "interval", "ratio"] as const)
    expectClose(alphaOfTable(metric, scale)(counts, 5), krippendorffAlpha(ratings, { metric, interval: "none" }).value);
});

test("what does not vary is NaN", () => {
  const constant = Float64Array.of(4, 0, 0, 0);
  for (const statistic of [kappaOfTable("none"), scottPiOfTable, alphaOfTable("nominal", [0, 1])])
    expect(statistic(constant, 2)).toBeNaN();
});
