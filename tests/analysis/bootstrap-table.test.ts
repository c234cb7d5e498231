import { expect, test } from "vitest";
import { agreementOfTable, kappaOfTable } from "../../src/analysis/agreement-of-table.ts";
import { bootstrap } from "../../src/analysis/bootstrap.ts";
import { bootstrapTable } from "../../src/analysis/bootstrap-table.ts";
import { jointTable } from "../../src/analysis/joint-table.ts";
import { seededRandom } from "../../src/analysis/random.ts";
import { expectClose } from "./golden.ts";

const random = seededRandom(3);
const human = Array.from({ length: 120 }, () => random.below(3));
const judge = human.map((label) => (random.next() < 0.7 ? label : random.below(3)));
const clusters = human.map((_, item) => item >> 2);
const scale = [0, 1, 2];

for (const method of ["percentile", "bca"] as const)
  for (const [clustered, draws, off] of [
    [undefined, 3000, 0.015],
    [clusters, 300, 1e-6],
  ] as const)
    test(`draws by table are as draws by item: ${method}${clustered ? ", clustered" : ""}`, () => {
      const options = { method, clusters: clustered, draws, seed: 12 };
      const [byTable] = bootstrapTable(jointTable(judge, human, scale), [kappaOfTable("quadratic")], options);
      const byItem = bootstrap(
        120,
        (items) => {
          const labels = (all: number[]) => Array.from(items, (item) => all[item] as number);
          return kappaOfTable("quadratic")(jointTable(labels(judge), labels(human), scale).counts, 3);
        },
        options,
      );
      expectClose([byTable?.low, byTable?.high], [byItem.low, byItem.high], off);
    });

test("clusters are those of the input, also where items are left out", () => {
  const gap = [null, ...judge];
  const [kappa] = bootstrapTable(jointTable(gap, [1, ...human], scale), [agreementOfTable], {
    clusters: ["gone", ...clusters],
  });
  const [without] = bootstrapTable(jointTable(judge, human, scale), [agreementOfTable], { clusters });
  expect(kappa).toEqual(without);
});

test("progress is told, and nothing to draw from has its reason", () => {
  const shares: number[] = [];
  const table = jointTable(judge, human, scale);
  bootstrapTable(table, [agreementOfTable], { draws: 400, progress: (share) => shares.push(share) });
  expect(shares).toEqual([0.25, 0.5, 0.75, 1]);
  const reasonOf = (first: (number | null)[], second: number[]) =>
    bootstrapTable(jointTable(first, second, scale), [agreementOfTable])[0]?.reason;
  expect(reasonOf([null], [1])).toBe("no items");
  expect(reasonOf([1], [1])).toBe("no interval: a single unit cannot be resampled");
  expect(() => bootstrapTable(table, [], { draws: 0 })).toThrow("the number of draws must be positive: 0");
});
