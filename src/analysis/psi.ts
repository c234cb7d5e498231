import { chiSquareQuantile, chiSquareSurvival } from "./distributions.ts";

/** Counts of one bin, in the reference and in the current rows. */
export interface BinPair {
  readonly reference: number;
  readonly current: number;
}

export interface PsiBin extends BinPair {
  /** Shares of the rows, before the floor. */
  readonly referenceShare: number;
  readonly currentShare: number;
  /** What the bin adds to the index; never negative with a floor below both shares. */
  readonly contribution: number;
}

export interface Psi {
  /** The index; null where it is undefined. */
  readonly value: number | null;
  readonly bins: readonly PsiBin[];
  /** Rows in all bins. */
  readonly referenceRows: number;
  readonly currentRows: number;
  /** Bins that hold rows, less one. */
  readonly df: number;
  /** The chance of an index this large without drift, at these counts. */
  readonly p: number | null;
  /** The index that 5 % of comparisons without drift exceed, at these counts. */
  readonly critical: number | null;
  readonly reason: string | null;
}

export interface PsiOptions {
  /** What an empty bin's share is taken for: a least share, 0.0001 unless given, or half a row added to every bin. */
  readonly floor?: number | "jeffreys";
  /** The chance of a false alarm that `critical` stands for, 0.05 unless given. */
  readonly level?: number;
}

/**
 * The population stability index of binned counts, Σ (q − p) ln(q / p). Shares below the floor are raised to it and
 * not renormalised. Without drift it is spread as (1/n + 1/m) χ² with bins − 1 degrees of freedom (Yurdakul, Western
 * Michigan University, 2018), whence `p` and `critical`: the usual bands of 0.1 and 0.2 know nothing of n.
 * The approximation holds from about 10 expected rows a bin. Bins that are empty on both sides do not count.
 *
 * O(bins). Null with a reason when a side has no rows or fewer than two bins hold any. Throws when a count is negative.
 *
 *     psi([{ reference: 50, current: 30 }, { reference: 50, current: 70 }]).value; // 0.169
 */
export function psi(pairs: readonly BinPair[], { floor = 1e-4, level = 0.05 }: PsiOptions = {}): Psi {
  for (const { reference, current } of pairs)
    if (!(reference >= 0 && current >= 0)) throw new Error(`psi: counts cannot be negative: ${reference}, ${current}`);
  const referenceRows = sum(pairs, "reference");
  const currentRows = sum(pairs, "current");
  const bins = pairs.map((pair) => psiBin(pair, share(floor, pairs.length, referenceRows, currentRows)));
  const df = Math.max(0, pairs.filter(({ reference, current }) => reference + current > 0).length - 1);
  const known = { bins, referenceRows, currentRows, df };
  const reason = undefinedBecause(referenceRows, currentRows, df);
  if (reason !== null) return { ...known, value: null, p: null, critical: null, reason };
  const value = bins.reduce((total, bin) => total + bin.contribution, 0);
  const scale = 1 / referenceRows + 1 / currentRows;
  const p = chiSquareSurvival(Math.max(0, value) / scale, df);
  return { ...known, value, p, critical: scale * chiSquareQuantile(1 - level, df), reason: null };
}

/** The usual words for an index of this size, whatever the counts: below 0.1, from 0.1, from 0.2. */
export function psiBand(value: number): "below 0.1" | "0.1 to 0.2" | "0.2 and above" {
  if (value < 0.1) return "below 0.1";
  return value < 0.2 ? "0.1 to 0.2" : "0.2 and above";
}

type ShareOf = (count: number, side: keyof BinPair) => { plain: number; raised: number };

function share(floor: number | "jeffreys", bins: number, referenceRows: number, currentRows: number): ShareOf {
  return (count, side) => {
    const rows = side === "reference" ? referenceRows : currentRows;
    const plain = rows > 0 ? count / rows : 0;
    const raised = floor === "jeffreys" ? (count + 0.5) / (rows + bins / 2) : Math.max(plain, floor);
    return { plain, raised };
  };
}

function psiBin(pair: BinPair, of: ShareOf): PsiBin {
  const reference = of(pair.reference, "reference");
  const current = of(pair.current, "current");
  const contribution = (current.raised - reference.raised) * Math.log(current.raised / reference.raised);
  return { ...pair, referenceShare: reference.plain, currentShare: current.plain, contribution };
}

function sum(pairs: readonly BinPair[], side: keyof BinPair): number {
  return pairs.reduce((total, pair) => total + pair[side], 0);
}

function undefinedBecause(referenceRows: number, currentRows: number, df: number): string | null {
  if (referenceRows === 0) return "no reference rows";
  if (currentRows === 0) return "no current rows";
  return df === 0 ? "all rows are in one bin" : null;
}
