import type { Side } from "../cohort-sides.ts";
import type { DeploymentMark, Stretch } from "../time-buckets.ts";
import type { Mix } from "../trace-strata.ts";

export interface OverviewResult {
  readonly sides: readonly { readonly side: Side; readonly traces: number }[];
  /** In the order to show. */
  readonly measures: readonly Measure[];
  /** How current was weighed to the reference's mix, where it was. */
  readonly mix?: Mix;
  readonly per: Stretch;
  /** By time, then side. Only stretches in which a trace starts. */
  readonly buckets: readonly Bucket[];
  /** Within the time that the buckets span. */
  readonly deployments: readonly DeploymentMark[];
}

export type Unit = "count" | "share" | "milliseconds" | "dollars";

export interface Measure {
  readonly id: string;
  /** "tokens in per trace" */
  readonly label: string;
  readonly unit: Unit;
  readonly values: Readonly<Partial<Record<Side, Value>>>;
  /** Current less reference; null where the sides are not compared. */
  readonly difference: Value | null;
}

export interface Value {
  readonly value: number | null;
  /** The 95 % interval. */
  readonly low: number | null;
  readonly high: number | null;
  /** How many traces it rests on. */
  readonly n: number;
  /** The sum that a mean comes from, or the count that a share comes from; null where there is none. */
  readonly total: number | null;
  /** Why value or interval is missing. */
  readonly reason: string | null;
}

export interface Bucket {
  /** Its start, ISO, UTC. */
  readonly start: string;
  /** `none`: traces in neither window. */
  readonly side: Side | "none";
  readonly traces: number;
  /** Traces with an error. */
  readonly errors: number;
  /** Traces whose root has an end: the n of p50 and p95. */
  readonly timed: number;
  readonly p50: number | null;
  readonly p95: number | null;
}
