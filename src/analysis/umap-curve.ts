/** The curve 1 / (1 + a · d^(2b)) of how near two points on the map count as, by their distance d there. */
export interface MapCurve {
  readonly a: number;
  readonly b: number;
}

const points = 300;

/**
 * The curve that lies nearest to 1 up to `minDistance` and exp(−(d − minDistance) / spread) beyond, in least squares over
 * 300 distances up to 3 · spread (McInnes, Healy and Melville, arXiv 1802.03426, §3.2). O(1).
 * Throws unless 0 ≤ minDistance ≤ spread and spread > 0.
 */
export function mapCurve(minDistance: number, spread = 1): MapCurve {
  if (!(spread > 0 && minDistance >= 0 && minDistance <= spread))
    throw new Error(`mapCurve: the least distance must lie from 0 to the spread of ${spread}: ${minDistance}`);
  let [a, b] = [1, 1];
  let damping = 1e-3;
  let error = squaredError(a, b, minDistance, spread);
  for (let round = 0; round < 200 && damping < 1e12; round++) {
    const [stepA, stepB] = step(a, b, minDistance, spread, damping);
    const next = squaredError(a + stepA, b + stepB, minDistance, spread);
    if (next < error) {
      [a, b, damping] = [a + stepA, b + stepB, damping / 10];
      if (error - next < 1e-15 * error) break;
      error = next;
    } else damping *= 10;
  }
  return { a, b };
}

function wanted(distance: number, minDistance: number, spread: number): number {
  return distance < minDistance ? 1 : Math.exp(-(distance - minDistance) / spread);
}

function squaredError(a: number, b: number, minDistance: number, spread: number): number {
  if (!(a > 0 && b > 0)) return Number.POSITIVE_INFINITY;
  let sum = 0;
  for (let place = 0; place < points; place++) {
    const distance = (3 * spread * place) / (points - 1);
    sum += (1 / (1 + a * distance ** (2 * b)) - wanted(distance, minDistance, spread)) ** 2;
  }
  return sum;
}

/** One step of Levenberg and Marquardt. */
function step(a: number, b: number, minDistance: number, spread: number, damping: number): [number, number] {
  let [aa, ab, bb, ra, rb] = [0, 0, 0, 0, 0];
  for (let place = 1; place < points; place++) {
    const distance = (3 * spread * place) / (points - 1);
    const power = distance ** (2 * b);
    const value = 1 / (1 + a * power);
    const rest = wanted(distance, minDistance, spread) - value;
    const byA = -power * value * value;
    const byB = -2 * a * power * Math.log(distance) * value * value;
    aa += byA * byA;
    ab += byA * byB;
    bb += byB * byB;
    ra += byA * rest;
    rb += byB * rest;
  }
  const [left, right] = [aa * (1 + damping), bb * (1 + damping)];
  const determinant = left * right - ab * ab || 1;
  return [(right * ra - ab * rb) / determinant, (left * rb - ab * ra) / determinant];
}
