import { useMemo, useState } from "react";
import { stringify } from "yaml";
import { literal } from "../../engine/sql.ts";
import { formatDuration } from "../../traces/format-duration.ts";
import { DataTable } from "../../widgets/data-table.tsx";
import { counted, groupDigits } from "../../widgets/format.ts";
import type { Live, ViewProps } from "../cell-kind.tsx";
import { useSource } from "../use-source.tsx";
import { ConcurrencyTable } from "./concurrency-table.tsx";
import type { CriticalPathSpec } from "./definition.ts";
import type { CriticalPathResult, PathStep } from "./result.ts";
import { RunTable } from "./run-table.tsx";
import { StepTable } from "./step-table.tsx";
import { runsTable, stepsTable } from "./table.ts";
import "../analysis-table.css";
import "./critical-path.css";

/** What traces wait for, step by step; how much of their time runs at once; and the longest of them. */
export function CriticalPathView({ name, spec, result, live }: ViewProps<CriticalPathSpec, CriticalPathResult>) {
  const set = useSource(spec.source, live);
  const empty = emptyReason(spec, result);
  if (empty) return <p className="analysis-empty">{empty}</p>;
  const pinned = result.sides.flatMap(({ side }) =>
    ["path_ms", "path_low_ms", "path_high_ms", "without_ms"].map((of) => (side === "all" ? of : `${side}_${of}`)),
  );
  return (
    <div className="critical-path">
      <p className="path-headline">{headline(result)}</p>
      <div className="analysis-scroll">
        <StepTable
          spec={spec}
          result={result}
          onSort={set && ((sort) => set({ sort }))}
          onOpen={live && ((step) => live.addCell("traces", tracesSource(spec, result, step)))}
          onPin={
            live && name && spec.rows === "steps"
              ? (step) => live.pin(name, [{ step: step.step, kind: step.kind }], ["step", "kind", ...pinned])
              : null
          }
        />
      </div>
      <div className="analysis-scroll path-block">
        <ConcurrencyTable result={result} />
      </div>
      {result.runs.length > 0 && (
        <div className="analysis-scroll path-block">
          <RunTable result={result} onOpen={live && ((run) => live.openTrace(run.traceId))} />
        </div>
      )}
      <p className="analysis-notes">{notes(spec, result).join(" ")}</p>
      <AllFigures result={result} live={live} />
    </div>
  );
}

/** The step that holds most of the path, and what it would be without it. */
function headline({ steps, sides, measures }: CriticalPathResult): string {
  const main = sides.at(-1)?.side ?? "all";
  const wall = measures.find(({ id }) => id === "wall")?.values[main]?.value ?? null;
  const path = (step: PathStep) => step.sides[main]?.path.value ?? 0;
  const top = steps.reduce<PathStep | null>((most, step) => (path(step) > (most ? path(most) : 0) ? step : most), null);
  const figures = top?.sides[main];
  if (!top || !figures) return "No step holds any time of the critical path.";
  const share = Math.round((figures.share.value ?? 0) * 100);
  const where = main === "all" ? "" : ` in ${main}`;
  return `A trace${where} takes ${formatDuration(wall)} on average; ${share} % of that it waits for ${top.step ?? "spans without a value"}. If that took no time, it would take ${formatDuration(figures.without.value)}.`;
}

function emptyReason(spec: CriticalPathSpec, { sides }: CriticalPathResult): string | null {
  if (sides.some(({ runs }) => runs > 0)) return null;
  if (spec.where) return "No trace has a span that meets where. Widen it.";
  if (sides[0]?.side === "all") return "No spans yet. Drag files in, or Import files.";
  return "No trace starts in the windows of the cohorts. Move them on the timeline.";
}

function notes({ sort, rows }: CriticalPathSpec, result: CriticalPathResult): string[] {
  const { sides, steps, groups, untried, runs } = result;
  const counts = sides.map(({ side, runs: n, traces, linked }) => {
    const joined = linked ? ` (${counted(traces, "trace")}, of which ${groupDigits(linked)} runs are linked ones)` : "";
    return `${side === "all" ? "" : `${side} `}n = ${groupDigits(n)}${joined}`;
  });
  const lone = sides.length === 1 && sides[0]?.side !== "all" ? sides[0]?.side : null;
  const found = [
    `${capital(counts.join(", "))}.`,
    sides.some(({ linked }) => linked > 0) &&
      "Linked traces count as one: a sub-agent's trace lies below the span that it came from.",
    sort === "growth" && sides.length === 2 && "First the step whose time on the path grew most.",
    groups > steps.length && `${counted(steps.length, "step")} of ${groups} shown; the rest lies beyond limit.`,
    "Without it: the path is followed anew with the step, and all that runs in it, at no time; what runs beside it then holds the trace up.",
    runs.length > 0 && rows === "steps" && "The longest traces are this cell's table with rows: traces.",
    untried > 0 &&
      `In ${counted(untried, "very large trace")} only the steps that hold most of the path were tried without.`,
    lone && `The notebook has no ${lone === "reference" ? "current" : "reference"} window: nothing to compare with.`,
    ...sides.filter(({ runs: n }) => n === 0).map(({ side }) => `No trace in ${side}.`),
  ];
  return found.filter((note) => typeof note === "string");
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The source of a `traces` cell that lists the traces of one step, from the side that is looked at. */
function tracesSource(spec: CriticalPathSpec, { expression, sides }: CriticalPathResult, step: PathStep): string {
  const side = sides.findLast((found) => step.sides[found.side])?.side;
  const cohort = side && side !== "all" ? { cohort: side } : {};
  if (spec.by === "name" && step.step !== null && !spec.where)
    return stringify({ ...cohort, step: step.step }, { lineWidth: 0 });
  const value = step.step === null ? `${expression} IS NULL` : `${expression} = ${literal(step.step)}`;
  const spans = spec.where ? `${value} AND (\n${spec.where}\n)` : value;
  return stringify({ ...cohort, where: `trace_id IN (SELECT trace_id FROM spans WHERE ${spans})` }, { lineWidth: 0 });
}

function AllFigures({ result, live }: { readonly result: CriticalPathResult; readonly live: Live | null }) {
  const [open, setOpen] = useState(false);
  const steps = useMemo(() => stepsTable(result), [result]);
  const runs = useMemo(() => runsTable(result), [result]);
  return (
    <details className="analysis-twin" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>All figures as tables</summary>
      {(open || !live) && (
        <>
          <DataTable label="Critical path, all figures of the steps" source={steps} copy={live?.copy} dense />
          {runs.rows.length > 0 && (
            <DataTable label="Critical path, the longest traces" source={runs} copy={live?.copy} dense />
          )}
        </>
      )}
    </details>
  );
}
