/** Disjoint stretches of time, by time: entries `first … last − 1`, clipped to `low … high`. */
export interface Stretches {
  readonly from: number[];
  readonly to: number[];
  readonly first: number;
  readonly last: number;
  readonly low: number;
  readonly high: number;
}

export function oneStretch(low: number, high: number): Stretches {
  return { from: [low], to: [high], first: 0, last: 1, low, high };
}

/** What of them lies within two times, without copying; null when nothing does. */
export function stretchesWithin(all: Stretches, from: number, to: number): Stretches | null {
  const low = Math.max(all.low, from);
  const high = Math.min(all.high, to);
  const first = firstAbove(all.to, low, all.first, all.last);
  const last = firstFrom(all.from, high, first, all.last);
  return first < last && low < high ? { from: all.from, to: all.to, first, last, low, high } : null;
}

export function eachStretch(all: Stretches, give: (from: number, to: number) => void): void {
  for (let k = all.first; k < all.last; k++)
    give(Math.max(all.low, all.from[k] as number), Math.min(all.high, all.to[k] as number));
}

/** Both, the second after the first; copies only when there are two. */
export function withMore(all: Stretches | undefined, more: Stretches): Stretches {
  if (!all) return more;
  // A list that was grown here ends where its arrays end, and nothing else looks at what is added to them.
  const grown = all.last === all.from.length && all.low === Number.NEGATIVE_INFINITY;
  const from = grown ? all.from : [];
  const to = grown ? all.to : [];
  const add = (a: number, b: number) => {
    from.push(a);
    to.push(b);
  };
  if (!grown) eachStretch(all, add);
  eachStretch(more, add);
  return { from, to, first: 0, last: from.length, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
}

/** The first index in `first … last − 1` of rising values with a value above a limit, else `last`. */
function firstAbove(values: readonly number[], limit: number, first: number, last: number): number {
  let [low, high] = [first, last];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] as number) > limit) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The same for a value at or above the limit. */
function firstFrom(values: readonly number[], limit: number, first: number, last: number): number {
  let [low, high] = [first, last];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] as number) >= limit) high = middle;
    else low = middle + 1;
  }
  return low;
}
