import { useMemo, useState } from "react";
import { counted, groupDigits } from "../../widgets/format.ts";
import type { Live } from "../cell-kind.tsx";
import type { MapSpec } from "./definition.ts";
import type { MapResult } from "./result.ts";
import { rowsSql, type Selection, selectionShare, selectionWords, tracesSource } from "./selection.ts";
import { points, share } from "./words.ts";

interface SelectionPanelProps {
  readonly name: string;
  readonly spec: MapSpec;
  readonly result: MapResult;
  readonly selection: Selection;
  readonly live: Live;
  readonly onClear: () => void;
}

const mostPinned = 10;

/** What was chosen: how many of each cohort, their words against the rest, and the way to their rows and traces. */
export function SelectionPanel({ name, spec, result, selection, live, onClear }: SelectionPanelProps) {
  const words = useMemo(() => selectionWords(selection, result), [selection, result]);
  const [told, setTold] = useState("");
  const sql = rowsSql(selection, result, name, spec);
  const traces = tracesSource(selection, result, name, spec);
  const pin = () => {
    const first = [...selection.rows].slice(0, mostPinned).map((row) => ({ id: result.rows.ids[row] ?? null }));
    live
      .pin(name, first, ["id", "cohort", "cluster", "novelty", "text"])
      .then(setTold, (error: unknown) => setTold(error instanceof Error ? error.message : String(error)));
  };
  return (
    <section className="emap-selection" aria-label="Selected points">
      <p className="emap-selection-head">
        <b>{counted(selection.rows.length, "point")} selected</b>
        {"cluster" in selection.by && `: ${selection.label}`}
      </p>
      <Shares selection={selection} result={result} />
      <p>
        {words.length ? (
          <>
            Words that set these apart:{" "}
            {words.map(({ word, chosen, rest }) => (
              <span key={word} className="emap-word" title={`in ${chosen} of these texts, in ${rest} of the others`}>
                {word} <span className="num">{groupDigits(chosen)}</span>
              </span>
            ))}
          </>
        ) : (
          <span className="soft">No word tells these texts from the others.</span>
        )}
      </p>
      <p className="emap-selection-actions">
        <button
          type="button"
          className="btn"
          disabled={!sql || selection.rows.length === 0}
          onClick={() => sql && live.addCell("sql", sql)}
        >
          Rows as a table
        </button>
        <button
          type="button"
          className="btn"
          disabled={!traces || selection.rows.length === 0}
          onClick={() => traces && live.addCell("traces", traces)}
        >
          Traces
        </button>
        {name && (
          <button
            type="button"
            className="btn"
            title={`Keeps the first ${mostPinned} of these rows as a finding`}
            disabled={selection.rows.length === 0}
            onClick={pin}
          >
            Pin
          </button>
        )}
        <button type="button" className="btn" onClick={onClear}>
          Clear
        </button>
        <span role="status">{told}</span>
      </p>
    </section>
  );
}

function Shares({ selection, result }: Pick<SelectionPanelProps, "selection" | "result">) {
  const found = useMemo(() => selectionShare(selection, result), [selection, result]);
  if (!found) return null;
  const { reference, current, referenceCount, currentCount, change } = found;
  const range = (low: number | null, high: number | null) => (low === null ? "" : ` (${share(low)} to ${share(high)})`);
  return (
    <p>
      <span className="is-reference">
        {groupDigits(referenceCount)} of the reference: {share(reference.value)}
        {range(reference.low, reference.high)}
      </span>
      {"; "}
      <span className="is-current">
        {groupDigits(currentCount)} of the current: {share(current.value)}
        {range(current.low, current.high)}
      </span>
      {`; change ${points(change)}.`}
    </p>
  );
}
