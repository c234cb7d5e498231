import { useEffect, useState } from "react";
import type { CellState, CellStatus } from "../../src/notebook/runtime.ts";
import { formatDuration } from "../../src/traces/format-duration.ts";

interface GutterProps {
  readonly state: CellState;
  readonly onRun: () => void;
  readonly onStop: () => void;
}

const words: Record<CellStatus, string> = {
  idle: "not run",
  queued: "waiting",
  running: "running",
  done: "done",
  stale: "stale",
  failed: "failed",
};

/** The margin of a cell: a button that shows its state and runs it (or stops it), and how long it took. */
export function Gutter({ state, onRun, onStop }: GutterProps) {
  const running = state.status === "running";
  const elapsed = useElapsed(running ? state.since : null);
  const note = running
    ? `${elapsed} s`
    : state.status === "done"
      ? formatDuration(state.elapsedMs ?? 0)
      : words[state.status];
  return (
    <div className="gutter">
      <button
        type="button"
        className={`gutter-run is-${state.status}`}
        title={running ? "Stop" : `${state.why} Run this cell (Ctrl+Enter)`.trim()}
        aria-label={running ? "Stop" : `Run this cell; it is ${words[state.status]}`}
        onClick={running ? onStop : onRun}
      >
        <span className="gutter-dot" />
      </button>
      <span className="gutter-note">{state.status === "idle" ? "" : note}</span>
    </div>
  );
}

/** Whole seconds since a moment of performance.now(). */
function useElapsed(since: number | null): number {
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    if (since === null) return;
    const timer = setInterval(() => setNow(performance.now()), 500);
    return () => clearInterval(timer);
  }, [since]);
  return since === null ? 0 : Math.max(0, Math.floor((now - since) / 1000));
}
