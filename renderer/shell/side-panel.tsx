import { useMemo } from "react";
import { useSession } from "../use-state.ts";
import type { Workbench } from "../workbench.ts";
import { FindingsSection, findingCells } from "./findings-section.tsx";
import { Icon } from "./icons.tsx";
import { outlineOf } from "./outline.ts";
import { OutlineSection } from "./outline-section.tsx";
import { shellOf, useShell } from "./shell-state.ts";
import { FoldButton, SourcesSection } from "./sources-section.tsx";
import { TablesSection } from "./tables-section.tsx";
import "./side-panel.css";

/** Sources, findings, tables and outline; or, folded, a rail that says how many of each there are. */
export function SidePanel({ workbench }: { workbench: Workbench }) {
  const { sideFolded } = useShell(workbench);
  const shell = shellOf(workbench);
  if (sideFolded) return <Rail workbench={workbench} onUnfold={() => shell.foldSide(false)} />;
  return (
    <nav className="side" aria-label="Sources, findings, tables and outline">
      <SourcesSection workbench={workbench} action={<FoldButton onFold={() => shell.foldSide(true)} />} />
      <FindingsSection workbench={workbench} />
      <TablesSection workbench={workbench} />
      <OutlineSection workbench={workbench} />
    </nav>
  );
}

function Rail({ workbench, onUnfold }: { workbench: Workbench; onUnfold: () => void }) {
  const sources = useSession(workbench.session, (state) => state.sources);
  const tables = useSession(workbench.session, (state) => state.tables);
  const notebook = useSession(workbench.session, (state) => state.notebook);
  const importing = useSession(workbench.session, (state) => state.importing);
  const entries = useMemo(() => outlineOf(notebook.cells).length, [notebook.cells]);
  const parts = [
    { name: "Sources", count: sources.length, id: "side-sources" },
    { name: "Findings", count: findingCells(notebook.cells).length, id: "side-findings" },
    { name: "Tables", count: tables.length, id: "side-tables" },
    { name: "Outline", count: entries, id: "side-outline" },
  ];
  const unfold = (id: string) => {
    onUnfold();
    requestAnimationFrame(() => document.getElementById(id)?.scrollIntoView({ block: "start" }));
  };
  return (
    <nav className="side is-folded" aria-label="Sources, findings, tables and outline, folded">
      <button
        type="button"
        className="icon-btn rail-unfold"
        aria-label="Unfold the panel"
        title="Unfold the panel"
        onClick={onUnfold}
      >
        <Icon name="unfold" />
      </button>
      {parts.map(({ name, count, id }) => (
        <button key={id} type="button" className="rail-part row-button" onClick={() => unfold(id)}>
          <b>{count}</b>
          {name}
        </button>
      ))}
      {importing && <span className="rail-part is-busy">reading…</span>}
    </nav>
  );
}
