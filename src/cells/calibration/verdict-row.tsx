import type { SectionProps } from "./subject-details.tsx";
import type { Ruling } from "./verdict.ts";

/** The verdict as a word, the figures that made it, and the rules with what would change them. */
export function VerdictRow({ subject }: SectionProps) {
  const { word, meaning, reasons, changes, rulings } = subject.verdict;
  return (
    <div className="calibration-verdict">
      <div className="calibration-verdict-word">{word}</div>
      <div>
        <p>
          {meaning} {reasons.join(" ")}
        </p>
        <details className="calibration-rules">
          <summary>{changes.length ? "What would change this" : "The rules"}</summary>
          {changes.length > 0 && (
            <ul>
              {changes.map((change) => (
                <li key={change}>{change}</li>
              ))}
            </ul>
          )}
          <RulesTable rulings={rulings} />
        </details>
      </div>
    </div>
  );
}

function RulesTable({ rulings }: { readonly rulings: readonly Ruling[] }) {
  return (
    <div className="analysis-scroll">
      <table className="analysis-table calibration-rules-table">
        <thead>
          <tr>
            <th className="is-left">rule</th>
            <th className="is-left">needed for</th>
            <th className="is-left">met</th>
            <th className="is-left">found</th>
          </tr>
        </thead>
        <tbody>
          {rulings.map(({ rule, needs, met, blocks, found }) => (
            <tr key={`${needs} ${rule}`}>
              <td className="is-left is-text">{rule}</td>
              <td className="is-left">{needs}</td>
              <td className={`is-left ${met === false || (met === null && blocks) ? "calibration-unmet" : ""}`}>
                {met === null ? "not known" : met ? "yes" : "no"}
              </td>
              <td className="is-left is-text">{found}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
