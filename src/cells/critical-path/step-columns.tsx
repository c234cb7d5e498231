import type { ReactNode } from "react";
import type { Estimate } from "../../analysis/estimate.ts";
import { formatDuration } from "../../traces/format-duration.ts";
import { DifferenceBar } from "../../widgets/difference-bar.tsx";
import { durationScale, percent } from "../../widgets/duration-scale.ts";
import { groupDigits, oneLine } from "../../widgets/format.ts";
import { IntervalBars } from "../../widgets/interval-bars.tsx";
import type { Side } from "../cohort-sides.ts";
import { estimateWords } from "../estimate-words.ts";
import { PinRow } from "../pin-row.tsx";
import { SpanKindMark } from "../span-kind-mark.tsx";
import type { CriticalPathSort, CriticalPathSpec } from "./definition.ts";
import type { CriticalPathResult, PathFigures, PathStep } from "./result.ts";

/** What can be done with a step; null where it cannot. */
export interface StepActions {
  readonly onSort: ((sort: CriticalPathSort) => void) | null;
  readonly onOpen: ((step: PathStep) => void) | null;
  readonly onPin: ((step: PathStep) => Promise<string>) | null;
}

export interface Column {
  readonly id: string;
  readonly head: string;
  readonly about: string;
  readonly sort?: CriticalPathSort;
  readonly className?: string;
  readonly cell: (step: PathStep) => ReactNode;
}

const sideColours: Readonly<Record<Side, string>> = {
  reference: "var(--reference)",
  current: "var(--current)",
  all: "var(--seq-5)",
};

/** The columns of the table of steps. */
export function columnsOf(spec: CriticalPathSpec, result: CriticalPathResult, actions: StepActions): readonly Column[] {
  const sides = result.sides.map(({ side }) => side);
  return [
    stepColumn(spec, actions),
    barsColumn(result, sides),
    ...pathColumns(result, sides),
    ...(sides.length === 2 ? differenceColumns(result) : []),
    shareColumn(sides.at(-1) ?? "all"),
    ...withoutColumns(result, sides),
    runsColumn(result, sides),
  ];
}

const short: Readonly<Record<Side, string>> = { reference: ", ref.", current: ", cur.", all: "" };
const roleClass = (side: Side) => (side === "all" ? undefined : `is-${side}`);

function stepColumn({ by }: CriticalPathSpec, { onOpen, onPin }: StepActions): Column {
  const cell = (step: PathStep) => {
    const name = step.step === null ? <i className="soft">no value</i> : oneLine(step.step);
    const words = step.step ?? "no value";
    return (
      <span className="path-step">
        {by === "name" && <SpanKindMark kind={step.kind} />}
        {onOpen ? (
          <button
            type="button"
            className="path-open"
            title={`${words}: list its traces`}
            onClick={(event) => {
              event.stopPropagation();
              onOpen(step);
            }}
          >
            {name}
          </button>
        ) : (
          <span title={words}>{name}</span>
        )}
        {onPin && <PinRow label={words} pin={() => onPin(step)} />}
      </span>
    );
  };
  const head = by === "name" ? "step" : by;
  return { id: "step", head, sort: "name", about: "Click a row to list its traces", className: "is-left", cell };
}

const paths = ({ steps }: CriticalPathResult) =>
  steps.flatMap(({ sides }) => Object.values(sides).map(({ path }) => path));

function barsColumn(result: CriticalPathResult, sides: readonly Side[]): Column {
  const full = Math.max(0, ...paths(result).map(({ value, high }) => high ?? value ?? 0));
  const cell = (step: PathStep) => {
    const label = sides.map((side) => sideWords(step.sides[side], side)).join("; ");
    const bars = sides.map((side) => {
      const { value = null, low = null, high = null } = step.sides[side]?.path ?? {};
      return { value, low, high, colour: sideColours[side] };
    });
    return <IntervalBars bars={bars} full={full} label={label} />;
  };
  const about = "Time of the critical path in the step, per trace, with its 95 % interval as a whisker";
  return { id: "bars", head: "on the critical path", sort: "path", about, className: "is-left is-bar", cell };
}

function sideWords(figures: PathFigures | undefined, side: Side): string {
  const name = side === "all" ? "" : `${side} `;
  return figures ? `${name}${estimateWords(figures.path, formatDuration)}` : `${name}without the step`;
}

function pathColumns(result: CriticalPathResult, sides: readonly Side[]): readonly Column[] {
  const scale = durationScale(paths(result).map(({ value }) => value));
  return sides.map((side) => ({
    id: `path-${side}`,
    head: side === "all" ? `per trace, ${scale.unit}` : `${side}, ${scale.unit}`,
    about: "Mean over all traces of the side",
    className: roleClass(side),
    cell: ({ sides: found }) => (
      <span title={estimateWords(found[side]?.path, formatDuration)}>
        {scale.format(found[side]?.path.value ?? null)}
      </span>
    ),
  }));
}

function differenceColumns({ steps }: CriticalPathResult): readonly Column[] {
  const all = steps.flatMap(({ difference }) => (difference ? [difference] : []));
  const scale = durationScale(all.map(({ value }) => value));
  const extent = Math.max(
    0,
    ...all.flatMap(({ value, low, high }) => [value, low, high].map((ms) => Math.abs(ms ?? 0))),
  );
  const words = (difference: Estimate | null) =>
    estimateWords(difference, (ms) => `${ms > 0 ? "+" : ""}${formatDuration(ms)}`);
  const about = "Current less reference, per trace, with its 95 % interval as a whisker";
  return [
    {
      id: "difference",
      head: `difference, ${scale.unit}`,
      sort: "growth",
      about,
      className: "is-left is-bar",
      cell: ({ difference }) => (
        <DifferenceBar
          value={difference?.value ?? null}
          low={difference?.low ?? null}
          high={difference?.high ?? null}
          extent={extent}
          label={words(difference)}
          width={90}
        />
      ),
    },
    {
      id: "difference-value",
      head: "",
      about,
      cell: ({ difference }) => <span title={words(difference)}>{scale.signed(difference?.value ?? null)}</span>,
    },
  ];
}

function shareColumn(main: Side): Column {
  const about = `The path's time in the step over the wall time of all traces${main === "all" ? "" : ` of ${main}`}`;
  return {
    id: "share",
    head: `share${short[main]}`,
    about,
    className: roleClass(main),
    cell: ({ sides }) => (
      <span title={estimateWords(sides[main]?.share, percent)}>{percent(sides[main]?.share.value ?? null)}</span>
    ),
  };
}

function withoutColumns(result: CriticalPathResult, sides: readonly Side[]): readonly Column[] {
  const wall = result.measures.find(({ id }) => id === "wall");
  const scale = durationScale(sides.map((side) => wall?.values[side]?.value ?? null));
  return sides.map((side, index) => ({
    id: `without-${side}`,
    head: `without it${short[side]}, ${scale.unit}`,
    sort: index === 0 ? ("saved" as const) : undefined,
    about: `What a trace would take on average if the step, and all that runs in it, took no time (with it: ${formatDuration(wall?.values[side]?.value ?? null)})`,
    className: roleClass(side),
    cell: ({ sides: found }) => {
      const without = found[side]?.without;
      if (without?.value === 0) return <span title="All of the trace runs inside of it">–</span>;
      return (
        <span title={estimateWords(without, formatDuration)}>
          {scale.format(without?.value ?? wall?.values[side]?.value ?? null)}
        </span>
      );
    },
  }));
}

function runsColumn(result: CriticalPathResult, sides: readonly Side[]): Column {
  const count = (side: Side) => result.sides.find((found) => found.side === side)?.runs ?? 0;
  const cell = (step: PathStep) => {
    const words = sides.map((side) => `${groupDigits(step.sides[side]?.runs ?? 0)} of ${groupDigits(count(side))}`);
    const main = sides.at(-1) ?? "all";
    return <span title={words.join(", then ")}>{groupDigits(step.sides[main]?.runs ?? 0)}</span>;
  };
  const main = sides.at(-1) ?? "all";
  return { id: "runs", head: `traces${short[main]}`, about: "Traces in which the step is on the path: its n", cell };
}
