import type { ClusterShare } from "../../analysis/cluster-shares.ts";
import type { Estimate } from "../../analysis/estimate.ts";
import type { MapQuality } from "../../analysis/trustworthiness.ts";
import type { ContrastedWord } from "../../analysis/word-contrast.ts";
import type { Side } from "../cohort-sides.ts";

export interface MapSide {
  readonly side: Side;
  /** Rows of the side in the table, and how many of them are on the map. */
  readonly rows: number;
  readonly shown: number;
  /** Rows that cannot be on it, by reason. */
  readonly left: readonly { readonly reason: string; readonly rows: number }[];
  readonly models: readonly string[];
}

/** A column that points can be coloured by; one value a row, in the order of the rows. NaN and −1 stand for none. */
export type MapColumn =
  | { readonly name: string; readonly kind: "number" | "time"; readonly values: Float64Array }
  | {
      readonly name: string;
      readonly kind: "category";
      readonly codes: Int32Array;
      readonly levels: readonly string[];
    };

/** The rows of the map, reference first. */
export interface MapRows {
  readonly ids: readonly (string | null)[];
  /** The beginnings of their texts. */
  readonly texts: readonly (string | null)[];
  /** Which of `sides` each row belongs to. */
  readonly side: Uint8Array;
  readonly columns: readonly MapColumn[];
}

export interface MapCluster extends ClusterShare {
  readonly rows: number;
  /** Where its rows lie on the map, in the middle, and how high they reach. */
  readonly x: number;
  readonly y: number;
  readonly top: number;
  readonly words: readonly ContrastedWord[];
}

export interface Faithfulness {
  /** How well reference and current can be told apart by all dimensions, and on the map: AUC. */
  readonly inFull: Estimate;
  readonly onMap: Estimate;
  /** The part of the first beyond 0.5 that the second shows; null where there is nothing to show. */
  readonly shown: number | null;
  readonly reason: string | null;
}

/** What is told of a map once it is laid out. */
export interface MapReading {
  readonly quality: MapQuality;
  readonly faithfulness: Faithfulness | null;
  readonly clusters: readonly MapCluster[];
  /** Of all clusters' shares together. */
  readonly p: number | null;
  /** The cluster of each row, and its mean distance to its five nearest rows of the reference. */
  readonly cluster: Int32Array;
  readonly novelty: Float32Array | null;
  /** The share of true neighbours that were found, where they are approximate. */
  readonly recall: number | null;
  /** SHA-256 of the positions. */
  readonly digest: string;
}

export interface MapResult {
  readonly sides: readonly MapSide[];
  readonly dimensions: number;
  /** Whether the current rows were placed into a map of the reference. */
  readonly placed: boolean;
  /** Why not, where that was asked for. */
  readonly whyJoint: string | null;
  readonly rows: MapRows;
  /** x and y by turns; NaN for what has no place yet. */
  readonly positions: Float32Array;
  /** Null while the map is laid out. */
  readonly reading: MapReading | null;
  /** How far it is, while it is laid out; empty afterwards. */
  readonly stage: string;
  /** Whether the map comes from the notebook's cache. */
  readonly isKept: boolean;
}
