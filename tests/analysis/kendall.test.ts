import { expect, test } from "vitest";
import { kendall } from "../../src/analysis/kendall.ts";
import { seededRandom } from "../../src/analysis/random.ts";
import { expectClose, goldenCases } from "./golden.ts";

interface Expected {
  readonly kendallTauB: number | null;
  readonly kendallTauC: number | null;
  readonly kendallP: number | null;
}

for (const { id, inputs, expected } of goldenCases<{ x: number[]; y: number[] }, Expected>("correlation"))
  test(`Kendall's τ-b, τ-c and p-value are scipy's: ${id}`, () => {
    const { value, tauC, p } = kendall(inputs.x, inputs.y);
    expectClose([value, tauC, p], [expected.kendallTauB, expected.kendallTauC, expected.kendallP]);
  });

test("the fast count agrees with looking at every pair, ties and all", () => {
  const random = seededRandom(13);
  for (let run = 0; run < 30; run++) {
    const x = Array.from({ length: 2 + random.below(60) }, () => random.below(6));
    const y = x.map((value) => value + random.below(4));
    let [excess, left, right] = [0, 0, 0];
    for (let i = 0; i < x.length; i++)
      for (let j = 0; j < i; j++) {
        const [dx, dy] = [(x[i] as number) - (x[j] as number), (y[i] as number) - (y[j] as number)];
        excess += Math.sign(dx * dy);
        left += Math.abs(Math.sign(dx));
        right += Math.abs(Math.sign(dy));
      }
    expectClose(kendall(x, y).value, left && right ? excess / Math.sqrt(left * right) : null);
  }
});

test("a constant side has no correlation", () => {
  const { value, tauC, reason } = kendall([1, 2, 3], [1, 1, 1]);
  expect([value, tauC, reason]).toEqual([null, null, "no variation on the second side"]);
});
