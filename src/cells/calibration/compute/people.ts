import type { Rater, Subject } from "./subject.ts";

/** What people give each item on average; NaN where nobody gave anything. */
export function peopleMeans(people: readonly Rater[]): Float64Array {
  const means = new Float64Array(people[0]?.values.length ?? 0);
  for (let item = 0; item < means.length; item++) {
    let [sum, n] = [0, 0];
    for (const { values } of people) {
      const value = values[item] as number;
      if (Number.isNaN(value)) continue;
      sum += value;
      n += 1;
    }
    means[item] = n > 0 ? sum / n : Number.NaN;
  }
  return means;
}

/** The share of people who pass each item; NaN where nobody labelled it. */
export function passShares(people: readonly Rater[], threshold: number): Float64Array {
  return peopleMeans(people.map(({ rater, values }) => ({ rater, values: passes(values, threshold) })));
}

/** 1 for scores from the threshold on, 0 below, NaN where there is none. */
export function passes(values: Float64Array, threshold: number): Float64Array {
  return values.map((value) => (Number.isNaN(value) ? Number.NaN : Number(value >= threshold)));
}

/** What more than half of the people say: 1 or 0, NaN where they are split. */
export function majorityOf(shares: Float64Array): Float64Array {
  return shares.map((share) => (share > 0.5 ? 1 : share < 0.5 ? 0 : Number.NaN));
}

/** What most people say of each item, on a scale without order; NaN where they are split. */
export function modes(people: readonly Rater[]): Float64Array {
  return Float64Array.from({ length: people[0]?.values.length ?? 0 }, (_, item) => {
    const counts = new Map<number, number>();
    for (const { values } of people) {
      const value = values[item] as number;
      if (!Number.isNaN(value)) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    const most = Math.max(0, ...counts.values());
    const winners = [...counts].filter(([, count]) => count === most);
    return winners.length === 1 ? (winners[0]?.[0] as number) : Number.NaN;
  });
}

/** Places of items that the judge scored and somebody labelled. */
export function ratedPlaces({ scores, people }: Subject): Uint32Array {
  const all = Uint32Array.from(scores.keys());
  return all.filter((item) => !Number.isNaN(scores[item]) && people.some(({ values }) => !Number.isNaN(values[item])));
}

/** The values at these places. */
export function pick(values: Float64Array, places: ArrayLike<number>): Float64Array {
  const picked = new Float64Array(places.length);
  for (let at = 0; at < places.length; at++) picked[at] = values[places[at] as number] as number;
  return picked;
}

/** The same of anything else that stands by item. */
export function pickAny<T>(values: ArrayLike<T> | null, places: ArrayLike<number>): T[] | undefined {
  return values ? Array.from(places, (place) => values[place] as T) : undefined;
}

/** Scores on a scale that is one of values rather than of names. */
export function isNumeric({ type }: Subject): boolean {
  return type === "ordinal" || type === "continuous";
}
