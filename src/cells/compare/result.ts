import type { Estimate } from "../../analysis/estimate.ts";
import type { Pair, SideTotals } from "../cohort-sides.ts";
import type { Mix } from "../trace-strata.ts";
import type { Measure } from "./definition.ts";

/** One step's figures on one side. Durations in milliseconds; null where nothing can be measured. */
export interface StepFigures extends Readonly<Record<Measure, number | null>> {
  /** Calls that have an end: the n of the quantiles. */
  readonly timed: number;
  readonly traces: number;
}

export interface ComparedStep {
  /** Its id in `store.paths`; empty for the time in which no span runs. */
  readonly path: string;
  /** The names from the root to it. */
  readonly names: readonly string[];
  readonly kind: string | null;
  readonly sides: Pair<StepFigures>;
  /** Current less reference. */
  readonly differences: Readonly<Record<Measure, Estimate>>;
  /** Its part of the change in mean wall time; null where that did not change. */
  readonly share: number | null;
}

/** Wall time of the traces, in milliseconds. */
export interface WallTime {
  readonly n: number;
  readonly mean: number | null;
  readonly p50: number | null;
  readonly p95: number | null;
}

export interface Weighting extends Mix {
  /** How many equally weighted traces of current would tell as much. */
  readonly effective: number;
  /** The change in mean wall time of all traces, unweighted, and how much of it is the change of mix. */
  readonly raw: Estimate;
  readonly mix: number | null;
}

/** How an attribute separates two groups of traces. */
export interface Separation {
  /** Cramér's V without its bias; null where nothing can be told. */
  readonly strength: number | null;
  readonly p: number | null;
  /** Corrected for the number of attributes (Benjamini and Hochberg). */
  readonly adjusted: number | null;
  readonly separates: boolean;
  /** The value whose share differs most, with its share in the first and in the second group. */
  readonly value: string | null;
  readonly shares: readonly [number, number] | null;
  readonly reason: string | null;
}

export interface RankedAttribute {
  readonly key: string;
  /** Traces that have it, of those that were looked at. */
  readonly traces: number;
  readonly values: number;
  /** Values are numbers, in five bins. */
  readonly numeric: boolean;
  /** Reference against current. */
  readonly cohorts: Separation;
  /** The other traces against the slowest tenth of both cohorts. */
  readonly slow: Separation;
}

export interface AttributeRanking {
  readonly rows: readonly RankedAttribute[];
  readonly tested: number;
  /** Keys that were not tested, and why. */
  readonly leftOut: readonly { readonly key: string; readonly reason: string }[];
  readonly looked: Pair<number>;
}

export interface Comparison {
  readonly wall: Pair<WallTime>;
  /** Of the means, current less reference. */
  readonly change: Estimate;
  readonly steps: readonly ComparedStep[];
  /** All steps beyond the limit, taken together; null when there are none. */
  readonly rest: { readonly steps: number; readonly time: Pair<number>; readonly share: number | null } | null;
  readonly paths: number;
  readonly weighting: Weighting | null;
  readonly attributes: AttributeRanking | null;
}

export interface CompareResult {
  readonly sides: readonly SideTotals[];
  readonly quantile: string;
  /** Traces that meet both cohorts' rules; they count as current. */
  readonly overlap: number;
  /** null unless both cohorts hold traces. */
  readonly comparison: Comparison | null;
}
