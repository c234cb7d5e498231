import type { NeighbourLists } from "./neighbour-lists.ts";
import type { Compare } from "./pair-tiles.ts";
import type { Random } from "./random.ts";

/** Candidates of each row, new and old, that are compared with each other in a round. */
const most = 24;
const enough = 0.002;

/**
 * Compares neighbours of each row with each other, round after round, until fewer than two in a thousand entries change
 * (Dong, Charikar and Li, WWW 2011, 577–586).
 */
export function descend(
  lists: NeighbourLists,
  compare: Compare,
  random: Random,
  rounds: number,
  onRound: (round: number) => void,
): void {
  const rows = lists.indices.length / lists.k;
  const sides = { fresh: new Candidates(rows), old: new Candidates(rows) };
  for (let round = 1; round <= rounds; round++) {
    choose(lists, sides, random);
    let changes = 0;
    for (let row = 0; row < rows; row++) changes += join(lists, sides, compare, row);
    onRound(round);
    if (changes < enough * lists.indices.length) break;
  }
}

interface Sides {
  readonly fresh: Candidates;
  readonly old: Candidates;
}

/** At most 24 entries a row, each of what was added with the same chance. */
class Candidates {
  readonly #entries: Int32Array;
  readonly #counts: Int32Array;

  constructor(rows: number) {
    this.#entries = new Int32Array(rows * most);
    this.#counts = new Int32Array(rows);
  }

  clear(): void {
    this.#counts.fill(0);
  }

  add(row: number, entry: number, random: Random): void {
    const seen = this.#counts[row] as number;
    this.#counts[row] = seen + 1;
    const place = seen < most ? seen : random.below(seen + 1);
    if (place < most) this.#entries[row * most + place] = entry;
  }

  of(row: number): Int32Array {
    const first = row * most;
    return this.#entries.subarray(first, first + Math.min(most, this.#counts[row] as number));
  }
}

function choose(lists: NeighbourLists, { fresh, old }: Sides, random: Random): void {
  const { indices, k } = lists;
  fresh.clear();
  old.clear();
  for (let place = 0; place < indices.length; place++) {
    const other = indices[place] as number;
    if (other === -1) continue;
    const row = Math.floor(place / k);
    const side = lists.fresh[place] ? fresh : old;
    side.add(row, other, random);
    side.add(other, row, random);
  }
  for (let place = 0; place < indices.length; place++)
    if (lists.fresh[place] && fresh.of(Math.floor(place / k)).includes(indices[place] as number))
      lists.fresh[place] = 0;
}

const others = new Int32Array(2 * most);

function join(lists: NeighbourLists, { fresh, old }: Sides, compare: Compare, row: number): number {
  const news = fresh.of(row);
  if (news.length === 0) return 0;
  const before = old.of(row);
  others.set(news);
  others.set(before, news.length);
  const all = others.subarray(0, news.length + before.length);
  let changes = 0;
  compare(news, all, (one, other, squared) => {
    if (other <= one) return;
    const [a, b] = [news[one] as number, all[other] as number];
    if (a === b) return;
    if (lists.offer(a, b, squared)) changes++;
    if (lists.offer(b, a, squared)) changes++;
  });
  return changes;
}
