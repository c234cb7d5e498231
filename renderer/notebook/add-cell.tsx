import { useRef } from "react";
import { cellKinds } from "../../src/cells/index.tsx";
import type { AppWorkbench } from "../app-workbench.ts";

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
  const place = () => {
    const at = button.current?.getBoundingClientRect();
    if (!at || !menu.current) return;
    menu.current.style.left = `${at.left}px`;
    const [above, below] = [at.top - 12, window.innerHeight - at.bottom - 12];
    const edges =
      below > 320 || below > above
        ? { top: `${at.bottom + 4}px`, bottom: "auto", maxHeight: `${below}px` }
        : { top: "auto", bottom: `${window.innerHeight - at.top + 4}px`, maxHeight: `${above}px` };
    Object.assign(menu.current.style, edges);
  };
  return (
    <div className={prominent ? "add-cell is-prominent" : "add-cell"}>
      <button ref={button} type="button" className="add-cell-button" popoverTarget={id} onClick={place}>
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
      >
        {cellKinds.map((kind) => (
          <button key={kind.kind} type="button" role="menuitem" className="menu-item" onClick={() => void add(kind)}>
            <b>{kind.title}</b>
            <span>{kind.about}</span>
          </button>
        ))}
      </div>
    </div>
  );
}

function moveFocus(event: React.KeyboardEvent<HTMLDivElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const items = Array.from(event.currentTarget.querySelectorAll<HTMLElement>("[role=menuitem]"));
  const at = items.indexOf(document.activeElement as HTMLElement);
  items.at((at + step + items.length) % items.length)?.focus();
}
