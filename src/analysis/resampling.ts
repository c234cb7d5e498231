import { seededRandom } from "./random.ts";

/**
 * What a draw puts back: items one by one, or whole clusters of them (all turns of a conversation, all answers to a
 * prompt).
 */
export interface Resampling {
  /** How many items or clusters are drawn. */
  readonly units: number;
  /** The items of the next draw, with repeats. The array is used again by the next call. */
  draw(): Uint32Array;
  /** All items but those of one unit. */
  without(unit: number): Uint32Array;
}

export interface ResamplingOptions {
  /** 1 unless given. */
  readonly seed?: number;
  /** Which cluster each item belongs to; each item is its own unless given. */
  readonly clusters?: ArrayLike<unknown>;
}

/**
 * Draws items with replacement, in clusters where they come in clusters. A draw is O(items).
 * Throws when clusters are given for another number of items, or the seed is no whole number.
 */
export function resampling(n: number, { seed = 1, clusters }: ResamplingOptions = {}): Resampling {
  const random = seededRandom(seed);
  if (clusters) return ofClusters(membersOf(n, clusters), random);
  const items = new Uint32Array(n);
  return {
    units: n,
    draw() {
      random.fill(items, n);
      return items;
    },
    without: (unit) => Uint32Array.from({ length: n - 1 }, (_, item) => (item < unit ? item : item + 1)),
  };
}

function membersOf(n: number, clusters: ArrayLike<unknown>): readonly Uint32Array[] {
  if (clusters.length !== n) throw new Error(`resampling: clusters for ${clusters.length} of ${n} items`);
  const members = new Map<unknown, number[]>();
  for (let item = 0; item < n; item++) {
    const known = members.get(clusters[item]);
    if (known) known.push(item);
    else members.set(clusters[item], [item]);
  }
  return Array.from(members.values(), (items) => Uint32Array.from(items));
}

function ofClusters(members: readonly Uint32Array[], random: ReturnType<typeof seededRandom>): Resampling {
  const chosen = new Uint32Array(members.length);
  let items = new Uint32Array(0);
  return {
    units: members.length,
    draw() {
      random.fill(chosen, members.length);
      const size = chosen.reduce((sum, cluster) => sum + (members[cluster] as Uint32Array).length, 0);
      if (items.length < size) items = new Uint32Array(size * 2);
      let end = 0;
      for (const cluster of chosen) {
        items.set(members[cluster] as Uint32Array, end);
        end += (members[cluster] as Uint32Array).length;
      }
      return items.subarray(0, end);
    },
    without: (unit) => Uint32Array.from(members.flatMap((items, cluster) => (cluster === unit ? [] : [...items]))),
  };
}
