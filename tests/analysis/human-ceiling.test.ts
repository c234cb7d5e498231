import { expect, test } from "vitest";
import { kappaOfTable } from "../../src/analysis/agreement-of-table.ts";
import { cohenKappa } from "../../src/analysis/cohen-kappa.ts";
import { humanCeiling } from "../../src/analysis/human-ceiling.ts";
import { seededRandom } from "../../src/analysis/random.ts";
import { expectClose } from "./golden.ts";

const random = seededRandom(19);
const scale = [1, 2, 3, 4, 5];
const truth = Array.from({ length: 150 }, () => 1 + random.below(5));
const rated = (right: number, gaps = 0) =>
  truth.map((label) => (random.next() < gaps ? null : random.next() < right ? label : 1 + random.below(5)));
const humans = [rated(0.8), rated(0.8), rated(0.8, 0.3)];
const judge = rated(0.5);
const statistic = kappaOfTable("quadratic");
const kappa = (one: (number | null)[], other: (number | null)[]) =>
  cohenKappa(one, other, { scale, weights: "quadratic", interval: "none" }).value as number;

test("ceiling and judge are means of the same statistic over pairs and over people", () => {
  const result = humanCeiling(judge, humans, { scale, statistic, draws: 300 });
  const [a, b, c] = humans as [(number | null)[], (number | null)[], (number | null)[]];
  const among = (kappa(a, b) + kappa(a, c) + kappa(b, c)) / 3;
  const judged = (kappa(judge, a) + kappa(judge, b) + kappa(judge, c)) / 3;
  expectClose([result.humans.value, result.judge.value, result.difference.value], [among, judged, judged - among]);
  expect(result.difference.high as number).toBeLessThan(0);
});

test("only items that the judge and two people rated count for either", () => {
  const alone = humanCeiling([...judge, 1, null], [...humans.slice(0, 2).map((labels) => [...labels, 5, 5])], {
    scale,
    statistic,
    draws: 10,
  });
  expect(alone.humans.n).toBe(151);
  const one = humanCeiling(
    [1, 2],
    [
      [1, 2],
      [null, null],
    ],
    { scale, statistic },
  );
  expect(one.judge).toMatchObject({ value: null, reason: "no item was rated by the judge and two people" });
});

test("labels that do not vary, and a rater with other items, are told", () => {
  const flat = humanCeiling(
    [3, 3],
    [
      [3, 3],
      [3, 3],
    ],
    { scale, statistic },
  );
  expect(flat.humans).toMatchObject({ value: null, n: 2, reason: "no variation among the labels" });
  expect(() => humanCeiling([1], [[1, 2]], { scale, statistic })).toThrow("2 labels for 1 items");
});
