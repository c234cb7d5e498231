import { type Matrix, rowsOf } from "./matrix.ts";
import { principalComponents } from "./principal-components.ts";
import { type Random, seededRandom } from "./random.ts";
import { sampleIndices } from "./sample-indices.ts";

const sampled = 4000;
const reach = 10;

/**
 * Where the points of a map start: on the first two principal components, found from 4,000 of the rows, scaled to reach
 * 10, each a little astray so that equal rows can part. O(rows · columns). Throws when there are fewer than two rows.
 */
export function startPositions(points: Matrix, seed: number): Float32Array {
  const random = seededRandom(seed);
  const sample = points.rows > sampled ? rowsOf(points, sampleIndices(points.rows, sampled, random)) : points;
  const { mean, components } = principalComponents(sample, 2, { seed });
  const positions = new Float32Array(2 * points.rows);
  for (let axis = 0; axis < components.rows; axis++) {
    const along = components.data.subarray(axis * points.columns, (axis + 1) * points.columns);
    for (let row = 0; row < points.rows; row++) positions[2 * row + axis] = score(points, row, mean, along);
  }
  return astray(scaled(positions), components.rows < 2, random);
}

function score({ data, columns }: Matrix, row: number, mean: Float64Array, along: Matrix["data"]): number {
  let sum = 0;
  for (let column = 0; column < columns; column++)
    sum += ((data[row * columns + column] as number) - (mean[column] as number)) * (along[column] as number);
  return sum;
}

function scaled(positions: Float32Array): Float32Array {
  const largest = positions.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return largest > 0 ? positions.map((value) => (value / largest) * reach) : positions;
}

function astray(positions: Float32Array, isThin: boolean, random: Random): Float32Array {
  return positions.map((value, place) => value + random.normal() * (isThin && place % 2 === 1 ? 1 : 1e-4));
}
