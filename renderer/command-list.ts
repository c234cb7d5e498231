import { cellKinds } from "../src/cells/index.tsx";
import type { Command } from "./commands.ts";
import { evidenceCommands } from "./evidence-commands.ts";
import { exportCommands } from "./export-commands.ts";
import { reportCommands } from "./report-commands.ts";
import type { Workbench } from "./workbench.ts";

/** Every command of the window. The cells' own keys (run, move, delete) act on the selected cell. */
export function makeCommands(workbench: Workbench): readonly Command[] {
  return [
    ...notebookCommands(workbench),
    ...cellCommands(workbench),
    ...addCommands(workbench),
    ...evidenceCommands(workbench),
    ...reportCommands(workbench),
    ...exportCommands(workbench),
    ...viewCommands(workbench),
  ];
}

const always = () => true;

function notebookCommands(workbench: Workbench): Command[] {
  const { session } = workbench;
  const group = "Notebook";
  const sample = () => workbench.openSample("warehouse-incident/incident.casebook.md");
  return [
    {
      id: "new-notebook",
      title: "New notebook",
      group,
      keys: null,
      enabled: always,
      run: () => workbench.newNotebook(),
    },
    {
      id: "open-notebook",
      title: "Open notebook…",
      group,
      keys: "Mod+O",
      enabled: always,
      run: () => workbench.openNotebook(),
    },
    {
      id: "open-sample",
      title: "Open sample: the warehouse incident",
      group,
      keys: null,
      enabled: always,
      run: sample,
    },
    {
      id: "import-files",
      title: "Import files…",
      group,
      keys: "Mod+I",
      enabled: always,
      run: () => workbench.importPaths(),
    },
    {
      id: "own-prices",
      title: "Use own prices…",
      group,
      keys: null,
      enabled: () => workbench.state.view === "notebook",
      run: () => workbench.choosePrices(),
    },
    {
      id: "save",
      title: "Save",
      group,
      keys: "Mod+S",
      enabled: always,
      run: async () => void (await workbench.save()),
    },
    {
      id: "save-as",
      title: "Save as…",
      group,
      keys: "Mod+Shift+S",
      enabled: always,
      run: async () => void (await workbench.saveAs()),
    },
    {
      id: "run-all",
      title: "Run all cells",
      group,
      keys: "Mod+Shift+Enter",
      enabled: always,
      run: () => workbench.runAll(),
    },
    { id: "stop", title: "Stop", group, keys: "Mod+.", enabled: always, run: () => workbench.stop() },
    {
      id: "undo",
      title: "Undo",
      group,
      keys: "Mod+Z",
      enabled: () => session.state.canUndo,
      run: () => session.undo(),
    },
    {
      id: "redo",
      title: "Redo",
      group,
      keys: "Mod+Shift+Z",
      enabled: () => session.state.canRedo,
      run: () => session.redo(),
    },
  ];
}

function cellCommands(workbench: Workbench): Command[] {
  const { session } = workbench;
  const selected = () => workbench.state.selectedCell;
  const enabled = () => selected() !== null;
  const group = "Cell";
  const on = (act: (id: string) => void | Promise<void>) => () => {
    const id = selected();
    if (id !== null) return act(id);
  };
  const step = (by: number) => () => {
    const { cells } = session.state.notebook;
    const at = cells.findIndex((cell) => cell.id === selected());
    const next = cells[Math.max(0, Math.min(cells.length - 1, at + by))];
    if (next) workbench.revealCell(next.id);
  };
  const remove = async (id: string) => {
    const { cells } = session.state.notebook;
    const at = cells.findIndex((cell) => cell.id === id);
    await session.remove(id);
    workbench.selectCell((cells[at + 1] ?? cells[at - 1])?.id ?? null);
  };
  return [
    { id: "run-cell", title: "Run cell", group, keys: "Mod+Enter", enabled, run: on((id) => session.run([id])) },
    { id: "next-cell", title: "Next cell", group, keys: "J", enabled: always, run: step(1) },
    { id: "previous-cell", title: "Previous cell", group, keys: "K", enabled: always, run: step(-1) },
    {
      id: "move-up",
      title: "Move cell up",
      group,
      keys: "Alt+ArrowUp",
      enabled,
      run: on((id) => session.move(id, -1)),
    },
    {
      id: "move-down",
      title: "Move cell down",
      group,
      keys: "Alt+ArrowDown",
      enabled,
      run: on((id) => session.move(id, 1)),
    },
    { id: "delete-cell", title: "Delete cell", group, keys: "D D", enabled, run: on(remove) },
  ];
}

function addCommands(workbench: Workbench): Command[] {
  return cellKinds.map((kind) => ({
    id: `add-${kind.kind}`,
    title: `Add ${kind.title}`,
    group: "Add a cell",
    keys: null,
    enabled: always,
    run: async () => workbench.revealCell(await workbench.addCell(kind.kind, kind.starter)),
  }));
}

function viewCommands(workbench: Workbench): Command[] {
  const group = "View";
  const theme = (name: "system" | "light" | "dark", title: string): Command => ({
    id: `theme-${name}`,
    title,
    group,
    keys: null,
    enabled: always,
    run: () => workbench.setTheme(name),
  });
  return [theme("light", "Light theme"), theme("dark", "Dark theme"), theme("system", "Theme of the system")];
}
