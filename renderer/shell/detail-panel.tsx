import { useEffect } from "react";
import { useWorkbench } from "../use-state.ts";
import type { Workbench } from "../workbench.ts";
import { Icon } from "./icons.tsx";
import { typingIn } from "./keyboard.ts";
import "./detail-panel.css";

/** The panel on the right, while there is something to show in it. Esc closes it. */
export function DetailPanel({ workbench }: { workbench: Workbench }) {
  const { detail } = useWorkbench(workbench);
  const open = detail !== null;
  useEffect(() => {
    if (!open) return;
    const press = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || event.defaultPrevented || ["field", "code"].includes(typingIn(event.target)))
        return;
      if (document.querySelector("dialog[open], :popover-open")) return;
      workbench.showDetail(null);
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [open, workbench]);
  if (!detail) return null;
  return (
    <aside className="detail" aria-label={detail.title}>
      <header className="detail-head">
        <h2>{detail.title}</h2>
        <button
          type="button"
          className="icon-btn"
          aria-label="Close"
          title="Close (Esc)"
          onClick={() => workbench.showDetail(null)}
        >
          <Icon name="close" />
        </button>
      </header>
      <div className="detail-body">{detail.body}</div>
    </aside>
  );
}
