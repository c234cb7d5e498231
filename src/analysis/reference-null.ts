import { quantileOfSorted } from "./quantile.ts";
import { seededRandom } from "./random.ts";
import { sampleIndices } from "./sample-indices.ts";

export interface ReferenceNull {
  /** What the statistic came to without drift, ascending. */
  readonly values: Float64Array;
  readonly median: number | null;
  /** 90 % of the values lie between these, so that 5 % exceed `high` and 5 % stay below `low`. */
  readonly low: number | null;
  readonly high: number | null;
  /** Draws in which the statistic was defined. */
  readonly draws: number;
  readonly reason: string | null;
}

export interface ReferenceNullOptions {
  /** 1 unless given. */
  readonly seed?: number;
  /** 200 unless given. */
  readonly draws?: number;
  /**
   * `bootstrap` draws both sides from the reference with repeats, at their full sizes. `split` deals the reference's
   * rows to two sides without repeats, as large as it allows: for statistics that repeats would mislead (neighbours,
   * classifiers), whose values are then those of smaller samples. Bootstrap unless given.
   */
  readonly method?: "bootstrap" | "split";
}

/** A statistic of two sides, each given by the reference's rows that it is made of. */
export type TwoSidedStatistic = (reference: Uint32Array, current: Uint32Array) => number | null;

/**
 * What no drift looks like: a statistic of the reference against itself, with as many rows a side as there are reference
 * and current rows. O(draws × the statistic). Null with a reason when the reference has fewer than two rows (or four, to
 * be split), or the statistic is undefined in every draw. Throws when `draws` is not positive.
 */
export function referenceNull(
  referenceRows: number,
  currentRows: number,
  statistic: TwoSidedStatistic,
  options: ReferenceNullOptions = {},
): ReferenceNull {
  const values = (reference: Uint32Array, current: Uint32Array) => ({ value: statistic(reference, current) });
  return referenceNulls(referenceRows, currentRows, ["value"], values, options).value;
}

/** The same of several statistics, by name, that are computed together. */
export function referenceNulls<Name extends string>(
  referenceRows: number,
  currentRows: number,
  names: readonly Name[],
  statistics: (reference: Uint32Array, current: Uint32Array) => Readonly<Record<Name, number | null>>,
  options: ReferenceNullOptions = {},
): Readonly<Record<Name, ReferenceNull>> {
  const { seed = 1, draws = 200, method = "bootstrap" } = options;
  if (!(draws > 0)) throw new Error(`referenceNull: the number of draws must be positive: ${draws}`);
  const reason = whyNoNull(referenceRows, currentRows, method === "split" ? 4 : 2);
  const draw =
    method === "split" ? splits(referenceRows, currentRows, seed) : repeats(referenceRows, currentRows, seed);
  const found = reason === null ? Array.from({ length: draws }, () => statistics(...draw())) : [];
  const nulls = names.map((name) => [name, reason === null ? nullOf(found.map((each) => each[name])) : none(reason)]);
  return Object.fromEntries(nulls);
}

function whyNoNull(referenceRows: number, currentRows: number, least: number): string | null {
  if (referenceRows < least) return `${referenceRows} reference rows; ${least} are needed`;
  return currentRows < 1 ? "no current rows" : null;
}

function nullOf(drawn: readonly (number | null)[]): ReferenceNull {
  const values = drawn.filter((value): value is number => value !== null && Number.isFinite(value));
  if (values.length === 0) return none("the statistic is undefined for the reference against itself");
  const sorted = Float64Array.from(values).sort();
  const [low, median, high] = [0.05, 0.5, 0.95].map((p) => quantileOfSorted(sorted, p)) as [number, number, number];
  return { values: sorted, low, median, high, draws: sorted.length, reason: null };
}

type Draw = () => [Uint32Array, Uint32Array];

function repeats(n: number, m: number, seed: number): Draw {
  const random = seededRandom(seed);
  return () => {
    const [before, after] = [new Uint32Array(n), new Uint32Array(m)];
    random.fill(before, n);
    random.fill(after, n);
    return [before, after];
  };
}

function splits(n: number, m: number, seed: number): Draw {
  const random = seededRandom(seed);
  const first = Math.min(n - 2, Math.max(2, Math.round((n * n) / (n + m))));
  return () => {
    const order = Uint32Array.from(sampleIndices(n, n, random));
    return [order.subarray(0, first), order.subarray(first)];
  };
}

function none(reason: string): ReferenceNull {
  return { values: new Float64Array(0), low: null, median: null, high: null, draws: 0, reason };
}
