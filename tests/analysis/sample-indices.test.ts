import { expect, test } from "vitest";
import { seededRandom } from "../../src/analysis/random.ts";
import { sampleIndices } from "../../src/analysis/sample-indices.ts";

test("a sample holds different indices, and every index is equally likely", () => {
  const random = seededRandom(5);
  const counts = new Float64Array(8);
  for (let run = 0; run < 8000; run++) {
    const sample = sampleIndices(8, 3, random);
    expect(new Set(sample).size).toBe(3);
    for (const index of sample) counts[index]! += 1;
  }
  for (const count of counts) expect(Math.abs(count - 3000)).toBeLessThan(200);
});

test("more than there are cannot be drawn", () => {
  expect(sampleIndices(2, 2, seededRandom(1)).sort()).toEqual([0, 1]);
  expect(() => sampleIndices(2, 3, seededRandom(1))).toThrow("size must lie from 0 to 2: 3");
});
