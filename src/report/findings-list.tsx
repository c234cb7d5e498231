import { type FindingResult, verdictWords } from "../cells/finding/result.ts";
import { anchorOf } from "./anchor.ts";
import type { ReportCell } from "./content.ts";

/** Every finding in a line, with whether its evidence holds; each leads to where it stands with its evidence. */
export function Findings({ cells }: { readonly cells: readonly ReportCell[] }) {
  const findings = findingsOf(cells);
  if (!findings.length) return null;
  return (
    <section className="report-findings" aria-label="Findings">
      <h2>Findings</h2>
      <ol>
        {findings.map(({ name, result }) => (
          <li key={name}>
            <a href={`#${anchorOf(name)}`}>{result?.note || name}</a>{" "}
            <span>{result ? `${verdictWords[result.verdict]}: ${result.why}` : "Not checked"}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

export interface ReportFinding {
  readonly name: string;
  /** null when the finding could not be checked. */
  readonly result: FindingResult | null;
}

export function findingsOf(cells: readonly ReportCell[]): readonly ReportFinding[] {
  return cells
    .filter(({ cell }) => cell.kind === "finding")
    .map(({ cell, drawn }) => ({ name: cell.name, result: drawn ? (drawn.result as FindingResult) : null }));
}
