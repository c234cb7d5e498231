import { useMemo, useState } from "react";
import type { Entry } from "../../src/host.ts";
import type { Workbench } from "../workbench.ts";
import { nothingChosen, type Selection } from "./selection.ts";
import { type OpenFolder, useFolder } from "./use-folder.ts";

export interface FolderListState extends OpenFolder {
  /** What the filter lets through; hidden files only when the filter begins with a dot. */
  readonly entries: readonly Entry[];
  readonly filter: string;
  readonly setFilter: (filter: string) => void;
  readonly selection: Selection;
  readonly setSelection: (selection: Selection) => void;
  readonly chosen: readonly Entry[];
}

/** A folder with a filter and a selection, which start anew whenever another folder is shown. */
export function useFolderList(workbench: Workbench, first: string): FolderListState {
  const open = useFolder(workbench, first);
  const [filter, setFilter] = useState("");
  const [selection, setSelection] = useState(nothingChosen);
  const entries = useMemo(() => filterEntries(open.folder?.entries ?? [], filter), [open.folder, filter]);
  const chosen = entries.filter((_, index) => selection.chosen.has(index));
  const anew = (filter: string) => {
    setFilter(filter);
    setSelection(nothingChosen);
  };
  const goTo = (path: string) => {
    anew("");
    open.goTo(path);
  };
  return { ...open, goTo, entries, filter, setFilter: anew, selection, setSelection, chosen };
}

export function filterEntries(entries: readonly Entry[], filter: string): readonly Entry[] {
  const wanted = filter.trim().toLowerCase();
  return entries.filter(({ name }) => {
    if (name.startsWith(".") && !wanted.startsWith(".")) return false;
    return name.toLowerCase().includes(wanted);
  });
}
