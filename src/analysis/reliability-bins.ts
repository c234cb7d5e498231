import type { Values } from "./estimate.ts";
import { type ProbabilityCases, probabilityCases } from "./probability-cases.ts";
import { wilsonInterval } from "./proportion-interval.ts";

/** Items of like probability, and how often what was predicted came. */
export interface ReliabilityBin {
  /** Where the bin begins and ends: its own edges for equal width, its smallest and largest item for equal mass. */
  readonly from: number;
  readonly to: number;
  readonly n: number;
  /** Mean probability; null in an empty bin. */
  readonly predicted: number | null;
  /** Share that came, with Wilson's interval at 95 %; null in an empty bin. */
  readonly observed: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** Equally many items in each bin, or equally wide bins (a, b], 0 in the first. */
export type Binning = "equal-mass" | "equal-width";

/**
 * The bars of a reliability diagram. Empty bins are kept, as empty. With equal mass, items in order of probability
 * are cut into runs whose sizes differ by one at most, the larger first; fewer items than bins give fewer bins.
 *
 * O(n log n). Throws when a probability does not lie from 0 to 1, an outcome is not 0 or 1, or `bins` is not positive.
 *
 *     reliabilityBins([0.1, 0.8, 0.9], [0, 1, 0], { bins: 2 });
 */
export function reliabilityBins(
  probabilities: Values,
  outcomes: Values,
  { bins = 10, binning = "equal-mass" }: { readonly bins?: number; readonly binning?: Binning } = {},
): readonly ReliabilityBin[] {
  return binsOf(probabilityCases(probabilities, outcomes), bins, binning);
}

/** The same of items without gaps. */
export function binsOf(cases: ProbabilityCases, bins: number, binning: Binning): readonly ReliabilityBin[] {
  if (!(Number.isInteger(bins) && bins > 0))
    throw new Error(`reliabilityBins: the number of bins must be positive: ${bins}`);
  return binning === "equal-width" ? equalWidth(cases, bins) : equalMass(cases, bins);
}

function equalWidth(cases: ProbabilityCases, bins: number): ReliabilityBin[] {
  const members: number[][] = Array.from({ length: bins }, () => []);
  for (const [item, p] of cases.probabilities.entries()) members[binAt(p, bins)]?.push(item);
  return members.map((items, bin) => summary(cases, items, bin / bins, (bin + 1) / bins));
}

/** The bin whose (a, b] holds p, edges compared as they are computed: 0.3 belongs to the bin that ends at 3/10. */
export function binAt(p: number, bins: number): number {
  let bin = Math.min(bins - 1, Math.max(0, Math.ceil(p * bins) - 1));
  while (bin > 0 && p <= bin / bins) bin -= 1;
  while (bin < bins - 1 && p > (bin + 1) / bins) bin += 1;
  return bin;
}

function equalMass(cases: ProbabilityCases, wanted: number): ReliabilityBin[] {
  const { probabilities, n } = cases;
  const order = Array.from(probabilities.keys());
  order.sort((one, other) => (probabilities[one] as number) - (probabilities[other] as number));
  const bins = Math.min(wanted, n);
  const cut = (bin: number) => bin * Math.floor(n / bins) + Math.min(bin, n % bins);
  return Array.from({ length: bins }, (_, bin) => {
    const items = order.slice(cut(bin), cut(bin + 1));
    const at = (item: number | undefined) => probabilities[item as number] as number;
    return summary(cases, items, at(items[0]), at(items.at(-1)));
  });
}

function summary(cases: ProbabilityCases, items: readonly number[], from: number, to: number): ReliabilityBin {
  const n = items.length;
  if (n === 0) return { from, to, n, predicted: null, observed: null, low: null, high: null };
  const came = items.reduce((sum, item) => sum + (cases.outcomes[item] as number), 0);
  const predicted = items.reduce((sum, item) => sum + (cases.probabilities[item] as number), 0) / n;
  const interval = wilsonInterval(came, n);
  return { from, to, n, predicted, observed: came / n, low: interval?.low ?? null, high: interval?.high ?? null };
}
