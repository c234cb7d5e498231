import { percent } from "../../widgets/duration-scale.ts";
import { groupDigits } from "../../widgets/format.ts";
import type { EmbeddingDriftResult, Measure } from "./result.ts";
import { bandText, clusterName, figure, measureOf } from "./words.ts";

/** Three figures large: how far the mean moved, how well the sides can be told apart, which subject grew or shrank. */
export function Headlines({ result }: { readonly result: EmbeddingDriftResult }) {
  const distance = measureOf(result, "centroid distance");
  const auc = measureOf(result, "auc");
  return (
    <div className="drift-headlines">
      {distance && <MeasureHeadline label="Centroids apart, in reference sd" measure={distance} />}
      {auc && <MeasureHeadline label="Classifier tells them apart, AUC" measure={auc} />}
      <ClusterHeadline result={result} />
    </div>
  );
}

function MeasureHeadline({ label, measure }: { readonly label: string; readonly measure: Measure }) {
  const { value, low, high, reason, referenceRows, currentRows } = measure;
  const interval = low !== null && high !== null ? `${figure(low)} to ${figure(high)}, ` : "";
  return (
    <div className="drift-headline">
      <div className="drift-small">{label}</div>
      <div className="drift-big">{figure(value)}</div>
      <div className="drift-small">
        {value === null ? (reason ?? "unknown") : `no drift at this n: ${bandText(measure)}`}
      </div>
      <div className="drift-small">
        {interval}n = {groupDigits(referenceRows)} and {groupDigits(currentRows)}
      </div>
    </div>
  );
}

function ClusterHeadline({ result: { clusters } }: { readonly result: EmbeddingDriftResult }) {
  const [first] = clusters;
  if (!first) return null;
  const { reference, current } = first;
  const name = clusterName(first, 0);
  return (
    <div className="drift-headline">
      <div className="drift-small drift-cut" title={name}>
        {name}
      </div>
      <div className="drift-big">
        <span className="is-reference">{percent(reference.value)}</span> →{" "}
        <span className="is-current">{percent(current.value)}</span>
      </div>
      <div className="drift-small">
        {percent(reference.low)} to {percent(reference.high)} → {percent(current.low)} to {percent(current.high)}
      </div>
      <div className="drift-small">the largest change in share of {clusters.length} clusters</div>
    </div>
  );
}
