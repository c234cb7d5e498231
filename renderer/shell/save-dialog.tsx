import { useState } from "react";
import type { Entry } from "../../src/host.ts";
import type { DialogRequest, Workbench } from "../workbench.ts";
import { FolderBar } from "./folder-bar.tsx";
import { FolderList } from "./folder-list.tsx";
import { Modal } from "./modal.tsx";
import { FolderNote } from "./open-dialog.tsx";
import { completeName, joinPath, nameProblem } from "./paths.ts";
import { useFolderList } from "./use-folder-list.ts";

interface SaveDialogProps {
  readonly workbench: Workbench;
  readonly request: Extract<DialogRequest, { type: "save" }>;
}

/** Asks where to save and under which name, and says when that replaces a file. */
export function SaveDialog({ workbench, request }: SaveDialogProps) {
  const { title, answer } = request;
  const list = useFolderList(workbench, request.folder);
  const { folder } = list;
  const [typed, setTyped] = useState(request.name);
  const name = completeName(typed, request.name);
  const there = folder?.entries.find((entry) => sameName(entry.name, name)) ?? null;
  const problem = nameProblem(name) ?? (there?.isFolder ? `“${name}” is a folder here.` : null);
  const save = () => {
    if (folder && !problem) answer(joinPath(folder.path, name));
  };
  const open = (entry: Entry) => (entry.isFolder ? list.goTo(entry.path) : setTyped(entry.name));
  return (
    <Modal title={title} className="file-dialog" head onClose={() => answer(null)}>
      <NameField typed={typed} onType={setTyped} onSave={save} />
      <FolderBar
        path={folder?.path ?? request.folder}
        parent={folder?.parent ?? null}
        filter={null}
        onGo={list.goTo}
        onFilter={list.setFilter}
      />
      <FolderList
        entries={list.entries}
        selection={list.selection}
        multiple={false}
        onSelect={(selection) => {
          list.setSelection(selection);
          const entry = list.entries[selection.active];
          if (entry && !entry.isFolder) setTyped(entry.name);
        }}
        onOpen={open}
        onUp={() => folder?.parent && list.goTo(folder.parent)}
      />
      <FolderNote list={list} />
      <div className="dialog-foot">
        <span className={there ? "file-dialog-chosen warn" : "file-dialog-chosen num"} role="status">
          {problem ?? (there ? `${there.name} is there already: saving replaces it.` : `Saves ${name}`)}
        </span>
        <button type="button" className="btn" onClick={() => answer(null)}>
          Cancel
        </button>
        <button type="button" className="btn primary" disabled={!folder || problem !== null} onClick={save}>
          {there && !problem ? "Replace" : "Save"}
        </button>
      </div>
    </Modal>
  );
}

/** Many file systems hold one file under both spellings, so both count as the same. */
function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

interface NameFieldProps {
  readonly typed: string;
  readonly onType: (name: string) => void;
  readonly onSave: () => void;
}

function NameField({ typed, onType, onSave }: NameFieldProps) {
  return (
    <label className="file-dialog-name">
      <span>Name</span>
      <input
        className="input"
        data-first-focus
        spellCheck={false}
        value={typed}
        onFocus={(event) => {
          const end = event.target.value.indexOf(".");
          event.target.setSelectionRange(0, end < 0 ? event.target.value.length : end);
        }}
        onChange={(event) => onType(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") onSave();
        }}
      />
    </label>
  );
}
