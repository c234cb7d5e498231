import { groupDigits } from "../../../widgets/format.ts";
import { extentOf, IntervalMark } from "../interval-mark.tsx";
import { Section } from "../section.tsx";
import type { SectionProps } from "../subject-details.tsx";
import { between, figure, statisticNames, withInterval } from "../words.ts";

/** Every statistic of agreement with its interval, and how labels were read. */
export function AgreementSection({ spec, subject }: SectionProps) {
  const { agreement } = subject.figures;
  const rows = Object.entries(agreement.statistics);
  const extent = extentOf(rows.filter(([name]) => !/bias|Error/.test(name)).map(([, estimate]) => estimate));
  return (
    <Section title="All statistics" says={says(subject.type, agreement.statistics)}>
      <div className="analysis-scroll">
        <table className="analysis-table">
          <thead>
            <tr>
              <th className="is-left">statistic</th>
              <th className="is-left" />
              <th>value</th>
              <th>95 % interval</th>
              <th>items</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(([name, estimate]) => (
              <tr key={name}>
                <td className="is-left">{statisticNames[name] ?? name}</td>
                {estimate.value === null ? (
                  <td className="is-left soft is-text" colSpan={4}>
                    {estimate.reason}
                  </td>
                ) : (
                  <>
                    <td className="is-left is-bar">
                      {/bias|Error/.test(name) || (
                        <IntervalMark
                          {...estimate}
                          {...extent}
                          to={Math.max(1, extent.to)}
                          at={0}
                          label={withInterval(estimate)}
                        />
                      )}
                    </td>
                    <td>{figure(estimate.value)}</td>
                    <td className="soft">{between(estimate)}</td>
                    <td>{estimate.n}</td>
                  </>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="soft">
        {peopleWords(subject.type, spec.consensus, subject.raters.length)} Intervals: {groupDigits(spec.bootstrap)}{" "}
        bootstrap draws of items{spec.cluster ? `, by ${spec.cluster}` : ""}, percentiles, seed {spec.seed}
        {subject.type === "continuous" ? "; of correlations by Fisher's z, of errors by t" : ""}.{" "}
        {subject.notes.join(" ")}
      </p>
    </Section>
  );
}

function peopleWords(type: string, consensus: string, raters: number): string {
  if (raters < 2) return "One person labelled.";
  if (type === "continuous") return "The judge stands beside people's mean.";
  if (consensus === "majority")
    return "The judge stands beside what most people say; items on which they are split are left out.";
  return "The judge stands beside each person's label in turn, so that its figure compares with that of two people.";
}

function says(type: string, statistics: SectionProps["subject"]["figures"]["agreement"]["statistics"]): string {
  const names =
    type === "continuous"
      ? ["pearson", "spearman", "kendall"]
      : ["agreement", "kappa", "ac1", "alphaNominal", "alphaOrdinal"];
  return names
    .flatMap((name) => (statistics[name] ? [`${statisticNames[name]} ${figure(statistics[name].value)}`] : []))
    .join(" · ");
}
