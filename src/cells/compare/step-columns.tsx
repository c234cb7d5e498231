import type { ReactNode } from "react";
import { formatDuration } from "../../traces/format-duration.ts";
import { DifferenceBar } from "../../widgets/difference-bar.tsx";
import { type DurationScale, durationScale, percent } from "../../widgets/duration-scale.ts";
import { fixed, groupDigits } from "../../widgets/format.ts";
import { moneyScale } from "../../widgets/money-scale.ts";
import type { ColumnGroup } from "../grouped-table.tsx";
import type { Measure } from "./definition.ts";
import type { ComparedStep, Comparison } from "./result.ts";
import { type StepActions, StepName } from "./step-name.tsx";

type Group = ColumnGroup<ComparedStep>;

/** How the values of a measure are written. */
interface Scale {
  readonly unit: string;
  readonly format: (value: number | null) => string;
  readonly signed: (value: number | null) => string;
}

/** What the table of steps shows, the time on the clock first. */
export function columnGroups(comparison: Comparison, quantile: string, actions: StepActions): readonly Group[] {
  const { steps } = comparison;
  const roots = new Set(steps.flatMap(({ names }) => names.slice(0, 1)));
  const has = (measure: Measure) => steps.some(({ sides }) => sides.reference[measure] || sides.current[measure]);
  return [
    {
      head: "step",
      sort: "name",
      about: "The names from the root to the step; a click lists its traces",
      className: "is-left compare-sticky",
      columns: [
        {
          id: "step",
          className: "is-left compare-sticky",
          cell: (step) => <StepName step={step} rootless={roots.size === 1} {...actions} />,
        },
      ],
    },
    shareGroup(),
    ...timeGroups(steps),
    valueGroup(steps, "quantile", quantile, `${quantile} of the duration of a call`),
    valueGroup(steps, "p50", "p50", "Median duration of a call"),
    valueGroup(steps, "presence", "present", "Share of the traces that have the step"),
    valueGroup(steps, "calls", "calls/trace", "Calls per trace, traces without the step included"),
    valueGroup(steps, "self", "self/trace", "Self time per trace: what runs side by side counts in full"),
    valueGroup(steps, "errors", "errors/trace", "Calls with status ERROR per trace"),
    ...(has("tokens") ? [valueGroup(steps, "tokens", "tokens/trace", "Input and output tokens per trace")] : []),
    ...(has("cost") ? [valueGroup(steps, "cost", "USD/trace", "Cost per trace")] : []),
  ];
}

function shareGroup(): Group {
  return {
    head: "share of change",
    sort: "time",
    about: "The step's part of the change in mean wall time; the parts add up to 100 %",
    columns: [{ id: "share", cell: ({ share }) => <b className="compare-share">{signedPercent(share)}</b> }],
  };
}

export function signedPercent(share: number | null): string {
  return share !== null && share < 0 ? `−${percent(-share)}` : percent(share);
}

function timeGroups(steps: readonly ComparedStep[]): readonly Group[] {
  const scale = scaleOf(steps, "time");
  const reach = steps.flatMap(({ differences }) => [
    differences.time.value,
    differences.time.low,
    differences.time.high,
  ]);
  const extent = Math.max(0, ...reach.map((ms) => Math.abs(ms ?? 0)));
  const bar = ({ differences: { time } }: ComparedStep) => (
    <DifferenceBar
      value={time.value}
      low={time.low}
      high={time.high}
      extent={extent}
      label={differenceTitle(time, scale)}
      width={110}
    />
  );
  return [
    {
      head: `change, ${scale.unit}`,
      sort: null,
      about: "Own time per trace, current less reference, with its 95 % interval as a whisker",
      className: "is-left",
      columns: [
        { id: "change", className: "is-left is-bar", cell: bar },
        {
          id: "change-value",
          cell: ({ differences: { time } }) => (
            <span title={differenceTitle(time, scale)}>{scale.signed(time.value)}</span>
          ),
        },
      ],
    },
    {
      ...valueGroup(
        steps,
        "time",
        "own time/trace",
        "The step's part of a trace's wall time: each instant shared by the steps that are at work",
      ),
      sort: null,
    },
  ];
}

/** A measure's two sides; its difference stands in the title. */
function valueGroup(steps: readonly ComparedStep[], measure: Measure, name: string, about: string): Group {
  const scale = scaleOf(steps, measure);
  const cell = (side: "reference" | "current") => (step: ComparedStep) => (
    <span title={valueTitle(step, measure, scale)}>{scale.format(step.sides[side][measure])}</span>
  );
  return {
    head: scale.unit ? `${name}, ${scale.unit}` : name,
    sort: measure,
    about,
    columns: [
      { id: `${measure}-reference`, head: "ref.", className: "is-reference", cell: cell("reference") },
      { id: `${measure}-current`, head: "cur.", className: "is-current", cell: cell("current") },
    ],
  };
}

function valueTitle(step: ComparedStep, measure: Measure, scale: Scale): string {
  const { reference, current } = step.sides;
  const n = measure === "quantile" || measure === "p50" ? "timed" : "traces";
  const of = n === "timed" ? "calls" : "traces with it";
  return `${differenceTitle(step.differences[measure], scale)}; ${groupDigits(reference[n])} and ${groupDigits(current[n])} ${of}`;
}

export function differenceTitle(
  { value, low, high, reason }: ComparedStep["differences"]["time"],
  scale: Scale,
): string {
  if (value === null) return reason ?? "";
  const unit = scale.unit ? ` ${scale.unit}` : "";
  if (low === null || high === null) return `${scale.signed(value)}${unit}, ${reason ?? "no interval"}`;
  return `${scale.signed(value)}${unit}, 95 % interval ${scale.signed(low)} to ${scale.signed(high)}`;
}

function scaleOf(steps: readonly ComparedStep[], measure: Measure): Scale {
  const values = steps.flatMap(({ sides }) => [sides.reference[measure], sides.current[measure]]);
  if (["time", "quantile", "p50", "self"].includes(measure)) return durationScale(values);
  if (measure === "presence") return { unit: "", format: percent, signed: (value) => signed(value, percent) };
  if (measure === "cost") {
    const format = moneyScale(values);
    return { unit: "", format, signed: (value) => signed(value, format) };
  }
  const places = measure === "tokens" ? 0 : Math.max(...values.map((value) => value ?? 0)) >= 100 ? 1 : 2;
  const format = (value: number | null) => (value === null ? "–" : fixed(value, places));
  return { unit: "", format, signed: (value) => signed(value, format) };
}

function signed(value: number | null, format: (value: number | null) => string): string {
  if (value === null) return "–";
  return value === 0 ? format(0) : `${value < 0 ? "−" : "+"}${format(Math.abs(value))}`;
}

/** The steps that are not shown, as one more row: the shares still add up. */
export function restRow({ steps, rest }: Comparison, groups: readonly Group[]): ReactNode {
  if (!rest) return null;
  const scale: DurationScale = durationScale(steps.flatMap(({ sides }) => [sides.reference.time, sides.current.time]));
  const cells: Readonly<Record<string, ReactNode>> = {
    step: <i className="soft">{groupDigits(rest.steps)} more steps, together</i>,
    share: <b className="compare-share">{signedPercent(rest.share)}</b>,
    "change-value": scale.signed(rest.time.current - rest.time.reference),
    "time-reference": scale.format(rest.time.reference),
    "time-current": scale.format(rest.time.current),
  };
  return (
    <tr>
      {groups
        .flatMap((group) => group.columns)
        .map(({ id, className }) => (
          <td key={id} className={className}>
            {cells[id]}
          </td>
        ))}
    </tr>
  );
}

/** "+37.7 s (95 % interval +31 s to +44 s)". */
export function changeText({ value, low, high, reason }: Comparison["change"]): string {
  const words = (ms: number) => `${ms > 0 ? "+" : ""}${formatDuration(ms)}`;
  if (value === null) return reason ?? "";
  if (low === null || high === null) return `${words(value)} (${reason})`;
  return `${words(value)} (95 % interval ${words(low)} to ${words(high)})`;
}
