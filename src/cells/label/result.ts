import type { Rubric } from "../rubric.ts";
import type { DrawStratum } from "./draw.ts";
import type { LabelEvent } from "./log.ts";

export interface LabelResult {
  readonly rubric: Rubric;
  /** What the labels file calls this cell. */
  readonly cell: string;
  readonly draw: Draw;
  readonly items: readonly LabelItem[];
  /** Of this cell, in their order: the notebook's own log, then those of the files in `also`. */
  readonly events: readonly LabelEvent[];
  /** Where labels are kept; null while the notebook is not saved. */
  readonly file: string | null;
  /** What of the logs could not be read, with its place. */
  readonly problems: readonly string[];
  readonly notes: readonly string[];
}

export interface Draw {
  /** "random", "stratified by tenant" … */
  readonly words: string;
  readonly seed: number;
  /** How many items there are to draw from. */
  readonly population: number;
  readonly strata: readonly DrawStratum[];
}

export interface LabelItem {
  readonly id: string;
  readonly traceId: string | null;
  readonly stratum: string;
  /** How many items of the whole it stands for. */
  readonly weight: number | null;
  readonly texts: readonly ItemText[];
  readonly documents: readonly ItemDocument[];
  /** Hidden until the item is labelled. */
  readonly judge: readonly JudgeScore[];
  /** Of a pair: the second answer is shown first. */
  readonly swapped: boolean;
}

export interface ItemText {
  readonly name: string;
  readonly text: string;
  /** Characters that were left out at the end. */
  readonly cut: number;
}

export interface ItemDocument {
  readonly id: string;
  readonly rank: number | null;
  readonly score: number | null;
  readonly text: string;
}

export interface JudgeScore {
  readonly rater: string;
  readonly dimension: string;
  readonly value: string;
  readonly rationale: string;
}
