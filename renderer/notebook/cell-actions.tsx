import type { Cell } from "../../src/notebook/notebook.ts";
import type { AppWorkbench } from "../app-workbench.ts";
import { CellMenu } from "./cell-menu.tsx";

interface CellActionsProps {
  readonly cell: Cell;
  readonly workbench: AppWorkbench;
  readonly unfolded: boolean;
  readonly onFold: () => void;
}

/** What can be done to a cell, shown on hover and focus. */
export function CellActions({ cell, workbench, unfolded, onFold }: CellActionsProps) {
  const { session } = workbench;
  const prose = cell.kind === "markdown";
  return (
    <span className="cell-actions">
      <button type="button" className="link" aria-expanded={unfolded} onClick={onFold}>
        {prose ? (unfolded ? "Done" : "Edit") : unfolded ? "Hide source" : "Source"}
      </button>
      <button type="button" className="link" title="Move up (Alt+↑)" onClick={() => void session.move(cell.id, -1)}>
        Up
      </button>
      <button type="button" className="link" title="Move down (Alt+↓)" onClick={() => void session.move(cell.id, 1)}>
        Down
      </button>
      <button
        type="button"
        className="link"
        title="Delete (D D); Undo brings it back"
        onClick={() => void session.remove(cell.id)}
      >
        Delete
      </button>
      <CellMenu cell={cell} workbench={workbench} />
    </span>
  );
}
