import { DifferenceBar } from "../../widgets/difference-bar.tsx";
import { percent } from "../../widgets/duration-scale.ts";
import { oneLine } from "../../widgets/format.ts";
import { ShareBar } from "../../widgets/share-bar.tsx";
import type { Cluster, EmbeddingDriftResult, Linked, RowTold } from "./result.ts";
import { clusterName, points, pText } from "./words.ts";

interface ClusterTableProps {
  readonly result: EmbeddingDriftResult;
  /** Shows a row's trace; null where it cannot be done. */
  readonly open: ((row: Linked) => void) | null;
}

/** What the texts are about, and how the shares of it changed. */
export function ClusterTable({ result, open }: ClusterTableProps) {
  const { clusters } = result;
  const full = Math.max(
    0.01,
    ...clusters.flatMap(({ reference, current }) => [reference.value ?? 0, current.value ?? 0]),
  );
  const extent = Math.max(
    0.01,
    ...clusters.flatMap(({ change }) => [change.low, change.high].map((end) => Math.abs(end ?? 0))),
  );
  return (
    <table className="analysis-table drift-clusters" aria-label="Clusters">
      <thead>
        <tr>
          <th scope="col" className="is-left">
            words, and typical texts
          </th>
          <th scope="col" className="is-left" title="Current; the tick is the share in reference">
            share
          </th>
          <th scope="col" className="is-reference">
            reference
          </th>
          <th scope="col" className="is-current">
            current
          </th>
          <th scope="col" className="is-left" title="Current less reference, with its 95 % interval as a whisker">
            change
          </th>
          <th scope="col">points</th>
          <th scope="col">95 % interval</th>
          <th scope="col" title="Of this cluster against all others, adjusted over the clusters">
            p
          </th>
        </tr>
      </thead>
      <tbody>
        {clusters.map((cluster, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: clusters are told by their order alone
          <ClusterRow key={place} cluster={cluster} place={place} full={full} extent={extent} open={open} />
        ))}
      </tbody>
    </table>
  );
}

interface ClusterRowProps extends Pick<ClusterTableProps, "open"> {
  readonly cluster: Cluster;
  readonly place: number;
  readonly full: number;
  readonly extent: number;
}

function ClusterRow({ cluster, place, full, extent, open }: ClusterRowProps) {
  const { reference, current, change, adjustedP, typical, words } = cluster;
  const shares = `${percent(reference.value)} (${cluster.referenceCount} of ${reference.n}) to ${percent(current.value)} (${cluster.currentCount} of ${current.n})`;
  const changed = `${points(change.value)} points, 95 % interval ${points(change.low)} to ${points(change.high)}`;
  return (
    <tr>
      <td className="is-left drift-texts">
        <div className={words.length ? "drift-words" : "drift-words soft"}>{clusterName(cluster, place)}</div>
        {typical.map((row, nth) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows are told by their order alone
          <TypicalText key={nth} row={row} open={open} />
        ))}
      </td>
      <td className="is-left is-bar">
        <ShareBar
          share={current.value}
          before={reference.value}
          full={full}
          colour="var(--current)"
          label={shares}
          width={90}
        />
      </td>
      <td className="is-reference" title={interval(reference)}>
        {percent(reference.value)}
      </td>
      <td className="is-current" title={interval(current)}>
        {percent(current.value)}
      </td>
      <td className="is-left is-bar">
        <DifferenceBar
          value={change.value}
          low={change.low}
          high={change.high}
          extent={extent}
          label={changed}
          width={110}
        />
      </td>
      <td>{points(change.value)}</td>
      <td className="soft">
        {points(change.low)} to {points(change.high)}
      </td>
      <td>{pText(adjustedP)}</td>
    </tr>
  );
}

function interval({ low, high, n }: Cluster["reference"]): string {
  return `95 % interval ${percent(low)} to ${percent(high)}, n = ${n}`;
}

export function TypicalText({ row, open }: { readonly row: RowTold; readonly open: ClusterTableProps["open"] }) {
  const text = row.text === null ? "no text" : oneLine(row.text);
  if (!open || row.traceId === null)
    return (
      <div className="drift-text" title={text}>
        {text}
      </div>
    );
  return (
    <button type="button" className="drift-text is-open" title={`${text}: open its trace`} onClick={() => open(row)}>
      {text}
    </button>
  );
}
