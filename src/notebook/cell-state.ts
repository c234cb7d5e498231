import { QueryError } from "../engine/engine.ts";
import { CellError } from "./cell.ts";
import type { Cell } from "./notebook.ts";

export type CellStatus = "idle" | "queued" | "running" | "done" | "stale" | "failed";

export interface CellState {
  readonly status: CellStatus;
  /** The last good result, with the specification that gave it; kept while a newer run is under way or failed. */
  readonly last: { readonly spec: unknown; readonly result: unknown } | null;
  /** A result under way, while the run lasts. */
  readonly partial: { readonly spec: unknown; readonly result: unknown } | null;
  readonly failure: CellFailure | null;
  readonly progress: string;
  readonly elapsedMs: number | null;
  /** performance.now() when the run under way began. */
  readonly since: number | null;
  /** The result in a few words. */
  readonly summary: string;
  /** When `last` was computed, in milliseconds since 1970. */
  readonly finishedAt: number | null;
  /** Why it is stale, in a sentence for the screen; empty when it is not. */
  readonly why: string;
}

export interface CellFailure {
  readonly message: string;
  readonly line: number | null;
  readonly column: number | null;
  readonly key: string | null;
}

export const idle: CellState = {
  status: "idle",
  last: null,
  partial: null,
  failure: null,
  progress: "",
  elapsedMs: null,
  since: null,
  summary: "",
  finishedAt: null,
  why: "",
};

/** What a state no longer says once the run is over. */
export const notRunning = { since: null, partial: null, progress: "" } as const satisfies Partial<CellState>;

/** Whether a cell has yet to run before what reads it can. */
export function isOpen({ status }: CellState): boolean {
  return status === "idle" || status === "stale" || status === "queued";
}

/** The abort reason of a run that something newer makes useless. */
export class Superseded extends Error {}

/** The state's change when a run ends in an error. A run that was stopped is no failure. */
export function stateAfter(error: unknown, state: CellState, elapsedMs: number): Partial<CellState> {
  const base = { ...notRunning, elapsedMs };
  if (error instanceof Superseded) return { ...base, status: "stale", why: whyStale.changed };
  const stopped = error instanceof Error && (error.message === "stopped" || error.name === "AbortError");
  if (!stopped) return { ...base, failure: failureOf(error), status: "failed", why: "" };
  // A stopped run says nothing of how long the cell takes.
  return { ...base, elapsedMs: state.elapsedMs, failure: null, ...stoppedState(state) };
}

export function stoppedState({ last }: CellState): Pick<CellState, "status" | "why"> {
  return last ? { status: "stale", why: whyStale.stopped } : { status: "idle", why: "" };
}

export const whyStale = {
  changed: "It or something that it reads changed since.",
  stopped: "Its last run was stopped.",
  waiting: "Something that it reads is not up to date.",
  slow: (seconds: number) => `Something that it reads changed. It took ${seconds} s, so it waits to be run.`,
} as const;

/** What went wrong and where, as a cell tells it. */
export function failureOf(error: unknown): CellFailure {
  if (error instanceof QueryError)
    return { message: error.message, line: error.place?.line ?? null, column: error.place?.column ?? null, key: null };
  const place = error instanceof CellError ? error.place : {};
  const message = error instanceof Error ? error.message : String(error);
  return { message, line: place.line ?? null, column: place.column ?? null, key: place.key ?? null };
}

/** Whether what a cell came to may be another thing now. */
export function isChanged(old: Cell | undefined, cell: Cell): boolean {
  if (!old) return true;
  return (
    old.source !== cell.source || old.kind !== cell.kind || old.name !== cell.name || old.unclosed !== cell.unclosed
  );
}
