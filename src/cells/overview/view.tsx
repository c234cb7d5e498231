import { useMemo } from "react";
import { Figure } from "../../widgets/figure.tsx";
import type { ViewProps } from "../cell-kind.tsx";
import type { Side } from "../cohort-sides.ts";
import type { OverviewSpec } from "./definition.ts";
import { figureOf } from "./figure.tsx";
import { MeasureTable } from "./measure-table.tsx";
import type { Measure, OverviewResult } from "./result.ts";
import { amount, certainty, signedAmount } from "./words.ts";
import "../analysis-table.css";
import "./overview.css";

/** Three figures large, the rest as a table, and how it went over time. */
export function OverviewView({ result, live }: ViewProps<OverviewSpec, OverviewResult>) {
  const figure = useMemo(() => figureOf(result), [result]);
  if (result.buckets.length === 0)
    return <p className="analysis-empty">No traces yet. Drag files in, or Import files.</p>;
  const main = result.sides.at(-1)?.side ?? "all";
  const chart = (
    <div key="chart" className="overview-figure">
      <Figure {...figure} height={250} />
    </div>
  );
  const table = (
    <div key="table" className="analysis-scroll">
      <MeasureTable result={result} />
    </div>
  );
  // In a report the chart is a long table, so the short one comes first.
  return (
    <div className="overview">
      <div className="overview-headlines">
        {headlines(result.measures, main).map((measure) => (
          <Headline key={measure.id} measure={measure} main={main} />
        ))}
      </div>
      {live ? [chart, table] : [table, chart]}
    </div>
  );
}

/** How slow, how broken, how dear; where no trace says its cost, its tokens, or else how many traces. */
function headlines(measures: readonly Measure[], main: Side): readonly Measure[] {
  const known = (id: string) => measures.find((measure) => measure.id === id && measure.values[main]?.value != null);
  const third = known("cost_usd") ?? known("input_tokens") ?? known("traces");
  return [known("p95") ?? known("traces"), known("errors"), third].filter(
    (measure, index, all) => measure !== undefined && all.indexOf(measure) === index,
  ) as Measure[];
}

function Headline({ measure, main }: { measure: Measure; main: Side }) {
  const value = measure.values[main];
  const { reference } = measure.values;
  if (!value) return null;
  return (
    <div className="overview-headline">
      <div className="overview-label">
        {measure.label}
        {main !== "all" && <span className={`is-${main}`}> in {main}</span>}
      </div>
      <div className="overview-big">{amount(value.value, measure.unit)}</div>
      <div className="overview-small">{certainty(value, measure.unit)}</div>
      {measure.difference && reference && (
        <div className="overview-small">
          <span className="is-reference">reference {amount(reference.value, measure.unit)}</span>,{" "}
          {signedAmount(measure.difference.value, measure.unit)}
        </div>
      )}
    </div>
  );
}
