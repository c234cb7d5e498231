import { type BootstrapOptions, bootstrap, type Statistic } from "./bootstrap.ts";
import type { BootstrapEstimate } from "./bootstrap-interval.ts";
import type { Values } from "./estimate.ts";
import { type ProbabilityCases, probabilityCases } from "./probability-cases.ts";
import { type Binning, binAt, binsOf, type ReliabilityBin } from "./reliability-bins.ts";

export interface CalibrationErrorOptions extends BootstrapOptions {
  /** 10 unless given. */
  readonly bins?: number;
  /** Equal mass unless given. */
  readonly binning?: Binning;
}

/** Expected and largest calibration error, and the bins that they come from. */
export interface CalibrationError {
  /** ECE = Σ n_b/n · |mean probability − share that came|. */
  readonly expected: BootstrapEstimate;
  /** The largest gap of a bin; null without items. */
  readonly largest: number | null;
  readonly bins: readonly ReliabilityBin[];
}

/**
 * How far probabilities lie from shares (Naeini, Cooper and Hauskrecht, AAAI 2015), with an interval by resampling
 * items. Biased upwards where bins hold few items (below 20 or so): show the Brier score beside it. Items that miss a
 * value are left out.
 *
 * O(n log n + draws × n). Throws when a probability does not lie from 0 to 1, an outcome is not 0 or 1, or `bins` or
 * `draws` is not positive.
 *
 *     calibrationError(probabilities, passed, { seed: 7 }).expected.value;
 */
export function calibrationError(
  probabilities: Values,
  outcomes: Values,
  options: CalibrationErrorOptions = {},
): CalibrationError {
  const cases = inOrder(probabilityCases(probabilities, outcomes));
  const { bins: wanted = 10, binning = "equal-mass", clusters } = options;
  const bins = binsOf(cases, wanted, binning);
  const kept = clusters && Array.from(cases.kept, (item) => clusters[item]);
  const error = binning === "equal-width" ? widthError(cases, wanted) : massError(cases, wanted);
  const gaps = bins.map(gapOf).filter((gap) => gap !== null);
  const expected = bootstrap(cases.n, error, { ...options, clusters: kept });
  return { expected, largest: gaps.length ? Math.max(...gaps) : null, bins };
}

/** The cases in the order of their probability, so that no draw has to be sorted. */
function inOrder({ probabilities, outcomes, kept, n }: ProbabilityCases): ProbabilityCases {
  const order = Uint32Array.from(probabilities.keys());
  order.sort((one, other) => (probabilities[one] as number) - (probabilities[other] as number));
  const sorted = (values: Float64Array) => Float64Array.from(order, (item) => values[item] as number);
  const places = Uint32Array.from(order, (item) => kept[item] as number);
  return { probabilities: sorted(probabilities), outcomes: sorted(outcomes), kept: places, n };
}

function gapOf({ predicted, observed }: ReliabilityBin): number | null {
  return predicted === null || observed === null ? null : Math.abs(predicted - observed);
}

/** Each bin adds |Σ probability − Σ outcome| / n. */
function widthError({ probabilities, outcomes }: ProbabilityCases, bins: number): Statistic {
  const place = Uint32Array.from(probabilities, (p) => binAt(p, bins));
  const gaps = new Float64Array(bins);
  return (items) => {
    gaps.fill(0);
    for (let draw = 0; draw < items.length; draw++) {
      const item = items[draw] as number;
      const bin = place[item] as number;
      gaps[bin] = (gaps[bin] as number) + (probabilities[item] as number) - (outcomes[item] as number);
    }
    return gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) / items.length;
  };
}

/** Counts how often each item was drawn, then walks them in their order and closes a bin when it is full. */
function massError({ probabilities, outcomes, n }: ProbabilityCases, wanted: number): Statistic {
  const differences = probabilities.map((p, item) => p - (outcomes[item] as number));
  const times = new Uint32Array(n);
  return (items) => {
    times.fill(0);
    for (let draw = 0; draw < items.length; draw++) {
      const item = items[draw] as number;
      times[item] = (times[item] as number) + 1;
    }
    return sumOfGaps(differences, times, items.length, Math.min(wanted, items.length));
  };
}

/** Σ |gap| over bins of equal mass, over the number of items. */
function sumOfGaps(differences: Float64Array, times: Uint32Array, drawn: number, bins: number): number {
  const sizeOf = (bin: number) => Math.floor(drawn / bins) + (bin < drawn % bins ? 1 : 0);
  let [bin, room, gap, sum] = [0, sizeOf(0), 0, 0];
  for (let place = 0; place < times.length; place++) {
    let left = times[place] as number;
    while (left >= room && room > 0) {
      sum += Math.abs(gap + room * (differences[place] as number));
      left -= room;
      bin += 1;
      gap = 0;
      room = sizeOf(bin);
    }
    gap += left * (differences[place] as number);
    room -= left;
  }
  return sum / drawn;
}
