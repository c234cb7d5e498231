import type { Estimate } from "../../analysis/estimate.ts";
import type { Side, SideTotals } from "../cohort-sides.ts";
import type { DeploymentMark, Stretch } from "../time-buckets.ts";

export interface ErrorsResult {
  readonly sides: readonly SideTotals[];
  readonly total: ErrorType;
  readonly types: readonly ErrorType[];
  /** How many types there are in all. */
  readonly found: number;
  /** Spans with an error that only pass on one from below, left out. */
  readonly passedOn: number;
  readonly per: Stretch;
  readonly buckets: readonly Bucket[];
  readonly deployments: readonly DeploymentMark[];
  readonly retries: readonly RetriedStep[];
  readonly timeouts: Timeouts;
  readonly firstToken: FirstToken;
  readonly feedback: Feedback;
}

export interface ErrorType {
  /** Null for errors that say neither a type nor a message; for all of them together too. */
  readonly type: string | null;
  /** The commonest message, with numbers, ids, addresses and quoted parts left open. */
  readonly message: string | null;
  readonly messages: number;
  readonly steps: readonly string[];
  readonly isTimeout: boolean;
  readonly sides: Readonly<Partial<Record<Side, TypeFigures>>>;
  readonly difference: Estimate | null;
  /** Of the difference, adjusted for all types that are shown; null where they are not compared. */
  readonly adjustedP: number | null;
  readonly first: string | null;
  readonly last: string | null;
  readonly example: { readonly traceId: string; readonly spanId: string } | null;
}

export interface TypeFigures {
  readonly errors: number;
  readonly traces: number;
  /** Traces with such an error, of all of the side. */
  readonly share: Estimate;
}

export interface Bucket {
  readonly start: string;
  readonly side: Side | "none";
  readonly traces: number;
  readonly failed: number;
  readonly errors: number;
  readonly timeouts: number;
}

export interface RetriedStep {
  readonly step: string;
  readonly sides: Readonly<Partial<Record<Side, RetryFigures>>>;
}

export interface RetryFigures {
  readonly failures: number;
  readonly retried: number;
  /** Retries that went well. */
  readonly success: Estimate;
  /** From the start of a failed attempt to the start of the next, in milliseconds. */
  readonly lost: number;
}

export interface Timeouts {
  readonly sides: Readonly<Partial<Record<Side, Estimate>>>;
  readonly difference: Estimate | null;
  readonly steps: readonly {
    readonly step: string;
    readonly sides: Readonly<Partial<Record<Side, { readonly timeouts: number; readonly medianMs: number | null }>>>;
  }[];
}

export interface FirstToken {
  readonly models: readonly {
    readonly model: string | null;
    readonly sides: Readonly<Partial<Record<Side, Waits>>>;
    readonly difference: Estimate | null;
  }[];
}

/** Milliseconds. */
export interface Waits {
  readonly n: number;
  readonly median: Estimate;
  readonly p95: number | null;
}

export interface Feedback {
  readonly scores: readonly FeedbackScore[];
  /** Scores that are there and no feedback, by name. */
  readonly others: readonly string[];
}

export interface FeedbackScore {
  readonly name: string;
  readonly sides: Readonly<Partial<Record<Side, Estimate>>>;
  readonly difference: Estimate | null;
  /** Means of traces with an error and without. */
  readonly failed: Estimate;
  readonly unfailed: Estimate;
  readonly badBelow: number;
  readonly bad: number;
  readonly worst: readonly BadFeedback[];
}

export interface BadFeedback {
  readonly traceId: string;
  readonly value: number;
  readonly comment: string | null;
  readonly failed: boolean;
}
