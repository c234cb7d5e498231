/**
 * A statistic with its interval. `value` is null where the statistic is undefined; `low` and `high` are null where no
 * interval can be told. `reason` then says why, in words for the screen. `n` is how many items were used.
 */
export interface Estimate {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly n: number;
  readonly reason: string | null;
}

/** Two ends of an interval. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Numbers of which some may be missing: null, undefined or NaN. */
export type Values = ArrayLike<number | null | undefined>;

/** The estimate of a statistic that is defined. Without an interval, `reason` should say why there is none. */
export function estimated(value: number, n: number, interval: Interval | null, reason: string | null = null): Estimate {
  return { value, low: interval?.low ?? null, high: interval?.high ?? null, n, reason };
}

/** The estimate of a statistic that is undefined, and why. */
export function unknown(n: number, reason: string): Estimate {
  return { value: null, low: null, high: null, n, reason };
}

/** True for a number that is neither missing nor infinite. */
export function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}
