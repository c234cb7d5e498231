import { clusterShares } from "../../analysis/cluster-shares.ts";
import { type DistinguishingWord, distinguishingWords } from "../../analysis/distinguishing-words.ts";
import { assignToClusters, kMeans } from "../../analysis/k-means.ts";
import { type Matrix, stacked } from "../../analysis/matrix.ts";
import { firstRows } from "./measures.ts";
import type { Cluster } from "./result.ts";

export interface FoundCluster extends Omit<Cluster, "typical"> {
  /** Rows, of the reference and then current, nearest to the centre; no text twice. */
  readonly typicalRows: readonly number[];
}

export interface FoundClusters {
  readonly clusters: readonly FoundCluster[];
  readonly p: number | null;
  /** The place in `clusters` of every row, reference rows first. */
  readonly labels: Int32Array;
}

export interface ClusterOptions {
  readonly clusters: number;
  readonly clustersOf: "both" | "reference";
  readonly seed: number;
  /** Of each reference and then each current row. */
  readonly texts: readonly (string | null)[];
}

const typicalTexts = 3;

/** Clusters with their change in share, the largest first, and what their texts are about. */
export function foundClusters(reference: Matrix, current: Matrix, options: ClusterOptions): FoundClusters {
  const { clusters: count, clustersOf, seed, texts } = options;
  // Of both sides as many, so that neither has more to say in what a cluster is.
  const equal = Math.min(reference.rows, current.rows);
  const points =
    clustersOf === "reference" ? reference : stacked(firstRows(reference, equal), firstRows(current, equal));
  const { centroids } = kMeans(points, Math.min(count, points.rows), { seed, rounds: 50 });
  const [before, after] = [assignToClusters(reference, centroids), assignToClusters(current, centroids)];
  const shares = clusterShares(before.labels, after.labels, centroids.rows, seed);
  const labels = Int32Array.from([...before.labels, ...after.labels]);
  const distances = Float64Array.from([...before.squared, ...after.squared]);
  const words = distinguishingWords(texts, labels, centroids.rows, { shortest: 3 });
  const clusters = shares.clusters.map(({ cluster, ...share }) => ({
    ...share,
    words: words[cluster] ?? ([] as readonly DistinguishingWord[]),
    typicalRows: typicalRows(cluster, labels, distances, texts),
  }));
  const place = new Map(shares.clusters.map(({ cluster }, at) => [cluster, at]));
  return { clusters, p: shares.p, labels: labels.map((cluster) => place.get(cluster) ?? -1) };
}

function typicalRows(
  cluster: number,
  labels: Int32Array,
  distances: Float64Array,
  texts: readonly (string | null)[],
): readonly number[] {
  const members = Array.from(labels.keys()).filter((row) => labels[row] === cluster && texts[row]);
  members.sort((a, b) => (distances[a] as number) - (distances[b] as number) || a - b);
  return firstOfEachText(members, texts, typicalTexts);
}

/** The first rows of an order whose texts differ. */
export function firstOfEachText(
  order: readonly number[],
  texts: readonly (string | null)[],
  count: number,
): readonly number[] {
  const seen = new Set<string>();
  const found: number[] = [];
  for (const row of order) {
    if (found.length === count) break;
    const text = texts[row];
    if (text && seen.has(text)) continue;
    if (text) seen.add(text);
    found.push(row);
  }
  return found;
}
