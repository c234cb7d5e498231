import { expect, test } from "vitest";
import { alternativeAnnotatorTest } from "../../src/analysis/alternative-annotator.ts";
import { seededRandom } from "../../src/analysis/random.ts";
import { expectClose, goldenCases } from "./golden.ts";

interface Inputs {
  readonly humans: Record<string, Record<string, number>>;
  readonly llm: Record<string, number>;
  readonly epsilon: number;
}

interface Expected {
  readonly pValues: number[];
  readonly advantageProbs: number[];
  readonly winningRate: number;
  readonly advantageProbability: number;
}

for (const { id, inputs, expected } of goldenCases<Inputs, Expected>("alt_test"))
  test(`the test is that of its authors: ${id}`, () => {
    const items = Object.keys(inputs.llm);
    const column = (labels: Record<string, number>) => items.map((item) => labels[item]);
    const result = alternativeAnnotatorTest(column(inputs.llm), Object.values(inputs.humans).map(column), {
      epsilon: inputs.epsilon,
    });
    expectClose(
      result.humans.map(({ p }) => p),
      expected.pValues,
    );
    expectClose(
      result.humans.map(({ judgeAdvantage }) => judgeAdvantage),
      expected.advantageProbs,
    );
    expectClose([result.winningRate.value, result.advantage], [expected.winningRate, expected.advantageProbability]);
    expect(result.passes).toBe(expected.winningRate >= 0.5);
  });

test("distances of numbers reward a judge that is near, and refuse texts", () => {
  const random = seededRandom(3);
  const truth = Array.from({ length: 80 }, () => 50 + 20 * random.normal());
  const noisy = (spread: number) => truth.map((value) => value + spread * random.normal());
  const humans = [noisy(5), noisy(5), noisy(5)];
  const near = alternativeAnnotatorTest(noisy(2), humans, { scoring: "distance" });
  const far = alternativeAnnotatorTest(noisy(40), humans, { scoring: "distance" });
  expect([near.passes, far.passes]).toEqual([true, false]);
  expect(() => alternativeAnnotatorTest(["a"], [["a"], ["a"]], { scoring: "distance" })).toThrow(
    "distances need numbers: a",
  );
});

test("too few humans, too few items and a constant difference are said", () => {
  const alone = alternativeAnnotatorTest([1, 2], [[1, 2]]);
  expect([alone.passes, alone.winningRate.reason]).toEqual([null, "fewer than two humans who rated items in common"]);
  const two = alternativeAnnotatorTest(
    [1, 2, 1],
    [
      [1, 2, 1],
      [1, 2, 1],
    ],
  );
  expect(two.warnings).toEqual([
    "only two humans: three are better",
    "fewer than 30 items for a human",
    "a difference that is the same on all items",
  ]);
  expect(two.humans[0]).toMatchObject({ p: 0, constant: true, judgeWins: true });
  expect(() => alternativeAnnotatorTest([1], [[1, 2]])).toThrow("2 labels for 1 items");
});
