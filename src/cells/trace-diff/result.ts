export const changes = ["added", "removed", "changed", "same"] as const;

export type Change = (typeof changes)[number];

/** One of the two spans of a row. Times in nanoseconds since its trace's start. */
export interface DiffSpan {
  readonly id: string;
  readonly start: number;
  readonly end: number;
  readonly status: string | null;
  readonly model: string | null;
  readonly tokens: number | null;
  readonly costUsd: number | null;
}

export interface DiffRow {
  readonly name: string;
  readonly kind: string | null;
  readonly depth: number;
  readonly change: Change;
  /** What differs, in words: "status", "model", "arguments" … */
  readonly what: readonly string[];
  readonly first: DiffSpan | null;
  readonly second: DiffSpan | null;
}

export interface DiffTrace {
  readonly id: string;
  readonly root: string | null;
  readonly cohort: string | null;
  /** Nanoseconds from the first start to the last end. */
  readonly wall: number;
  readonly spans: number;
}

export interface TraceDiffResult {
  /** null where there is nothing to compare; `reason` says why, or why these two. */
  readonly traces: readonly [DiffTrace, DiffTrace] | null;
  readonly reason: string;
  readonly rows: readonly DiffRow[];
  readonly counts: Readonly<Record<Change, number>>;
}
