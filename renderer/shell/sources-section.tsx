import { type ReactNode, useState } from "react";
import type { SourceEntry } from "../../src/notebook/notebook.ts";
import { folderOf } from "../dropped-files.ts";
import { useSession, useWorkbench } from "../use-state.ts";
import type { Workbench } from "../workbench.ts";
import { Icon } from "./icons.tsx";
import { ImportProgress } from "./import-progress.tsx";
import { ImportReportPanel } from "./import-report-panel.tsx";
import { nameOf } from "./paths.ts";
import { isRunning } from "./running.ts";
import { SideSection } from "./side-section.tsx";
import { lostText, type SourceRow, sourceRow, unreadEntries, unreadWord } from "./source-rows.ts";
import { useMissing } from "./use-missing.ts";

/** The imported files with what they brought, the one being read, and those that are not there. */
export function SourcesSection({ workbench, action }: { workbench: Workbench; action: ReactNode }) {
  const { session } = workbench;
  const sources = useSession(session, (state) => state.sources);
  const importing = useSession(session, (state) => state.importing);
  const notebook = useSession(session, (state) => state.notebook);
  const kept = useSession(session, (state) => state.kept);
  const { path } = useWorkbench(workbench);
  const rows = sources.map((source) => sourceRow(source, kept.get(Number(source.source_id)) ?? null));
  const unread = unreadEntries(notebook.frontMatter.sources, sources, path === null ? null : folderOf(path));
  const missing = useMissing(workbench, unread, path);
  const lost = lostText(rows);
  return (
    <SideSection title="Sources" id="side-sources" action={action}>
      {rows.length === 0 && unread.length === 0 && !importing && <NoSources workbench={workbench} />}
      <ul>
        {rows.map((row) => (
          <Source key={row.id} row={row} workbench={workbench} />
        ))}
        {unread.map((entry) => (
          <li key={entry.path} className="side-row" title={entry.path}>
            <span className="cut soft">{nameOf(entry.path)}</span>
            <UnreadWord entry={entry} missing={missing.has(entry.path)} workbench={workbench} />
          </li>
        ))}
      </ul>
      {importing && <ImportProgress progress={importing} onStop={() => session.stopImport()} />}
      {lost && (
        <button type="button" className="side-row row-button" onClick={() => void showReport(workbench)}>
          <span className="warn">{lost}</span>
          <span className="num">report</span>
        </button>
      )}
    </SideSection>
  );
}

interface UnreadWordProps {
  readonly entry: SourceEntry;
  readonly missing: boolean;
  readonly workbench: Workbench;
}

function UnreadWord({ entry, missing, workbench }: UnreadWordProps) {
  const { session } = workbench;
  const importing = useSession(session, (state) => state.importing);
  const busy = useSession(session, (state) => state.importing !== null || isRunning(session, state));
  if (missing) return <span className="num warn">missing</span>;
  return (
    <span className="num">{unreadWord(entry, importing && "path" in importing ? importing.path : null, busy)}</span>
  );
}

function NoSources({ workbench }: { workbench: Workbench }) {
  return (
    <p className="side-empty">
      No files yet. Drop exports anywhere on the window, or{" "}
      <button type="button" className="link" onClick={() => void workbench.importPaths()}>
        import files
      </button>
      .
    </p>
  );
}

function Source({ row, workbench }: { row: SourceRow; workbench: Workbench }) {
  const [open, setOpen] = useState(false);
  return (
    <li>
      <button
        type="button"
        className="side-row row-button"
        aria-expanded={open}
        title={row.path}
        onClick={() => setOpen(!open)}
      >
        <span className="cut">{row.name}</span>
        <span className="num">{row.count}</span>
      </button>
      {open && (
        <div className="side-facts">
          <dl>
            {row.facts.map(([label, value]) => (
              <div key={label}>
                <dt>{label}</dt>
                <dd className={label === "not read" ? "warn" : undefined}>{value}</dd>
              </div>
            ))}
          </dl>
          <p className="side-path">{row.path}</p>
          <div className="side-actions">
            <button type="button" className="link" onClick={() => showSourceReport(workbench, row.path)}>
              Report
            </button>
            {row.isKept && (
              <button type="button" className="link" onClick={() => void workbench.readAgain()}>
                Read again
              </button>
            )}
            {row.isTable && (
              <button type="button" className="link" onClick={() => void workbench.mapSource(row.id)}>
                Map columns…
              </button>
            )}
            <button type="button" className="link" onClick={() => void workbench.removeSource(row.id)}>
              Remove…
            </button>
          </div>
        </div>
      )}
    </li>
  );
}

/** Goes to the notebook's import report, or adds one at its top. */
async function showReport(workbench: Workbench): Promise<void> {
  const found = workbench.session.state.notebook.cells.find((cell) => cell.kind === "import-report");
  workbench.revealCell(found?.id ?? (await workbench.addCell("import-report", "", null)));
}

/** Shows one source's report in the panel on the right; the notebook stays as it is. */
function showSourceReport(workbench: Workbench, path: string): void {
  const openTrace = (traceId: string) => void workbench.addCell("waterfall", `trace: ${JSON.stringify(traceId)}`);
  const body = <ImportReportPanel session={workbench.session} path={path} openTrace={openTrace} />;
  workbench.showDetail({ title: `What was read: ${nameOf(path)}`, body });
}

export function FoldButton({ onFold }: { onFold: () => void }) {
  return (
    <button
      type="button"
      className="icon-btn small"
      aria-label="Fold the panel"
      title="Fold the panel"
      onClick={onFold}
    >
      <Icon name="fold" size={14} />
    </button>
  );
}
