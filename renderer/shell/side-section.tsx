import { type ReactNode, useId, useState } from "react";
import { Icon } from "./icons.tsx";

interface SideSectionProps {
  readonly title: string;
  readonly id: string;
  /** Beside the title, on its right. */
  readonly action?: ReactNode;
  readonly children: ReactNode;
}

/** A part of the side panel with a title that folds it. */
export function SideSection({ title, id, action, children }: SideSectionProps) {
  const [open, setOpen] = useState(true);
  const bodyId = useId();
  return (
    <section className="side-section" id={id} aria-label={title}>
      <div className="side-head">
        <h2>
          <button
            type="button"
            className="row-button"
            aria-expanded={open}
            aria-controls={open ? bodyId : undefined}
            onClick={() => setOpen(!open)}
          >
            <span>{title}</span>
            <Icon name={open ? "down" : "right"} size={12} />
          </button>
        </h2>
        {action}
      </div>
      {open && <div id={bodyId}>{children}</div>}
    </section>
  );
}
