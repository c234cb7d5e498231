import type { Estimate } from "../../../analysis/estimate.ts";
import { Section } from "../section.tsx";
import type { SectionProps } from "../subject-details.tsx";
import { between, figure, many, probability, signed, statisticNames, type Unit, withInterval } from "../words.ts";
import { ItemTable } from "./dangerous.tsx";

/** Another judge or version on the same items: whether agreement rose, and which items changed. */
export function VersionsSection({ subject, live }: SectionProps) {
  const { versions } = subject.figures;
  if (!versions) return null;
  const {
    first,
    second,
    items,
    statistic,
    firstAgreement,
    secondAgreement,
    difference,
    bias,
    error,
    test,
    rule,
    same,
    changed,
  } = versions;
  const name = statisticNames[statistic] ?? statistic;
  const unit: Unit = subject.type === "binary" ? "share" : "number";
  const rows: readonly (readonly [string, Estimate, Estimate, Estimate, Unit])[] = [
    [name, firstAgreement, secondAgreement, difference, "number"],
    ...(bias ? [["bias, judge less people", bias.first, bias.second, bias.difference, unit] as const] : []),
    ...(error ? [["mean absolute error", error.first, error.second, error.difference, unit] as const] : []),
  ];
  return (
    <Section title={`Against ${first}`} says={says(difference, name, changed.count, items)}>
      <div className="analysis-scroll">
        <table className="analysis-table">
          <thead>
            <tr>
              <th className="is-left">on the same {many(items, "item")}</th>
              <th>{first}</th>
              <th>{second}</th>
              <th>difference</th>
              <th>95 % interval, paired</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(([label, before, after, change, of]) => (
              <tr key={label}>
                <td className="is-left">{label}</td>
                <td title={withInterval(before, of)}>{figure(before.value, of)}</td>
                <td title={withInterval(after, of)}>{figure(after.value, of)}</td>
                <td>{signed(change.value, of)}</td>
                <td className="soft">{between(change, of)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="soft">
        Only {first} is right on {test.firstOnly}, only {second} on {test.secondOnly}: McNemar's exact p{" "}
        {probability(test.exactP)} ({rule}). The two give the same on {withInterval(same, "share")} of the items; of the{" "}
        {changed.count} that changed, {changed.nearer} came nearer to people and {changed.further} went further away.
      </p>
      {changed.count > 0 && <ItemTable items={subject.changed} total={changed.count} live={live} other={first} />}
    </Section>
  );
}

function says({ value, low, high }: Estimate, name: string, changed: number, items: number): string {
  const clear = low !== null && high !== null && (low > 0 || high < 0);
  const verb = value === null ? "cannot be compared" : !clear ? "not clearly other" : value > 0 ? "better" : "worse";
  return `${verb}: ${name} ${signed(value)} (${figure(low)} to ${figure(high)}); ${changed} of ${many(items, "score")} changed`;
}
