import { useSession, useWorkbench } from "../use-state.ts";
import type { Workbench, WorkbenchState } from "../workbench.ts";
import { Icon } from "./icons.tsx";
import { shownKeys } from "./keyboard.ts";
import { isRunning } from "./running.ts";
import { shellOf } from "./shell-state.ts";
import { TitleField } from "./title-field.tsx";
import "./title-bar.css";

/** The notebook's name and state, the command field, and what is done most: import, save, run. */
export function TitleBar({ workbench }: { workbench: Workbench }) {
  const { view, path, theme } = useWorkbench(workbench);
  const open = view === "notebook";
  return (
    <header className="titlebar">
      {open ? <OpenNotebook workbench={workbench} path={path} /> : <b className="titlebar-brand">Casebook</b>}
      <CommandField workbench={workbench} />
      <div className="titlebar-actions">
        {open && <Actions workbench={workbench} />}
        <ThemeToggle theme={theme} onChange={(next) => workbench.setTheme(next)} />
      </div>
    </header>
  );
}

function OpenNotebook({ workbench, path }: { workbench: Workbench; path: string | null }) {
  const title = useSession(workbench.session, (state) => state.notebook.frontMatter.title);
  const changed = useSession(workbench.session, (state) => state.changed);
  return (
    <>
      <TitleField
        title={title}
        onChange={(title) => void workbench.session.setTitle(title)}
        hint={path ?? "Not saved yet"}
      />
      <span className="num titlebar-saved" title={path ?? undefined} aria-live="polite">
        {savedWord(path, changed)}
      </span>
    </>
  );
}

function savedWord(path: string | null, changed: boolean): string {
  if (path === null) return "not saved yet";
  return changed ? "changed" : "saved";
}

function CommandField({ workbench }: { workbench: Workbench }) {
  return (
    <button
      type="button"
      className="field titlebar-find"
      aria-haspopup="dialog"
      onClick={() => shellOf(workbench).show("palette")}
    >
      <span className="cut">Find a command or a trace</span>
      <span className="kbd">{shownKeys("Mod+K")}</span>
    </button>
  );
}

function Actions({ workbench }: { workbench: Workbench }) {
  const { session } = workbench;
  const { working } = useWorkbench(workbench);
  const cellRuns = useSession(session, (state) => isRunning(session, state));
  const idle = useSession(session, ({ held, notebook }) => held || notebook.cells.length === 0);
  const running = working > 0 || cellRuns;
  const act = running ? () => workbench.stop() : () => void workbench.runAll();
  return (
    <>
      <button type="button" className="btn" onClick={() => void workbench.importPaths()} title={shownKeys("Mod+I")}>
        Import files
      </button>
      <button type="button" className="btn" onClick={() => void workbench.save()} title={shownKeys("Mod+S")}>
        Save
      </button>
      <button
        type="button"
        className={running ? "btn titlebar-run" : "btn primary titlebar-run"}
        disabled={!running && idle}
        onClick={act}
      >
        {running ? "Stop" : "Run all"}
      </button>
    </>
  );
}

const themes = ["system", "light", "dark"] as const;

interface ThemeToggleProps {
  readonly theme: WorkbenchState["theme"];
  readonly onChange: (theme: WorkbenchState["theme"]) => void;
}

function ThemeToggle({ theme, onChange }: ThemeToggleProps) {
  const next = themes[(themes.indexOf(theme) + 1) % themes.length] ?? "system";
  const words = `Theme: ${theme}. Change to ${next}`;
  return (
    <button type="button" className="icon-btn" aria-label={words} title={words} onClick={() => onChange(next)}>
      <Icon name={theme} />
    </button>
  );
}
