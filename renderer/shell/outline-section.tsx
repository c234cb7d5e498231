import { useMemo } from "react";
import { useSession, useWorkbench } from "../use-state.ts";
import type { Workbench } from "../workbench.ts";
import { type OutlineEntry, outlineOf } from "./outline.ts";
import { SideSection } from "./side-section.tsx";

/** The notebook's headings and named cells; pressing one goes there. */
export function OutlineSection({ workbench }: { workbench: Workbench }) {
  const notebook = useSession(workbench.session, (state) => state.notebook);
  const { selectedCell } = useWorkbench(workbench);
  const outline = useMemo(() => outlineOf(notebook.cells), [notebook.cells]);
  return (
    <SideSection title="Outline" id="side-outline">
      {outline.length === 0 && <p className="side-empty">Headings and named cells are listed here.</p>}
      <ul>
        {outline.map((entry) => (
          <li key={entry.key}>
            <button
              type="button"
              className={`side-row row-button ${levelClass(entry)}`}
              aria-current={entry.cellId === selectedCell ? "location" : undefined}
              title={entry.text}
              onClick={() => workbench.revealCell(entry.cellId)}
            >
              <span className="cut">{entry.text}</span>
            </button>
          </li>
        ))}
      </ul>
    </SideSection>
  );
}

function levelClass({ level }: OutlineEntry): string {
  if (level === null) return "is-cell";
  return level > 2 ? "is-deep" : level === 2 ? "is-second" : "";
}
