import { useRef, useState } from "react";
import type { Cell } from "../../src/notebook/notebook.ts";
import type { AppWorkbench } from "../app-workbench.ts";
import type { Command } from "../commands.ts";
import { runCommand, shownKeys } from "../shell/keyboard.ts";
import { focusFirst, moveFocus, placeMenu } from "./menu-place.ts";

const groups = ["Cell", "Change cells", "Fold"];
const beside = new Set(["next-cell", "previous-cell", "edit-cell", "run-cell", "hide-sources", "show-sources"]);

/** Everything else that can be done to a cell, with its keys. */
export function CellMenu({ cell, workbench }: { cell: Cell; workbench: AppWorkbench }) {
  const menu = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  // Made when it is opened: a notebook may have hundreds of cells.
  const [open, setOpen] = useState(false);
  const id = `cell-menu-${cell.id}`;
  const run = (command: Command) => {
    menu.current?.hidePopover();
    void runCommand(workbench, command);
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        className="link"
        popoverTarget={id}
        aria-haspopup="menu"
        onClick={() => {
          workbench.selectCell(cell.id);
          setOpen(true);
          placeMenu(button.current, menu.current);
        }}
      >
        More
      </button>
      <div
        ref={menu}
        id={id}
        popover="auto"
        className="menu is-commands"
        role="menu"
        aria-label="What can be done to the cell"
        onKeyDown={moveFocus}
        onToggle={(event) => (event.newState === "open" ? focusFirst(event.currentTarget) : setOpen(false))}
      >
        {open &&
          commandsFor(workbench).map((command) => (
            <button
              key={command.id}
              type="button"
              role="menuitem"
              className="menu-command"
              onClick={() => run(command)}
            >
              {command.title}
              {command.keys && <span className="kbd">{shownKeys(command.keys)}</span>}
            </button>
          ))}
      </div>
    </>
  );
}

function commandsFor({ commands }: AppWorkbench): readonly Command[] {
  const fits = (command: Command) => command.keys !== null && !beside.has(command.id) && command.enabled();
  return groups.flatMap((group) => commands.filter((command) => command.group === group && fits(command)));
}
