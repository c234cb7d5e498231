import type { Live } from "../cell-kind.tsx";
import { PinRow } from "../pin-row.tsx";
import { IntervalMark } from "./interval-mark.tsx";
import type { SubjectResult } from "./result.ts";
import { correctionWords, methodOf, usedMethod } from "./table.ts";
import { between, figure, statisticNames, withInterval } from "./words.ts";

interface SubjectTableProps {
  readonly name: string;
  readonly subjects: readonly SubjectResult[];
  readonly chosen: number;
  readonly onChoose: ((place: number) => void) | null;
  readonly live: Live | null;
}

/** One row for each judge and dimension. */
export function SubjectTable({ name, subjects, chosen, onChoose, live }: SubjectTableProps) {
  const kinds = new Set(subjects.map(({ figures }) => figures.headline.statistic));
  const [only] = kinds;
  const head = kinds.size === 1 && only ? (statisticNames[only] ?? only) : "agreement";
  const hasRates = subjects.some(({ figures }) => figures.corrections.length > 0);
  return (
    <div className="analysis-scroll calibration-subjects">
      <table className="analysis-table" aria-label="Judges and dimensions">
        <thead>
          <tr>
            <th className="is-left">dimension</th>
            <th className="is-left">judge</th>
            <th className="is-left">verdict</th>
            <th
              className="is-left is-bar"
              title="with its 95 % interval; the line is what people reach with each other"
            >
              {head}
            </th>
            <th />
            <th>people</th>
            {hasRates && (
              <th title="the rate or mean over all judged items, corrected where that is valid">corrected</th>
            )}
            {hasRates && <th>judge says</th>}
            <th>items</th>
          </tr>
        </thead>
        <tbody>
          {subjects.map((subject, place) => (
            <tr
              key={`${subject.dimension}\n${subject.judge}`}
              className={[onChoose ? "is-link" : "", place === chosen ? "is-chosen" : ""].join(" ").trim() || undefined}
              aria-current={place === chosen ? "true" : undefined}
              onClick={onChoose ? () => onChoose(place) : undefined}
            >
              <td className="is-left">
                {onChoose ? (
                  <button type="button" className="calibration-open" onClick={() => onChoose(place)}>
                    {subject.dimension}
                  </button>
                ) : (
                  subject.dimension
                )}
                {live && name && (
                  <PinRow
                    label={`${subject.dimension}, ${subject.judge}`}
                    pin={() => live.pin(name, [{ dimension: subject.dimension, judge: subject.judge }], pinned)}
                  />
                )}
              </td>
              <td className="is-left">{subject.judge}</td>
              <td className="is-left calibration-word">{subject.verdict.word}</td>
              <Headline subject={subject} mixed={kinds.size > 1} />
              {hasRates && <Corrected subject={subject} />}
              <td>{subject.figures.agreement.items}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export const pinned = [
  ...["dimension", "judge", "verdict", "items", "headline", "headline_value", "headline_low", "headline_high"],
  ...["people_agreement", "rate", "rate_low", "rate_high", "rate_is"],
];

function Headline({ subject, mixed }: { readonly subject: SubjectResult; readonly mixed: boolean }) {
  const { headline, ceiling } = subject.figures;
  const { value, low, high, reason } = headline.estimate;
  const label = `${statisticNames[headline.statistic] ?? headline.statistic} ${withInterval(headline.estimate)}`;
  const people = ceiling?.humans.value ?? null;
  return (
    <>
      <td className="is-left is-bar">
        <IntervalMark {...{ value, low, high, label }} from={0} to={1} at={people} width={130} />
      </td>
      <td className="is-left" title={label}>
        {figure(value)}
        {value === null && <span className="soft"> {reason}</span>}
        {mixed && <span className="soft"> {statisticNames[headline.statistic]}</span>}
      </td>
      <td title={ceiling ? `people with each other ${withInterval(ceiling.humans)}` : "one person labelled"}>
        {figure(people)}
      </td>
    </>
  );
}

function Corrected({ subject }: { readonly subject: SubjectResult }) {
  const [correction] = subject.figures.corrections;
  const method = usedMethod(correction);
  const unit = correction?.of === "rate" ? "share" : "points";
  const [used, naive] = [methodOf(correction, method), methodOf(correction, "naive")];
  return (
    <>
      <td title={used && correction ? `${correctionWords(method)}, ${between(used, unit)}` : undefined}>
        {method === "naive" ? <span className="soft">not corrected</span> : figure(used?.value, unit)}
      </td>
      <td>{figure(naive?.value, unit)}</td>
    </>
  );
}
