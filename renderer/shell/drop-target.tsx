import { useEffect, useState } from "react";
import type { Workbench } from "../workbench.ts";
import "./drop-target.css";

/** Takes files that are dropped anywhere on the window, and says so while they hang over it. */
export function DropTarget({ workbench }: { workbench: Workbench }) {
  const [over, setOver] = useState(false);
  useEffect(() => {
    // Before anything below does: the code editor would take the files for itself.
    // Each element under the pointer sends its own enter and leave; the window is left when they are even.
    let depth = 0;
    const show = (change: number) => {
      depth = Math.max(0, depth + change);
      setOver(depth > 0);
    };
    const enter = (event: DragEvent) => {
      if (carriesFiles(event)) show(1);
    };
    const leave = (event: DragEvent) => {
      if (carriesFiles(event)) show(-1);
    };
    const allow = (event: DragEvent) => {
      if (!carriesFiles(event) || !event.dataTransfer) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = "copy";
    };
    const drop = (event: DragEvent) => {
      if (!carriesFiles(event) || !event.dataTransfer) return;
      event.preventDefault();
      event.stopPropagation();
      depth = 0;
      setOver(false);
      void workbench.importDropped(event.dataTransfer);
    };
    const listeners = { dragenter: enter, dragleave: leave, dragover: allow, drop };
    for (const [type, listener] of Object.entries(listeners))
      window.addEventListener(type as keyof typeof listeners, listener, { capture: true });
    return () => {
      for (const [type, listener] of Object.entries(listeners))
        window.removeEventListener(type as keyof typeof listeners, listener, { capture: true });
    };
  }, [workbench]);
  if (!over) return null;
  return (
    <div className="drop">
      <p>
        <b>Drop to import</b>
        Trace exports, tables, whole folders; a notebook opens
      </p>
    </div>
  );
}

function carriesFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes("Files") ?? false;
}
