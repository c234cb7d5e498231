import { setSource } from "../src/notebook/edit.ts";
import type { Notebook } from "../src/notebook/notebook.ts";

const drafts = new Map<string, string>();
const listeners = new Set<() => void>();

/** Text that stands in a cell's editor and that the notebook has not taken over yet; null when it has. */
export function noteDraft(cellId: string, text: string | null): void {
  if (text === null && !drafts.delete(cellId)) return;
  if (text !== null) drafts.set(cellId, text);
  for (const listener of listeners) listener();
}

export function onDraft(listener: () => void): void {
  listeners.add(listener);
}

/** The notebook as it would be if every editor were left now: the same one where nothing waits in an editor. */
export function withDrafts(notebook: Notebook): Notebook {
  return [...drafts].reduce((drafted, [id, text]) => setSource(drafted, id, text), notebook);
}
