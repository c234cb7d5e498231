import { useMemo, useState } from "react";
import { stringify } from "yaml";
import { literal } from "../../engine/sql.ts";
import { formatDuration } from "../../traces/format-duration.ts";
import { isSpanKind, type SpanKind } from "../../traces/kind.ts";
import { waitingKinds } from "../../traces/waiting.ts";
import { DataTable } from "../../widgets/data-table.tsx";
import { percent } from "../../widgets/duration-scale.ts";
import { counted, groupDigits, oneLine } from "../../widgets/format.ts";
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

/** The step that holds most of the path, what a trace would take without it, and without retries where they matter. */
function headline({ steps, sides, measures }: CriticalPathResult): string {
  const main = sides.at(-1)?.side ?? "all";
  const mean = (id: string) => measures.find((measure) => measure.id === id)?.values[main]?.value ?? null;
  const [wall, withoutRetries] = [mean("wall"), mean("withoutRetries")];
  const path = (step: PathStep) => step.sides[main]?.path.value ?? 0;
  const top = steps.reduce<PathStep | null>((most, step) => (path(step) > (most ? path(most) : 0) ? step : most), null);
  const figures = top?.sides[main];
  if (!top || !figures) return "No step holds any time of the critical path.";
  const takes = `A trace${main === "all" ? "" : ` in ${main}`} takes ${formatDuration(wall)} on average`;
  const step = oneLine(top.step ?? "spans without a value");
  const share = `${Math.round((figures.share.value ?? 0) * 100)} %`;
  const waits = isSpanKind(top.kind ?? "") && waitingKinds.has(top.kind as SpanKind);
  const held = waits
    ? `${share} of that passes in ${step} itself, between its steps.`
    : `${share} of that it waits for ${step}. If that took no time, it would take ${formatDuration(figures.without.value)}.`;
  const matter = wall !== null && withoutRetries !== null && withoutRetries < wall * 0.95;
  const retries = matter ? ` Had no call needed a second try, it would take ${formatDuration(withoutRetries)}.` : "";
  return `${takes}; ${held}${retries}`;
}

function emptyReason(spec: CriticalPathSpec, { sides }: CriticalPathResult): string | null {
  if (sides.some(({ runs }) => runs > 0)) return null;
  if (spec.where) return "No trace has a span that meets where. Widen it.";
  if (sides[0]?.side === "all") return "No spans yet. Drag files in, or Import files.";
  return "No trace starts in the windows of the cohorts. Move them on the timeline.";
}

function notes({ sort, rows, min_share }: CriticalPathSpec, result: CriticalPathResult): string[] {
  const { sides, steps, groups, rare, untried, runs } = result;
  const linked = sides.some((side) => side.linked > 0);
  const counts = sides.map(({ side, runs: n, traces }) => {
    const of = linked ? `${groupDigits(n)} of ${counted(traces, "trace")}` : groupDigits(n);
    return side === "all" ? `n = ${of}` : `n = ${of} in ${side}`;
  });
  const lone = sides.length === 1 && sides[0]?.side !== "all" ? sides[0]?.side : null;
  const left = groups - rare - steps.length;
  const found = [
    `${counts.join(", ")}.`,
    linked && "Linked traces count as one: what came of a span lies below it.",
    sort === "growth" && sides.length === 2 && "First the step whose time on the path grew most.",
    left > 0 && `${counted(left, "step")} more beyond limit.`,
    rare > 0 && `${counted(rare, "step")} with less than ${percent(min_share)} of the wall time left out.`,
    "Without it: the path is followed anew with the step, and all that runs in it, at no time; what runs beside it then holds the trace up.",
    runs.length > 0 && rows === "steps" && "The longest traces are this cell's table with rows: traces.",
    untried > 0 &&
      `In ${counted(untried, "very large trace")} only the steps that hold most of the path were tried without.`,
    lone && `The notebook has no ${lone === "reference" ? "current" : "reference"} window: nothing to compare with.`,
    ...sides.filter(({ runs: n }) => n === 0).map(({ side }) => `No trace in ${side}.`),
  ];
  return found.filter((note) => typeof note === "string");
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
