import type { SliceFigure } from "../compute/slices.ts";
import { IntervalMark } from "../interval-mark.tsx";
import { Section } from "../section.tsx";
import type { SectionProps } from "../subject-details.tsx";
import { between, figure, many, probability, signed, statisticNames, withInterval } from "../words.ts";

/** Agreement slice by slice beside the rest, corrected for looking at many. */
export function SlicesSection({ subject }: SectionProps) {
  const { slices, agreement } = subject.figures;
  if (!slices) return null;
  const overall = agreement.statistics[slices.statistic]?.value ?? null;
  const name = statisticNames[slices.statistic] ?? slices.statistic;
  return (
    <Section title="Slices" says={says(slices.rows)}>
      <div className="analysis-scroll">
        <table className="analysis-table">
          <thead>
            <tr>
              <th className="is-left">slice</th>
              <th>items</th>
              <th className="is-left" title="the line is the figure of all items">
                {name}
              </th>
              <th />
              <th>less the rest</th>
              <th>interval</th>
              <th title="adjusted for the number of slices by Benjamini and Hochberg">adjusted p</th>
              {slices.rows.some(({ bias }) => bias) && <th>bias</th>}
            </tr>
          </thead>
          <tbody>
            {slices.rows.map((row) => (
              <tr key={`${row.column}\n${row.value}`}>
                <td className="is-left">
                  <span className="soft">{row.column}</span> {row.value}
                </td>
                <td>{row.items}</td>
                <td className="is-left is-bar">
                  <IntervalMark
                    {...row.estimate}
                    from={0}
                    to={1}
                    at={overall}
                    label={`${row.value} ${withInterval(row.estimate)}`}
                    width={120}
                  />
                </td>
                <td title={between(row.estimate)}>{figure(row.estimate.value)}</td>
                <td>{signed(row.difference.value)}</td>
                <td className="soft">{row.difference.value === null ? "–" : between(row.difference)}</td>
                <td>{row.tooSmall ? <span className="soft">too few</span> : probability(row.adjustedP)}</td>
                {row.bias && <td title={between(row.bias)}>{signed(row.bias.value)}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {slices.left > 0 && <p className="soft">{many(slices.left, "rarer value")} left out.</p>}
    </Section>
  );
}

function says(rows: readonly SliceFigure[]): string {
  const failing = rows.filter(
    ({ adjustedP, difference }) => adjustedP !== null && adjustedP <= 0.05 && (difference.value ?? 0) < 0,
  );
  if (failing.length) return `worse for ${failing.map(({ column, value }) => `${column} ${value}`).join(", ")}`;
  return `none of ${rows.length} is clearly worse than the rest`;
}
