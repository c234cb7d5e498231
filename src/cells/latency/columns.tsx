import type { ReactNode } from "react";
import { formatDuration } from "../../traces/format-duration.ts";
import { DifferenceBar } from "../../widgets/difference-bar.tsx";
import { durationScale, percent } from "../../widgets/duration-scale.ts";
import { groupDigits, oneLine } from "../../widgets/format.ts";
import { ShareBar } from "../../widgets/share-bar.tsx";
import type { Side } from "../cohort-sides.ts";
import type { ColumnGroup, GroupColumn } from "../grouped-table.tsx";
import { PinRow } from "../pin-row.tsx";
import { SpanKindMark } from "../span-kind-mark.tsx";
import type { LatencySpec } from "./definition.ts";
import type { Figures, LatencyResult, LatencyStep } from "./result.ts";

type LatencyGroup = ColumnGroup<LatencyStep>;

export interface StepActions {
  readonly onOpen: ((step: LatencyStep) => void) | null;
  readonly onPin: ((step: LatencyStep) => Promise<string>) | null;
}

/** What the table of steps shows. An action is null where it cannot be done. */
export function columnGroups(spec: LatencySpec, result: LatencyResult, actions: StepActions): readonly LatencyGroup[] {
  const sides = result.sides.map(({ side }) => side);
  const main = sides.at(-1) ?? "all";
  return [
    stepGroup(spec, actions),
    spansGroup(sides),
    errorsGroup(sides),
    quantileGroup(sides, result),
    ...(sides.length === 2 ? [differenceGroup(sides, result)] : []),
    ...(result.quantile === "p99" ? [] : [p99Group(result, main)]),
    selfGroup(result, main),
    shareGroup(result, main),
  ];
}

function stepGroup(spec: LatencySpec, { onOpen, onPin }: StepActions): LatencyGroup {
  const head = spec.by === "name" ? "step" : spec.by;
  const cell = (step: LatencyStep) => {
    const name = step.step === null ? <i className="soft">no value</i> : oneLine(step.step);
    return (
      <span className="latency-step">
        {spec.by === "name" && <SpanKindMark kind={step.kind} />}
        {onOpen ? (
          <button
            type="button"
            className="latency-open"
            title={`${step.step ?? "no value"}: list its traces`}
            onClick={(event) => {
              event.stopPropagation();
              onOpen(step);
            }}
          >
            {name}
          </button>
        ) : (
          <span title={step.step ?? undefined}>{name}</span>
        )}
        {onPin && <PinRow label={step.step ?? "no value"} pin={() => onPin(step)} />}
      </span>
    );
  };
  const about = "Click a row to list its traces";
  return { head, sort: "name", about, className: "is-left", columns: [{ id: "step", className: "is-left", cell }] };
}

/** One column for each side, in its colour; `draw` gets the figures of that side. */
function perSide(
  id: string,
  sides: readonly Side[],
  heads: Readonly<Record<Side, string>>,
  draw: (figures: Figures, side: Side) => ReactNode,
): readonly GroupColumn<LatencyStep>[] {
  return sides.map((side) => ({
    id: `${id}-${side}`,
    head: sides.length === 2 ? heads[side] : undefined,
    className: side === "all" ? undefined : `is-${side}`,
    cell: (step) => {
      const figures = step.sides[side];
      return figures ? draw(figures, side) : <span className="soft">–</span>;
    },
  }));
}

const shortHeads: Readonly<Record<Side, string>> = { reference: "ref.", current: "cur.", all: "" };
const longHeads: Readonly<Record<Side, string>> = { reference: "reference", current: "current", all: "" };

function spansGroup(sides: readonly Side[]): LatencyGroup {
  const draw = ({ spans, callsPerTrace }: Figures) => (
    <span title={`${callsPerTrace?.toFixed(2) ?? "–"} calls per trace`}>{groupDigits(spans)}</span>
  );
  const about = "Spans: the n of every figure";
  return { head: "spans", sort: "count", about, columns: perSide("spans", sides, shortHeads, draw) };
}

function errorsGroup(sides: readonly Side[]): LatencyGroup {
  const draw = ({ errors, errorRate, spans }: Figures) => {
    const rate = errorRate
      ? `${percent(errorRate.value)} of ${spans} (95 % interval ${percent(errorRate.low)} to ${percent(errorRate.high)})`
      : undefined;
    return <span title={rate}>{groupDigits(errors)}</span>;
  };
  const about = "Spans with status ERROR";
  return { head: "errors", sort: "errors", about, columns: perSide("errors", sides, shortHeads, draw) };
}

function chosenScale({ steps }: LatencyResult) {
  return durationScale(steps.flatMap((step) => Object.values(step.sides).map((figures) => figures.chosen)));
}

function quantileGroup(sides: readonly Side[], result: LatencyResult): LatencyGroup {
  const { quantile } = result;
  const scale = chosenScale(result);
  return {
    head: `${quantile}, ${scale.unit}`,
    sort: quantile === "p75" || quantile === "p90" ? null : quantile,
    about: `${quantile} of the durations`,
    columns: perSide("quantile", sides, longHeads, (figures) => (
      <span title={quantileTitle(figures, quantile)}>{scale.format(figures.chosen)}</span>
    )),
  };
}

function quantileTitle(figures: Figures, quantile: string): string {
  const interval = figures.interval
    ? `95 % interval ${formatDuration(figures.interval.low)} to ${formatDuration(figures.interval.high)}`
    : figures.noInterval;
  return `${quantile} ${formatDuration(figures.chosen)} (${figures.chosen ?? "–"} ms), ${interval}, n = ${figures.timed}; median ${formatDuration(figures.p50)}`;
}

function differenceGroup(sides: readonly Side[], result: LatencyResult): LatencyGroup {
  const scale = chosenScale(result);
  const reach = result.steps.flatMap(({ difference }) => [difference?.value, difference?.low, difference?.high]);
  const extent = Math.max(0, ...reach.map((ms) => Math.abs(ms ?? 0)));
  const bar = ({ difference }: LatencyStep) =>
    difference?.value === null ? (
      <span className="soft latency-reason">{difference.reason}</span>
    ) : (
      <DifferenceBar
        value={difference?.value ?? null}
        low={difference?.low ?? null}
        high={difference?.high ?? null}
        extent={extent}
        label={differenceTitle(difference)}
        width={110}
      />
    );
  const value = ({ difference }: LatencyStep) => (
    <span title={differenceTitle(difference)}>{scale.signed(difference?.value ?? null)}</span>
  );
  return {
    head: `difference, ${scale.unit}`,
    sort: "difference",
    about: `${sides.at(-1)} less ${sides[0]}, ${result.quantile}, with its 95 % interval as a whisker`,
    className: "is-left",
    columns: [
      { id: "difference", className: "is-left is-bar", cell: bar },
      { id: "difference-value", cell: value },
    ],
  };
}

function differenceTitle(difference: LatencyStep["difference"]): string {
  if (!difference || difference.value === null) return difference?.reason ?? "";
  const { value, low, high, reason } = difference;
  const sign = value > 0 ? "+" : "";
  if (low === null || high === null) return `${sign}${formatDuration(value)}, no interval: ${reason}`;
  return `${sign}${formatDuration(value)}, 95 % interval ${formatDuration(low)} to ${formatDuration(high)}`;
}

function p99Group({ steps }: LatencyResult, main: Side): LatencyGroup {
  const scale = durationScale(steps.map((step) => step.sides[main]?.p99 ?? null));
  const cell = ({ sides }: LatencyStep) => (
    <span title={`${formatDuration(sides[main]?.p99 ?? null)}, n = ${sides[main]?.timed ?? 0}`}>
      {scale.format(sides[main]?.p99 ?? null)}
    </span>
  );
  const about = `p99 of the durations${main === "all" ? "" : ` in ${main}`}`;
  return { head: `p99, ${scale.unit}`, sort: "p99", about, columns: [{ id: "p99", cell }] };
}

function selfGroup({ steps, sides }: LatencyResult, main: Side): LatencyGroup {
  const scale = durationScale(steps.map((step) => step.sides[main]?.selfPerTrace ?? null));
  const title = (step: LatencyStep) => {
    const each = sides.map(({ side }) => `${side} ${formatDuration(step.sides[side]?.selfPerTrace ?? null)}`);
    const figures = step.sides[main];
    const sums = `${formatDuration(figures?.self ?? null)} in all, of ${formatDuration(figures?.total ?? null)} total time`;
    return `${each.join(", ")}; ${sums}`;
  };
  const cell = (step: LatencyStep) => (
    <span title={title(step)}>{scale.format(step.sides[main]?.selfPerTrace ?? null)}</span>
  );
  const about = `Self time per trace${main === "all" ? "" : ` of ${main}`}: time in the step and in none of its children`;
  return { head: `self/trace, ${scale.unit}`, sort: "self", about, columns: [{ id: "self", cell }] };
}

function shareGroup({ steps, sides }: LatencyResult, main: Side): LatencyGroup {
  const full = Math.max(1, ...steps.map((step) => step.sides[main]?.share ?? 0));
  const before = (step: LatencyStep) => (sides.length === 2 ? (step.sides.reference?.share ?? 0) : null);
  const title = (step: LatencyStep) => {
    const reference = before(step);
    const compared = reference === null ? "" : `, reference ${percent(reference)}`;
    return `${percent(step.sides[main]?.share ?? null)} of wall time${compared}`;
  };
  const bar = (step: LatencyStep) => (
    <ShareBar
      share={step.sides[main]?.share ?? null}
      before={before(step)}
      full={full}
      colour={main === "all" ? "var(--seq-5)" : `var(--${main})`}
      label={title(step)}
      width={90}
    />
  );
  const value = (step: LatencyStep) => <span title={title(step)}>{percent(step.sides[main]?.share ?? null)}</span>;
  const about = `Self time over the wall time of all traces${main === "all" ? "" : ` of ${main}`}`;
  return {
    head: "share of wall time",
    sort: "share",
    about: sides.length === 2 ? `${about}; the tick is the share in reference` : about,
    className: "is-left",
    columns: [
      { id: "share", className: "is-left is-bar", cell: bar },
      { id: "share-value", cell: value },
    ],
  };
}
