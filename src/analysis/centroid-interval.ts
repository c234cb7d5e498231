import { type Centre, centreOf, centresApart } from "./centroid-null.ts";
import { type Matrix, whyIncomparable } from "./matrix.ts";
import { quantileOfSorted } from "./quantile.ts";
import { type Random, seededRandom } from "./random.ts";
import { squaredNorms } from "./squared-distances.ts";

export interface Bounds {
  readonly low: number;
  readonly high: number;
}

export interface CentroidInterval {
  /** Of the centroids' distance in RMS distances of the reference; 0 is in it where chance alone may have moved them. */
  readonly inReferenceSd: Bounds | null;
  readonly cosine: Bounds | null;
  readonly centredCosine: Bounds | null;
  readonly spreadRatio: Bounds | null;
}

/**
 * 95 % intervals of what `centroidDrift` and `spreadRatio` tell, by drawing rows of both sides with repeats. Chance makes
 * centroids seem further apart than they are, in the draws once more than in the rows; the basic bootstrap (Davison and
 * Hinkley, Bootstrap Methods and their Application, 1997, section 5.2) of the squared distance takes that out, so that
 * with few rows an interval may lie below its own value. The spread's is the percentile interval.
 *
 * O(draws · rows · columns), 200 draws unless given. Null where the sides cannot be compared or have no spread.
 */
export function centroidInterval(
  reference: Matrix,
  current: Matrix,
  { seed = 1, draws = 200 }: { readonly seed?: number; readonly draws?: number } = {},
): CentroidInterval {
  const none = { inReferenceSd: null, cosine: null, centredCosine: null, spreadRatio: null };
  if (whyIncomparable(reference, current) !== null) return none;
  const random = seededRandom(seed);
  const [before, after] = [resampler(reference, random), resampler(current, random)];
  const observed = centresApart(before.whole, after.whole);
  const { inReferenceSd, cosine, centredCosine } = observed;
  if (inReferenceSd === null || cosine === null || centredCosine === null) return none;
  const drawn = Array.from({ length: draws }, () => centresApart(before.draw(), after.draw()));
  const values = (name: keyof typeof observed) => drawn.map((each) => each[name] ?? Number.NaN).filter(Number.isFinite);
  const squared = basic(
    inReferenceSd ** 2,
    values("inReferenceSd").map((value) => value ** 2),
  );
  const distance = { low: Math.sqrt(Math.max(0, squared.low)), high: Math.sqrt(Math.max(0, squared.high)) };
  // The centred cosine falls with the distance in current spreads: 1 / √(1 + s²).
  const spread = before.whole.rms / after.whole.rms;
  const angle = (apart: number) => 1 / Math.hypot(1, apart * spread);
  return {
    inReferenceSd: distance,
    cosine: atMostOne(basic(cosine, values("cosine"))),
    centredCosine: { low: angle(distance.high), high: angle(distance.low) },
    spreadRatio: percentile(values("spreadRatio")),
  };
}

function resampler(points: Matrix, random: Random): { readonly whole: Centre; draw(): Centre } {
  const norms = squaredNorms(points);
  const rows = Uint32Array.from(Array(points.rows).keys());
  const whole = centreOf(points, norms, rows);
  const drawn = new Uint32Array(points.rows);
  return {
    whole,
    draw() {
      random.fill(drawn, points.rows);
      return centreOf(points, norms, drawn);
    },
  };
}

function percentile(values: readonly number[]): Bounds {
  const sorted = Float64Array.from(values).sort();
  return { low: quantileOfSorted(sorted, 0.025), high: quantileOfSorted(sorted, 0.975) };
}

function basic(observed: number, values: readonly number[]): Bounds {
  const { low, high } = percentile(values);
  return { low: 2 * observed - high, high: 2 * observed - low };
}

function atMostOne({ low, high }: Bounds): Bounds {
  return { low: Math.min(1, low), high: Math.min(1, high) };
}
