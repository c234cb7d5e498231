import { expect, test } from "vitest";
import {
  chooseGrid,
  edgeAfter,
  edgeBefore,
  gridEnd,
  nearestEdge,
  sizeText,
  timeTicks,
} from "../../../renderer/shell/time-buckets.ts";
import { seededRandom } from "../../support/random.ts";

const at = (text: string) => Date.parse(`${text}Z`);
const hour = 3_600_000;
const day = 24 * hour;

test("four weeks are counted in days and a day in half hours", () => {
  const weeks = chooseGrid(at("2026-04-01T06:00"), at("2026-04-28T17:00"), 50);
  expect(weeks).toEqual({ start: at("2026-04-01T00:00"), size: day, count: 28 });
  const hours = chooseGrid(at("2026-04-20T00:10"), at("2026-04-20T23:50"), 50);
  expect(hours).toEqual({ start: at("2026-04-20T00:00"), size: hour / 2, count: 48 });
});

test("weeks begin on Monday", () => {
  const grid = chooseGrid(at("2026-01-01T00:00"), at("2026-12-31T00:00"), 60);
  expect(sizeText(grid.size)).toBe("week");
  expect(new Date(grid.start).getUTCDay()).toBe(1);
});

test("a single moment is one bucket of a millisecond", () => {
  const grid = chooseGrid(1000, 1000, 50);
  expect(grid).toEqual({ start: 1000, size: 1, count: 1 });
});

test("whatever the stretch, the grid covers both ends and keeps to its room", () => {
  const random = seededRandom(7);
  for (let n = 0; n < 2000; n++) {
    const from = Math.floor((random() - 0.1) * at("2030-01-01T00:00"));
    const to = from + Math.floor(10 ** (random() * 12.5));
    const most = 1 + Math.floor(random() * 120);
    const grid = chooseGrid(from, to, most);
    expect(grid.start).toBeLessThanOrEqual(from);
    expect(grid.start + grid.size).toBeGreaterThan(from);
    expect(gridEnd(grid)).toBeGreaterThan(to);
    expect(gridEnd(grid) - grid.size).toBeLessThanOrEqual(to);
    expect(grid.count).toBeLessThanOrEqual(Math.max(2, most));
  }
});

test("edges are those of buckets, inside the grid", () => {
  const grid = { start: 100, size: 10, count: 5 };
  expect([nearestEdge(grid, 124), nearestEdge(grid, 126)]).toEqual([120, 130]);
  expect([edgeBefore(grid, 129), edgeAfter(grid, 121)]).toEqual([120, 130]);
  expect([nearestEdge(grid, -5), nearestEdge(grid, 999)]).toEqual([100, 150]);
});

test.each([
  [1, "millisecond"],
  [500, "500 milliseconds"],
  [30_000, "30 seconds"],
  [hour, "hour"],
  [6 * hour, "6 hours"],
  [day, "day"],
  [14 * day, "2 weeks"],
  [364 * day, "52 weeks"],
])("%d ms is called %s", (size, text) => {
  expect(sizeText(size)).toBe(text);
});

test("ticks name the beginning, then round times", () => {
  const days = timeTicks(at("2026-04-01T00:00"), at("2026-04-29T00:00"), 1000, 110);
  expect(days.map((tick) => tick.text)).toEqual(["1 Apr 2026", "6 Apr", "13 Apr", "20 Apr", "27 Apr"]);
  const hours = timeTicks(at("2026-04-20T22:00"), at("2026-04-21T02:00"), 500, 110);
  expect(hours.map((tick) => tick.text)).toEqual(["20 Apr 2026 22:00", "23:00", "21 Apr", "01:00"]);
  const months = timeTicks(at("2025-11-10T00:00"), at("2026-03-20T00:00"), 600, 110);
  expect(months.map((tick) => tick.text)).toEqual(["10 Nov 2025", "Dec", "Jan 2026", "Feb", "Mar"]);
  const years = timeTicks(at("1990-06-01T00:00"), at("2026-01-01T00:00"), 600, 110);
  expect(years.map((tick) => tick.text)).toEqual(["1 Jun 1990", "2000", "2010", "2020"]);
});

test("without room there are no ticks", () => {
  expect(timeTicks(0, day, 0, 100)).toEqual([]);
});
