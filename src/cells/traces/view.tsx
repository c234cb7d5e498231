import { type KeyboardEvent, useState } from "react";
import { stringify } from "yaml";
import { groupDigits } from "../../widgets/format.ts";
import type { Live, ViewProps } from "../cell-kind.tsx";
import { useSource } from "../use-source.tsx";
import { type Column, columnsOf, type TraceActions } from "./columns.tsx";
import type { TracesSpec } from "./definition.ts";
import type { TraceRow, TracesResult } from "./evaluate.ts";
import { TraceFilters } from "./filters.tsx";
import "../analysis-table.css";
import "./traces.css";

/** A list of traces that filters and sorts by rewriting the cell; a row opens the trace below it. */
export function TracesView({ spec, result, live }: ViewProps<TracesSpec, TracesResult>) {
  const set = useSource(spec.source, live);
  const pin = live && ((trace: TraceRow) => live.pin("traces", [{ trace_id: trace.traceId }], pinned));
  const open = live && ((trace: TraceRow) => live.openTrace(trace.traceId, trace.spanId ?? undefined));
  const ticks = useTicks(live, result);
  if (result.total === 0) return <p className="analysis-empty">No traces yet. Drag files in, or Import files.</p>;
  return (
    <div className="traces">
      {set && <TraceFilters spec={spec} result={result} set={set} />}
      {result.traces.length === 0 ? (
        <p className="analysis-empty">
          None of {groupDigits(result.total)} traces meets {filterWords(spec)}. Widen the filters.
        </p>
      ) : (
        <TraceTable spec={spec} result={result} set={set} open={open} pin={pin} ticks={ticks} />
      )}
      {ticks && ticks.ticked.length > 0 && (
        <p className="analysis-notes traces-ticked" role="status">
          {ticks.ticked.length === 1 ? "One trace ticked: tick another to compare the two. " : "Two traces ticked. "}
          {ticks.compare && (
            <button type="button" className="btn small" onClick={ticks.compare}>
              Compare the two
            </button>
          )}
          <button type="button" className="link" onClick={ticks.clear}>
            Untick
          </button>
        </p>
      )}
      {result.matched > result.traces.length && (
        <p className="analysis-notes">
          {groupDigits(result.traces.length)} of {groupDigits(result.matched)} traces shown, by {spec.sort}; the rest
          lies beyond limit: {spec.limit}.
        </p>
      )}
    </div>
  );
}

function filterWords(spec: TracesSpec): string {
  const keys = ["cohort", "step", "path", "kind", "text", "status", "tenant", "where"] as const;
  const set = keys.filter(
    (key) => spec[key] !== undefined && spec[key] !== "" && spec[key] !== "all" && spec[key] !== "any",
  );
  return set.length ? set.join(", ") : "the filters";
}

/** What a finding keeps of a trace. */
const pinned = ["trace_id", "root_name", "start_time", "duration_ms", "spans", "errors", "cost_usd", "tenant"];

/** The two traces that were ticked last, and what can be done with them. */
interface Ticks {
  readonly ticked: readonly string[];
  readonly toggle: (traceId: string) => void;
  readonly clear: () => void;
  /** Adds a cell that lays them over each other, the one that began first as the first. */
  readonly compare: (() => void) | null;
}

function useTicks(live: Live | null, { traces }: TracesResult): Ticks | null {
  const [chosen, setChosen] = useState<readonly string[]>([]);
  if (!live) return null;
  const here = traces.filter(({ traceId }) => chosen.includes(traceId));
  const ticked = here.map(({ traceId }) => traceId);
  const toggle = (id: string) =>
    setChosen(ticked.includes(id) ? ticked.filter((other) => other !== id) : [...ticked, id].slice(-2));
  const inTime = [...here].sort((a, b) => ((a.start ?? "") < (b.start ?? "") ? -1 : 1)).map(({ traceId }) => traceId);
  const compare = () => live.addCell("trace-diff", stringify({ traces: inTime }, { lineWidth: 0 }));
  return { ticked, toggle, clear: () => setChosen([]), compare: ticked.length === 2 ? compare : null };
}

interface TraceTableProps extends TraceActions {
  readonly ticks: Ticks | null;
  readonly spec: TracesSpec;
  readonly result: TracesResult;
  readonly set: ReturnType<typeof useSource>;
}

function TraceTable({ spec, result, set, open, pin, ticks }: TraceTableProps) {
  const columns = columnsOf(result.traces, { open, pin });
  return (
    <div className={set ? "analysis-scroll traces-scroll" : "analysis-scroll"}>
      <table className="analysis-table" onKeyDown={moveBetweenRows}>
        <thead>
          <tr>
            {ticks && <th scope="col" className="traces-tick" aria-label="ticked" />}
            {columns.map((column) => (
              <Head key={column.id} column={column} spec={spec} set={set} />
            ))}
          </tr>
        </thead>
        <tbody>
          {result.traces.map((trace) => (
            <tr
              key={trace.traceId}
              className={open ? "is-link" : undefined}
              onClick={open ? () => open(trace) : undefined}
            >
              {ticks && <Tick trace={trace} ticks={ticks} />}
              {columns.map(({ id, className, cell }) => (
                <td key={id} className={className}>
                  {cell(trace)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Tick({ trace, ticks }: { trace: TraceRow; ticks: Ticks }) {
  return (
    <td className="traces-tick">
      <input
        type="checkbox"
        aria-label={`Tick ${trace.root ?? "trace"} ${trace.traceId.slice(0, 8)} to compare it`}
        onClick={(event) => event.stopPropagation()}
        checked={ticks.ticked.includes(trace.traceId)}
        onChange={() => ticks.toggle(trace.traceId)}
      />
    </td>
  );
}

function Head({ column, spec, set }: { column: Column; spec: TracesSpec; set: ReturnType<typeof useSource> }) {
  const { head, sort, about, className } = column;
  const sorted = sort !== null && spec.sort === sort;
  const next = sorted && spec.order === "desc" ? "asc" : "desc";
  const direction = spec.order === "asc" ? "ascending" : "descending";
  return (
    <th scope="col" className={className} title={about} aria-sort={sorted ? direction : undefined}>
      {set && sort ? (
        <button type="button" onClick={() => set({ sort, order: next === "desc" ? null : next })}>
          {head}
          {sorted && <span aria-hidden="true"> {spec.order === "asc" ? "↑" : "↓"}</span>}
        </button>
      ) : (
        head
      )}
    </th>
  );
}

/** Arrow keys walk the rows; Enter on a row is its button's own. */
function moveBetweenRows(event: KeyboardEvent<HTMLTableElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }[event.key];
  if (!step) return;
  const buttons = Array.from(event.currentTarget.querySelectorAll<HTMLElement>(".trace-open"));
  const at = buttons.findIndex((button) => button.matches(":focus"));
  if (at < 0) return;
  event.preventDefault();
  buttons[Math.max(0, Math.min(buttons.length - 1, at + step))]?.focus();
}
