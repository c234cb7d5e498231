import type { Command } from "./commands.ts";
import { canPin, pinCell } from "./pin-finding.ts";
import { verifyNotebook } from "./verify-state.ts";
import type { Workbench } from "./workbench.ts";

/** Pinning what was found, and finding out whether it is still so. */
export function evidenceCommands(workbench: Workbench): readonly Command[] {
  const selected = () =>
    workbench.session.state.notebook.cells.find(({ id }) => id === workbench.state.selectedCell) ?? null;
  return [
    {
      id: "verify",
      title: "Verify: run everything again and compare with the lockfile",
      group: "Notebook",
      keys: null,
      enabled: () => workbench.state.path !== null,
      run: () => verifyNotebook(workbench),
    },
    {
      id: "pin-cell",
      title: "Pin result as a finding",
      group: "Cell",
      keys: "Shift+P",
      enabled: () => {
        const cell = selected();
        return cell !== null && canPin(workbench, cell);
      },
      run: async () => {
        const cell = selected();
        if (cell) await pinCell(workbench, cell.id);
      },
    },
  ];
}
