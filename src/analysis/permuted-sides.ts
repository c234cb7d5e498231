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
  const units = members ? members.starts.length - 1 : n + m;
  const order = Uint32Array.from({ length: units }, (_, unit) => unit);
  if (!members) return { units, deal: () => shuffleFirst(order, n, random) };
  const dealt = new Uint32Array(n + m);
  return { units, deal: () => rowsOfUnits(members, shuffleFirst(order, members.ofReference, random), dealt) };
}

function rowsOfUnits({ rows, starts }: Members, units: Uint32Array, into: Uint32Array): Uint32Array {
  let end = 0;
  for (const unit of units)
    for (let place = starts[unit] as number; place < (starts[unit + 1] as number); place++)
      into[end++] = rows[place] as number;
  return into.subarray(0, end);
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

/** The rows of each unit, one unit after another, those of the reference first. */
interface Members {
  readonly rows: Uint32Array;
  /** Where each unit begins, and where the last ends. */
  readonly starts: Uint32Array;
  readonly ofReference: number;
}

function membersOf(n: number, m: number, clusters: ArrayLike<unknown>): Members {
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
  const [reference, current] = [within(0, n), within(n, n + m)];
  const units = [...reference, ...current];
  const starts = new Uint32Array(units.length + 1);
  units.forEach((unit, place) => {
    starts[place + 1] = (starts[place] as number) + unit.length;
  });
  return { rows: Uint32Array.from(units.flat()), starts, ofReference: reference.length };
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
