import { useState } from "react";
import { type CheckedRow, changedColumns } from "../../notebook/findings.ts";
import { columnFormatter } from "../../widgets/format.ts";
import type { Value } from "../../widgets/row-source.ts";
import type { ViewProps } from "../cell-kind.tsx";
import { useSource } from "../use-source.tsx";
import type { FindingSpec } from "./definition.ts";
import { type FindingResult, verdictWords } from "./result.ts";
import "./finding.css";

/** The note, whether the evidence holds, and the evidence: what it was, and what it is now where that differs. */
export function FindingView({ name, spec, result, live }: ViewProps<FindingSpec, FindingResult>) {
  const set = useSource(spec.source, live);
  return (
    <div className="finding">
      {set ? (
        <Note key={spec.note} name={name} note={spec.note} onChange={(note) => set({ note })} />
      ) : (
        result.note && <p className="finding-note">{result.note}</p>
      )}
      <p className="finding-state">
        <b className={`finding-verdict is-${result.verdict}`}>{verdictWords[result.verdict]}</b>
        {": "}
        {result.why}.<span className="finding-origin"> {origin(result)}</span>
      </p>
      {result.rows.length > 0 && <Rows rows={result.rows} />}
    </div>
  );
}

function origin({ of, summary, pinned }: FindingResult): string {
  const day = /^\d{4}-\d{2}-\d{2}/.exec(pinned)?.[0];
  return `Pinned from ${of}${summary ? ` (${summary})` : ""}${day ? ` on ${day}` : ""}.`;
}

interface NoteProps {
  readonly name: string;
  readonly note: string;
  readonly onChange: (note: string) => void;
}

/** Written in place; leaving the field takes it, Esc gives up. */
function Note({ name, note, onChange }: NoteProps) {
  const [draft, setDraft] = useState(note);
  return (
    <textarea
      className="finding-note"
      aria-label={`Note of ${name || "this finding"}`}
      placeholder="What does this show?"
      rows={Math.max(1, draft.split("\n").length)}
      value={draft}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={() => draft !== note && onChange(draft)}
      onKeyDown={(event) => {
        if (event.key === "Escape") setDraft(note);
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.currentTarget.blur();
        if (event.key !== "Tab") event.stopPropagation();
      }}
    />
  );
}

/** One row as a list of its values, several as a table. */
function Rows({ rows }: { readonly rows: readonly CheckedRow[] }) {
  const names = [...new Set(rows.flatMap(({ was }) => Object.keys(was)))];
  const write = new Map(names.map((name) => [name, formatterOf(name, rows)]));
  const text = (name: string, value: Value | undefined) => (value == null ? "NULL" : (write.get(name)?.(value) ?? ""));
  return (
    <div className="finding-scroll">
      <table className="finding-rows">
        <thead>
          <tr>
            {names.map((name) => (
              <th key={name} scope="col" className={isNumber(name, rows) ? "is-number" : undefined}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ was, now }, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows of a finding never move
            <tr key={place} className={now ? undefined : "is-gone"}>
              {names.map((name) => (
                <td key={name} className={isNumber(name, rows) ? "is-number" : undefined}>
                  {now && changedColumns(was, now).includes(name) ? (
                    <>
                      <s>{text(name, was[name])}</s> <b>{text(name, now[name])}</b>
                    </>
                  ) : (
                    text(name, was[name])
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function isNumber(name: string, rows: readonly CheckedRow[]): boolean {
  return rows.some(({ was }) => typeof was[name] === "number");
}

function formatterOf(name: string, rows: readonly CheckedRow[]) {
  const values = rows.flatMap(({ was, now }) => [was[name] ?? null, now?.[name] ?? null]);
  const known = values.filter((value) => value !== null);
  return columnFormatter(name, isNumber(name, rows) ? "DOUBLE" : "VARCHAR", known);
}
