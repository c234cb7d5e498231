import type { ReactNode } from "react";

interface SectionFrameProps {
  readonly title: string;
  /** What it comes to, beside the title, so that it need not be opened. */
  readonly says: ReactNode;
  readonly children: ReactNode;
  readonly open?: boolean;
}

/** A part that folds away behind what it comes to. */
export function Section({ title, says, children, open = false }: SectionFrameProps) {
  return (
    <details className="calibration-section" open={open}>
      <summary>
        <span className="calibration-section-title">{title}</span> <span className="soft">{says}</span>
      </summary>
      <div className="calibration-section-body">{children}</div>
    </details>
  );
}
