import { expect, test } from "vitest";
import { spearman } from "../../src/analysis/spearman.ts";
import { expectClose, goldenCases } from "./golden.ts";

interface Expected {
  readonly spearman: number | null;
  readonly spearmanP: number | null;
}

for (const { id, inputs, expected } of goldenCases<{ x: number[]; y: number[] }, Expected>("correlation"))
  test(`Spearman's correlation and its p-value are scipy's: ${id}`, () => {
    const { value, p } = spearman(inputs.x, inputs.y);
    expectClose([value, p], [expected.spearman, expected.spearmanP]);
  });

test("the interval widens with the correlation (Bonett and Wright)", () => {
  const x = Array.from({ length: 40 }, (_, item) => item);
  const y = x.map((value) => (value * 7) % 40);
  const { value, low, high } = spearman(x, y);
  const rho = value as number;
  const half = 1.959963984540054 * Math.sqrt((1 + rho ** 2 / 2) / 37);
  expectClose([low, high], [Math.tanh(Math.atanh(rho) - half), Math.tanh(Math.atanh(rho) + half)]);
});

test("only order counts, and a constant side has no correlation", () => {
  expect(spearman([1, 10, 100, 1000, 5000], [1, 2, 3, 4, 5]).value).toBe(1);
  expect(spearman([2, 2], [1, 5]).reason).toBe("no variation on the first side");
});
