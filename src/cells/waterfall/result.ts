import type { CriticalPath } from "../../traces/critical-path.ts";
import type { Gap } from "../../traces/gaps.ts";
import type { Oddity } from "../../traces/oddities.ts";
import type { ChildTime } from "../../traces/self-time.ts";
import type { SpanTree } from "../../traces/tree.ts";

/** The spans of a trace, a column each, in the order of `SpanTree`'s indices. */
export interface Spans {
  readonly size: number;
  readonly id: readonly string[];
  /** Distinct names, and which of them each span has. */
  readonly names: readonly string[];
  readonly name: Uint32Array;
  /** Indices of `spanKinds`. */
  readonly kind: Uint8Array;
  /** 1 where the status is ERROR. */
  readonly failed: Uint8Array;
  /** Nanoseconds from start to end as given; NaN where one is missing. */
  readonly duration: Float64Array;
  /** NaN where unknown. */
  readonly inputTokens: Float64Array;
  readonly outputTokens: Float64Array;
  readonly costUsd: Float64Array;
}

/** What the spans amount to. Times are nanoseconds since the start of the trace. */
export interface Shape {
  readonly tree: SpanTree;
  readonly self: Float64Array;
  readonly childTime: ChildTime;
  readonly path: CriticalPath;
  /** Nanoseconds of the critical path in each span. */
  readonly critical: Float64Array;
  /** Gaps that are worth folding. */
  readonly gaps: readonly Gap[];
  /** Nanoseconds in which nothing works, short gaps included. */
  readonly idle: number;
  readonly oddities: readonly Oddity[];
}

export interface TraceHead {
  readonly id: string;
  readonly root: string | null;
  /** Nanoseconds since 1970, as digits: the zero of every time here. */
  readonly startNs: string;
  readonly errors: number;
  readonly costUsd: number | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly tenant: string | null;
  readonly cohort: string | null;
}

export interface WaterfallResult {
  /** null when no trace meets the conditions. */
  readonly trace: TraceHead | null;
  /** Why this one, or why none: "slowest of 118 traces in current". */
  readonly reason: string;
  readonly spans: Spans;
  readonly shape: Shape;
  /** The span to select at first; −1 for none. */
  readonly selected: number;
}
