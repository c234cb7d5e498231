import type { Side, SideTotals } from "../cohort-sides.ts";
import type { QuantileName } from "./definition.ts";

/** What was measured of one step on one side. Durations in milliseconds; null where nothing could be measured. */
export interface Figures {
  readonly spans: number;
  /** Spans that have an end at or after their start: the n of every duration here. */
  readonly timed: number;
  /** Spans per trace of the side, traces without the step included. */
  readonly callsPerTrace: number | null;
  readonly errors: number;
  readonly errorRate: { readonly value: number; readonly low: number; readonly high: number } | null;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  /** The chosen quantile, and its 95 % interval or why there is none. */
  readonly chosen: number | null;
  readonly interval: { readonly low: number; readonly high: number } | null;
  readonly noInterval: string | null;
  readonly total: number | null;
  readonly self: number | null;
  /** Self time over the number of traces of the side. */
  readonly selfPerTrace: number | null;
  /** Self time over the wall time of all traces of the side. Steps that run at once can exceed 1 together. */
  readonly share: number | null;
}

export interface Difference {
  /** Current less reference, of the chosen quantile. */
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Why value or interval is missing. */
  readonly reason: string | null;
}

export interface LatencyStep {
  /** The value of `by`; null for the spans that have none. */
  readonly step: string | null;
  /** The kind of most of its spans. */
  readonly kind: string | null;
  readonly sides: Readonly<Partial<Record<Side, Figures>>>;
  /** Null unless two cohorts are compared. */
  readonly difference: Difference | null;
}

export interface LatencyResult {
  readonly by: string;
  /** `by` as SQL over `spans`. */
  readonly expression: string;
  readonly quantile: QuantileName;
  readonly sides: readonly SideTotals[];
  readonly steps: readonly LatencyStep[];
  /** How many steps there are in all, and how many of them have fewer spans than `min_count`. */
  readonly groups: number;
  readonly rare: number;
}
