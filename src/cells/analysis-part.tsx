import type { ReactNode } from "react";
import { visible } from "../widgets/format.ts";
import "./analysis-table.css";

interface AnalysisPartProps {
  readonly title: string;
  /** What the part comes to, in a sentence. */
  readonly verdict: ReactNode;
  /** Open from the start: where there is something to see to. */
  readonly open?: boolean;
  /** The figures behind the verdict; left out where there are none. */
  readonly children?: ReactNode;
}

/** A part of an analysis cell: its verdict in a sentence, the figures behind it folded in. */
export function AnalysisPart({ title, verdict, open = false, children }: AnalysisPartProps) {
  const head = (
    <>
      <b>{visible(title)}</b> <span>{visible(verdict)}</span>
    </>
  );
  if (!children) return <p className="analysis-part is-plain">{head}</p>;
  return (
    <details className="analysis-part" open={open}>
      <summary>{head}</summary>
      <div className="analysis-scroll">{children}</div>
    </details>
  );
}
