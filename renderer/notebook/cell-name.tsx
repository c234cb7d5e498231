import { useEffect, useState } from "react";
import type { Cell } from "../../src/notebook/notebook.ts";
import type { Session } from "../../src/notebook/session.ts";

/** The cell's name, which is its table's name, edited in place: Enter or leaving the field takes it, Esc gives up. */
export function CellName({ cell, session }: { cell: Cell; session: Session }) {
  const [draft, setDraft] = useState(cell.name);
  useEffect(() => setDraft(cell.name), [cell.name]);
  const valid = /^[\p{L}_][\p{L}\p{N}_-]*$/u.test(draft);
  const commit = () => {
    if (valid && draft !== cell.name) void session.rename(cell.id, draft).then(() => session.run([cell.id]));
    else setDraft(cell.name);
  };
  return (
    <input
      className="cell-name"
      aria-label="Name of the cell and of its table"
      title={
        valid ? "The name of the table that this cell makes" : "Letters, digits and _ only, not starting with a digit"
      }
      aria-invalid={!valid}
      value={draft}
      size={Math.max(4, draft.length)}
      spellCheck={false}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === "Enter") event.currentTarget.blur();
        if (event.key === "Escape") setDraft(cell.name);
      }}
    />
  );
}
