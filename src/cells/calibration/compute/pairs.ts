import type { Rater, Subject } from "./subject.ts";

/**
 * The judge beside each person who labelled an item, as cells of a joint table: row the judge's value, column the
 * person's. Items are the units of resampling, so people who label one item stay together.
 */
export interface Pairs {
  /** The place of each kept item among the subject's. */
  readonly kept: Uint32Array;
  /** cells[starts[k]] to cells[starts[k + 1]] belong to the k-th kept item. */
  readonly starts: Uint32Array;
  readonly cells: Uint32Array;
  readonly size: number;
}

/** Null for scores without a scale. Only items at `places` count, all unless given. */
export function pairsOf(subject: Subject, scores: Float64Array, places?: Uint32Array): Pairs | null {
  const { scale, people } = subject;
  if (scale.length < 2) return null;
  const codes = codesOf(scale);
  const judge = Int32Array.from(scores, codes);
  const sides = people.map(({ values }: Rater) => Int32Array.from(values, codes));
  const kept: number[] = [];
  const starts = [0];
  const cells: number[] = [];
  for (const item of places ?? judge.keys()) {
    const own = judge[item] as number;
    if (own < 0) continue;
    for (const side of sides) if ((side[item] as number) >= 0) cells.push(own * scale.length + (side[item] as number));
    if (cells.length === starts.at(-1)) continue;
    kept.push(item);
    starts.push(cells.length);
  }
  const lists = { kept: Uint32Array.from(kept), starts: Uint32Array.from(starts), cells: Uint32Array.from(cells) };
  return { ...lists, size: scale.length };
}

/** The place of a value on the scale, −1 for none. */
function codesOf(scale: readonly number[]): (value: number) => number {
  const places = new Map(scale.map((value, place) => [value, place]));
  return (value) => places.get(value) ?? -1;
}

/** Adds the pairs of drawn items (places among the kept) to a table of counts. */
export function countPairs({ starts, cells }: Pairs, items: Uint32Array, counts: Float64Array): void {
  for (let draw = 0; draw < items.length; draw++) {
    const item = items[draw] as number;
    const end = starts[item + 1] as number;
    for (let pair = starts[item] as number; pair < end; pair++) {
      const cell = cells[pair] as number;
      counts[cell] = (counts[cell] as number) + 1;
    }
  }
}

/** The table of all pairs. */
export function tableOf(pairs: Pairs): Float64Array {
  const counts = new Float64Array(pairs.size ** 2);
  countPairs(
    pairs,
    Uint32Array.from(pairs.kept, (_, place) => place),
    counts,
  );
  return counts;
}
