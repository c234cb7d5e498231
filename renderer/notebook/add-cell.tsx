import { useRef, useState } from "react";
import { cellKinds } from "../../src/cells/index.tsx";
import type { AppWorkbench } from "../app-workbench.ts";
import { focusFirst, moveFocus, placeMenu } from "./menu-place.ts";

interface AddCellProps {
  readonly workbench: AppWorkbench;
  readonly afterId: string | null;
  /** Always visible, instead of on hover and focus. */
  readonly prominent?: boolean;
}

/** The place between two cells: a button that offers every kind of cell. */
export function AddCell({ workbench, afterId, prominent = false }: AddCellProps) {
  const menu = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const id = `add-after-${afterId ?? "top"}${prominent ? "-end" : ""}`;
  const add = async (kind: (typeof cellKinds)[number]) => {
    menu.current?.hidePopover();
    workbench.revealCell(await workbench.addCell(kind.kind, kind.starter, afterId, kind.language !== "typescript"));
  };
  // Made when it is opened: a notebook may have hundreds of cells.
  const [open, setOpen] = useState(false);
  const show = () => {
    setOpen(true);
    placeMenu(button.current, menu.current);
  };
  return (
    <div className={`add-cell${prominent ? " is-prominent" : ""}${open ? " is-open" : ""}`}>
      <button ref={button} type="button" className="add-cell-button" popoverTarget={id} onClick={show}>
        + Add cell
      </button>
      <div
        ref={menu}
        id={id}
        popover="auto"
        className="menu"
        role="menu"
        aria-label="Kinds of cells"
        onKeyDown={moveFocus}
        onToggle={(event) => (event.newState === "open" ? focusFirst(event.currentTarget) : setOpen(false))}
      >
        {open &&
          cellKinds.map((kind) => (
            <button key={kind.kind} type="button" role="menuitem" className="menu-item" onClick={() => void add(kind)}>
              <b>{kind.title}</b>
              <span>{kind.about}</span>
            </button>
          ))}
      </div>
    </div>
  );
}
