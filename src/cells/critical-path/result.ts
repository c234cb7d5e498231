import type { Estimate } from "../../analysis/estimate.ts";
import type { Side } from "../cohort-sides.ts";

/** What was measured of one step on one side. Means are per run, runs without the step included. Milliseconds. */
export interface PathFigures {
  readonly spans: number;
  /** Runs in which it is on the path. */
  readonly runs: number;
  /** Time of the path in the step itself. */
  readonly path: Estimate;
  /** That over the wall time of all runs of the side. */
  readonly share: Estimate;
  /** What a run would take if the step took no time. */
  readonly without: Estimate;
}

export interface PathStep {
  /** The value of `by`; null for the spans that have none. */
  readonly step: string | null;
  readonly kind: string | null;
  readonly sides: Readonly<Partial<Record<Side, PathFigures>>>;
  /** Current less reference of `path`; null unless two cohorts are compared. */
  readonly difference: Estimate | null;
}

export interface PathMeasure {
  readonly id: string;
  readonly label: string;
  readonly about: string;
  readonly unit: "milliseconds" | "number";
  readonly values: Readonly<Partial<Record<Side, Estimate>>>;
  readonly difference: Estimate | null;
}

/** One run: a trace, or several that are linked. Milliseconds. */
export interface RunRow {
  readonly traceId: string;
  readonly name: string | null;
  /** ISO, UTC. */
  readonly start: string | null;
  readonly side: Side;
  readonly traces: number;
  readonly spans: number;
  readonly wall: number;
  readonly work: number;
  /** Work over the time in which something works; null when nothing does. */
  readonly parallelism: number | null;
  readonly most: number;
  readonly idle: number;
  readonly waiting: number;
  readonly failed: number;
  readonly retries: number;
  readonly retry: number;
  readonly retryOnPath: number;
  readonly withoutRetries: number;
  /** The step that would save most, the path's time in it, and what the run would take without it. */
  readonly step: string | null;
  readonly path: number;
  readonly without: number | null;
}

export interface CriticalPathResult {
  readonly by: string;
  /** `by` as SQL over `spans`. */
  readonly expression: string;
  readonly rows: "steps" | "traces";
  readonly sides: readonly {
    readonly side: Side;
    readonly runs: number;
    readonly traces: number;
    /** Runs of more than one trace. */
    readonly linked: number;
  }[];
  readonly measures: readonly PathMeasure[];
  readonly steps: readonly PathStep[];
  /** How many steps there are in all, and how many of them hold less than `min_share`. */
  readonly groups: number;
  readonly rare: number;
  /** The longest runs. */
  readonly runs: readonly RunRow[];
  /** Runs in which not every step could be tried. */
  readonly untried: number;
}
