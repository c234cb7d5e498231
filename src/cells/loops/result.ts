import type { Estimate } from "../../analysis/estimate.ts";
import type { Side } from "../cohort-sides.ts";

/** The breaker curve goes from 1 call to this many. */
export const mostCalls = 20;

/** Sums. Times in milliseconds. */
export interface Spent {
  /** Self times of spans, added up. */
  readonly spanMs: number;
  /** By how much shorter traces would have been, on their critical paths. */
  readonly wallMs: number;
  readonly tokens: number;
  readonly cost: number;
}

export interface LoopRow {
  readonly traceId: string;
  /** The first call of the loop. */
  readonly spanId: string;
  readonly side: Side;
  /** When that call began, ISO, UTC. */
  readonly start: string | null;
  /** The step's name, or the names of a cycle. */
  readonly steps: readonly string[];
  /** How often the same came back. */
  readonly rounds: number;
  /** Whether the same call once more gave another result, which ended the loop. */
  readonly resolved: boolean;
  /** What was asked each time; null for a cycle. */
  readonly input: string | null;
  readonly wasted: Spent;
  /** The repeated spans, by their ids. */
  readonly spans: readonly string[];
  /** What the breaker's attribute says; null where no span of the trace has it. */
  readonly breaker: string | null;
  readonly succeeded: boolean;
}

/** What cutting the same call after k calls would have done on one side. */
export interface CurvePoint extends Spent {
  readonly k: number;
  /** Calls that would not have been made. */
  readonly calls: number;
  readonly groups: number;
  /** Groups that hold a loop; the others are repetitions that were none. */
  readonly ofLoops: number;
  readonly traces: number;
  /** Of those, traces that succeeded. */
  readonly successful: number;
}

export interface LoopSide {
  readonly side: Side;
  readonly traces: number;
  readonly loops: number;
  readonly tracesWithLoop: number;
  /** Of all traces of the side. */
  readonly share: Estimate;
  readonly wasted: Spent;
  /** Per trace of the side: what loops wasted, and what the chosen breaker would have saved. */
  readonly perTrace: Readonly<Record<PerTrace, Estimate>>;
  readonly curve: readonly CurvePoint[];
}

export const perTraceMeasures = [
  "wastedWall",
  "wastedTokens",
  "wastedCost",
  "savedWall",
  "savedTokens",
  "savedCost",
] as const;

export type PerTrace = (typeof perTraceMeasures)[number];

export interface LoopsResult {
  readonly breaker: number;
  readonly sides: readonly LoopSide[];
  /** Current less reference, per trace; null unless two cohorts are compared. */
  readonly difference: Readonly<Record<PerTrace, Estimate>> | null;
  /** Those that wasted most first. */
  readonly loops: readonly LoopRow[];
  /** How many there are in all. */
  readonly found: number;
  /** Whether any span says its tokens, or its cost. */
  readonly hasTokens: boolean;
  readonly hasCost: boolean;
  /** Calls, and those whose arguments were not recorded. */
  readonly calls: number;
  readonly unrecorded: number;
  /** Tools of which no result was recorded. */
  readonly mute: readonly string[];
}
