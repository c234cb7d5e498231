import type { DriftVerdict } from "../../analysis/drift-verdict.ts";

export type FeatureKind = "numbers" | "categories" | "vocabulary";

/** One bin of a column, on both sides. */
export interface Bin {
  readonly label: string;
  readonly kind: "both" | "new" | "vanished" | "other" | "missing";
  readonly reference: number;
  readonly current: number;
  readonly referenceShare: number;
  readonly currentShare: number;
  readonly contribution: number;
  /** The bin's rows as an SQL predicate over the table; null where it cannot be said so. */
  readonly predicate: string | null;
}

/** A figure that is known up to its error: the true one lies from `value` to `atMost`. */
export interface Bounded {
  readonly value: number | null;
  readonly atMost: number | null;
  readonly reason: string | null;
}

export interface KsFigures extends Bounded {
  readonly p: number | null;
}

export interface WassersteinFigures extends Bounded {
  /** In standard deviations of the reference. */
  readonly inSd: number | null;
}

export interface BinTest {
  readonly p: number | null;
  readonly method: "chi-square" | "fisher" | "permutation" | null;
  readonly cramersV: number | null;
}

/** A word of a vocabulary: in how many texts of each side it stands. */
export interface Word {
  readonly word: string;
  readonly reference: number;
  readonly current: number;
  /** The rows whose text has the word, as an SQL predicate over the table. */
  readonly predicate: string;
}

export interface PsiRow {
  readonly id: string;
  /** What its rows are: rows of the table, or traces. */
  readonly unit: "row" | "trace";
  readonly kind: FeatureKind;
  readonly referenceRows: number;
  readonly currentRows: number;
  readonly referenceMissing: number;
  readonly currentMissing: number;
  readonly psi: number | null;
  /** What 5 % of comparisons without drift exceed, at these counts. */
  readonly critical: number | null;
  readonly jensenShannon: number | null;
  readonly ks: KsFigures | null;
  readonly wasserstein: WassersteinFigures | null;
  readonly test: BinTest;
  /** One p of the tests of this column, and the same adjusted for all columns. */
  readonly p: number | null;
  readonly adjustedP: number | null;
  readonly verdict: DriftVerdict;
  /** The figures that made the verdict, and the rule, in words. */
  readonly reason: string;
  readonly bins: readonly Bin[];
  /** Edges of the bins of a column of numbers; null where each value is a bin. */
  readonly edges: readonly number[] | null;
  readonly appeared: readonly string[];
  readonly vanished: readonly string[];
  readonly isFrozen: boolean;
  /** Of a vocabulary: the words that tell the sides apart. */
  readonly words: { readonly more: readonly Word[]; readonly fewer: readonly Word[] } | null;
  readonly notes: readonly string[];
}

/** A column that was not compared, and why. */
export interface LeftOut {
  readonly column: string;
  readonly reason: string;
}

/** One window of time against the reference. */
export interface TimePoint {
  /** ISO text, UTC. */
  readonly start: string;
  readonly n: number;
  readonly psi: number | null;
  readonly critical: number | null;
  /** The chance of an index this large without drift, by the distribution that `critical` comes from. */
  readonly p: number | null;
  readonly reason: string | null;
  readonly side: "reference" | "current" | null;
}

export interface TimeSeries {
  readonly id: string;
  readonly points: readonly TimePoint[];
}

/** The rows that were compared, as SQL, for cells that show them. */
export interface ComparedRows {
  readonly unit: "row" | "trace";
  /** What stands behind FROM. */
  readonly from: string;
  readonly where: string | null;
  readonly reference: string;
  readonly current: string;
  readonly referenceRows: number;
  readonly currentRows: number;
}

export interface PsiResult {
  readonly table: string;
  /** How rows came to their side, in words. */
  readonly how: string;
  readonly compared: readonly ComparedRows[];
  readonly hasTraces: boolean;
  readonly rows: readonly PsiRow[];
  readonly leftOut: readonly LeftOut[];
  readonly level: number;
  readonly adjust: string;
  readonly every: string | null;
  readonly series: readonly TimeSeries[];
  readonly notes: readonly string[];
  /** Why nothing could be compared, and what to do. */
  readonly empty: string | null;
}
