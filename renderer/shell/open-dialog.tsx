import type { Entry } from "../../src/host.ts";
import type { DialogRequest, Workbench } from "../workbench.ts";
import { fileSizeText } from "./bytes-text.ts";
import { FolderBar } from "./folder-bar.tsx";
import { FolderList, shownEntries } from "./folder-list.tsx";
import { Modal } from "./modal.tsx";
import { nameOf } from "./paths.ts";
import { type FolderListState, useFolderList } from "./use-folder-list.ts";

interface OpenDialogProps {
  readonly workbench: Workbench;
  readonly request: Extract<DialogRequest, { type: "open" }>;
}

/** Asks for files, or folders where they are wanted. */
export function OpenDialog({ workbench, request }: OpenDialogProps) {
  const { title, folders, multiple, answer } = request;
  const list = useFolderList(workbench, request.folder);
  const { folder, selection } = list;
  const close = () => answer([]);
  const open = (entry: Entry) => (entry.isFolder ? list.goTo(entry.path) : answer([entry.path]));
  const takeable = list.chosen.filter((entry) => folders || !entry.isFolder);
  const [only] = list.chosen;
  const enter = list.chosen.length === 1 && only?.isFolder && !folders ? only : null;
  return (
    <Modal title={title} className="file-dialog" head onClose={close}>
      <FolderBar
        path={folder?.path ?? request.folder}
        parent={folder?.parent ?? null}
        filter={list.filter}
        onGo={list.goTo}
        onFilter={list.setFilter}
      />
      <FolderList
        entries={list.entries}
        selection={selection}
        multiple={multiple}
        focused
        onSelect={list.setSelection}
        onOpen={open}
        onUp={() => folder?.parent && list.goTo(folder.parent)}
      />
      <FolderNote list={list} />
      <div className="dialog-foot">
        <span className="file-dialog-chosen num">{chosenText(takeable, multiple)}</span>
        {folders && folder && (
          <button type="button" className="btn" onClick={() => answer([folder.path])}>
            Choose folder “{nameOf(folder.path)}”
          </button>
        )}
        <button type="button" className="btn" onClick={close}>
          Cancel
        </button>
        <button
          type="button"
          className="btn primary"
          disabled={takeable.length === 0 && !enter}
          onClick={() => (enter ? list.goTo(enter.path) : answer(takeable.map((entry) => entry.path)))}
        >
          Open
        </button>
      </div>
    </Modal>
  );
}

function chosenText(entries: readonly Entry[], multiple: boolean): string {
  const [first] = entries;
  if (!first) return multiple ? "Ctrl or Shift chooses several" : "";
  if (entries.length === 1) return first.name;
  const bytes = entries.reduce((sum, entry) => sum + entry.size, 0);
  return `${entries.length.toLocaleString("en")} chosen, ${fileSizeText(bytes)}`;
}

/** Why the list is short, empty or old. */
export function FolderNote({ list }: { list: FolderListState }) {
  const { folder, entries, filter, problem } = list;
  if (problem) return <Note text={problem} failure />;
  if (!folder) return <Note text="Reading the folder…" />;
  const hidden = folder.entries.filter(({ name }) => name.startsWith(".")).length;
  const more = entries.length - shownEntries;
  if (more > 0) return <Note text={`${more.toLocaleString("en")} more are not shown: filter by name to find them.`} />;
  if (entries.length === 0 && filter) return <Note text={`Nothing here is called “${filter}”.`} />;
  if (entries.length === 0) return <Note text="This folder is empty." />;
  if (hidden > 0 && !filter.startsWith("."))
    return <Note text={`${hidden.toLocaleString("en")} hidden; type a dot into the filter to see them.`} />;
  return null;
}

function Note({ text, failure }: { text: string; failure?: boolean }) {
  return (
    <p className={failure ? "folder-note failure" : "folder-note"} role="status">
      {text}
    </p>
  );
}
