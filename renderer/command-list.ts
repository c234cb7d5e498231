import { cellKinds } from "../src/cells/index.tsx";
import type { Command } from "./commands.ts";
import { evidenceCommands } from "./evidence-commands.ts";
import { exportCommands } from "./export-commands.ts";
import { cellCommands } from "./notebook/cell-commands.ts";
import { reportCommands } from "./report-commands.ts";
import { samples } from "./shell/samples.ts";
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
    ...sampleCommands(workbench),
  ];
}

const always = () => true;

function notebookCommands(workbench: Workbench): Command[] {
  const { session } = workbench;
  const group = "Notebook";
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
      id: "clear-kept-imports",
      title: "Clear cached imports",
      group,
      keys: null,
      enabled: always,
      run: () => workbench.clearKeptImports(),
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
      keys: "Mod+Z | Z",
      enabled: () => session.state.canUndo,
      run: () => session.undo(),
    },
    {
      id: "redo",
      title: "Redo",
      group,
      keys: "Mod+Shift+Z | Shift+Z",
      enabled: () => session.state.canRedo,
      run: () => session.redo(),
    },
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

function sampleCommands(workbench: Workbench): Command[] {
  return samples.map(({ path, title }, place) => ({
    id: place === 0 ? "open-sample" : `open-sample-${place + 1}`,
    title: `Open sample: ${title}`,
    group: "Samples",
    keys: null,
    enabled: always,
    run: () => workbench.openSample(path),
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
