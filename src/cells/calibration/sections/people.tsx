import { Section } from "../section.tsx";
import type { SectionProps } from "../subject-details.tsx";
import { figure, many, probability, statisticNames, withInterval } from "../words.ts";

/** How far people agree with each other, and whether the judge could stand in for one of them. */
export function PeopleSection({ spec, subject }: SectionProps) {
  const { ceiling, annotator } = subject.figures;
  if (!ceiling || !annotator)
    return (
      <Section
        title="People"
        says={`${many(subject.raters.length, "rater")}: ${subject.raters.join(", ")}; no ceiling`}
      >
        <p className="soft">
          With one rater nobody knows how far people agree. Let a second one label some of the same items.
        </p>
      </Section>
    );
  const name = statisticNames[ceiling.statistic] ?? ceiling.statistic;
  const difference = ceiling.difference;
  const stands =
    annotator.passes === null
      ? "cannot be told"
      : annotator.passes
        ? "could stand in for one of them"
        : "could not stand in for one of them";
  return (
    <Section
      title="People"
      says={`${name} ${figure(ceiling.humans.value)} with each other; the judge is ${gapWords(difference.value)}, and ${stands}`}
    >
      <p>
        {name}: people with each other {withInterval(ceiling.humans)}, the judge with one of them{" "}
        {withInterval(ceiling.judge)}, difference {withInterval(difference)}; on the {ceiling.humans.n} items that judge
        and two people scored.
      </p>
      <div className="analysis-scroll">
        <table className="analysis-table">
          <thead>
            <tr>
              <th className="is-left">left out</th>
              <th title="share of items on which the judge is at least as close to the other people">judge as close</th>
              <th title="share of items on which this person is">person as close</th>
              <th>items</th>
              <th title="one-sided t-test against epsilon, adjusted by Benjamini and Yekutieli">adjusted p</th>
              <th className="is-left">judge wins</th>
            </tr>
          </thead>
          <tbody>
            {annotator.humans.map((human, place) => (
              <tr key={subject.raters[place] ?? place}>
                <td className="is-left">{subject.raters[place]}</td>
                <td>{figure(human.judgeAdvantage, "share")}</td>
                <td>{figure(human.humanAdvantage, "share")}</td>
                <td>{human.n}</td>
                <td>{probability(human.adjustedP)}</td>
                <td className="is-left">{human.judgeWins ? "yes" : "no"}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="soft">
        Alternative annotator test (Calderon, Reichart and Dror 2025) at ε = {spec.epsilon}: the judge wins against{" "}
        {figure(annotator.winningRate.value, "share")} of the people
        {annotator.passes === null ? `; ${annotator.winningRate.reason}` : "; half are needed"}.
        {annotator.warnings.length > 0 && ` ${capital(annotator.warnings.join("; "))}.`}
      </p>
    </Section>
  );
}

function gapWords(gap: number | null): string {
  if (gap === null) return "not comparable";
  if (Math.abs(gap) < 0.005) return "level with them";
  return `${figure(Math.abs(gap))} ${gap < 0 ? "below" : "above"}`;
}

function capital(text: string): string {
  return `${text[0]?.toUpperCase() ?? ""}${text.slice(1)}`;
}
