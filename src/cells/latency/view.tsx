import type { ReactNode } from "react";
import { counted } from "../../widgets/format.ts";
import type { Live, ViewProps } from "../cell-kind.tsx";
import { useSource } from "../use-source.tsx";
import { AllFigures } from "./all-figures.tsx";
import type { LatencySpec } from "./definition.ts";
import type { LatencyResult, LatencyStep } from "./result.ts";
import { StepTable } from "./step-table.tsx";
import { tracesSource } from "./traces-source.ts";
import "../analysis-table.css";
import "./latency.css";

/** Steps under each other, reference beside current, the difference as a bar. */
export function LatencyView({ name, spec, result, live }: ViewProps<LatencySpec, LatencyResult>) {
  const set = useSource(spec.source, live);
  const empty = emptyReason(spec, result);
  if (empty) return <p className="analysis-empty">{empty}</p>;
  const actions = {
    onSort: set && ((sort: string) => set({ sort })),
    onOpen: live && ((step: LatencyStep) => openTraces(live, spec, result, step)),
    onPin:
      live && name
        ? (step: LatencyStep) => live.pin(name, [{ step: step.step, kind: step.kind }], pinned(result))
        : null,
  };
  return (
    <div className="latency">
      <div className="analysis-scroll">
        <StepTable spec={spec} result={result} {...actions} />
      </div>
      <Notes spec={spec} result={result} />
      <AllFigures result={result} live={live} />
    </div>
  );
}

function openTraces(live: Live, spec: LatencySpec, result: LatencyResult, step: LatencyStep): void {
  live.addCell("traces", tracesSource(spec, result, step));
}

/** The columns of the cell's table that a finding keeps. */
function pinned({ sides, quantile }: LatencyResult): readonly string[] {
  const figures = ["spans", `${quantile}_ms`, `${quantile}_low_ms`, `${quantile}_high_ms`, "share_of_wall_time"];
  const perSide = sides.flatMap(({ side }) => figures.map((name) => (side === "all" ? name : `${side}_${name}`)));
  return ["step", "kind", ...perSide, `${quantile}_difference_ms`];
}

function emptyReason(spec: LatencySpec, { sides, steps }: LatencyResult): string | null {
  if (steps.length) return null;
  const traces = sides.reduce((sum, side) => sum + side.traces, 0);
  if (!traces && sides[0]?.side === "all" && !spec.where) return "No spans yet. Drag files in, or Import files.";
  if (!traces && !spec.where) return "No trace starts in the windows of the cohorts. Move them on the timeline.";
  if (spec.min_count > 1) return `No step has ${spec.min_count} spans or more. Lower min_count, or widen the filters.`;
  return "No span meets the filters of this cell. Widen step, kind or where.";
}

function Notes({ spec, result }: { spec: LatencySpec; result: LatencyResult }) {
  const { sides, steps, groups, rare } = result;
  const left = groups - rare - steps.length;
  const untimed = sum(steps, (figures) => figures.spans - figures.timed);
  const lone = sides.length === 1 && sides[0]?.side !== "all" ? sides[0]?.side : null;
  const unsure = steps.some((step) => step.difference?.value !== null && step.difference?.low === null);
  const notes: readonly (ReactNode | false)[] = [
    sorting(spec, result),
    left > 0 && `${counted(steps.length, "step")} of ${groups} shown, ${left} more beyond the limit.`,
    rare > 0 && `${counted(rare, "step")} with fewer than ${spec.min_count} spans left out.`,
    `Share: a step's self time over the wall time of all ${sideTraces(result)}${spec.where ? " that meet where" : ""}; steps that run at once can exceed 100 % together.`,
    sides.length === 2 && `Whiskers: 95 % interval of the difference in ${spec.quantile}.`,
    unsure && "Outlined bars: too few spans for an interval.",
    untimed > 0 &&
      `${counted(untimed, "span")} without an end ${untimed === 1 ? "counts" : "count"} but ${untimed === 1 ? "has" : "have"} no duration.`,
    lone && `The notebook has no ${lone === "reference" ? "current" : "reference"} window: nothing to compare with.`,
    ...sides.filter((side) => side.traces === 0).map((side) => `No trace in ${side.side}.`),
  ];
  return <p className="analysis-notes">{notes.filter(Boolean).join(" ")}</p>;
}

function sideTraces({ sides }: LatencyResult): string {
  const main = sides.at(-1);
  return main?.side === "all" || !main ? "traces" : `traces of ${main.side}`;
}

function sum(steps: readonly LatencyStep[], read: (figures: { spans: number; timed: number }) => number): number {
  return steps.flatMap((step) => Object.values(step.sides)).reduce((total, figures) => total + read(figures), 0);
}

function sorting({ sort }: LatencySpec, { sides }: LatencyResult): string | false {
  if (sort !== "growth") return false;
  return sides.length === 2
    ? "First the step whose self time per trace grew most."
    : "First the step with the most self time.";
}
