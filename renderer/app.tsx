import { useEffect, useState } from "react";
import type { AppWorkbench } from "./app-workbench.ts";
import { NotebookView } from "./notebook/notebook.tsx";
import { CommandPalette } from "./shell/command-palette.tsx";
import { DetailPanel } from "./shell/detail-panel.tsx";
import { DropTarget } from "./shell/drop-target.tsx";
import { FileDialog } from "./shell/file-dialog.tsx";
import { useKeyboard } from "./shell/keyboard.ts";
import { KeysHelp } from "./shell/keys-help.tsx";
import { NoticeBar } from "./shell/notice-bar.tsx";
import { SidePanel } from "./shell/side-panel.tsx";
import { StatusBar } from "./shell/status-bar.tsx";
import { Timeline } from "./shell/timeline.tsx";
import { TitleBar } from "./shell/title-bar.tsx";
import { Welcome } from "./shell/welcome.tsx";
import { useSession, useWorkbench } from "./use-state.ts";

/** The window: title, sources and tables, timeline, notebook, detail, status. */
export function App({ workbench }: { workbench: AppWorkbench }) {
  const { view, detail, notice, dialog } = useWorkbench(workbench);
  const { changed } = useSession(workbench.session);
  const [palette, setPalette] = useState(false);
  const [keys, setKeys] = useState(false);
  useKeyboard(workbench, { openPalette: () => setPalette(true), openKeys: () => setKeys(true) });
  useWarnBeforeLeaving(changed);
  const welcome = view === "welcome";
  return (
    <DropTarget workbench={workbench}>
      <div className={`desk${detail ? " has-detail" : ""}${welcome ? " is-welcome" : ""}`}>
        <TitleBar workbench={workbench} onPalette={() => setPalette(true)} />
        {!welcome && <SidePanel workbench={workbench} />}
        {!welcome && <Timeline workbench={workbench} />}
        <div className="book-area">
          {notice && <NoticeBar workbench={workbench} />}
          {welcome ? <Welcome workbench={workbench} /> : <NotebookView workbench={workbench} />}
        </div>
        {detail && <DetailPanel workbench={workbench} />}
        <StatusBar workbench={workbench} onKeys={() => setKeys(true)} />
      </div>
      {dialog && <FileDialog workbench={workbench} />}
      {palette && <CommandPalette workbench={workbench} onClose={() => setPalette(false)} />}
      {keys && <KeysHelp workbench={workbench} onClose={() => setKeys(false)} />}
    </DropTarget>
  );
}

function useWarnBeforeLeaving(changed: boolean): void {
  useEffect(() => {
    if (!changed) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [changed]);
}
