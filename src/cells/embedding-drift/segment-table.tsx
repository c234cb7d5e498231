import { percent } from "../../widgets/duration-scale.ts";
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
          <td colSpan={2} />
          <th scope="colgroup" colSpan={3} className="is-group">
            centroids
          </th>
          <td />
          <th scope="colgroup" colSpan={2} className="is-group">
            MMD
          </th>
          <th scope="colgroup" colSpan={3} className="is-group">
            classifier
          </th>
          <th scope="colgroup" className="is-group">
            components
          </th>
          <th scope="colgroup" colSpan={2} className="is-group">
            n
          </th>
        </tr>
        <tr>
          <th scope="col" className="is-left">
            segment
          </th>
          <th scope="col" className="is-left">
            verdict
          </th>
          <th scope="col">distance, sd</th>
          <th scope="col">no drift</th>
          <th scope="col">cosine</th>
          <th scope="col">spread</th>
          <th scope="col">MMD²</th>
          <th scope="col">p</th>
          <th scope="col">AUC</th>
          <th scope="col">no drift</th>
          <th scope="col">p</th>
          <th scope="col">drifted</th>
          <th scope="col" className="is-reference">
            ref.
          </th>
          <th scope="col" className="is-current">
            cur.
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
      <td className="soft">{upTo(segment.distanceHigh)}</td>
      <td>{figure(segment.similarity)}</td>
      <td>{figure(segment.spreadRatio)}</td>
      <td>{figure(segment.mmd)}</td>
      <td>{pText(segment.adjustedP)}</td>
      <td>{figure(segment.auc)}</td>
      <td className="soft">{upTo(segment.aucHigh)}</td>
      <td>{pText(segment.aucP)}</td>
      <td>{percent(segment.components)}</td>
      <td className="is-reference">{groupDigits(segment.referenceN)}</td>
      <td className="is-current">{groupDigits(segment.currentN)}</td>
    </tr>
  );
}

function upTo(high: number | null): string {
  return high === null ? "–" : `up to ${figure(high)}`;
}
