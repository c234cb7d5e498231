import { useMemo } from "react";
import { Figure } from "../../widgets/figure.tsx";
import type { ViewProps } from "../cell-kind.tsx";
import type { Side } from "../cohort-sides.ts";
import { coverageWords, mixWords } from "../mix-words.ts";
import type { OverviewSpec } from "./definition.ts";
import { figureOf } from "./figure.tsx";
import { MeasureTable } from "./measure-table.tsx";
import type { Measure, OverviewResult } from "./result.ts";
import { amount, certainty, signedAmount } from "./words.ts";
import "../analysis-table.css";
import "./overview.css";

/** Three figures large, the rest as a table, and how it went over time. */
export function OverviewView({ spec, result, live }: ViewProps<OverviewSpec, OverviewResult>) {
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
      <MixText spec={spec} result={result} />
      {live ? [chart, table] : [table, chart]}
    </div>
  );
}

function MixText({ spec, result: { mix } }: Pick<ViewProps<OverviewSpec, OverviewResult>, "spec" | "result">) {
  if (spec.weight_by.length === 0) return null;
  if (!mix) return <p className="overview-mix">Nothing is weighed until both cohorts are set.</p>;
  if (mix.strata === 0)
    return (
      <p className="overview-mix">
        No value of {mix.by.join(" and ")} has traces on both sides. Weigh by something else. {coverageWords(mix)}
      </p>
    );
  return (
    <p className="overview-mix">
      Figures and differences of current are at the reference’s mix of {mixWords(mix)}; over time, every trace counts
      once. {coverageWords(mix)}
    </p>
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
