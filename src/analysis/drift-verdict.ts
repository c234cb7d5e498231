import type { Psi } from "./psi.ts";

export type DriftVerdict = "stable" | "monitor" | "drifted" | "too little data";

/** How large a change is, by one measure, and from where on it matters. */
export interface DriftEffect {
  /** For the reason, such as "PSI". */
  readonly name: string;
  readonly value: number | null;
  readonly monitor: number;
  readonly drifted: number;
}

export interface DriftEvidence {
  /** The chance of the change without drift, adjusted where many columns are looked at. Null: it could not be told. */
  readonly p: number | null;
  readonly effects: readonly DriftEffect[];
  readonly referenceRows: number;
  readonly currentRows: number;
}

export interface DriftVerdictOptions {
  /** p at most, 0.05 unless given. */
  readonly level?: number;
  /** Rows that each side needs, 30 unless given. */
  readonly leastRows?: number;
}

/**
 * What a comparison comes to, in words. *Monitor* and *drifted* need both significance (p at most `level`) and size
 * (an effect from its threshold on), so that neither a large sample's trifles nor a small one's noise raises an alarm.
 *
 *     driftVerdict({ p: 0.001, effects: [psiEffect(index)], referenceRows: 900, currentRows: 400 });
 */
export function driftVerdict(
  { p, effects, referenceRows, currentRows }: DriftEvidence,
  { level = 0.05, leastRows = 30 }: DriftVerdictOptions = {},
): { readonly verdict: DriftVerdict; readonly reason: string } {
  if (Math.min(referenceRows, currentRows) < leastRows)
    return tooLittle(`${referenceRows} reference and ${currentRows} current rows; each side needs ${leastRows}`);
  if (p === null) return tooLittle("no test could be computed");
  if (p > level) return { verdict: "stable", reason: `no significant change (p = ${rounded(p)})` };
  const drifted = effects.find(({ value, drifted }) => value !== null && value >= drifted);
  if (drifted) return { verdict: "drifted", reason: tell(drifted, drifted.drifted, p) };
  const watched = effects.find(({ value, monitor }) => value !== null && value >= monitor);
  if (watched) return { verdict: "monitor", reason: tell(watched, watched.monitor, p) };
  return { verdict: "stable", reason: `a change is there (p = ${rounded(p)}), but too small to matter` };
}

/** PSI as an effect: from 0.1 and 0.2 on, or from what 5 % of comparisons without drift exceed at these counts. */
export function psiEffect({ value, critical }: Psi): DriftEffect {
  return { name: "PSI", value, monitor: Math.max(0.1, critical ?? 0), drifted: Math.max(0.2, critical ?? 0) };
}

/** The Wasserstein distance in standard deviations of the reference: from 0.1 and 0.2 on. */
export function wassersteinEffect({ inReferenceSd }: { readonly inReferenceSd: number | null }): DriftEffect {
  return { name: "Wasserstein distance in reference sd", value: inReferenceSd, monitor: 0.1, drifted: 0.2 };
}

/** Cramér's V: from 0.1 and 0.2 on. */
export function cramersVEffect({ cramersV }: { readonly cramersV: number | null }): DriftEffect {
  return { name: "Cramér's V", value: cramersV, monitor: 0.1, drifted: 0.2 };
}

/** A domain classifier's AUC: from 0.55 and 0.65 on. */
export function classifierEffect({ value }: { readonly value: number | null }): DriftEffect {
  return { name: "domain classifier's AUC", value, monitor: 0.55, drifted: 0.65 };
}

/** Distance of centroids in standard deviations (RMS) of the reference: from 0.1 and 0.2 on. */
export function centroidEffect({ inReferenceSd }: { readonly inReferenceSd: number | null }): DriftEffect {
  return { name: "centroid distance in reference sd", value: inReferenceSd, monitor: 0.1, drifted: 0.2 };
}

/** One p of several tests of the same column (its values and its missing ones, say), by Bonferroni. Null when none is known. */
export function smallestP(pValues: readonly (number | null)[]): number | null {
  const known = pValues.filter((p) => p !== null);
  return known.length === 0 ? null : Math.min(1, known.length * Math.min(...known));
}

function tooLittle(reason: string) {
  return { verdict: "too little data" as const, reason };
}

function tell({ name, value }: DriftEffect, threshold: number, p: number): string {
  return `${name} ${rounded(value ?? 0)}, from ${rounded(threshold)} on it matters (p = ${rounded(p)})`;
}

function rounded(value: number): string {
  return value !== 0 && Math.abs(value) < 0.001 ? value.toExponential(0) : String(Number(value.toPrecision(2)));
}
