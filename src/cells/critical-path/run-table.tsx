import type { ReactNode } from "react";
import { formatDuration } from "../../traces/format-duration.ts";
import { durationScale } from "../../widgets/duration-scale.ts";
import { groupDigits, oneLine } from "../../widgets/format.ts";
import type { CriticalPathResult, RunRow } from "./result.ts";

interface Column {
  readonly id: string;
  readonly head: string;
  readonly about: string;
  readonly className?: string;
  readonly cell: (run: RunRow) => ReactNode;
}

/** The longest traces one by one; a row opens its trace. */
export function RunTable({
  result,
  onOpen,
}: {
  readonly result: CriticalPathResult;
  readonly onOpen: ((run: RunRow) => void) | null;
}) {
  const columns = columnsOf(result, onOpen);
  return (
    <table className="analysis-table" aria-label="The longest traces">
      <thead>
        <tr>
          {columns.map(({ id, head, about, className }) => (
            <th key={id} scope="col" className={className} title={about}>
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {result.runs.map((run) => (
          <tr
            key={run.traceId}
            className={onOpen ? "is-link" : undefined}
            onClick={onOpen ? () => onOpen(run) : undefined}
          >
            {columns.map(({ id, className, cell }) => (
              <td key={id} className={className}>
                {cell(run)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function columnsOf({ runs }: CriticalPathResult, onOpen: ((run: RunRow) => void) | null): readonly Column[] {
  const some = (read: (run: RunRow) => number | boolean) => runs.some((run) => Number(read(run)) > 0);
  return [
    traceColumn(onOpen),
    startColumn,
    ...(some((run) => run.traces > 1) ? [linkedColumn] : []),
    ...timeColumns(runs),
    {
      id: "parallelism",
      head: "parallelism",
      about: "Work over the time in which anything works; on hover the most steps at one moment",
      cell: ({ parallelism, most }) => (
        <span title={`at most ${most} at once`}>{parallelism === null ? "–" : parallelism.toFixed(2)}</span>
      ),
    },
    ...(some((run) => run.retries) ? [retriesColumn] : []),
    {
      id: "step",
      head: "longest to wait for",
      about: "The step without which the trace would be shortest",
      className: "is-left",
      cell: ({ step, path }) => (
        <span className="path-best" title={`${formatDuration(path)} of the critical path`}>
          {step ?? <i className="soft">none</i>}
        </span>
      ),
    },
    withoutColumn(runs),
  ];
}

function traceColumn(onOpen: ((run: RunRow) => void) | null): Column {
  const cell = (run: RunRow) => {
    const name = oneLine(run.name ?? "no name");
    const role = run.side === "all" ? undefined : `is-${run.side}`;
    const title = `trace ${run.traceId}${run.side === "all" ? "" : `, ${run.side}`}`;
    if (!onOpen)
      return (
        <span className={role} title={title}>
          {name}
        </span>
      );
    return (
      <button
        type="button"
        className={`path-open ${role ?? ""}`}
        title={`${title}: open it`}
        onClick={(event) => {
          event.stopPropagation();
          onOpen(run);
        }}
      >
        {name}
      </button>
    );
  };
  return { id: "trace", head: "longest traces", about: "In the colour of its cohort", className: "is-left", cell };
}

const startColumn: Column = {
  id: "start",
  head: "began, UTC",
  about: "When the trace begins",
  className: "is-left",
  cell: ({ start }) => start?.slice(0, 19).replace("T", " ") ?? "–",
};

const linkedColumn: Column = {
  id: "traces",
  head: "linked",
  about: "How many linked traces it is made of",
  cell: ({ traces }) => groupDigits(traces),
};

const retriesColumn: Column = {
  id: "retries",
  head: "retries",
  about: "Failed calls that were tried again; on hover the time that they took",
  cell: ({ retries, retry, retryOnPath, withoutRetries }) => (
    <span
      title={`${formatDuration(retry)} in all, ${formatDuration(retryOnPath)} of it on the critical path; without them ${formatDuration(withoutRetries)}`}
    >
      {groupDigits(retries)}
    </span>
  ),
};

function timeColumns(runs: readonly RunRow[]): readonly Column[] {
  const scale = durationScale(runs.flatMap(({ wall, work }) => [wall, work]));
  const column = (id: "wall" | "work" | "idle" | "failed", head: string, about: string): Column => ({
    id,
    head: `${head}, ${scale.unit}`,
    about,
    cell: (run) => <span title={formatDuration(run[id])}>{scale.format(run[id])}</span>,
  });
  return [
    column("wall", "wall", "From the first root's start to the last root's end"),
    column("work", "work", "Self times of all steps that work"),
    column("idle", "idle", "Time in which no step works"),
    column("failed", "failed", "Self time of calls that failed"),
  ];
}

function withoutColumn(runs: readonly RunRow[]): Column {
  const scale = durationScale(runs.map(({ wall }) => wall));
  return {
    id: "without",
    head: `without it, ${scale.unit}`,
    about: "What the trace would take if that step took no time",
    cell: ({ without }) => <span title={formatDuration(without)}>{scale.format(without)}</span>,
  };
}
