import { memo, useEffect, useMemo, useSyncExternalStore } from "react";
import type { AnyCellKind } from "../../src/cells/cell-kind.tsx";
import { cellKinds } from "../../src/cells/index.tsx";
import type { Cell } from "../../src/notebook/notebook.ts";
import type { CellState } from "../../src/notebook/runtime.ts";
import type { AppWorkbench } from "../app-workbench.ts";
import { typingIn } from "../shell/keyboard.ts";
import { AddCell } from "./add-cell.tsx";
import { CellActions } from "./cell-actions.tsx";
import { CellEvidence } from "./cell-evidence.tsx";
import { CellFailureView } from "./cell-failure.tsx";
import { CellName } from "./cell-name.tsx";
import { CellResult } from "./cell-result.tsx";
import { CellSource } from "./cell-source.tsx";
import { useCellView, viewsOf } from "./cell-views.ts";
import { Gutter } from "./gutter.tsx";

interface CellFrameProps {
  readonly cell: Cell;
  readonly workbench: AppWorkbench;
  readonly selected: boolean;
}

/** One cell: its state and run button in the gutter, its head, its source when it is unfolded, its result. */
export const CellFrame = memo(function CellFrame({ cell, workbench, selected }: CellFrameProps) {
  const { session } = workbench;
  const state = useSyncExternalStore(session.subscribe, () => session.cell(cell.id));
  const kind = cellKinds.find((other) => other.kind === cell.kind);
  const prose = cell.kind === "markdown";
  const { sourceOpen: unfolded, resultOpen } = useCellView(workbench, cell);
  const setUnfolded = (sourceOpen: boolean) => viewsOf(workbench).set([cell], { sourceOpen });
  const outdated = prose && !unfolded && (state.status === "stale" || state.status === "idle");
  // Prose costs nothing: left or undone, it shows what it says now.
  useEffect(() => {
    if (outdated) void session.run([cell.id]);
  }, [outdated, session, cell.id]);
  const editing = unfolded || (state.failure !== null && !prose);
  const className = ["cell", prose ? "is-prose" : "", selected ? "is-selected" : ""].join(" ");
  return (
    <div className={kind?.wide ? "cell-slot is-wide" : "cell-slot"}>
      <section
        id={`cell-${cell.id}`}
        className={className}
        tabIndex={-1}
        aria-label={`${cell.name || kind?.title || cell.kind}${state.summary ? `, ${state.summary}` : ""}`}
        onFocus={() => workbench.selectCell(cell.id)}
        onPointerDown={() => workbench.selectCell(cell.id)}
        onKeyDown={leaveField}
      >
        <Gutter state={state} onRun={() => void session.run([cell.id])} onStop={() => session.stop()} />
        <div className={prose ? "cell-body" : "cell-body paper"}>
          {!prose && (
            <header className="cell-head">
              <CellName cell={cell} session={session} />
              <span className="cell-kind">{kind?.kind ?? `unknown kind "${cell.kind}"`}</span>
              <span className="cell-summary">{state.why || state.summary}</span>
              <CellEvidence cell={cell} workbench={workbench} />
              <CellActions cell={cell} workbench={workbench} unfolded={editing} onFold={() => setUnfolded(!editing)} />
            </header>
          )}
          {prose && (
            <CellActions cell={cell} workbench={workbench} unfolded={unfolded} onFold={() => setUnfolded(!unfolded)} />
          )}
          {editing && (
            <CellSource
              cell={cell}
              kind={kind}
              state={state}
              workbench={workbench}
              onLeave={() => prose && setUnfolded(false)}
            />
          )}
          {state.failure && <CellFailureView failure={state.failure} />}
          <Result
            cell={cell}
            kind={kind}
            state={state}
            workbench={workbench}
            hidden={prose && unfolded}
            folded={!prose && !resultOpen}
            onUnfold={() => viewsOf(workbench).set([cell], { resultOpen: true })}
            onEdit={() => viewsOf(workbench).edit(cell)}
          />
        </div>
      </section>
      <AddCell workbench={workbench} afterId={cell.id} />
    </div>
  );
});

/** Esc in a field of the cell goes back to the cell: from editing to commanding. The editor does so by itself. */
function leaveField(event: React.KeyboardEvent<HTMLElement>): void {
  const { key, target, currentTarget } = event;
  if (key !== "Escape" || event.defaultPrevented || target === currentTarget) return;
  if (typingIn(target) === "field" && !(target as HTMLElement).closest('[role="application"], [role="menu"]'))
    currentTarget.focus({ preventScroll: true });
}

/** Prose depends on nothing, so it can be read before anything runs. */
function asWritten(kind: AnyCellKind, source: string): CellState["last"] {
  try {
    const spec = kind.parse(source);
    return { spec, result: spec };
  } catch {
    // Told when it runs.
    return null;
  }
}

interface ResultProps {
  readonly cell: Cell;
  readonly kind: AnyCellKind | undefined;
  readonly state: CellState;
  readonly workbench: AppWorkbench;
  readonly hidden: boolean;
  /** Hidden by the person who reads, which is said in its place. */
  readonly folded: boolean;
  readonly onUnfold: () => void;
  readonly onEdit: () => void;
}

function Result({ cell, kind, state, workbench, hidden, folded, onUnfold, onEdit }: ResultProps) {
  const live = useMemo(() => workbench.live(cell.id), [workbench, cell.id]);
  const prose = kind?.kind === "markdown" ? kind : null;
  const written = useMemo(() => prose && asWritten(prose, cell.source), [prose, cell.source]);
  const shown = state.partial ?? state.last ?? (state.failure ? null : written);
  if (hidden || !kind || !shown) return <Waiting state={state} />;
  if (folded) return <FoldedResult summary={state.summary} onUnfold={onUnfold} />;
  const old = state.status !== "done" && !state.partial;
  const result = <CellResult kind={kind} name={cell.name} last={shown} live={live} />;
  if (prose)
    return (
      // biome-ignore lint/a11y/noStaticElementInteractions: the Edit button does the same for the keyboard
      <div className="cell-result" onDoubleClick={onEdit}>
        {result}
      </div>
    );
  return (
    <div className={old ? "cell-result is-stale" : "cell-result"} aria-busy={state.status === "running"}>
      {state.progress && <p className="cell-progress">{state.progress}</p>}
      {result}
    </div>
  );
}

function FoldedResult({ summary, onUnfold }: { summary: string; onUnfold: () => void }) {
  return (
    <button type="button" className="cell-folded" onClick={onUnfold}>
      Result hidden{summary && `: ${summary}`}. Show
    </button>
  );
}

function Waiting({ state }: { state: CellState }) {
  if (state.status !== "running" || !state.progress) return null;
  return <p className="cell-progress">{state.progress}</p>;
}
