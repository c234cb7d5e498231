import type { ReactNode } from "react";
import { formatDuration } from "../../traces/format-duration.ts";
import { DifferenceBar } from "../../widgets/difference-bar.tsx";
import { type DurationScale, durationScale, percent } from "../../widgets/duration-scale.ts";
import { groupDigits } from "../../widgets/format.ts";
import { ShareBar } from "../../widgets/share-bar.tsx";
import type { Side } from "../cohort-sides.ts";
import { SpanKindMark } from "../span-kind-mark.tsx";
import type { LatencySort, LatencySpec } from "./definition.ts";
import type { Figures, LatencyResult, LatencyStep } from "./result.ts";

interface LatencyColumnsProps {
  readonly spec: LatencySpec;
  readonly result: LatencyResult;
  readonly onSort: ((sort: LatencySort) => void) | null;
  readonly onOpen: ((step: LatencyStep) => void) | null;
}

interface Column {
  readonly id: string;
  readonly head: string;
  readonly sort: LatencySort | null;
  readonly about: string;
  readonly className?: string;
  readonly cell: (step: LatencyStep) => ReactNode;
}

/** The table of steps. */
export function LatencyColumns({ spec, result, onSort, onOpen }: LatencyColumnsProps) {
  const columns = columnsOf(spec, result, onOpen);
  return (
    <table className="analysis-table">
      <thead>
        <tr>
          {columns.map(({ id, head, sort, about, className }) => (
            <th key={id} scope="col" className={className} title={about} aria-sort={ariaSort(spec, sort)}>
              {onSort && sort ? (
                <button type="button" onClick={() => onSort(sort)}>
                  {head}
                  {spec.sort === sort && <span aria-hidden="true"> {sort === "name" ? "↑" : "↓"}</span>}
                </button>
              ) : (
                head
              )}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {result.steps.map((step) => (
          <tr
            key={step.step ?? "\0"}
            className={onOpen ? "is-link" : undefined}
            onClick={onOpen ? () => onOpen(step) : undefined}
          >
            {columns.map(({ id, className, cell }) => (
              <td key={id} className={className}>
                {cell(step)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function ariaSort(spec: LatencySpec, sort: LatencySort | null): "ascending" | "descending" | undefined {
  if (sort === null || spec.sort !== sort) return undefined;
  return sort === "name" ? "ascending" : "descending";
}

const roles: Readonly<Record<Side, string>> = { reference: "is-reference", current: "is-current", all: "" };

function columnsOf(spec: LatencySpec, result: LatencyResult, onOpen: LatencyColumnsProps["onOpen"]): Column[] {
  const sides = result.sides.map(({ side }) => side);
  const main = sides.at(-1) ?? "all";
  const scale = durationScale(result.steps.flatMap((step) => sides.map((side) => step.sides[side]?.chosen ?? null)));
  return [
    stepColumn(spec, onOpen),
    ...sides.map((side) => spansColumn(side, sides)),
    ...sides.map((side) => errorsColumn(side, sides)),
    ...sides.map((side) => quantileColumn(side, sides, result, scale)),
    ...(sides.length === 2 ? differenceColumns(result, scale) : []),
    ...(result.quantile === "p99" ? [] : [p99Column(result, main)]),
    selfColumn(result, main),
    ...shareColumns(result, main),
  ];
}

function stepColumn(spec: LatencySpec, onOpen: LatencyColumnsProps["onOpen"]): Column {
  const head = spec.by === "name" ? "step" : spec.by;
  const cell = (step: LatencyStep) => {
    const name = step.step === null ? <i className="soft">no value</i> : step.step;
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
      </span>
    );
  };
  return { id: "step", head, sort: "name", about: "Click a row to list its traces", className: "is-left", cell };
}

/** "spans", or "reference" and "current" under one word where there are two. */
function sided(word: string, side: Side, sides: readonly Side[]): string {
  return sides.length === 2 ? `${word}, ${side === "reference" ? "ref." : "cur."}` : word;
}

function spansColumn(side: Side, sides: readonly Side[]): Column {
  return {
    id: `spans-${side}`,
    head: sided("spans", side, sides),
    sort: "count",
    about: "Spans, the n of every figure",
    className: roles[side],
    cell: ({ sides: figures }) => {
      const found = figures[side];
      if (!found) return <span className="soft">0</span>;
      return (
        <span title={`${found.callsPerTrace?.toFixed(2) ?? "–"} calls per trace`}>{groupDigits(found.spans)}</span>
      );
    },
  };
}

function errorsColumn(side: Side, sides: readonly Side[]): Column {
  return {
    id: `errors-${side}`,
    head: sided("errors", side, sides),
    sort: "errors",
    about: "Spans with status ERROR",
    className: roles[side],
    cell: ({ sides: figures }) => {
      const found = figures[side];
      if (!found) return <span className="soft">–</span>;
      const rate = found.errorRate;
      const title = rate
        ? `${percent(rate.value)} of ${found.spans} (95 % interval ${percent(rate.low)} to ${percent(rate.high)})`
        : undefined;
      return <span title={title}>{groupDigits(found.errors)}</span>;
    },
  };
}

function quantileColumn(side: Side, sides: readonly Side[], { quantile }: LatencyResult, scale: DurationScale): Column {
  const sort = quantile === "p50" || quantile === "p95" || quantile === "p99" ? quantile : null;
  return {
    id: `quantile-${side}`,
    head: `${sides.length === 2 ? side : quantile}, ${scale.unit}`,
    sort: side === sides.at(-1) ? sort : null,
    about: `${quantile} of the durations${side === "all" ? "" : ` in ${side}`}`,
    className: roles[side],
    cell: ({ sides: figures }) => {
      const found = figures[side];
      if (!found) return <span className="soft">–</span>;
      return <span title={quantileTitle(found, quantile)}>{scale.format(found.chosen)}</span>;
    },
  };
}

function quantileTitle(figures: Figures, quantile: string): string {
  const interval = figures.interval
    ? `95 % interval ${formatDuration(figures.interval.low)} to ${formatDuration(figures.interval.high)}`
    : figures.noInterval;
  return `${quantile} ${formatDuration(figures.chosen)} (${figures.chosen ?? "–"} ms), ${interval}, n = ${figures.timed}; median ${formatDuration(figures.p50)}`;
}

function differenceColumns({ steps, quantile }: LatencyResult, scale: DurationScale): Column[] {
  const reach = steps.flatMap(({ difference }) => [difference?.value, difference?.low, difference?.high]);
  const extent = Math.max(0, ...reach.map((ms) => Math.abs(ms ?? 0)));
  return [
    {
      id: "difference",
      head: "difference",
      sort: "difference",
      about: `Current less reference, ${quantile}, with its 95 % interval as a whisker`,
      className: "is-left is-bar",
      cell: ({ difference }) =>
        difference && difference.value === null ? (
          <span className="soft latency-reason">{difference.reason}</span>
        ) : (
          <DifferenceBar
            value={difference?.value ?? null}
            low={difference?.low ?? null}
            high={difference?.high ?? null}
            extent={extent}
            label={differenceTitle(difference)}
          />
        ),
    },
    {
      id: "difference-value",
      head: scale.unit,
      sort: null,
      about: "Current less reference",
      cell: ({ difference }) => (
        <span title={differenceTitle(difference)}>{scale.signed(difference?.value ?? null)}</span>
      ),
    },
  ];
}

function differenceTitle(difference: LatencyStep["difference"]): string {
  if (!difference || difference.value === null) return difference?.reason ?? "";
  const { value, low, high, reason } = difference;
  const sign = value > 0 ? "+" : "";
  if (low === null || high === null) return `${sign}${formatDuration(value)}, no interval: ${reason}`;
  return `${sign}${formatDuration(value)}, 95 % interval ${formatDuration(low)} to ${formatDuration(high)}`;
}

function p99Column({ steps }: LatencyResult, main: Side): Column {
  const scale = durationScale(steps.map((step) => step.sides[main]?.p99 ?? null));
  return {
    id: "p99",
    head: `p99, ${scale.unit}`,
    sort: "p99",
    about: `p99 of the durations${main === "all" ? "" : ` in ${main}`}`,
    cell: ({ sides }) => (
      <span title={`${formatDuration(sides[main]?.p99 ?? null)}, n = ${sides[main]?.timed ?? 0}`}>
        {scale.format(sides[main]?.p99 ?? null)}
      </span>
    ),
  };
}

function selfColumn({ steps, sides }: LatencyResult, main: Side): Column {
  const scale = durationScale(steps.map((step) => step.sides[main]?.selfPerTrace ?? null));
  return {
    id: "self",
    head: `self/trace, ${scale.unit}`,
    sort: "self",
    about: `Self time per trace${main === "all" ? "" : ` of ${main}`}: time in the step and in none of its children`,
    cell: (step) => {
      const each = sides.map(({ side }) => `${side} ${formatDuration(step.sides[side]?.selfPerTrace ?? null)}`);
      const total = formatDuration(step.sides[main]?.self ?? null);
      return (
        <span
          title={`${each.join(", ")}; ${total} in all, total time ${formatDuration(step.sides[main]?.total ?? null)}`}
        >
          {scale.format(step.sides[main]?.selfPerTrace ?? null)}
        </span>
      );
    },
  };
}

function shareColumns({ steps, sides }: LatencyResult, main: Side): Column[] {
  const full = Math.max(1, ...steps.map((step) => step.sides[main]?.share ?? 0));
  const compared = sides.length === 2;
  const about = `Self time over the wall time of all traces${main === "all" ? "" : ` of ${main}`}`;
  const title = (step: LatencyStep) => {
    const before = compared ? `, reference ${percent(step.sides.reference?.share ?? 0)}` : "";
    return `${percent(step.sides[main]?.share ?? null)} of wall time${before}`;
  };
  return [
    {
      id: "share",
      head: "share of wall time",
      sort: "share",
      about: compared ? `${about}; the tick is the share in reference` : about,
      className: "is-left is-bar",
      cell: (step) => (
        <ShareBar
          share={step.sides[main]?.share ?? null}
          before={compared ? (step.sides.reference?.share ?? 0) : null}
          full={full}
          colour={main === "all" ? "var(--seq-5)" : `var(--${main})`}
          label={title(step)}
        />
      ),
    },
    {
      id: "share-value",
      head: "%",
      sort: null,
      about,
      cell: (step) => <span title={title(step)}>{percentDigits(step.sides[main]?.share ?? null)}</span>,
    },
  ];
}

// The head carries the unit.
function percentDigits(share: number | null): string {
  return percent(share).replace(" %", "");
}
