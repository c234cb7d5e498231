import { completeCases } from "./complete-cases.ts";
import { isNumber, type Values } from "./estimate.ts";

/** A rising curve: straight between its points, level outside them. Plain data, so that a notebook can store it. */
export interface IsotonicCurve {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly n: number;
}

/**
 * The rising curve closest to the points by (weighted) least squares, found by pooling neighbours that fall (Ayer et
 * al., Annals of Mathematical Statistics 26, 1955, 641–647). Equal x are averaged first; of points on a level, only
 * its ends are kept. Items that miss a value are left out. Null when nothing is left.
 *
 * O(n log n). Throws when the columns differ in length or a weight is not positive.
 *
 *     const curve = isotonic(judgeScores, humanScores);
 */
export function isotonic(x: Values, y: Values, weights?: Values): IsotonicCurve | null {
  const { columns, n } = completeCases(x, y, ...(weights ? [weights] : []));
  const [places, values, given] = columns as [Float64Array, Float64Array, Float64Array?];
  const bad = given?.find((weight) => weight <= 0);
  if (bad !== undefined) throw new Error(`isotonic: a weight must be positive: ${bad}`);
  if (n === 0) return null;
  const blocks = pooled(points(places, values, given));
  const curve = blocks.flatMap(({ from, to, mean }) =>
    from === to
      ? [[from, mean]]
      : [
          [from, mean],
          [to, mean],
        ],
  );
  return { x: curve.map(([at]) => at as number), y: curve.map(([, mean]) => mean as number), n };
}

/** The curve's value at x. O(log points). */
export function isotonicAt({ x, y }: IsotonicCurve, at: number | null | undefined): number | null {
  if (!isNumber(at)) return null;
  let [below, above] = [0, x.length - 1];
  if (at <= (x[0] as number)) return y[0] as number;
  if (at >= (x[above] as number)) return y[above] as number;
  while (above - below > 1) {
    const middle = (below + above) >> 1;
    if ((x[middle] as number) <= at) below = middle;
    else above = middle;
  }
  const share = (at - (x[below] as number)) / ((x[above] as number) - (x[below] as number));
  return (y[below] as number) + share * ((y[above] as number) - (y[below] as number));
}

interface Block {
  readonly from: number;
  readonly to: number;
  readonly mean: number;
  readonly weight: number;
}

/** One block for each different x, in order. */
function points(x: Float64Array, y: Float64Array, weights?: Float64Array): Block[] {
  const levels = new Map<number, { sum: number; weight: number }>();
  for (let item = 0; item < x.length; item++) {
    const at = x[item] as number;
    const level = levels.get(at) ?? { sum: 0, weight: 0 };
    if (level.weight === 0) levels.set(at, level);
    const weight = weights?.[item] ?? 1;
    level.sum += weight * (y[item] as number);
    level.weight += weight;
  }
  const ordered = [...levels].sort(([one], [other]) => one - other);
  return ordered.map(([at, { sum, weight }]) => ({ from: at, to: at, mean: sum / weight, weight }));
}

function pooled(points: readonly Block[]): Block[] {
  const blocks: Block[] = [];
  for (const point of points) {
    let block = point;
    for (let last = blocks.at(-1); last && last.mean >= block.mean; last = blocks.at(-1)) {
      blocks.pop();
      block = merged(last, block);
    }
    blocks.push(block);
  }
  return blocks;
}

function merged(one: Block, other: Block): Block {
  const weight = one.weight + other.weight;
  const mean = (one.mean * one.weight + other.mean * other.weight) / weight;
  return { from: one.from, to: other.to, mean, weight };
}
