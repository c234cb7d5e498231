import type { Command } from "../commands.ts";
import { viewsOf } from "../notebook/cell-views.ts";
import { finderOf } from "../notebook/finder.ts";
import type { Workbench } from "../workbench.ts";

/** Find and replace, and the steps through what was found. */
export function findCommands(workbench: Workbench): Command[] {
  const group = "Find";
  const finder = finderOf(workbench);
  const shown = () => workbench.state.view === "notebook";
  const open = (replacing: boolean) => () => {
    finder.show(replacing, selectedText(workbench));
    finder.reveal();
    // It may be open already, with the focus elsewhere.
    requestAnimationFrame(() => document.querySelector<HTMLInputElement>(".find-field")?.select());
  };
  const step = (by: number) => () => finder.step(by);
  const searching = () => finder.state.open;
  return [
    { id: "find", title: "Find in all cells", group, keys: "Mod+F | F", enabled: shown, run: open(false) },
    { id: "replace", title: "Find and replace in all cells", group, keys: "Mod+H", enabled: shown, run: open(true) },
    { id: "find-next", title: "Next match", group, keys: "F3", enabled: searching, run: step(1) },
    { id: "find-previous", title: "Previous match", group, keys: "Shift+F3", enabled: searching, run: step(-1) },
  ];
}

/** What is selected in the selected cell's editor, if it is on one line. */
function selectedText(workbench: Workbench): string {
  const cell = workbench.session.state.notebook.cells.find(({ id }) => id === workbench.state.selectedCell);
  const selection = cell && viewsOf(workbench).editor(cell.id)?.selection();
  const text = selection ? cell.source.slice(selection.start, selection.end) : "";
  return text.includes("\n") ? "" : text;
}
