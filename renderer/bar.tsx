import type { ReactNode } from "react";
import "./bars.css";

interface BarProps {
  readonly label: string;
  readonly title: string;
  /** Further lines, smaller. */
  readonly lines: readonly string[];
  /** The buttons. */
  readonly children: ReactNode;
}

/** A question about the notebook's file that stays until it is answered. */
export function Bar({ label, title, lines, children }: BarProps) {
  return (
    <section className="bar" aria-label={label}>
      <div className="bar-text" role="status">
        <p>
          <b>{title}</b>
        </p>
        {lines.map((line) => (
          <p key={line}>{line}</p>
        ))}
      </div>
      <div className="bar-actions">{children}</div>
    </section>
  );
}
