import { expect, test } from "vitest";
import { contourLines, densityGrid, levelHolding, mapBounds } from "../../src/analysis/density-grid.ts";
import { normalMatrix } from "./normal-matrix.ts";

const cloud = Float32Array.from(normalMatrix(4000, 2, 1).data);
const rows = Int32Array.from({ length: 4000 }, (_, row) => row);

test("a density sums to one over its grid and is highest where the points are", () => {
  const bounds = mapBounds(cloud);
  const { values, size } = densityGrid(cloud, rows, bounds, 64, 2);
  expect(values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 2);
  const top = values.indexOf(Math.max(...values));
  const x = bounds.left + (((top % size) + 0.5) / size) * (bounds.right - bounds.left);
  const y = bounds.bottom + ((Math.floor(top / size) + 0.5) / size) * (bounds.top - bounds.bottom);
  expect(Math.hypot(x, y)).toBeLessThan(0.8);
});

test("the outline of half of a round cloud is a circle of the radius that holds half of it", () => {
  const grid = densityGrid(cloud, rows, mapBounds(cloud), 96, 2);
  const lines = contourLines(grid, levelHolding(grid, 0.5));
  const radii: number[] = [];
  for (let at = 0; at < lines.length; at += 2) radii.push(Math.hypot(lines[at] as number, lines[at + 1] as number));
  const mean = radii.reduce((sum, radius) => sum + radius, 0) / radii.length;
  expect(mean).toBeGreaterThan(Math.sqrt(2 * Math.log(2)) - 0.1);
  expect(mean).toBeLessThan(Math.sqrt(2 * Math.log(2)) + 0.25);
  const outer = contourLines(grid, levelHolding(grid, 0.9));
  expect(outer.length % 4).toBe(0);
  expect(outer.length).toBeGreaterThan(lines.length);
});

test("no points give an empty density without outlines", () => {
  const grid = densityGrid(cloud, [], mapBounds(new Float32Array(0)), 16, 1);
  expect(Math.max(...grid.values)).toBe(0);
  expect(contourLines(grid, levelHolding(grid, 0.5))).toHaveLength(0);
  expect(mapBounds(Float32Array.of(3, 4))).toEqual({ left: 2.5, right: 3.5, bottom: 3.5, top: 4.5 });
});
