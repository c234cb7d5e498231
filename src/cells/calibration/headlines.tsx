import type { Estimate } from "../../analysis/estimate.ts";
import type { SubjectResult } from "./result.ts";
import type { SectionProps } from "./subject-details.tsx";
import { correctionWords, methodOf, usedMethod } from "./table.ts";
import { between, figure, many, passWords, statisticNames, type Unit, withInterval } from "./words.ts";

interface Headline {
  readonly label: string;
  readonly value: string;
  readonly small: readonly string[];
}

/** Three figures large: by label type, how far it agrees, how far people do, and the rate that they would give. */
export function Headlines({ subject }: SectionProps) {
  return (
    <div className="calibration-headlines">
      {headlinesOf(subject).map(({ label, value, small }) => (
        <div key={label} className="calibration-headline">
          <div className="calibration-label">{label}</div>
          <div className="calibration-big">{value}</div>
          {small.map((line) => (
            <div key={line} className="calibration-small">
              {line}
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}

function headlinesOf(subject: SubjectResult): readonly Headline[] {
  if (subject.type === "pairwise") return pairHeadlines(subject);
  if (subject.type === "binary") return [...rateHeadlines(subject), correctedHeadline(subject)];
  return [agreementHeadline(subject), ceilingHeadline(subject), correctedHeadline(subject)];
}

function headline(label: string, estimate: Estimate, unit: Unit, ...more: readonly string[]): Headline {
  const n = estimate.value === null ? "" : `, n = ${estimate.n}`;
  return { label, value: figure(estimate.value, unit), small: [`${between(estimate, unit)}${n}`, ...more] };
}

function agreementHeadline({ figures }: SubjectResult): Headline {
  const { statistic, estimate } = figures.headline;
  const { constant } = figures.agreement;
  const flag = constant
    ? [
        `${constant === "both" ? "judge and people give" : `${constant === "judge" ? "the judge gives" : "people give"}`} one label to all items`,
      ]
    : [];
  return headline(`Agreement with people, ${statisticNames[statistic]}`, estimate, "number", ...flag);
}

function ceilingHeadline({ figures, raters }: SubjectResult): Headline {
  const { ceiling } = figures;
  if (!ceiling)
    return { label: "People with each other", value: "–", small: [`only ${raters.join(", ")} labelled: no ceiling`] };
  const judge = `the judge with one of them ${figure(ceiling.judge.value)}`;
  return headline("People with each other, same items", ceiling.humans, "number", `the ceiling; ${judge}`);
}

function rateHeadlines({ figures, names }: SubjectResult): readonly Headline[] {
  const { rates, headline: kappa, ceiling } = figures;
  if (!rates) return [];
  const people = ceiling ? `; people with each other ${figure(ceiling.humans.value)}` : "";
  return [
    headline(
      `Says ${names[1]} where people do`,
      rates.truePositiveRate,
      "share",
      `kappa ${withInterval(kappa.estimate)}${people}`,
    ),
    headline(
      `Says ${names[0]} where people do`,
      rates.trueNegativeRate,
      "share",
      `people say ${names[0]} ${figure(1 - (rates.prevalence.value ?? Number.NaN), "share")} of the time`,
    ),
  ];
}

function pairHeadlines({ figures }: SubjectResult): readonly Headline[] {
  const { pairwise, ceiling } = figures;
  if (!pairwise) return [];
  const { orders, agreement, withoutTies, unread } = pairwise;
  const lost = unread ? [`${many(unread, "verdict")} could not be read: not right`] : [];
  const ties = `where both name a winner ${withInterval(withoutTies, "share")}`;
  if (!orders)
    return [
      headline("Names the winner that people name", agreement, "share", ties, ...lost),
      ceiling
        ? headline(
            "People with each other, kappa",
            ceiling.humans,
            "number",
            `the judge with one of them ${figure(ceiling.judge.value)}`,
          )
        : { label: "Same winner in both orders", value: "–", small: ["every pair was shown in one order only"] },
    ];
  return [
    headline("Names people's winner, mean of both orders", orders.accuracy ?? agreement, "share", ...lost),
    headline(
      "Same winner in both orders",
      orders.consistency,
      "share",
      `first slot in ${figure(orders.firstSlot.value, "share")} of those that follow the slot`,
    ),
    headline("People's winner in both orders", orders.bothCorrect ?? agreement, "share"),
  ];
}

function correctedHeadline(subject: SubjectResult): Headline {
  const [correction] = subject.figures.corrections;
  if (!correction) return { label: "Rate over all items", value: "–", small: ["nothing here can pass or be averaged"] };
  const unit: Unit = correction.of === "rate" ? "share" : "points";
  const what = correction.of === "rate" ? `Answers ${passWords(subject)}` : "Mean score of all items";
  const method = usedMethod(correction);
  const [used, naive] = [methodOf(correction, method), methodOf(correction, "naive")] as [Estimate, Estimate];
  if (method === "naive") return headline(`${what}, as the judge says`, used, unit, "not corrected");
  return {
    label: `${what}, corrected`,
    value: figure(used.value, unit),
    small: [`${between(used, unit)}; the judge alone says ${figure(naive.value, unit)}`, correctionWords(method)],
  };
}
