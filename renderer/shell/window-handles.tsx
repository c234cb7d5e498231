import { type KeyboardEvent, useRef } from "react";
import { type Cohort, cohortNames } from "../../src/notebook/cohorts.ts";
import { type Edge, type Stretch, stepEdge, type Windows, withEdge } from "./brush.ts";
import { type Grid, gridEnd } from "./time-buckets.ts";
import { momentText } from "./time-text.ts";
import { leftAt } from "./use-brush.ts";

interface WindowHandlesProps {
  readonly grid: Grid;
  readonly windows: Windows;
  readonly describedBy: string;
  /** While a key is held. */
  readonly onDraft: (windows: Windows) => void;
  /** When it is let go. */
  readonly onWindows: (windows: Windows) => void;
}

/** The keyboard's part of the brush: each window's two edges as sliders. */
export function WindowHandles({ grid, windows, describedBy, onDraft, onWindows }: WindowHandlesProps) {
  const draft = useRef<Windows | null>(null);
  const move = (cohort: Cohort, window: Stretch) => {
    draft.current = { ...windows, [cohort]: window };
    onDraft(draft.current);
  };
  const letGo = () => {
    const next = draft.current;
    draft.current = null;
    if (next) onWindows(next);
  };
  return cohortNames.flatMap((cohort) => {
    const window = windows[cohort];
    if (!window) return [];
    return (["from", "to"] as const).map((edge) => (
      <Handle
        key={`${cohort} ${edge}`}
        cohort={cohort}
        edge={edge}
        window={window}
        grid={grid}
        describedBy={describedBy}
        onMove={(next) => move(cohort, next)}
        onLetGo={letGo}
        onClear={() => onWindows({ ...windows, [cohort]: null })}
      />
    ));
  });
}

interface HandleProps {
  readonly cohort: Cohort;
  readonly edge: Edge;
  readonly window: Stretch;
  readonly grid: Grid;
  readonly describedBy: string;
  readonly onMove: (window: Stretch) => void;
  readonly onLetGo: () => void;
  readonly onClear: () => void;
}

function Handle({ cohort, edge, window, grid, describedBy, onMove, onLetGo, onClear }: HandleProps) {
  const time = window[edge];
  const press = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Delete" || event.key === "Backspace") onClear();
    else {
      const next = keyed(event, window, edge, grid);
      if (!next) return;
      onMove(next);
    }
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      role="slider"
      tabIndex={0}
      className={`timeline-handle is-${cohort}`}
      style={{ left: leftAt(grid, time) }}
      aria-label={`${cohort === "reference" ? "Reference" : "Current"} ${edge === "from" ? "begins" : "ends"}`}
      aria-orientation="horizontal"
      aria-valuemin={0}
      aria-valuemax={grid.count}
      aria-valuenow={Math.round((time - grid.start) / grid.size)}
      aria-valuetext={`${momentText(time)} UTC`}
      aria-describedby={describedBy}
      onKeyDown={press}
      onKeyUp={onLetGo}
      onBlur={onLetGo}
    />
  );
}

const steps: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowDown: -1,
  ArrowRight: 1,
  ArrowUp: 1,
  PageDown: -10,
  PageUp: 10,
};

function keyed(
  { key, shiftKey }: Pick<KeyboardEvent, "key" | "shiftKey">,
  window: Stretch,
  edge: Edge,
  grid: Grid,
): Stretch | null {
  if (key === "Home") return withEdge(window, edge, grid.start, grid);
  if (key === "End") return withEdge(window, edge, gridEnd(grid), grid);
  const step = steps[key];
  return step === undefined ? null : stepEdge(window, edge, shiftKey ? step * 10 : step, grid);
}
