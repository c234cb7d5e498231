/** A stratum of the items that are to be sampled. */
export interface Stratum {
  /** How many items it has. */
  readonly size: number;
  /** How much items within it differ: a standard deviation in any unit, the same for all strata; 1 unless known. */
  readonly deviation?: number;
}

/**
 * How many items to draw from each stratum: in proportion to its size times its spread (Neyman, Journal of the Royal
 * Statistical Society 97, 1934, 558–625), never more than it has, at least `least` where it has them, and in all
 * `total` unless the strata hold fewer or the minima need more.
 *
 * O(strata² + total). Throws when a number is negative.
 *
 *     stratumAllocation(100, [{ size: 900 }, { size: 100 }], 20); // [80, 20]
 */
export function stratumAllocation(total: number, strata: readonly Stratum[], least = 0): number[] {
  const bad = [total, least, ...strata.flatMap(({ size, deviation = 1 }) => [size, deviation])].find(
    (one) => !(one >= 0),
  );
  if (bad !== undefined) throw new Error(`stratumAllocation: a number is negative: ${bad}`);
  const drawn = strata.map(({ size }) => Math.min(size, least));
  const share = ({ size, deviation = 1 }: Stratum) => size * deviation;
  const all = strata.reduce((sum, stratum) => sum + share(stratum), 0);
  const wanted = strata.map((stratum) => (all > 0 ? (total * share(stratum)) / all : 0));
  for (let left = total - drawn.reduce((sum, one) => sum + one, 0); left > 0; left--) {
    const open = strata.flatMap(({ size }, place) => ((drawn[place] as number) < size ? [place] : []));
    if (open.length === 0) break;
    const behind = (place: number) => (wanted[place] as number) - (drawn[place] as number);
    const next = open.reduce((best, place) => (behind(place) > behind(best) ? place : best));
    drawn[next] = (drawn[next] as number) + 1;
  }
  return drawn;
}
