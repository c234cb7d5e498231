import type { ReactNode } from "react";
import { formatDuration } from "../../traces/format-duration.ts";
import { durationScale } from "../../widgets/duration-scale.ts";
import { groupDigits, oneLine } from "../../widgets/format.ts";
import { moneyScale } from "../../widgets/money-scale.ts";
import { ShareBar } from "../../widgets/share-bar.tsx";
import { PinRow } from "../pin-row.tsx";
import { SpanKindMark } from "../span-kind-mark.tsx";
import type { TraceSort } from "./definition.ts";
import type { TraceRow } from "./evaluate.ts";

export interface Column {
  readonly id: string;
  readonly head: string;
  readonly sort: TraceSort | null;
  readonly about: string;
  readonly className?: string;
  readonly cell: (trace: TraceRow) => ReactNode;
}

/** null where it cannot be done. */
export interface TraceActions {
  readonly open: ((trace: TraceRow) => void) | null;
  readonly pin: ((trace: TraceRow) => Promise<string>) | null;
}

/** The columns that these traces need: tenant, cohort, tokens and cost only where a trace has one. */
export function columnsOf(traces: readonly TraceRow[], { open, pin }: TraceActions): readonly Column[] {
  const some = (read: (trace: TraceRow) => unknown) => traces.some((trace) => read(trace) !== null);
  return [
    startColumn,
    rootColumn({ open, pin }),
    ...durationColumns(traces),
    { id: "spans", head: "spans", sort: "spans", about: "Spans in the trace", cell: ({ spans }) => groupDigits(spans) },
    {
      id: "errors",
      head: "errors",
      sort: "errors",
      about: "Spans with status ERROR",
      cell: ({ errors }) => (errors ? <span className="trace-errors">{groupDigits(errors)}</span> : "0"),
    },
    ...(some((trace) => trace.inputTokens ?? trace.outputTokens) ? tokenColumns : []),
    ...(some((trace) => trace.costUsd) ? [costColumn(traces)] : []),
    ...(some((trace) => trace.tenant) ? [tenantColumn] : []),
    ...(some((trace) => trace.cohort) ? [cohortColumn] : []),
  ];
}

const startColumn: Column = {
  id: "start",
  head: "start, UTC",
  sort: "start",
  about: "When the trace starts",
  className: "is-left",
  cell: ({ start }) => <span title={start ?? undefined}>{start ? start.slice(0, 19).replace("T", " ") : "–"}</span>,
};

function rootColumn({ open, pin }: TraceActions): Column {
  const cell = (trace: TraceRow) => {
    const name = oneLine(trace.root ?? "no name");
    return (
      <span className="trace-root">
        <SpanKindMark kind={trace.kind} />
        {open ? (
          <button
            type="button"
            className="trace-open"
            title={`${name}: open trace ${trace.traceId}`}
            onClick={(event) => {
              event.stopPropagation();
              open(trace);
            }}
          >
            {name}
          </button>
        ) : (
          <span title={`${name}, trace ${trace.traceId}`}>{name}</span>
        )}
        {pin && <PinRow label={`trace ${trace.traceId}`} pin={() => pin(trace)} />}
      </span>
    );
  };
  return { id: "root", head: "root", sort: null, about: "Name of the root span", className: "is-left", cell };
}

function durationColumns(traces: readonly TraceRow[]): readonly Column[] {
  const scale = durationScale(traces.map((trace) => trace.durationMs));
  const longest = Math.max(0, ...traces.map((trace) => trace.durationMs ?? 0));
  const plain = traces.some((trace) => trace.cohort !== null) ? "var(--border-strong)" : "var(--seq-5)";
  const title = ({ durationMs }: TraceRow) =>
    durationMs === null ? "The root has no end" : `${formatDuration(durationMs)} (${durationMs} ms)`;
  return [
    {
      id: "duration",
      head: `duration, ${scale.unit}`,
      sort: "duration",
      about: "Duration of the root span",
      cell: (trace) => <span title={title(trace)}>{scale.format(trace.durationMs)}</span>,
    },
    {
      id: "duration-bar",
      head: "",
      sort: null,
      about: "Duration beside the longest one shown",
      className: "is-bar",
      cell: (trace) => (
        <ShareBar
          share={trace.durationMs}
          full={longest || 1}
          colour={trace.cohort ? `var(--${trace.cohort})` : plain}
          label={title(trace)}
          width={70}
        />
      ),
    },
  ];
}

const tokenColumns: readonly Column[] = [
  {
    id: "input-tokens",
    head: "tokens in",
    sort: "tokens",
    about: "Input tokens, counted once where the model was called; sorts by input and output together",
    cell: ({ inputTokens }) => (inputTokens === null ? "–" : groupDigits(inputTokens)),
  },
  {
    id: "output-tokens",
    head: "out",
    sort: null,
    about: "Output tokens",
    cell: ({ outputTokens }) => (outputTokens === null ? "–" : groupDigits(outputTokens)),
  },
];

function costColumn(traces: readonly TraceRow[]): Column {
  const scale = moneyScale(traces.map((trace) => trace.costUsd));
  return {
    id: "cost",
    head: "cost, $",
    sort: "cost",
    about: "US dollars, counted once where the model was called",
    cell: ({ costUsd }) => <span title={costUsd === null ? "not known" : `$${costUsd}`}>{scale(costUsd)}</span>,
  };
}

const tenantColumn: Column = {
  id: "tenant",
  head: "tenant",
  sort: null,
  about: "Tenant",
  className: "is-left is-short",
  cell: ({ tenant }) => <span title={tenant ?? undefined}>{oneLine(tenant ?? "–")}</span>,
};

const cohortColumn: Column = {
  id: "cohort",
  head: "cohort",
  sort: null,
  about: "The window that the trace starts in",
  className: "is-left",
  cell: ({ cohort }) => (cohort ? <span className={`is-${cohort}`}>{cohort}</span> : "–"),
};
