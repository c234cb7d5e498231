import type { Effect, EffectUnit } from "../compute/biases.ts";
import { extentOf, IntervalMark } from "../interval-mark.tsx";
import type { SubjectResult } from "../result.ts";
import type { SectionProps } from "../subject-details.tsx";
import { between, probability, signed, type Unit, withInterval } from "../words.ts";

/** What pulls the judge away from people, each cause with its interval. */
export function Pulls({ subject }: SectionProps) {
  const { effects, unit } = subject.figures.biases;
  const extent = extentOf(effects.map(({ estimate }) => estimate));
  return (
    <div className="calibration-part calibration-pulls">
      <h4>
        What pulls the judge away from people <span className="soft">{unitWords(unit, subject)}</span>
      </h4>
      {effects.length === 0 ? (
        <p className="soft">Name what might: bias: {"{length: …, family: …, others: […]}"}.</p>
      ) : (
        <div className="analysis-scroll">
          <table className="analysis-table">
            <thead>
              <tr>
                <th className="is-left">cause</th>
                <th className="is-left">effect</th>
                <th />
                <th>interval</th>
                <th title="adjusted for the number of causes by Benjamini and Hochberg">adjusted p</th>
              </tr>
            </thead>
            <tbody>
              {effects.map((effect) => (
                <Pull key={effect.cause} effect={effect} unit={unit === "share" ? "share" : "number"} {...extent} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}

interface PullProps {
  readonly effect: Effect;
  readonly unit: Unit;
  readonly from: number;
  readonly to: number;
}

function Pull({ effect, unit, from, to }: PullProps) {
  const { cause, estimate, about, adjustedP, partial } = effect;
  const { value, low, high } = estimate;
  const rank = partial ? `; rank correlation at the same score of people ${withInterval(partial)}` : "";
  const label = `${cause}: ${signed(value, unit)}, ${between(estimate, unit)}; ${about}${rank}`;
  return (
    <tr title={label}>
      <td className="is-left">{cause}</td>
      {value === null ? (
        <td className="is-left soft" colSpan={4}>
          {about}: {estimate.reason}
        </td>
      ) : (
        <>
          <td className="is-left is-bar">
            <IntervalMark {...{ value, low, high, from, to, label }} at={0} />
          </td>
          <td>{signed(value, unit)}</td>
          <td className="soft">{between(estimate, unit)}</td>
          <td className="soft">{probability(adjustedP)}</td>
        </>
      )}
    </tr>
  );
}

function unitWords(unit: EffectUnit, { scale }: SubjectResult): string {
  if (unit === "share") return "share of passes, 95 % interval";
  if (unit === "log odds") return "log odds, 95 % interval";
  return scale.length ? `points on the ${scale[0]}–${scale.at(-1)} scale, 95 % interval` : "points, 95 % interval";
}
