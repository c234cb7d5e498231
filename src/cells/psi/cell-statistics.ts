import { ksPValue } from "../../analysis/ks.ts";
import { innerEdges } from "../../analysis/psi-bins.ts";
import type { KsFigures, WassersteinFigures } from "./result.ts";
import type { ValueCell, ValueCells } from "./value-cells.ts";

/**
 * The edges that cut the reference into bins of equal share: its quantiles (type 7) where each value is counted for
 * itself. Where values are counted in cells, each quantile's nearest beginning of a cell, so that the counts of the bins
 * stay exact; the share of a bin is then off by at most that of one cell.
 */
export function edgesOfCells(cells: readonly ValueCell[], bins: number): number[] {
  const held = cells.filter(({ reference }) => reference > 0);
  const [first] = held;
  if (!first) return [];
  const n = held.reduce((sum, { reference }) => sum + reference, 0);
  const isExact = cells.every(isAtom);
  const cuts = Array.from({ length: bins - 1 }, (_, cut) => {
    const place = (n - 1) * ((cut + 1) / bins);
    return isExact ? quantileOfAtoms(held, place) : nearestBeginning(held, place);
  });
  return innerEdges(cuts, first.low);
}

export function isAtom({ low, high }: ValueCell): boolean {
  return low === high;
}

function quantileOfAtoms(held: readonly ValueCell[], place: number): number {
  const below = valueAt(held, Math.floor(place));
  return below + (valueAt(held, Math.ceil(place)) - below) * (place - Math.floor(place));
}

function valueAt(held: readonly ValueCell[], rank: number): number {
  let before = 0;
  for (const { low, reference } of held) {
    before += reference;
    if (rank < before) return low;
  }
  return held.at(-1)?.low ?? 0;
}

function nearestBeginning(held: readonly ValueCell[], place: number): number {
  let before = 0;
  for (const [at, { low, reference }] of held.entries()) {
    const after = before + reference;
    if (place < after) return place - before <= after - place ? low : (held[at + 1]?.low ?? low);
    before = after;
  }
  return held.at(-1)?.low ?? 0;
}

/**
 * Kolmogorov–Smirnov of counted cells: exact where each value is counted for itself. Else the largest difference at a
 * cell's end, and what it could be inside of one at most. p is that of the former, so it is never too small.
 */
export function ksOfCells({ cells }: ValueCells): KsFigures {
  const sides = rowsOf(cells);
  const reason = noRows(sides);
  if (reason) return { value: null, atMost: null, p: null, reason };
  let [before, after, value, atMost] = [0, 0, 0, 0];
  for (const cell of cells) {
    const gap = before - after;
    const [more, less] = [gap + cell.reference / sides.reference, gap - cell.current / sides.current];
    if (!isAtom(cell)) atMost = Math.max(atMost, Math.abs(more), Math.abs(less));
    before += cell.reference / sides.reference;
    after += cell.current / sides.current;
    value = Math.max(value, Math.abs(before - after));
  }
  value = Math.min(1, value);
  const p = ksPValue(value, sides.reference, sides.current);
  return { value, atMost: Math.min(1, Math.max(value, atMost)), p, reason: null };
}

/**
 * The Wasserstein-1 distance of counted cells: exact where each value is counted for itself. Inside of a cell the sums
 * give the integral of F − G exactly, which is the distance unless the two cross there; `atMost` allows for that.
 */
export function wassersteinOfCells({ cells, referenceSd }: ValueCells): WassersteinFigures {
  const sides = rowsOf(cells);
  const none = noRows(sides);
  if (none) return { value: null, atMost: null, inSd: null, reason: none };
  let [before, after, value, atMost] = [0, 0, 0, 0];
  for (const [place, cell] of cells.entries()) {
    const [reference, current] = [cell.reference / sides.reference, cell.current / sides.current];
    const gap = before - after;
    if (!isAtom(cell)) {
      const width = cell.high - cell.low;
      const grown = cell.reference * cell.high - cell.referenceSum;
      const shrunk = cell.current * cell.high - cell.currentSum;
      const inside = Math.abs(gap * width + grown / sides.reference - shrunk / sides.current);
      const most = width * Math.max(Math.abs(gap + reference), Math.abs(gap - current));
      value += inside;
      atMost += Math.max(inside, most);
    }
    before += reference;
    after += current;
    const next = cells[place + 1];
    if (!next) break;
    const between = (next.low - cell.high) * Math.abs(before - after);
    value += between;
    atMost += between;
  }
  if (!Number.isFinite(value)) return { value: null, atMost: null, inSd: null, reason: "the numbers are too large" };
  const isSpread = referenceSd !== null && referenceSd > 0;
  const reason = isSpread ? null : "the reference is constant";
  return { value, atMost, inSd: isSpread ? value / referenceSd : null, reason };
}

function rowsOf(cells: readonly ValueCell[]) {
  const rows = (side: "reference" | "current") => cells.reduce((sum, cell) => sum + cell[side], 0);
  return { reference: rows("reference"), current: rows("current") };
}

function noRows({ reference, current }: { reference: number; current: number }): string | null {
  if (reference === 0) return "no reference values";
  return current === 0 ? "no current values" : null;
}
