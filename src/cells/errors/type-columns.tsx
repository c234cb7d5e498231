import { percent } from "../../widgets/duration-scale.ts";
import { groupDigits, oneLine } from "../../widgets/format.ts";
import { differenceGroup, Estimated, perSide } from "../estimate-columns.tsx";
import { points, timeWords } from "../estimate-words.ts";
import { type FigureGroup, RowName } from "../figures-table.tsx";
import type { ErrorsResult, ErrorType, TypeFigures } from "./result.ts";

export interface TypeActions {
  readonly onOpen: ((type: ErrorType) => void) | null;
  readonly onPin: ((type: ErrorType) => Promise<string>) | null;
}

/** What the table of error types shows. */
export function typeColumns(result: ErrorsResult, actions: TypeActions): readonly FigureGroup<ErrorType>[] {
  const sides = result.sides.map(({ side }) => side);
  return [
    typeGroup(result, actions),
    stepsGroup(result),
    {
      head: "errors",
      sort: "count",
      about: "Spans with this error",
      columns: perSide("errors", sides, ({ errors }: TypeFigures) => groupDigits(errors)),
    },
    {
      head: "traces with it",
      about: "The share of the cohort's traces",
      columns: perSide("share", sides, ({ share, traces }: TypeFigures) =>
        traces === 0 ? <span className="soft">–</span> : <Estimated of={share} format={percent} />,
      ),
    },
    ...(sides.length === 2 ? [growthGroup(result), adjustedGroup(result)] : []),
    timeGroup("first seen", "first", ({ first }) => first),
    timeGroup("last seen", "last", ({ last }) => last),
  ];
}

function typeGroup({ total }: ErrorsResult, { onOpen, onPin }: TypeActions): FigureGroup<ErrorType> {
  const cell = (type: ErrorType) =>
    type === total ? (
      "any error"
    ) : (
      <RowName
        name={type.type}
        mark={type.isTimeout ? <span className="soft">timeout</span> : null}
        onOpen={onOpen && (() => onOpen(type))}
        onPin={onPin && (() => onPin(type))}
      />
    );
  return {
    ...{ head: "type", sort: "name", about: "Click a row to list its traces", className: "is-left" },
    columns: [{ id: "type", className: "is-left", cell }],
  };
}

function stepsGroup({ total }: ErrorsResult): FigureGroup<ErrorType> {
  const cell = (type: ErrorType) => {
    if (type === total) return null;
    const { steps, message, messages } = type;
    const more = steps.length > 1 ? ` and ${steps.length - 1} more` : "";
    const says = message ? `${message}${messages > 1 ? ` (${messages} messages in all)` : ""}` : "no message";
    return (
      <span className="errors-said" title={`${steps.join(", ")}: ${says}`}>
        {oneLine(`${steps[0] ?? "–"}${more}`)} <span className="soft">{oneLine(message ?? "")}</span>
      </span>
    );
  };
  return { head: "step and message", className: "is-left", columns: [{ id: "steps", className: "is-left", cell }] };
}

function growthGroup({ types, total }: ErrorsResult): FigureGroup<ErrorType> {
  return differenceGroup({
    head: "difference",
    about: "Share of traces in current less that in reference, with its 95 % interval",
    sort: "growth",
    rows: [...types, total],
    read: ({ difference }) => difference,
    format: (value) => points(value).replace("+", ""),
  });
}

function adjustedGroup({ total }: ErrorsResult): FigureGroup<ErrorType> {
  const cell = (type: ErrorType) => {
    if (type === total || type.adjustedP === null) return null;
    const { adjustedP, difference } = type;
    if (adjustedP > 0.05) return <span className="soft">no clear change</span>;
    return (difference?.value ?? 0) > 0 ? <b>more</b> : "fewer";
  };
  return {
    ...{ head: "verdict", about: "By Fisher's exact test, adjusted for looking at many types", className: "is-left" },
    columns: [
      {
        id: "verdict",
        className: "is-left",
        cell: (type) => <span title={pWords(type.adjustedP)}>{cell(type)}</span>,
      },
    ],
  };
}

function pWords(p: number | null): string | undefined {
  return p === null ? undefined : `adjusted p ${p < 0.001 ? "< 0.001" : `= ${p.toFixed(3)}`}`;
}

function timeGroup(head: string, sort: string, read: (type: ErrorType) => string | null): FigureGroup<ErrorType> {
  const cell = (type: ErrorType) => {
    const time = read(type);
    return time === null ? "–" : <span title={time}>{timeWords(time).replace(/ \d{4},/, "")}</span>;
  };
  return { head, sort, columns: [{ id: sort, cell }] };
}
