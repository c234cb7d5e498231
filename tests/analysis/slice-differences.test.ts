import { expect, test } from "vitest";
import { seededRandom } from "../../src/analysis/random.ts";
import { sliceDifferences } from "../../src/analysis/slice-differences.ts";

const random = seededRandom(41);
const slices = Array.from({ length: 500 }, (_, item) =>
  item < 12 ? "fr" : item < 150 ? "de" : item < 300 ? "es" : "en",
);
const right = Float64Array.from(slices, (slice) => Number(random.next() < (slice === "de" ? 0.6 : 0.9)));
const share = (items: Uint32Array) => items.reduce((sum, item) => sum + (right[item] as number), 0) / items.length;

test("a slice that fails is told from the rest, corrected for the number of slices; small ones get no verdict", () => {
  const found = sliceDifferences(slices, share, { draws: 300, seed: 3 });
  expect(found.map(({ slice, estimate }) => [slice, estimate.n])).toEqual([
    ["en", 200],
    ["es", 150],
    ["de", 138],
    ["fr", 12],
  ]);
  const german = found.find(({ slice }) => slice === "de");
  expect(german?.difference as number).toBeLessThan(-0.2);
  expect(german?.adjustedP as number).toBeLessThan(1e-6);
  expect(german?.adjustedP as number).toBeGreaterThan(german?.p as number);
  expect(found.at(-1)).toMatchObject({ slice: "fr", tooSmall: true, p: null, adjustedP: null });
});

test("a single slice has no rest to differ from", () => {
  expect(sliceDifferences(["a", "a"], share, { draws: 10 })[0]).toMatchObject({ difference: null, p: null });
});
