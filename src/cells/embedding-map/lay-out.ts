import { assignToClusters, kMeans } from "../../analysis/k-means.ts";
import { type Matrix, matrixOf, rowsOf } from "../../analysis/matrix.ts";
import { seededRandom } from "../../analysis/random.ts";
import { sampleIndices } from "../../analysis/sample-indices.ts";
import { type MapQuality, mapQuality } from "../../analysis/trustworthiness.ts";
import type { MapOptions, MapProgress } from "../../analysis/umap.ts";
import type { Computation, ComputationReport } from "../../notebook/computation.ts";
import { groupDigits } from "../../widgets/format.ts";
import type { MapSpec } from "./definition.ts";
import { faithfulness } from "./faithfulness.ts";
import { type MapEngine, ownEngine } from "./own-engine.ts";
import type { Faithfulness } from "./result.ts";

export interface LayOutInput {
  /** Reference first, then current. */
  readonly vectors: Float32Array;
  readonly dimensions: number;
  /** Rows that the map is laid out by; the others are placed into it. */
  readonly fitted: number;
  /** Rows of the reference; 0 where there are no cohorts. */
  readonly reference: number;
  readonly spec: Pick<MapSpec, "metric" | "engine" | "neighbours" | "min_dist" | "epochs" | "clusters" | "seed">;
}

export interface LayOutOutput {
  readonly positions: Float32Array;
  readonly novelty: Float32Array | null;
  readonly cluster: Int32Array;
  readonly clusters: number;
  readonly quality: MapQuality;
  readonly faithfulness: Faithfulness | null;
  readonly recall: number | null;
}

/** What the map looks like so far. */
export interface MapPicture {
  readonly positions: Float32Array;
  readonly stage: string;
}

const clustered = 4000;
const judged = 2000;
const pictureEveryMs = 150;

/** Neighbours, layout, placing, novelty, clusters and what the map is worth: all that needs the vectors. */
export const layOutEmbeddings: Computation<LayOutInput, LayOutOutput, MapPicture> = {
  name: "embedding-map",
  async run(input, report) {
    const { dimensions, fitted, reference, spec } = input;
    const all = matrixOf(spec.metric === "cosine" ? directions(input.vectors, dimensions) : input.vectors, dimensions);
    const engine: MapEngine =
      spec.engine === "umap-js" ? (await import("./umap-js-engine.ts")).umapJsEngine : ownEngine;
    const watch = watcher(report, all.rows, fitted);
    const options: MapOptions = {
      neighbours: spec.neighbours,
      minDistance: spec.min_dist,
      seed: spec.seed,
      watch,
      ...(spec.epochs === undefined ? {} : { epochs: spec.epochs }),
    };
    const laid = engine(all, fitted, reference, options);
    report.progress("judging the map");
    const clusters = clustersOf(all, spec);
    const map = matrixOf(laid.positions, 2);
    const sample = someRows(all.rows, judged, spec.seed);
    const k = Math.min(15, Math.max(1, Math.ceil(sample.length / 2) - 1));
    return {
      ...laid,
      ...clusters,
      quality: mapQuality(rowsOf(all, sample), rowsOf(map, sample), k),
      faithfulness: reference > 0 && reference < all.rows ? faithfulness(all, map, reference, spec.seed) : null,
    };
  },
  moved: ({ positions, novelty, cluster }) =>
    [positions, cluster, ...(novelty ? [novelty] : [])].map(({ buffer }) => buffer as ArrayBuffer),
};

/** A copy with every row of length 1, so that Euclidean distance orders rows as cosine distance does. */
function directions(vectors: Float32Array, columns: number): Float32Array {
  const copy = vectors.slice();
  for (let start = 0; start < copy.length; start += columns) {
    let squared = 0;
    for (let place = start; place < start + columns; place++) squared += (copy[place] as number) ** 2;
    const length = Math.sqrt(squared);
    for (let place = start; place < start + columns; place++) copy[place] = (copy[place] as number) / length;
  }
  return copy;
}

const words = { neighbours: "finding neighbours", layout: "laying out", placing: "placing the current rows" };

/** Tells progress and pictures a few times a second. Rows that are yet to be placed have no position. */
function watcher(report: ComputationReport<MapPicture>, rows: number, fitted: number) {
  const shown = new Float32Array(2 * rows).fill(Number.NaN);
  let last = 0;
  return ({ stage, done, of, positions }: MapProgress) => {
    const now = Date.now();
    if (now - last < pictureEveryMs && done < of) return;
    last = now;
    const text =
      stage === "neighbours"
        ? `${words[stage]} of ${groupDigits(fitted)} rows, ${Math.round((100 * done) / of)} %`
        : `${words[stage]}: ${groupDigits(done)} of ${groupDigits(of)}${positions ? " epochs" : ""}`;
    report.progress(text);
    if (!positions) return;
    shown.set(positions, stage === "placing" ? 2 * fitted : 0);
    report.picture({ positions: shown.slice(), stage: text });
  };
}

/** Found in a sample of all rows, whatever their side, so that the comparison of the sides' shares stays fair. */
function clustersOf(
  points: Matrix,
  { clusters, seed }: LayOutInput["spec"],
): { cluster: Int32Array; clusters: number } {
  const sample = rowsOf(points, someRows(points.rows, clustered, seed));
  const { centroids } = kMeans(sample, Math.min(clusters, sample.rows), { seed, rounds: 30, starts: 2 });
  return { cluster: assignToClusters(points, centroids).labels, clusters: centroids.rows };
}

function someRows(rows: number, most: number, seed: number): ArrayLike<number> {
  if (rows <= most) return Int32Array.from({ length: rows }, (_, row) => row);
  return sampleIndices(rows, most, seededRandom(seed)).sort((a, b) => a - b);
}
