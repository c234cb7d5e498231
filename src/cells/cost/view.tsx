import { useMemo } from "react";
import { Figure } from "../../widgets/figure.tsx";
import { counted, groupDigits } from "../../widgets/format.ts";
import type { Live, ViewProps } from "../cell-kind.tsx";
import { FiguresTable } from "../figures-table.tsx";
import { useSource } from "../use-source.tsx";
import { AuditPart, DivergencePart } from "./checks.tsx";
import type { CostSpec } from "./definition.ts";
import { costFigure } from "./figure.tsx";
import { groupColumns } from "./group-columns.tsx";
import { BudgetPart, CachePart, UnpricedPart } from "./parts.tsx";
import type { CostGroup, CostResult, OverTime } from "./result.ts";
import { tracesSource } from "./traces-source.ts";
import "../analysis-table.css";

/** Groups under each other, then how the cost went over time, then what the cell checked. */
export function CostView({ name, spec, result, live }: ViewProps<CostSpec, CostResult>) {
  const set = useSource(spec.source, live);
  const empty = emptyReason(spec, result);
  if (empty) return <p className="analysis-empty">{empty}</p>;
  const open = (of: Live) => (group: CostGroup) => of.addCell("traces", tracesSource(spec, result, group));
  const pin = (of: Live) => (group: CostGroup) =>
    of.pin(
      name,
      [Object.fromEntries(result.by.map((key, place) => [key, group.values[place] ?? null]))],
      pinned(result),
    );
  const actions = { onOpen: live && open(live), onPin: live && name ? pin(live) : null };
  const sides = result.sides.map(({ side }) => side);
  const { overTime, budget, cache, unpriced, audit, divergence } = result;
  return (
    <div className="cost">
      <div className="analysis-scroll">
        <FiguresTable
          label={`Cost by ${result.by.join(", ")}`}
          groups={groupColumns(result, actions)}
          rows={result.groups}
          rowKey={({ values }) => JSON.stringify(values)}
          total={result.total}
          sorted={spec.sort}
          onSort={set && ((sort) => set({ sort }))}
          onOpen={actions.onOpen}
        />
      </div>
      <Notes spec={spec} result={result} />
      {overTime && overTime.buckets.length > 0 && <OverTimeFigure overTime={overTime} />}
      {budget && <BudgetPart budget={budget} />}
      {divergence && <DivergencePart divergence={divergence} live={live} />}
      {cache && <CachePart cache={cache} sides={sides} />}
      {unpriced && <UnpricedPart unpriced={unpriced} />}
      {audit && <AuditPart audit={audit} live={live} />}
    </div>
  );
}

function OverTimeFigure({ overTime }: { readonly overTime: OverTime }) {
  const figure = useMemo(() => costFigure(overTime), [overTime]);
  return (
    <div className="analysis-figure">
      <Figure {...figure} height={240} />
    </div>
  );
}

/** The columns of the cell's table that a finding keeps. */
function pinned({ by, sides }: CostResult): readonly string[] {
  const figures = ["calls", "cost_usd", "per_trace_usd", "per_trace_low_usd", "per_trace_high_usd"];
  const each = sides.flatMap(({ side }) => figures.map((name) => (side === "all" ? name : `${side}_${name}`)));
  return [...by, ...each, ...(sides.length === 2 ? ["per_trace_difference_usd"] : [])];
}

function emptyReason(spec: CostSpec, { groups, sides, overTime }: CostResult): string | null {
  if (groups.length) return null;
  if (spec.step || spec.kind || spec.where) return "No call meets the filters of this cell. Widen step, kind or where.";
  if (sides[0]?.side !== "all" && (overTime?.buckets.length || sides.every(({ traces }) => traces === 0)))
    return "No call of a trace in the windows of the cohorts. Move them on the timeline.";
  return sides.some(({ traces }) => traces > 0)
    ? "No span says which tokens it used or what they cost. Attributes that tell it are listed in the import report."
    : "No spans yet. Drag files in, or Import files.";
}

function Notes({ spec, result }: { readonly spec: CostSpec; readonly result: CostResult }) {
  const { groups, found, sides, total, by } = result;
  const unpriced = Object.values(total.sides).reduce((sum, side) => sum + side.unpriced, 0);
  const nameless = by.flatMap((key, place) =>
    groups.every(({ values }) => values[place] === null) ? [key.replaceAll("_", " ")] : [],
  );
  const lone = sides.length === 1 && sides[0]?.side !== "all" ? sides[0]?.side : null;
  const unsure = groups.some(({ difference }) => difference?.value !== null && difference?.low === null);
  const notes = [
    spec.sort === "growth" &&
      (sides.length === 2 ? "First the group whose cost per trace grew most." : "Dearest first."),
    found > groups.length && `${groupDigits(groups.length)} of ${counted(found, "group")} shown.`,
    "A call counts once: spans that repeat what others below them used are left out.",
    "Tenant, prompt version and attributes are inherited from the nearest span above, the resource included.",
    sides.length === 2 && "Whiskers: 95 % interval of the difference per trace.",
    unsure && "Outlined bars: too few traces for an interval.",
    nameless.length > 0 && `No call has a ${nameless.join(" or a ")}.`,
    unpriced > 0 && `${counted(unpriced, "call")} without a price ${unpriced === 1 ? "counts" : "count"} as nothing.`,
    lone && `The notebook has no ${lone === "reference" ? "current" : "reference"} window: nothing to compare with.`,
    ...sides.filter(({ traces }) => traces === 0).map(({ side }) => `No trace in ${side}.`),
  ];
  return <p className="analysis-notes">{notes.filter(Boolean).join(" ")}</p>;
}
