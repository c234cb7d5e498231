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
 * How far probabilities lie from shares (Naeini, Cooper and Hauskrecht, AAAI 2015), with an interval by resampling items.
 * Biased upwards where bins hold few items (below 20 or so): show the Brier score beside it. Items that miss a value are
 * left out.
 *
 * O(n log n + draws × n). Throws when a probability does not lie from 0 to 1, an outcome is not 0 or 1, or `bins` or `draws`
 * is not positive.
 *
 *     calibrationError(probabilities, passed, { seed: 7 }).expected.value;
 */
export function calibrationError(
  probabilities: Values,
  outcomes: Values,
  options: CalibrationErrorOptions = {},
): CalibrationError {
  const cases = probabilityCases(probabilities, outcomes);
  const { bins: wanted = 10, binning = "equal-mass", clusters } = options;
  const bins = binsOf(cases, wanted, binning);
  const kept = clusters && Array.from(cases.kept, (item) => clusters[item]);
  const error = binning === "equal-width" ? widthError(cases, wanted) : massError(cases, wanted);
  const gaps = bins.map(gapOf).filter((gap) => gap !== null);
  const expected = bootstrap(cases.n, error, { ...options, clusters: kept });
  return { expected, largest: gaps.length ? Math.max(...gaps) : null, bins };
}

function gapOf({ predicted, observed }: ReliabilityBin): number | null {
  return predicted === null || observed === null ? null : Math.abs(predicted - observed);
}

/** Each bin adds |Σ probability − Σ outcome| / n: no draw has to be sorted. */
function widthError({ probabilities, outcomes }: ProbabilityCases, bins: number): Statistic {
  const place = Uint32Array.from(probabilities, (p) => binAt(p, bins));
  const gaps = new Float64Array(bins);
  return (items) => {
    gaps.fill(0);
    for (const item of items) {
      const bin = place[item] as number;
      gaps[bin] = (gaps[bin] as number) + (probabilities[item] as number) - (outcomes[item] as number);
    }
    return gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) / items.length;
  };
}

/** Walks the items in the order of their probability, each as often as it was drawn, and closes a bin when it is full. */
function massError({ probabilities, outcomes, n }: ProbabilityCases, wanted: number): Statistic {
  const order = Uint32Array.from(probabilities.keys());
  order.sort((one, other) => (probabilities[one] as number) - (probabilities[other] as number));
  const times = new Uint32Array(n);
  return (items) => {
    times.fill(0);
    for (const item of items) times[item] = (times[item] as number) + 1;
    const bins = Math.min(wanted, items.length);
    const sizeOf = (bin: number) => Math.floor(items.length / bins) + (bin < items.length % bins ? 1 : 0);
    let [bin, room, gap, sum] = [0, sizeOf(0), 0, 0];
    for (const item of order) {
      const difference = (probabilities[item] as number) - (outcomes[item] as number);
      for (let left = times[item] as number; left > 0; ) {
        const taken = Math.min(left, room);
        gap += taken * difference;
        left -= taken;
        room -= taken;
        if (room > 0) continue;
        sum += Math.abs(gap);
        [bin, gap] = [bin + 1, 0];
        room = sizeOf(bin);
      }
    }
    return sum / items.length;
  };
}
