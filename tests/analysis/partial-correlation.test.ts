import { expect, test } from "vitest";
import { leastSquares } from "../../src/analysis/least-squares.ts";
import { partialCorrelation } from "../../src/analysis/partial-correlation.ts";
import { pearson } from "../../src/analysis/pearson.ts";
import { expectClose, goldenCases } from "./golden.ts";

interface Inputs {
  readonly judge: number[];
  readonly length: number[];
  readonly human: number[];
}

interface Expected {
  readonly rawPearson: number;
  readonly partialPearson: number;
  readonly partialPearsonP: number;
  readonly partialSpearman: number;
  readonly partialSpearmanP: number;
  readonly ols_judge_on_human_and_length_per_100: {
    readonly coef: number[];
    readonly se: number[];
    readonly p: number[];
  };
}

for (const { id, inputs, expected } of goldenCases<Inputs, Expected>("partial_correlation"))
  test(`partial correlations and the regression are those of statsmodels: ${id}`, () => {
    const { judge, length, human } = inputs;
    expectClose(pearson(judge, length).value, expected.rawPearson);
    const plain = partialCorrelation(judge, length, [human]);
    expectClose([plain.value, plain.p], [expected.partialPearson, expected.partialPearsonP]);
    const ranked = partialCorrelation(judge, length, [human], { ranks: true });
    expectClose([ranked.value, ranked.p], [expected.partialSpearman, expected.partialSpearmanP]);
    const hundreds = length.map((words) => words / 100);
    const { coefficients } = leastSquares(judge, [human, hundreds], { errors: "classical" });
    const { coef, se, p } = expected.ols_judge_on_human_and_length_per_100;
    expectClose(
      coefficients.map(({ value }) => value),
      coef,
    );
    expectClose(
      coefficients.map(({ standardError }) => standardError),
      se,
    );
    expectClose(
      coefficients.map((coefficient) => coefficient.p),
      p,
    );
  });

test("what the controls explain wholly, or too few items, have no partial correlation", () => {
  const human = [1, 2, 3, 4, 5, 6];
  const reason = (judge: number[]) => partialCorrelation(judge, [5, 3, 6, 1, 2, 4], [human]).reason;
  expect(reason(human.map((score) => 2 * score - 1))).toBe("the first side does not vary beyond the controls");
  expect(partialCorrelation([1, 2, 3], [3, 1, 2], [[1, 5, 2]]).reason).toBe("too few items for a partial correlation");
  expect(partialCorrelation([1, 3, 2, 4, 6, 5], human, [[1, 1, 1, 1, 1, 1]]).reason).toBe(
    "the predictors depend on each other",
  );
});
