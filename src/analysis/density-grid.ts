/** Numbers on a grid over a rectangle of the map: cell (row, column) is values[row · size + column], row 0 at the lowest y. */
export interface DensityGrid {
  readonly values: Float32Array;
  readonly size: number;
  readonly bounds: MapBounds;
}

export interface MapBounds {
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly top: number;
}

/** The rectangle about all points, wider by `room` of its longer side all round; a unit square about lone points. */
export function mapBounds(positions: Float32Array, room = 0.06): MapBounds {
  let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let place = 0; place < positions.length; place += 2) {
    const [x, y] = [positions[place] as number, positions[place + 1] as number];
    [left, right, bottom, top] = [Math.min(left, x), Math.max(right, x), Math.min(bottom, y), Math.max(top, y)];
  }
  if (left > right) [left, right, bottom, top] = [0, 0, 0, 0];
  const space = room * Math.max(right - left, top - bottom) || 0.5;
  return { left: left - space, right: right + space, bottom: bottom - space, top: top + space };
}

/**
 * How densely some of the points lie: their share of each cell, spread by a Gaussian of `width` cells, summing to about
 * 1. O(rows + size² · width). All 0 when no row is given.
 */
export function densityGrid(
  positions: Float32Array,
  rows: ArrayLike<number>,
  bounds: MapBounds,
  size = 192,
  width = 1.8,
): DensityGrid {
  const counts = new Float32Array(size * size);
  const place = (value: number, low: number, high: number) =>
    Math.max(0, Math.min(size - 1, Math.floor(((value - low) / (high - low)) * size)));
  for (let index = 0; index < rows.length; index++) {
    const at = 2 * (rows[index] as number);
    const column = place(positions[at] as number, bounds.left, bounds.right);
    const row = place(positions[at + 1] as number, bounds.bottom, bounds.top);
    counts[row * size + column] = (counts[row * size + column] as number) + 1 / rows.length;
  }
  const kernel = gaussian(width);
  const along = blurred(counts, size, 1, kernel);
  return { values: blurred(along, size, size, kernel), size, bounds };
}

function gaussian(width: number): Float64Array {
  const reach = Math.ceil(3 * width);
  const weights = Float64Array.from({ length: 2 * reach + 1 }, (_, at) =>
    Math.exp(-((at - reach) ** 2) / 2 / width ** 2),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** Along rows with a step of 1, along columns with a step of `size`; what would fall beyond the edge is lost. */
function blurred(values: Float32Array, size: number, step: number, kernel: Float64Array): Float32Array {
  const reach = kernel.length >> 1;
  const across = step === 1 ? size : 1;
  const result = new Float32Array(values.length);
  for (let line = 0; line < size; line++)
    for (let at = 0; at < size; at++) {
      let sum = 0;
      const [low, high] = [Math.max(0, at - reach), Math.min(size - 1, at + reach)];
      for (let other = low; other <= high; other++)
        sum += (values[line * across + other * step] as number) * (kernel[other - at + reach] as number);
      result[line * across + at * step] = sum;
    }
  return result;
}

/** The density that the densest cells have which together hold `share` of all: the level of their outline. */
export function levelHolding({ values }: DensityGrid, share: number): number {
  const sorted = Float32Array.from(values).sort().reverse();
  const total = sorted.reduce((sum, value) => sum + value, 0);
  let held = 0;
  for (const value of sorted) {
    held += value;
    if (held >= share * total) return value;
  }
  return 0;
}

/**
 * The outline of where the values exceed a level, by marching squares, as pieces x₁, y₁, x₂, y₂ in the map's own units.
 * O(size²).
 */
export function contourLines({ values, size, bounds }: DensityGrid, level: number): Float32Array {
  const pieces: number[] = [];
  const x = (column: number) => bounds.left + ((column + 0.5) / size) * (bounds.right - bounds.left);
  const y = (row: number) => bounds.bottom + ((row + 0.5) / size) * (bounds.top - bounds.bottom);
  for (let row = 0; row + 1 < size; row++)
    for (let column = 0; column + 1 < size; column++) {
      const at = row * size + column;
      const corners = [values[at], values[at + 1], values[at + size + 1], values[at + size]] as number[];
      const crossed = edges.flatMap(([one, other, fromX, fromY, toX, toY]) => {
        const [low, high] = [corners[one] as number, corners[other] as number];
        if (low > level === high > level) return [];
        const part = (level - low) / (high - low);
        return [x(column + fromX + part * (toX - fromX)), y(row + fromY + part * (toY - fromY))];
      });
      pieces.push(...crossed);
    }
  return Float32Array.from(pieces);
}

/** The sides of a cell: its two corners, and where they lie. */
const edges = [
  [0, 1, 0, 0, 1, 0],
  [1, 2, 1, 0, 1, 1],
  [2, 3, 1, 1, 0, 1],
  [3, 0, 0, 1, 0, 0],
] as const;
