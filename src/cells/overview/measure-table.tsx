import { groupDigits } from "../../widgets/format.ts";
import type { Side } from "../cohort-sides.ts";
import type { Measure, OverviewResult } from "./result.ts";
import { amount, certainty, differenceCertainty, signedAmount } from "./words.ts";

/** Every measure with its interval and n, the sides in adjacent columns. */
export function MeasureTable({ result }: { result: OverviewResult }) {
  const sides = result.sides.map(({ side }) => side);
  const compared = sides.length === 2;
  return (
    <table className="analysis-table overview-measures">
      <thead>
        <tr>
          <th scope="col" className="is-left">
            measure
          </th>
          {sides.map((side) => (
            <th key={side} scope="col" className={`is-${side}`}>
              {side === "all" ? "all traces" : side}
            </th>
          ))}
          {compared && (
            <>
              <th scope="col">difference</th>
              <th scope="col" className="is-left">
                95 % interval of the difference
              </th>
            </>
          )}
          {!compared && (
            <th scope="col" className="is-left">
              95 % interval, n
            </th>
          )}
          {sides.map((side) => (
            <th key={side} scope="col" className={`is-${side}`}>
              total{compared && `, ${side === "reference" ? "ref." : "cur."}`}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {result.measures.map((measure) => (
          <MeasureRow key={measure.id} measure={measure} sides={sides} />
        ))}
      </tbody>
    </table>
  );
}

const totalWords: Readonly<Record<string, string>> = { errors: "error spans" };

function MeasureRow({ measure, sides }: { measure: Measure; sides: readonly Side[] }) {
  const { unit, values, difference } = measure;
  const alone = sides.length === 1 && sides[0] ? values[sides[0]] : null;
  return (
    <tr>
      <td className="is-left">{measure.label}</td>
      {sides.map((side) => {
        const value = values[side];
        return (
          <td key={side} className={`is-${side}`} title={value && certainty(value, unit)}>
            {amount(value?.value ?? null, unit)}
          </td>
        );
      })}
      {sides.length === 2 && (
        <>
          <td>{difference && signedAmount(difference.value, unit)}</td>
          <td className="is-left soft">{difference && differenceCertainty(difference, unit)}</td>
        </>
      )}
      {alone && <td className="is-left soft">{measure.id === "traces" ? "" : certainty(alone, unit)}</td>}
      {sides.map((side) => {
        const total = values[side]?.total ?? null;
        return (
          <td key={side} className={`is-${side}`}>
            {total !== null && `${unit === "dollars" ? amount(total, unit) : groupDigits(Math.round(total))}`}
            {total !== null && totalWords[measure.id] && ` ${totalWords[measure.id]}`}
          </td>
        );
      })}
    </tr>
  );
}
