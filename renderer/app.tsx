import { useEffect } from "react";
import type { AppWorkbench } from "./app-workbench.ts";
import { DiskBar } from "./disk-bar.tsx";
import { NotebookView } from "./notebook/notebook.tsx";
import { RecoveryBars } from "./recovery-bar.tsx";
import { CohortDialog } from "./shell/cohort-dialog.tsx";
import { CommandPalette } from "./shell/command-palette.tsx";
import { DetailPanel } from "./shell/detail-panel.tsx";
import { DropTarget } from "./shell/drop-target.tsx";
import { FileDialog } from "./shell/file-dialog.tsx";
import { FindReplace } from "./shell/find-replace.tsx";
import { useKeyboard } from "./shell/keyboard.ts";
import { KeysHelp } from "./shell/keys-help.tsx";
import { NoticeBar } from "./shell/notice-bar.tsx";
import { useShell } from "./shell/shell-state.ts";
import { SidePanel } from "./shell/side-panel.tsx";
import { StatusBar } from "./shell/status-bar.tsx";
import { Timeline } from "./shell/timeline.tsx";
import { TitleBar } from "./shell/title-bar.tsx";
import { Welcome } from "./shell/welcome.tsx";
import { TrustBar } from "./trust-bar.tsx";
import { useWorkbench } from "./use-state.ts";
import "./shell/desk.css";

/** The window: title, sources and tables, timeline, notebook, detail, status; dialogs over it. */
export function App({ workbench }: { workbench: AppWorkbench }) {
  const { view, detail } = useWorkbench(workbench);
  const { sideFolded } = useShell(workbench);
  useKeyboard(workbench);
  useLeaving(workbench);
  return (
    <>
      <div className={deskClass(view === "welcome", sideFolded, detail !== null)}>
        <TitleBar workbench={workbench} />
        <div className="bars">
          <NoticeBar workbench={workbench} />
          <TrustBar workbench={workbench} />
          <DiskBar workbench={workbench} />
          <RecoveryBars workbench={workbench} />
        </div>
        {view === "welcome" ? (
          <Welcome workbench={workbench} />
        ) : (
          <>
            <SidePanel workbench={workbench} />
            <Timeline workbench={workbench} />
            <NotebookView workbench={workbench} />
            <FindReplace workbench={workbench} />
          </>
        )}
        <DetailPanel workbench={workbench} />
        <StatusBar workbench={workbench} />
      </div>
      <FileDialog workbench={workbench} />
      <CohortDialog workbench={workbench} />
      <CommandPalette workbench={workbench} />
      <KeysHelp workbench={workbench} />
      <DropTarget workbench={workbench} />
    </>
  );
}

function deskClass(welcome: boolean, sideFolded: boolean, detail: boolean): string {
  const classes = [welcome ? "is-welcome" : sideFolded && "is-side-folded", detail && "has-detail"];
  return ["desk", ...classes].filter(Boolean).join(" ");
}

/** Who closes the window is asked first when that would lose something. */
function useLeaving(workbench: AppWorkbench): void {
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      if (workbench.hasUnsavedWork) event.preventDefault();
    };
    const leave = () => workbench.leave();
    window.addEventListener("beforeunload", warn);
    window.addEventListener("pagehide", leave);
    return () => {
      window.removeEventListener("beforeunload", warn);
      window.removeEventListener("pagehide", leave);
    };
  }, [workbench]);
}
