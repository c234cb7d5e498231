import { expect, test } from "vitest";
import { coveredTimes } from "../../src/traces/covered-times.ts";
import { seededRandom } from "../support/random.ts";

test("children cover the union of their times, clipped to their parent, whatever their order", () => {
  const random = seededRandom(3);
  const between = (low: number, high: number) => low + Math.floor(random() * (high - low + 1));
  const size = 400;
  const parent = Int32Array.from({ length: size }, () => between(-1, 40));
  const start = Float64Array.from({ length: size }, () => between(0, 50));
  const end = Float64Array.from(start, (from) => from + between(-5, 40));
  const brute = Array.from(start, (from, span) => {
    let covered = 0;
    for (let t = from; t < (end[span] as number); t++) {
      const runs = (child: number) => (start[child] as number) <= t && (end[child] as number) > t;
      if (parent.some((above, child) => above === span && child !== span && runs(child))) covered++;
    }
    return covered;
  });
  expect([...coveredTimes(parent, start, end)]).toEqual(brute);
});

test("a child of unknown start covers its parent from the start, one of unknown end nothing", () => {
  const none = Number.NaN;
  const covered = coveredTimes(Int32Array.of(-1, 0, 0), Float64Array.of(10, none, 30), Float64Array.of(50, 15, none));
  expect([...covered]).toEqual([5, 0, 0]);
});
