import { expect, test } from "vitest";
import { dragged, gripAt, shareAt, stepEdge, timeAt, type Windows, withEdge } from "../../../renderer/shell/brush.ts";

const grid = { start: 1000, size: 100, count: 20 };
const none: Windows = { reference: null, current: null };
const both: Windows = { reference: { from: 1200, to: 1500 }, current: { from: 2000, to: 2400 } };

test("an edge within reach is taken before the window that it belongs to", () => {
  expect(gripAt(both, "current", 1204, 10)).toEqual({ type: "edge", cohort: "reference", edge: "from" });
  expect(gripAt(both, "current", 1496, 10)).toEqual({ type: "edge", cohort: "reference", edge: "to" });
  expect(gripAt(both, "reference", 2200, 10)).toMatchObject({ type: "move", cohort: "current" });
  expect(gripAt(both, "reference", 1800, 10)).toEqual({ type: "draw", cohort: "reference", at: 1800 });
});

test("where windows overlap, the one being brushed is taken", () => {
  const overlapping: Windows = { reference: { from: 1200, to: 2000 }, current: { from: 1500, to: 2400 } };
  expect(gripAt(overlapping, "reference", 1700, 10)).toMatchObject({ type: "move", cohort: "reference" });
  expect(gripAt(overlapping, "current", 1700, 10)).toMatchObject({ type: "move", cohort: "current" });
});

test("a window no wider than the reach can still be stretched on both sides", () => {
  const narrow: Windows = { reference: { from: 1500, to: 1504 }, current: null };
  expect(gripAt(narrow, "reference", 1499, 10)).toMatchObject({ edge: "from" });
  expect(gripAt(narrow, "reference", 1506, 10)).toMatchObject({ edge: "to" });
});

test("drawing covers every bucket that was touched, in either direction", () => {
  const drawn = { reference: { from: 1200, to: 1500 }, current: null };
  expect(dragged(none, { type: "draw", cohort: "reference", at: 1230 }, 1410, grid)).toEqual(drawn);
  expect(dragged(none, { type: "draw", cohort: "reference", at: 1410 }, 1230, grid)).toEqual(drawn);
});

test("drawing on one edge gives one bucket, at the end of the grid too", () => {
  const grip = (at: number) => ({ type: "draw", cohort: "current", at }) as const;
  expect(dragged(none, grip(1300), 1300, grid).current).toEqual({ from: 1300, to: 1400 });
  expect(dragged(none, grip(3000), 3000, grid).current).toEqual({ from: 2900, to: 3000 });
});

test("moving keeps the length and stays inside the grid", () => {
  const grip = { type: "move", cohort: "reference", at: 1300, window: { from: 1200, to: 1500 } } as const;
  expect(dragged(both, grip, 1480, grid).reference).toEqual({ from: 1400, to: 1700 });
  expect(dragged(both, grip, 9000, grid).reference).toEqual({ from: 2700, to: 3000 });
  expect(dragged(both, grip, 0, grid).reference).toEqual({ from: 1000, to: 1300 });
  expect(dragged(both, grip, 1480, grid).current).toBe(both.current);
});

test("an edge dragged past the other leaves one bucket", () => {
  const grip = (edge: "from" | "to") => ({ type: "edge", cohort: "reference", edge }) as const;
  expect(dragged(both, grip("from"), 2500, grid).reference).toEqual({ from: 1400, to: 1500 });
  expect(dragged(both, grip("to"), 1000, grid).reference).toEqual({ from: 1200, to: 1300 });
});

test("a step moves an edge by buckets, first onto an edge between buckets", () => {
  expect(stepEdge({ from: 1200, to: 1500 }, "to", 1, grid)).toEqual({ from: 1200, to: 1600 });
  expect(stepEdge({ from: 1230, to: 1500 }, "from", 1, grid)).toEqual({ from: 1300, to: 1500 });
  expect(stepEdge({ from: 1230, to: 1500 }, "from", -1, grid)).toEqual({ from: 1200, to: 1500 });
  expect(stepEdge({ from: 1200, to: 1500 }, "to", 10, grid)).toEqual({ from: 1200, to: 2500 });
  expect(stepEdge({ from: 1200, to: 1500 }, "to", -10, grid)).toEqual({ from: 1200, to: 1300 });
});

test("an edge can be set to the end of the grid", () => {
  expect(withEdge({ from: 1200, to: 1500 }, "to", 3000, grid)).toEqual({ from: 1200, to: 3000 });
});

test("places and times answer each other, and what lies outside stands at the ends", () => {
  expect(timeAt(grid, shareAt(grid, 1700))).toBe(1700);
  expect([shareAt(grid, 0), shareAt(grid, 9999)]).toEqual([0, 1]);
  expect([timeAt(grid, -1), timeAt(grid, 2)]).toEqual([1000, 3000]);
});
