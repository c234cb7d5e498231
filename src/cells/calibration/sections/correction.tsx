import type { Correction, MethodFigure } from "../compute/correction.ts";
import { type Chosen, choices } from "../definition.ts";
import { IntervalMark } from "../interval-mark.tsx";
import { Section } from "../section.tsx";
import type { SectionProps, SetSource } from "../subject-details.tsx";
import { correctionWords, methodOf, usedMethod } from "../table.ts";
import { between, figure, many, passWords, type Unit, withInterval } from "../words.ts";

const chosenWords: Readonly<Record<Chosen, string>> = {
  unknown: "not known",
  all: "all are labelled",
  random: "at random from all judged items",
  stratified: "at random within strata",
  by_score: "by the judge's score",
  by_class: "balanced by what people say",
};

/** Asks how the labelled items were chosen, which nobody but the user knows and which decides what may be corrected. */
export function AskChosen({ set, subject }: SectionProps) {
  const { judged, figures } = subject;
  return (
    <div className="calibration-ask">
      <p>
        {figures.agreement.items} of {many(judged, "judged item")} have labels. How were these chosen? It decides which
        correction holds for all of them.
      </p>
      {set && <ChosenButtons chosen="unknown" set={set} />}
    </div>
  );
}

function ChosenButtons({ chosen, set }: { readonly chosen: Chosen; readonly set: NonNullable<SetSource> }) {
  return (
    <fieldset className="calibration-choices" aria-label="How the labelled items were chosen">
      {choices.map((choice) => (
        <button
          key={choice}
          type="button"
          className="btn small"
          aria-pressed={choice === chosen}
          onClick={() => set({ chosen: choice })}
        >
          {chosenWords[choice]}
        </button>
      ))}
    </fieldset>
  );
}

/** The rate or mean over all judged items: as the judge says, from labels alone, and corrected where that is valid. */
export function CorrectionSection({ name, spec, subject, set, live }: SectionProps) {
  const { corrections } = subject.figures;
  if (corrections.length === 0) return null;
  return (
    <Section title="Over all judged items" says={corrections.map((one) => summary(one)).join(" · ")}>
      {set && <ChosenButtons chosen={spec.chosen} set={set} />}
      {!set && <p className="soft">Labelled items were chosen: {chosenWords[spec.chosen]}.</p>}
      {corrections.map((correction) => (
        <MethodTable
          key={correction.of}
          correction={correction}
          title={correction.of === "rate" ? `Share of answers ${passWords(subject)}` : "Mean score"}
        />
      ))}
      {live && (
        <p className="calibration-actions">
          <button
            type="button"
            className="btn small"
            disabled={!name}
            title={name ? "Adds an SQL cell that reads the corrected figures" : "Give this cell a name first"}
            onClick={() => live.addCell("sql", correctedSql(name))}
          >
            Use the corrected figures in SQL
          </button>
        </p>
      )}
    </Section>
  );
}

function summary(correction: Correction): string {
  const unit: Unit = correction.of === "rate" ? "share" : "points";
  const method = usedMethod(correction);
  const [used, naive] = [methodOf(correction, method), methodOf(correction, "naive")];
  const what = correction.of === "rate" ? "rate" : "mean";
  if (!used || !naive) return what;
  if (method === "naive") return `${what} ${figure(naive.value, unit)} as the judge says, not corrected`;
  return `${what} ${withInterval(used, unit)}, ${correctionWords(method)}; the judge says ${figure(naive.value, unit)}`;
}

const methodNames: Readonly<Record<MethodFigure["method"], string>> = {
  naive: "the judge alone",
  labels: "labels alone",
  weighted: "weighted labels",
  "rogan-gladen": "Rogan–Gladen",
  ppi: "PPI++",
};

function MethodTable({ correction, title }: { readonly correction: Correction; readonly title: string }) {
  const unit: Unit = correction.of === "rate" ? "share" : "points";
  const valid = correction.methods.filter(({ invalid, method }) => invalid === null || method === "naive");
  const ends = valid
    .flatMap(({ estimate }) => [estimate.low, estimate.high, estimate.value])
    .filter((end) => end !== null);
  const [least, most] = [Math.min(...ends), Math.max(...ends)];
  const [from, to] = [least - (most - least) * 0.05, most + (most - least) * 0.05];
  return (
    <div className="analysis-scroll">
      <table className="analysis-table calibration-methods">
        <thead>
          <tr>
            <th className="is-left">{title}</th>
            <th className="is-left" />
            <th>value</th>
            <th>95 % interval</th>
            <th>n</th>
            <th className="is-left">note</th>
          </tr>
        </thead>
        <tbody>
          {correction.methods.map(({ method, estimate, invalid, note }) => (
            <tr key={method} className={method === correction.best ? "is-best" : undefined}>
              <td className="is-left">
                {methodNames[method]}
                {method === correction.best && <span className="soft"> · used</span>}
              </td>
              {invalid === null ? (
                <>
                  <td className="is-left is-bar">
                    <IntervalMark
                      {...estimate}
                      {...{ from, to }}
                      label={`${methodNames[method]} ${withInterval(estimate, unit)}`}
                    />
                  </td>
                  <td>{figure(estimate.value, unit)}</td>
                  <td className="soft">{between(estimate, unit)}</td>
                  <td>{estimate.n}</td>
                  <td className="is-left is-text soft">{note}</td>
                </>
              ) : (
                <td className="is-left is-text soft" colSpan={5}>
                  not offered: {invalid}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {correction.warnings.length > 0 && <p className="soft calibration-warning">{correction.warnings.join(" ")}</p>}
    </div>
  );
}

/** Reads the figures to use in place of the judge's own, and what they are. */
export function correctedSql(name: string): string {
  return `-- rate and mean are corrected where that is valid; rate_is and mean_is say what they are
select dimension, judge, rate, rate_low, rate_high, rate_is, rate_raw, mean, mean_low, mean_high, mean_is, mean_raw
from ${name}
`;
}
