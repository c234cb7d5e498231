import { isNumber, type Values } from "./estimate.ts";

/** How p-values are adjusted for being many. */
export type Adjustment = "benjamini-hochberg" | "benjamini-yekutieli" | "holm" | "bonferroni";

/**
 * p-values adjusted for being many, in the order given, 1 at most; missing ones stay null and do not count.
 * Compare the adjusted values with the level: Benjamini–Hochberg (JRSS B 57, 1995, 289–300) and Benjamini–Yekutieli
 * (Annals of Statistics 29, 2001, 1165–1188; under any dependence) then hold the false discovery rate at that level,
 * Holm (Scandinavian Journal of Statistics 6, 1979, 65–70) and Bonferroni the chance of any false rejection.
 *
 * O(n log n). Throws when a value does not lie from 0 to 1.
 *
 *     adjustedPValues([0.01, 0.04, null, 0.2]); // [0.03, 0.06, null, 0.2]
 */
export function adjustedPValues(pValues: Values, adjustment: Adjustment = "benjamini-hochberg"): (number | null)[] {
  const known = Array.from(pValues, (p, place) => ({ p, place })).filter(isKnown);
  known.sort((one, other) => one.p - other.p);
  const ordered = Float64Array.from(known, ({ p }) => p);
  const adjusted = adjustments[adjustment](ordered);
  const result: (number | null)[] = Array.from(pValues, () => null);
  known.forEach(({ place }, rank) => {
    result[place] = Math.min(1, adjusted[rank] as number);
  });
  return result;
}

interface Known {
  readonly p: number;
  readonly place: number;
}

function isKnown(entry: { p: unknown; place: number }): entry is Known {
  if (!isNumber(entry.p)) return false;
  if (entry.p < 0 || entry.p > 1) throw new Error(`adjustedPValues: a p-value lies from 0 to 1: ${entry.p}`);
  return true;
}

const adjustments: Readonly<Record<Adjustment, (ordered: Float64Array) => Float64Array>> = {
  bonferroni: (ordered) => ordered.map((p) => p * ordered.length),
  holm: (ordered) => largestSoFar(ordered.map((p, rank) => p * (ordered.length - rank))),
  "benjamini-hochberg": (ordered) => smallestFromHere(ordered.map((p, rank) => (p * ordered.length) / (rank + 1))),
  "benjamini-yekutieli": (ordered) => {
    const factor = ordered.length * harmonic(ordered.length);
    return smallestFromHere(ordered.map((p, rank) => (p * factor) / (rank + 1)));
  },
};

function harmonic(n: number): number {
  let sum = 0;
  for (let k = 1; k <= n; k++) sum += 1 / k;
  return sum;
}

function largestSoFar(values: Float64Array): Float64Array {
  for (let place = 1; place < values.length; place++)
    values[place] = Math.max(values[place] as number, values[place - 1] as number);
  return values;
}

function smallestFromHere(values: Float64Array): Float64Array {
  for (let place = values.length - 2; place >= 0; place--)
    values[place] = Math.min(values[place] as number, values[place + 1] as number);
  return values;
}
