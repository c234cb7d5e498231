import { DifferenceBar } from "../../widgets/difference-bar.tsx";
import { counted, groupDigits } from "../../widgets/format.ts";
import type { MapCluster, MapResult } from "./result.ts";
import type { Selection } from "./selection.ts";
import { clusterName, points, share } from "./words.ts";

interface ClusterListProps {
  readonly result: MapResult;
  readonly selection?: Selection | null;
  /** Null where nothing can be chosen. */
  readonly onSelect: ((selection: Selection | null) => void) | null;
}

/** The clusters, the one whose share changed most first, with their shares and the change with its interval. */
export function ClusterList({ result, selection = null, onSelect }: ClusterListProps) {
  const { reading, sides } = result;
  if (!reading) return <aside className="emap-clusters soft">Clusters are told when the map is laid out.</aside>;
  const extent = Math.max(
    ...reading.clusters.map(({ change }) => Math.max(Math.abs(change.low ?? 0), Math.abs(change.high ?? 0))),
  );
  const isCompared = sides.length > 1;
  return (
    <aside className="emap-clusters" aria-label="Clusters">
      <p className="emap-clusters-head">
        {counted(reading.clusters.length, "cluster")} by all dimensions
        {isCompared &&
          reading.p !== null &&
          `; shares differ with p ${reading.p < 0.001 ? "< 0.001" : `= ${reading.p.toFixed(3)}`}`}
      </p>
      <ul>
        {reading.clusters.map((cluster) => {
          const isChosen = selection !== null && "cluster" in selection.by && selection.by.cluster === cluster.cluster;
          const body = <ClusterBody cluster={cluster} extent={extent} isCompared={isCompared} />;
          return (
            <li key={cluster.cluster}>
              {onSelect ? (
                <button
                  type="button"
                  className="emap-cluster"
                  aria-pressed={isChosen}
                  onClick={() => onSelect(isChosen ? null : selectionOf(cluster, reading.cluster))}
                >
                  {body}
                </button>
              ) : (
                <div className="emap-cluster">{body}</div>
              )}
            </li>
          );
        })}
      </ul>
    </aside>
  );
}

function ClusterBody({ cluster, extent, isCompared }: { cluster: MapCluster; extent: number; isCompared: boolean }) {
  const { change, adjustedP, reference, current } = cluster;
  return (
    <>
      <span className="emap-cluster-name">
        <span className="num">{cluster.cluster + 1}</span> {clusterName(cluster)}
      </span>
      {isCompared ? (
        <span className="emap-cluster-shares">
          <span className="is-reference">{share(reference.value)}</span>
          <span className="is-current">{share(current.value)}</span>
          <DifferenceBar {...change} extent={extent} width={84} label={`Change ${points(change)}`} />
          <span className="emap-cluster-change">
            {points(change)}
            {adjustedP !== null && adjustedP >= 0.05 && <span className="soft">, may be chance</span>}
          </span>
        </span>
      ) : (
        <span className="num">{groupDigits(cluster.rows)}</span>
      )}
    </>
  );
}

function selectionOf(cluster: MapCluster, clusters: Int32Array): Selection {
  const rows = Int32Array.from(clusters.keys()).filter((row) => clusters[row] === cluster.cluster);
  return { rows, by: { cluster: cluster.cluster }, label: clusterName(cluster) };
}
