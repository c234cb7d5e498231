import type { CriticalPath } from "../../traces/critical-path.ts";

/** The pieces of the critical path by span: `piece[first[i] … first[i + 1] − 1]`, by time. */
export interface PathPieces {
  readonly first: Int32Array;
  readonly piece: Int32Array;
}

export function groupPieces({ span }: CriticalPath, size: number): PathPieces {
  const first = new Int32Array(size + 1);
  for (const owner of span) if (owner >= 0) first[owner + 1] = (first[owner + 1] ?? 0) + 1;
  for (let index = 1; index <= size; index++) first[index] = (first[index] ?? 0) + (first[index - 1] ?? 0);
  const piece = new Int32Array(first[size] ?? 0);
  const next = first.slice();
  span.forEach((owner, k) => {
    if (owner < 0) return;
    piece[next[owner] ?? 0] = k;
    next[owner] = (next[owner] ?? 0) + 1;
  });
  return { first, piece };
}

/** A span's pieces that end after a time, by time. */
export function piecesFrom({ first, piece }: PathPieces, { to }: CriticalPath, span: number, time: number): Int32Array {
  let [low, high] = [first[span] ?? 0, first[span + 1] ?? 0];
  const end = high;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((to[piece[middle] ?? 0] ?? 0) > time) high = middle;
    else low = middle + 1;
  }
  return piece.subarray(low, end);
}
