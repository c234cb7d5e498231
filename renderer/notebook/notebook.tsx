import { useEffect, useRef } from "react";
import type { Cell } from "../../src/notebook/notebook.ts";
import type { AppWorkbench } from "../app-workbench.ts";
import { useSession, useWorkbench } from "../use-state.ts";
import { AddCell } from "./add-cell.tsx";
import { CellFrame } from "./cell-frame.tsx";
import "./notebook.css";

/** The notebook's cells, one under the other. */
export function NotebookView({ workbench }: { workbench: AppWorkbench }) {
  const notebook = useSession(workbench.session, (state) => state.notebook);
  const { selectedCell } = useWorkbench(workbench);
  const { cells, frontMatter } = notebook;
  useSelectionThatStays(workbench, cells, selectedCell);
  return (
    <main className="book" aria-label="Notebook">
      {frontMatter.problem && <p className="book-problem">{frontMatter.problem}</p>}
      {cells.length === 0 && <EmptyNotebook workbench={workbench} />}
      {cells.map((cell) => (
        <CellFrame key={cell.id} cell={cell} workbench={workbench} selected={cell.id === selectedCell} />
      ))}
      <AddCell workbench={workbench} afterId={cells.at(-1)?.id ?? null} prominent />
    </main>
  );
}

/** When the selected cell goes, by an undo perhaps, the one that takes its place is selected. */
function useSelectionThatStays(workbench: AppWorkbench, cells: readonly Cell[], selected: string | null): void {
  const at = useRef(0);
  useEffect(() => {
    if (selected === null) return;
    const now = cells.findIndex(({ id }) => id === selected);
    if (now < 0) workbench.selectCell((cells[at.current] ?? cells.at(-1))?.id ?? null);
    else at.current = now;
  }, [workbench, cells, selected]);
}

function EmptyNotebook({ workbench }: { workbench: AppWorkbench }) {
  return (
    <div className="book-empty">
      <p>This notebook has no cells yet. Drop files anywhere to see what they hold, or add a cell.</p>
      <button type="button" className="btn" onClick={() => void workbench.importPaths()}>
        Import files
      </button>
    </div>
  );
}
