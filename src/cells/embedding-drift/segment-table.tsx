import { groupDigits } from "../../widgets/format.ts";
import type { RowValues } from "../../widgets/table-column.tsx";
import { PinRow } from "../pin-row.tsx";
import type { EmbeddingDriftResult, Segment } from "./result.ts";
import { capital, figure, pText } from "./words.ts";

interface SegmentTableProps {
  readonly result: EmbeddingDriftResult;
  readonly pin: ((row: RowValues) => Promise<string>) | null;
}

/** Each segment's current vectors against its own reference. */
export function SegmentTable({ result, pin }: SegmentTableProps) {
  return (
    <table className="analysis-table" aria-label="Segments">
      <thead>
        <tr>
          <th scope="col" className="is-left">
            segment
          </th>
          <th scope="col" className="is-left">
            verdict
          </th>
          <th scope="col">distance, sd</th>
          <th scope="col">no drift at this n</th>
          <th scope="col">cosine</th>
          <th scope="col">spread</th>
          <th scope="col">MMD²</th>
          <th scope="col">p</th>
          <th scope="col" className="is-reference">
            n, ref.
          </th>
          <th scope="col" className="is-current">
            n, cur.
          </th>
        </tr>
      </thead>
      <tbody>
        {result.segments.map((segment) => (
          <SegmentRow key={segment.segment ?? "\0"} segment={segment} pin={pin} />
        ))}
      </tbody>
    </table>
  );
}

function SegmentRow({ segment, pin }: { readonly segment: Segment; readonly pin: SegmentTableProps["pin"] }) {
  const name = segment.segment;
  return (
    <tr>
      <td className="is-left">
        {name ?? <i className="soft">no value</i>}
        {pin && <PinRow label={name ?? "no value"} pin={() => pin({ segment: name })} />}
      </td>
      <td className="is-left" title={segment.reason}>
        {capital(segment.verdict)}
      </td>
      <td>{figure(segment.distance)}</td>
      <td className="soft">{segment.distanceHigh === null ? "–" : `up to ${figure(segment.distanceHigh)}`}</td>
      <td>{figure(segment.similarity)}</td>
      <td>{figure(segment.spreadRatio)}</td>
      <td>{figure(segment.mmd)}</td>
      <td>{pText(segment.adjustedP)}</td>
      <td className="is-reference">{groupDigits(segment.referenceN)}</td>
      <td className="is-current">{groupDigits(segment.currentN)}</td>
    </tr>
  );
}
