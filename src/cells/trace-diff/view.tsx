import { useState } from "react";
import { formatNanoseconds } from "../../traces/format-duration.ts";
import { counted, groupDigits, oneLine } from "../../widgets/format.ts";
import type { Live, ViewProps } from "../cell-kind.tsx";
import { useSource } from "../use-source.tsx";
import type { TraceDiffSpec } from "./definition.ts";
import { DiffTable } from "./diff-table.tsx";
import { PairDetail } from "./pair-detail.tsx";
import type { DiffRow, DiffTrace, TraceDiffResult } from "./result.ts";
import "../analysis-table.css";
import "./trace-diff.css";

const pageSize = 300;

/** Two traces as one tree: what was added, removed and changed, both drawn on one scale of time. */
export function TraceDiffView({ spec, result, live }: ViewProps<TraceDiffSpec, TraceDiffResult>) {
  const set = useSource(spec.source, live);
  const [most, setMost] = useState(pageSize);
  const { traces, rows } = result;
  if (!traces)
    return (
      <p className="analysis-empty">
        Nothing to compare: {result.reason}. Tick two rows in a list of traces, or name two ids under traces.
      </p>
    );
  const kept = spec.show === "changes" ? withWays(rows) : rows;
  const open = live && ((row: DiffRow) => showPair(live, row, traces));
  return (
    <div className="trace-diff">
      <Head result={result} traces={traces} live={live} />
      {set && (
        <fieldset className="segmented trace-diff-show">
          <legend className="visually-hidden">Steps shown</legend>
          {(["all", "changes"] as const).map((show) => (
            <button
              key={show}
              type="button"
              aria-pressed={spec.show === show}
              onClick={() => set({ show: show === "all" ? null : show })}
            >
              {show === "all" ? "All steps" : "Changes alone"}
            </button>
          ))}
        </fieldset>
      )}
      {kept.length === 0 ? (
        <p className="analysis-empty">Step by step the two traces are the same.</p>
      ) : (
        <DiffTable rows={kept.slice(0, most)} traces={traces} open={open} />
      )}
      {kept.length > most && (
        <p className="analysis-notes">
          {groupDigits(most)} of {groupDigits(kept.length)} steps shown.{" "}
          {live && (
            <button type="button" className="link" onClick={() => setMost(most + pageSize)}>
              Show more
            </button>
          )}
        </p>
      )}
      <p className="analysis-notes">
        Steps are matched from the root down, by name, kind and order among their siblings. Both traces begin at 0.
        Slower or faster: by half or more, and by a hundredth of the longer trace.
      </p>
    </div>
  );
}

/** Rows that differ, with the rows above them in the tree. */
function withWays(rows: readonly DiffRow[]): readonly DiffRow[] {
  const kept = new Set<DiffRow>();
  const way: DiffRow[] = [];
  for (const row of rows) {
    way.length = row.depth;
    way.push(row);
    if (row.change !== "same") for (const above of way) kept.add(above);
  }
  return rows.filter((row) => kept.has(row));
}

function showPair(live: Live, row: DiffRow, traces: readonly [DiffTrace, DiffTrace]): void {
  live.showDetail({ title: row.name, body: <PairDetail row={row} traces={traces} live={live} /> });
}

interface HeadProps {
  readonly result: TraceDiffResult;
  readonly traces: readonly [DiffTrace, DiffTrace];
  readonly live: Live | null;
}

function Head({ result: { counts, reason }, traces, live }: HeadProps) {
  const [first, second] = traces;
  const change = second.wall - first.wall;
  return (
    <div className="trace-diff-head">
      <p>
        <TraceName trace={first} side="reference" live={live} /> →{" "}
        <TraceName trace={second} side="current" live={live} />
        <b>
          {change > 0 ? "+" : ""}
          {formatNanoseconds(change)}
        </b>
        {reason && <span className="soft">{reason}</span>}
      </p>
      <p className="soft">
        {counted(counts.added, "step")} added, {counts.removed} removed, {counts.changed} changed, {counts.same} the
        same.
      </p>
    </div>
  );
}

function TraceName({ trace, side, live }: { trace: DiffTrace; side: "reference" | "current"; live: Live | null }) {
  const words = oneLine(`${trace.root ?? "trace"} ${trace.id.slice(0, 8)}`);
  const more = `${trace.cohort ? `${trace.cohort}, ` : ""}${formatNanoseconds(trace.wall)}, ${counted(trace.spans, "span")}`;
  return (
    <span className={`trace-diff-name is-${side}`} title={trace.id}>
      {live ? (
        <button type="button" className="link" onClick={() => live.openTrace(trace.id)}>
          {words}
        </button>
      ) : (
        words
      )}{" "}
      ({more})
    </span>
  );
}
