import type { Command } from "../commands.ts";
import type { Workbench } from "../workbench.ts";
import { cohortCommands } from "./cohort-commands.ts";
import { findCommands } from "./find-commands.ts";
import { shellOf } from "./shell-state.ts";

const always = () => true;

/** The commands of the window's frame. */
export function shellCommands(workbench: Workbench): readonly Command[] {
  const shell = shellOf(workbench);
  const group = "View";
  return [
    ...findCommands(workbench),
    ...cohortCommands(workbench),
    {
      id: "command-palette",
      title: "Find a command or a trace",
      group,
      keys: "Mod+K",
      enabled: always,
      run: () => shell.show("palette"),
    },
    { id: "show-keys", title: "Show the keys", group, keys: "?", enabled: always, run: () => shell.show("keys") },
    {
      id: "toggle-sources",
      title: "Fold or unfold the side panel",
      group,
      keys: "Mod+B",
      enabled: () => workbench.state.view === "notebook",
      run: () => shell.foldSide(!shell.state.sideFolded),
    },
    {
      id: "toggle-detail",
      title: "Close the panel on the right",
      group,
      keys: null,
      enabled: () => workbench.state.detail !== null,
      run: () => workbench.showDetail(null),
    },
  ];
}

/** The workbench's commands and the frame's own, each id once. */
export function commandsOf(workbench: Workbench): readonly Command[] {
  const known = new Set(workbench.commands.map((command) => command.id));
  return [...workbench.commands, ...shellCommands(workbench).filter((command) => !known.has(command.id))];
}

/** Commands by their group, in the order in which the groups first come. */
export function inGroups(commands: readonly Command[]): readonly { name: string; commands: readonly Command[] }[] {
  const names = [...new Set(commands.map((command) => command.group))];
  return names.map((name) => ({ name, commands: commands.filter((command) => command.group === name) }));
}
