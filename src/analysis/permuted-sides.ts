import { quantileOfSorted } from "./quantile.ts";
import { type Random, seededRandom } from "./random.ts";

export interface PermutationOptions {
  /** 1 unless given. */
  readonly seed?: number;
  /**
   * What each row belongs to (a conversation, a text that occurs many times), reference rows first. Rows that belong
   * together change sides together, without which drift is called too easily.
   */
  readonly clusters?: ArrayLike<unknown>;
}

/** Reference and current rows dealt anew. */
export interface PermutedSides {
  /** The rows that the next deal gives to the reference. The array is used again by the next call. */
  deal(): Uint32Array;
  /** What changes sides: rows, or clusters of them. */
  readonly units: number;
}

/**
 * Deals n reference and m current rows, numbered on from the reference, so that the reference gets as many units as it
 * has. A cluster with rows on both sides counts as two units. A deal is O(rows).
 * Throws when clusters are given for another number of rows.
 */
export function permutedSides(n: number, m: number, { seed = 1, clusters }: PermutationOptions = {}): PermutedSides {
  const random = seededRandom(seed);
  const members = clusters ? membersOf(n, m, clusters) : null;
  const units = members ? members.reference.length + members.current.length : n + m;
  const order = Uint32Array.from({ length: units }, (_, unit) => unit);
  const first = members ? members.reference.length : n;
  if (!members) return { units, deal: () => shuffleFirst(order, first, random) };
  const all = [...members.reference, ...members.current];
  const deal = () => {
    const chosen = shuffleFirst(order, first, random);
    return Uint32Array.from(Array.from(chosen, (unit) => all[unit] as readonly number[]).flat());
  };
  return { units, deal };
}

function shuffleFirst(order: Uint32Array, count: number, random: Random): Uint32Array {
  for (let place = 0; place < count; place++) {
    const other = place + random.below(order.length - place);
    const moved = order[place] as number;
    order[place] = order[other] as number;
    order[other] = moved;
  }
  return order.subarray(0, count);
}

function membersOf(n: number, m: number, clusters: ArrayLike<unknown>) {
  if (clusters.length !== n + m) throw new Error(`permutedSides: clusters for ${clusters.length} of ${n + m} rows`);
  const within = (first: number, end: number) => {
    const members = new Map<unknown, number[]>();
    for (let row = first; row < end; row++) {
      const known = members.get(clusters[row]);
      if (known) known.push(row);
      else members.set(clusters[row], [row]);
    }
    return [...members.values()];
  };
  return { reference: within(0, n), current: within(n, n + m) };
}

/** How often chance alone reaches what was observed: (1 + permutations at least as large) / (1 + permutations). */
export function permutationP(observed: number, permuted: ArrayLike<number>): number {
  let reached = 1;
  for (let place = 0; place < permuted.length; place++) if ((permuted[place] as number) >= observed - 1e-12) reached++;
  return reached / (permuted.length + 1);
}

/** What a statistic came to when the rows were dealt to the sides anew. */
export interface PermutationNull {
  /** The chance of a value as large as the observed one without drift; null without permutations. */
  readonly p: number | null;
  /** 95 % of the permuted values lie below: what no drift looks like with these numbers of rows. */
  readonly nullHigh: number | null;
}

export function permutationNull(observed: number, permuted: Float64Array): PermutationNull {
  if (permuted.length === 0) return { p: null, nullHigh: null };
  return { p: permutationP(observed, permuted), nullHigh: quantileOfSorted(permuted.toSorted(), 0.95) };
}
