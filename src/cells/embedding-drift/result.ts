import type { DistinguishingWord } from "../../analysis/distinguishing-words.ts";
import type { DriftVerdict } from "../../analysis/drift-verdict.ts";
import type { Estimate } from "../../analysis/estimate.ts";

export interface EmbeddingDriftResult {
  readonly verdict: Verdict;
  /** What stands in the way of believing it, the gravest first. */
  readonly guards: readonly Guard[];
  readonly counts: Counts;
  readonly measures: readonly Measure[];
  readonly clusters: readonly Cluster[];
  /** The chance that the clusters' shares differ this much without drift. */
  readonly clustersP: number | null;
  readonly windows: readonly Window[];
  /** Within the time of the windows. */
  readonly deployments: readonly { readonly time: string; readonly label: string }[];
  readonly segments: readonly Segment[];
  /** What current has more of, and what it has less of, the strongest first. */
  readonly more: readonly Contribution[];
  readonly less: readonly Contribution[];
}

export interface Verdict {
  readonly word: DriftVerdict | "not comparable";
  readonly reason: string;
}

export interface Guard {
  readonly kind:
    | "cohorts"
    | "few"
    | "models"
    | "dimensions"
    | "same texts"
    | "not finite"
    | "missing"
    | "zero"
    | "duplicates"
    | "sample"
    | "windows"
    | "segments";
  /** A warning puts the verdict in doubt. */
  readonly isWarning: boolean;
  readonly text: string;
}

/** Of vectors that can be compared, and of those that were looked at. */
export interface Counts {
  readonly reference: number;
  readonly current: number;
  readonly referenceRows: number;
  readonly currentRows: number;
  readonly dimensions: number;
  readonly model: string | null;
}

export type MeasureId =
  | "centroid distance"
  | "centroid cosine"
  | "centred cosine"
  | "spread"
  | "participation"
  | "mmd"
  | "energy"
  | "auc"
  | "components";

export interface Measure {
  readonly id: MeasureId;
  /** What each side comes to, where it is told of one side. */
  readonly reference: number | null;
  readonly current: number | null;
  /** Of both sides: a distance, a ratio, an AUC. */
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** No drift at these numbers of rows stays above the one and below the other, 19 times of 20. */
  readonly nullLow: number | null;
  readonly nullHigh: number | null;
  readonly p: number | null;
  readonly referenceRows: number;
  readonly currentRows: number;
  readonly reason: string | null;
}

export interface Cluster {
  readonly referenceCount: number;
  readonly currentCount: number;
  readonly reference: Estimate;
  readonly current: Estimate;
  /** Current less reference. */
  readonly change: Estimate;
  readonly adjustedP: number | null;
  readonly words: readonly DistinguishingWord[];
  /** The rows nearest to the cluster's centre. */
  readonly typical: readonly RowTold[];
}

export interface Compared {
  readonly referenceRows: number;
  readonly currentRows: number;
  /** Cosine similarity of the centroids. */
  readonly similarity: number | null;
  readonly centredSimilarity: number | null;
  /** Of the centroids, in RMS distances of the reference. */
  readonly distance: number | null;
  /** No drift at this number of rows has more similarity, and less distance, 19 times of 20. */
  readonly similarityLow: number | null;
  readonly distanceHigh: number | null;
  readonly spreadRatio: number | null;
  readonly mmd: number | null;
  readonly energy: number | null;
  /** Of a domain classifier out of fold, and what no drift stays below 19 times of 20. */
  readonly auc: number | null;
  readonly aucHigh: number | null;
  /** Of the classifier, adjusted over the windows or segments. */
  readonly aucP: number | null;
  /** Share of the first components that drifted. */
  readonly components: number | null;
  /** Of MMD, adjusted over the windows or segments. */
  readonly adjustedP: number | null;
  readonly verdict: DriftVerdict;
  readonly reason: string;
}

export interface Window extends Compared {
  /** ISO, UTC. */
  readonly start: string;
  /** All vectors in it that can be compared; `currentRows` were looked at. */
  readonly n: number;
  readonly cohort: "reference" | "current" | null;
}

export interface Segment extends Compared {
  readonly segment: string | null;
  readonly referenceN: number;
  readonly currentN: number;
}

/** The trace that a row's id leads to, and its span, where the id is one's. */
export interface Linked {
  readonly traceId: string | null;
  readonly spanId: string | null;
}

export interface RowTold extends Linked {
  readonly text: string | null;
  readonly id: string | null;
  readonly time: string | null;
  readonly side: "reference" | "current";
}

export interface Contribution extends RowTold {
  /** How much more it is like current rows than like reference rows, from −1 to 1. */
  readonly witness: number;
  /** Its place in `clusters`. */
  readonly cluster: number | null;
}
