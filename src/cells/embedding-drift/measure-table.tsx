import { groupDigits } from "../../widgets/format.ts";
import type { RowValues } from "../../widgets/table-column.tsx";
import { PinRow } from "../pin-row.tsx";
import type { EmbeddingDriftResult, Measure } from "./result.ts";
import { bandText, figure, isOutside, measureWords, pText, valueText } from "./words.ts";

interface MeasureTableProps {
  readonly result: EmbeddingDriftResult;
  readonly pin: ((row: RowValues) => Promise<string>) | null;
}

/** Every measure beside what no drift looks like with as many rows. */
export function MeasureTable({ result, pin }: MeasureTableProps) {
  return (
    <table className="analysis-table" aria-label="Measures">
      <thead>
        <tr>
          <th scope="col" className="is-left">
            measure
          </th>
          <th scope="col" className="is-reference">
            reference
          </th>
          <th scope="col" className="is-current">
            current
          </th>
          <th scope="col">value</th>
          <th scope="col">its 95 % interval</th>
          <th scope="col">no drift at this n</th>
          <th scope="col">p</th>
          <th scope="col">n</th>
        </tr>
      </thead>
      <tbody>
        {result.measures.map((measure) => (
          <MeasureRow key={measure.id} measure={measure} pin={pin} />
        ))}
      </tbody>
    </table>
  );
}

function MeasureRow({ measure, pin }: { readonly measure: Measure; readonly pin: MeasureTableProps["pin"] }) {
  const { id, reference, current, value, low, high, p, referenceRows, currentRows, reason } = measure;
  const { label, about } = measureWords[id];
  return (
    <tr>
      <td className="is-left" title={about}>
        {label}
        {pin && <PinRow label={label} pin={() => pin({ measure: id })} />}
      </td>
      <td className="is-reference">{reference === null ? "" : figure(reference)}</td>
      <td className="is-current">{current === null ? "" : figure(current)}</td>
      {value === null ? (
        <td className="is-left soft" colSpan={4}>
          {reason ?? "unknown"}
        </td>
      ) : (
        <>
          <td>
            {isOutside(measure) ? (
              <strong title="Beyond what no drift comes to">{valueText(measure, value)}</strong>
            ) : (
              valueText(measure, value)
            )}
          </td>
          <td className="soft">{low === null || high === null ? "" : `${figure(low)} to ${figure(high)}`}</td>
          <td className="soft">{bandText(measure)}</td>
          <td>{p === null ? "" : pText(p)}</td>
        </>
      )}
      <td className="soft">
        {groupDigits(referenceRows)} + {groupDigits(currentRows)}
      </td>
    </tr>
  );
}
