import { type Kinds, kindsOf } from "../../../analysis/kinds.ts";
import type { Rater, Subject } from "./subject.ts";

/**
 * The judge beside each person who labelled an item, as cells of a joint table: row the judge's value, column the
 * person's. Items are the units of resampling, so people who label one item stay together; items with the same cells
 * are of one kind.
 */
export interface Pairs {
  /** The place of each kept item among the subject's. */
  readonly kept: Uint32Array;
  readonly kinds: Kinds;
  /** cells[starts[k]] to cells[starts[k + 1]] belong to the k-th kind. */
  readonly starts: Uint32Array;
  readonly cells: Uint32Array;
  readonly size: number;
}

/** The same pairs by kinds that tell more items apart. */
export function splitPairs({ kinds: { of }, starts, cells, kept, size }: Pairs, kinds: Kinds): Pairs {
  const split = Array.from(kinds.first, (item) => {
    const kind = of[item] as number;
    return cells.subarray(starts[kind], starts[kind + 1]);
  });
  let end = 0;
  const ends = split.map((own) => (end += own.length));
  return {
    kept,
    kinds,
    size,
    starts: Uint32Array.from([0, ...ends]),
    cells: Uint32Array.from(split.flatMap((own) => [...own])),
  };
}

/** Null for scores without a scale. Only items at `places` count, all unless given. */
export function pairsOf(subject: Subject, scores: Float64Array, places?: Uint32Array): Pairs | null {
  const { scale, people } = subject;
  if (scale.length < 2) return null;
  const judge = codesOf(scores, scale);
  const sides = people.map(({ values }: Rater) => codesOf(values, scale));
  const isKept = (item: number) => (judge[item] as number) >= 0 && sides.some((side) => (side[item] as number) >= 0);
  const kept = (places ?? Uint32Array.from(judge.keys())).filter(isKept);
  const labels = sorted(sides.map((side) => codesAt(side, kept)));
  const own = codesAt(judge, kept);
  const kinds = kindsOf(kept.length, [own, ...labels]);
  const starts = [0];
  const cells: number[] = [];
  for (const item of kinds.first) {
    for (const side of labels) {
      const label = side[item] as number;
      if (label >= 0) cells.push((own[item] as number) * scale.length + label);
    }
    starts.push(cells.length);
  }
  return { kept, kinds, starts: Uint32Array.from(starts), cells: Uint32Array.from(cells), size: scale.length };
}

/** The same labels of each item in rising order, since it does not matter whose they are: by insertion. */
function sorted(sides: readonly Int32Array[]): readonly Int32Array[] {
  for (let end = 1; end < sides.length; end++)
    for (let place = end; place > 0; place--) {
      const [lower, upper] = [sides[place - 1] as Int32Array, sides[place] as Int32Array];
      for (let item = 0; item < upper.length; item++) {
        const [one, other] = [lower[item] as number, upper[item] as number];
        lower[item] = Math.min(one, other);
        upper[item] = Math.max(one, other);
      }
    }
  return sides;
}

/** The places of values on the scale, −1 for none. */
function codesOf(values: Float64Array, scale: readonly number[]): Int32Array {
  const codes = new Int32Array(values.length);
  for (let item = 0; item < values.length; item++) codes[item] = scale.indexOf(values[item] as number);
  return codes;
}

function codesAt(codes: Int32Array, items: Uint32Array): Int32Array {
  const picked = new Int32Array(items.length);
  for (let at = 0; at < items.length; at++) picked[at] = codes[items[at] as number] as number;
  return picked;
}

/** Adds to a table of counts the pairs of so many items of each kind. */
export function countPairs({ starts, cells }: Pairs, times: Float64Array, counts: Float64Array): void {
  for (let kind = 0; kind < times.length; kind++) {
    const often = times[kind] as number;
    const end = starts[kind + 1] as number;
    for (let pair = starts[kind] as number; pair < end; pair++) {
      const cell = cells[pair] as number;
      counts[cell] = (counts[cell] as number) + often;
    }
  }
}

/** The table of all pairs. */
export function tableOf(pairs: Pairs): Float64Array {
  const counts = new Float64Array(pairs.size ** 2);
  countPairs(pairs, pairs.kinds.sizes, counts);
  return counts;
}
