import { formatDuration } from "../../traces/format-duration.ts";
import { percent } from "../../widgets/duration-scale.ts";
import { counted, groupDigits } from "../../widgets/format.ts";
import type { Live, ViewProps } from "../cell-kind.tsx";
import { pair } from "../cohort-sides.ts";
import { GroupedTable } from "../grouped-table.tsx";
import { coverageWords, mixWords } from "../mix-words.ts";
import { useSource } from "../use-source.tsx";
import { AllFigures } from "./all-figures.tsx";
import { AttributeTable } from "./attribute-table.tsx";
import type { CompareSpec } from "./definition.ts";
import { openDiff, openTraces } from "./open.tsx";
import type { ComparedStep, CompareResult, Comparison } from "./result.ts";
import { changeText, columnGroups, restRow } from "./step-columns.tsx";
import { measureColumn } from "./table.ts";
import "../analysis-table.css";
import "./compare.css";

/** What changed from reference to current: the whole, its parts by step, and the attributes that go with it. */
export function CompareView({ name, spec, result, live }: ViewProps<CompareSpec, CompareResult>) {
  const { comparison } = result;
  if (!comparison) return <p className="analysis-empty">{emptyReason(spec, result)}</p>;
  return (
    <div className="compare">
      <Whole comparison={comparison} />
      <Steps name={name} spec={spec} result={result} comparison={comparison} live={live} />
      <Notes spec={spec} result={result} comparison={comparison} />
      <AllFigures result={result} live={live} />
      {comparison.attributes && <AttributeTable ranking={comparison.attributes} live={live} />}
    </div>
  );
}

function emptyReason(spec: CompareSpec, { sides }: CompareResult): string {
  const missing = pair.filter((side) => !sides.some((totals) => totals.side === side));
  if (missing.length) {
    const which = missing.length === 2 ? "reference and current" : missing[0];
    return `Nothing to compare: the notebook has no ${which}. Set it on the timeline, by dragging or with Cohorts….`;
  }
  const empty = sides.filter(({ traces }) => traces === 0).map(({ side }) => side);
  if (empty.length) return `No trace is in ${empty.join(" nor in ")}. Change the cohorts on the timeline.`;
  return spec.weight_by.length
    ? `No value of ${spec.weight_by.join(", ")} has traces on both sides. Weigh by something else, or widen where.`
    : "On one side no trace meets where. Widen it.";
}

function Whole({ comparison: { wall, change, weighting } }: { comparison: Comparison }) {
  const meaningless = change.low !== null && change.high !== null && change.low <= 0 && change.high >= 0;
  return (
    <div className="compare-whole">
      <div className="compare-big">
        <span className="is-reference">{formatDuration(wall.reference.mean)}</span> →{" "}
        <span className="is-current">{formatDuration(wall.current.mean)}</span>
      </div>
      <p>
        Mean wall time of a trace, {weighting ? "at the reference's mix, " : ""}
        <b>{changeText(change)}</b>
        {meaningless && ", which chance alone may give: the shares of so small a change say little"}.
      </p>
      <p className="soft">
        {pair.map((side) => (
          <span key={side}>
            <span className={`is-${side}`}>{side}</span> p50 {formatDuration(wall[side].p50)}, p95{" "}
            {formatDuration(wall[side].p95)}, {counted(wall[side].n, "trace")}.{" "}
          </span>
        ))}
      </p>
      {weighting && <WeightingText weighting={weighting} change={change} />}
    </div>
  );
}

function WeightingText({
  weighting,
  change,
}: {
  weighting: NonNullable<Comparison["weighting"]>;
  change: Comparison["change"];
}) {
  const { effective, raw, mix } = weighting;
  return (
    <p className="soft">
      Current weighted to the reference’s mix of {mixWords(weighting)}: as many as {groupDigits(Math.round(effective))}{" "}
      equal traces. Unweighted {changeText(raw)}
      {mix !== null && change.value !== null && `; ${signedDuration(mix)} of it is the change of mix and of coverage`}.{" "}
      {coverageWords(weighting)}
    </p>
  );
}

function signedDuration(ms: number): string {
  return `${ms > 0 ? "+" : ""}${formatDuration(ms)}`;
}

interface StepsProps extends Pick<ViewProps<CompareSpec, CompareResult>, "name" | "spec" | "result" | "live"> {
  readonly comparison: Comparison;
}

function Steps({ name, spec, result, comparison, live }: StepsProps) {
  const set = useSource(spec.source, live);
  const named = (run: (live: Live, spec: CompareSpec, step: ComparedStep) => void) =>
    live && ((step: ComparedStep) => void (step.path && run(live, spec, step)));
  const actions = {
    onOpen: named(openTraces),
    onDiff: named(openDiff),
    onPin: live && name ? (step: ComparedStep) => live.pin(name, [rowOf(step)], pinned(result)) : null,
  };
  const groups = columnGroups(comparison, result.quantile, actions);
  return (
    <div className="analysis-scroll">
      <GroupedTable
        label="Steps compared"
        groups={groups}
        rows={comparison.steps}
        keyOf={({ path }) => path}
        sorted={spec.sort}
        onSort={set && ((sort) => set({ sort: sort === "time" ? null : sort }))}
        onOpen={actions.onOpen}
        foot={restRow(comparison, groups)}
      />
    </div>
  );
}

function rowOf({ names }: ComparedStep) {
  return { path: names.join(" › ") };
}

/** The columns of the cell's table that a finding keeps. */
function pinned({ quantile }: CompareResult): readonly string[] {
  const own = measureColumn("time", quantile);
  const call = measureColumn("quantile", quantile);
  const each = pair.flatMap((side) => [`${side}_${own}`, `${side}_${call}`]);
  return ["path", "share_of_change", ...each, `${own}_difference`, `${own}_difference_low`, `${own}_difference_high`];
}

function Notes({ spec, result, comparison }: { spec: CompareSpec; result: CompareResult; comparison: Comparison }) {
  const { steps, rest, paths } = comparison;
  const shares = [...steps.map(({ share }) => share), rest?.share ?? null];
  const sum = shares.reduce<number>((total, share) => total + (share ?? 0), 0);
  const notes = [
    "Own time: each instant of a trace is shared equally by the spans that run then and none of whose children does, so the own times and the time in which no span runs add up to its wall time.",
    comparison.change.value !== null && comparison.change.value !== 0 && `The shares add up to ${percent(sum)}.`,
    "Means are over all traces of a side, those without the step included; intervals take the trace as the unit.",
    rest && `${counted(steps.length, "row")} of ${groupDigits(paths)} paths shown, the rest as one.`,
    result.overlap > 0 &&
      `${counted(result.overlap, "trace")} ${result.overlap === 1 ? "meets" : "meet"} both cohorts’ rules and ${result.overlap === 1 ? "counts" : "count"} as current.`,
    spec.where && "Only traces that meet where.",
  ];
  return <p className="analysis-notes">{notes.filter(Boolean).join(" ")}</p>;
}
