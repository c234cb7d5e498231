/** Sums over items that both sides have, each as often as it was drawn. */
export interface Moments {
  readonly n: number;
  readonly x: number;
  readonly y: number;
  readonly xx: number;
  readonly yy: number;
  readonly xy: number;
}

/** Items with a gap on one of the sides are left out. */
export function momentsOf(one: Float64Array, other: Float64Array, times: Float64Array): Moments {
  let [n, x, y, xx, yy, xy] = [0, 0, 0, 0, 0, 0];
  for (let item = 0; item < times.length; item++) {
    const often = times[item] as number;
    const [a, b] = [one[item] as number, other[item] as number];
    if (often === 0 || Number.isNaN(a) || Number.isNaN(b)) continue;
    n += often;
    x += often * a;
    y += often * b;
    xx += often * a * a;
    yy += often * b * b;
    xy += often * a * b;
  }
  return { n, x, y, xx, yy, xy };
}

/** Pearson's correlation of the drawn items; NaN where a side does not vary. */
export function correlation(one: Float64Array, other: Float64Array, times: Float64Array): number {
  const { n, x, y, xx, yy, xy } = momentsOf(one, other, times);
  const spread = Math.sqrt((xx - (x * x) / n) * (yy - (y * y) / n));
  return spread > 1e-9 ? (xy - (x * y) / n) / spread : Number.NaN;
}

/** The mean of values without gaps over the drawn items. */
export function meanOf(values: Float64Array, times: Float64Array): number {
  let [n, sum] = [0, 0];
  for (let item = 0; item < times.length; item++) {
    n += times[item] as number;
    sum += (times[item] as number) * (values[item] as number);
  }
  return sum / n;
}
