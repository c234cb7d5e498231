import { fixed, groupDigits } from "../../widgets/format.ts";
import type { DimensionSummary, JudgeResult } from "./result.ts";
import { ScaleBar } from "./scale-bar.tsx";
import { estimateText, percent } from "./words.ts";

/** One line for each dimension: what was given how often, the mean with its interval, how steady the judge is. */
export function DimensionTable({ result: { dimensions, rubric } }: { readonly result: JudgeResult }) {
  const cohorts = dimensions.find(({ means }) => means)?.means?.map(({ cohort }) => cohort) ?? [];
  const steady = dimensions.some(({ steadiness }) => steadiness);
  const positions = dimensions.some(({ position }) => position);
  return (
    <table className="analysis-table judge-dimensions">
      <thead>
        <tr>
          <th scope="col" className="is-left">
            dimension
          </th>
          <th scope="col" className="is-left">
            verdicts by value
          </th>
          {cohorts.map((cohort) => (
            <th key={cohort} scope="col" className={cohort ? `is-${cohort}` : undefined}>
              mean{cohort ? `, ${cohort}` : ""}
            </th>
          ))}
          {steady && <th scope="col">same in all repeats</th>}
          {positions && (
            <>
              <th scope="col">same in both orders</th>
              <th scope="col">of the others, first slot</th>
            </>
          )}
          <th scope="col">verdicts</th>
          <th scope="col">not readable</th>
        </tr>
      </thead>
      <tbody>
        {dimensions.map((dimension, place) => (
          <tr key={dimension.name}>
            <td className="is-left" title={rubric.dimensions[place]?.question}>
              {dimension.name}
            </td>
            <td className="is-left">
              <ScaleBar counts={dimension.counts} label={countsText(dimension)} />
            </td>
            {cohorts.map((cohort) => (
              <td key={cohort} className={cohort ? `is-${cohort}` : undefined}>
                <Mean dimension={dimension} cohort={cohort} />
              </td>
            ))}
            {steady && <td>{dimension.steadiness && estimateText(dimension.steadiness, percent)}</td>}
            {positions && (
              <>
                <td>{dimension.position && estimateText(dimension.position.consistency, percent)}</td>
                <td>{dimension.position && estimateText(dimension.position.firstSlot, percent)}</td>
              </>
            )}
            <td>{groupDigits(dimension.counts.reduce((sum, { verdicts }) => sum + verdicts, 0))}</td>
            <td>{groupDigits(dimension.unreadable)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Mean({ dimension, cohort }: { readonly dimension: DimensionSummary; readonly cohort: string | null }) {
  const mean = dimension.means?.find((other) => other.cohort === cohort)?.mean;
  if (!mean) return <span className="soft">labels</span>;
  if (mean.value === null) return <span className="soft">{mean.reason}</span>;
  const interval =
    mean.low === null || mean.high === null ? mean.reason : `${fixed(mean.low, 2)} to ${fixed(mean.high, 2)}`;
  return (
    <>
      {fixed(mean.value, 2)}{" "}
      <span className="soft">
        {interval}, n = {groupDigits(mean.n)}
      </span>
    </>
  );
}

/** "1: 3, 2: 5, 3: 20" */
function countsText({ counts }: DimensionSummary): string {
  return counts.map(({ value, verdicts }) => `${value}: ${groupDigits(verdicts)}`).join(", ");
}
