import { useSyncExternalStore } from "react";
import { type FindingResult, verdictWords } from "../../src/cells/finding/result.ts";
import type { Cell } from "../../src/notebook/notebook.ts";
import { useSession, useWorkbench } from "../use-state.ts";
import type { Workbench } from "../workbench.ts";
import { SideSection } from "./side-section.tsx";

/** Every finding of the notebook with whether it holds; pressing one goes there. */
export function FindingsSection({ workbench }: { readonly workbench: Workbench }) {
  const notebook = useSession(workbench.session, (state) => state.notebook);
  const findings = findingCells(notebook.cells);
  return (
    <SideSection title="Findings" id="side-findings">
      {findings.length === 0 && <p className="side-empty">Pin a result, a row or a span, and it is listed here.</p>}
      <ul>
        {findings.map((cell) => (
          <li key={cell.id}>
            <FindingRow cell={cell} workbench={workbench} />
          </li>
        ))}
      </ul>
    </SideSection>
  );
}

export function findingCells(cells: readonly Cell[]): readonly Cell[] {
  return cells.filter(({ kind }) => kind === "finding");
}

function FindingRow({ cell, workbench }: { readonly cell: Cell; readonly workbench: Workbench }) {
  const { session } = workbench;
  const { selectedCell } = useWorkbench(workbench);
  const state = useSyncExternalStore(session.subscribe, () => session.cell(cell.id));
  const result = state.last?.result as FindingResult | undefined;
  const text = result?.note.split("\n")[0] || cell.name;
  const word = result ? verdictWords[result.verdict].toLowerCase() : "";
  return (
    <button
      type="button"
      className="side-row row-button"
      aria-current={cell.id === selectedCell ? "location" : undefined}
      title={result ? `${text}\n${verdictWords[result.verdict]}: ${result.why}` : text}
      onClick={() => workbench.revealCell(cell.id)}
    >
      <span className="cut">{text}</span>
      <span className="side-type">{word}</span>
    </button>
  );
}
