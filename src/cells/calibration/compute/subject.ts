import type { Chosen, LabelType } from "../definition.ts";

/** A judge on a dimension, and what people say of the same items. All scores are numbers, NaN where there is none. */
export interface Subject {
  readonly dimension: string;
  readonly judge: string;
  /** The judge that it is compared with. */
  readonly compare: string | null;
  readonly type: LabelType;
  /** The values of the scale in order: of binary labels 0 and 1, of nominal ones 0, 1, 2 …; empty for continuous ones. */
  readonly scale: readonly number[];
  /** What the values are called. */
  readonly names: readonly string[];
  /** Scores from here on pass; null where nothing can pass. */
  readonly threshold: number | null;
  /** Of binary labels: numbers of the judge from here on pass. */
  readonly cut: number | null;
  /** Places in the list of all labelled items. */
  readonly items: Int32Array;
  readonly scores: Float64Array;
  readonly other: Float64Array | null;
  /** Whom the judge is held against: each person, or their majority as one. */
  readonly people: readonly Rater[];
  /** Each person, whatever `people` is. */
  readonly raters: readonly Rater[];
  /** The judge's probability of a pass. */
  readonly probability: Float64Array | null;
  /** The judge's further scores of items that it scored more than once, the first among them: place, score. */
  readonly repeats: { readonly place: Int32Array; readonly score: Float64Array } | null;
  /** Of pairs: the verdict in each order. */
  readonly orders: { readonly ab: Float64Array; readonly ba: Float64Array } | null;
  /** What the judge gave to items without a label: values, and to how many items each. */
  readonly unlabelled: { readonly values: Float64Array; readonly items: Float64Array };
  /** What had to be decided to read the labels, in sentences. */
  readonly notes: readonly string[];
}

export interface Rater {
  readonly rater: string;
  readonly values: Float64Array;
}

/** Something known of the items: texts, or numbers with NaN where there is none. */
export type Fact =
  | { readonly kind: "number"; readonly values: Float64Array }
  | { readonly kind: "text"; readonly values: readonly (string | null)[] };

export interface BiasFacts {
  /** Words of what was judged; of pairs, words of A less words of B. */
  readonly length: Fact | null;
  readonly position: Fact | null;
  readonly family: Fact | null;
  /** The values of `family` that are the judge's own. */
  readonly own: readonly string[];
  readonly others: Readonly<Record<string, Fact>>;
}

export interface CalibrationInput {
  readonly subjects: readonly Subject[];
  readonly slices: Readonly<Record<string, Fact>>;
  readonly bias: BiasFacts;
  readonly clusters: Fact | null;
  readonly weights: Fact | null;
  readonly strata: Fact | null;
  /** How many judged items, labelled or not, each stratum has. */
  readonly strataSizes: Readonly<Record<string, number>>;
  readonly options: {
    readonly chosen: Chosen;
    readonly consensus: "each" | "majority";
    readonly draws: number;
    readonly seed: number;
    readonly width: number;
    readonly epsilon: number;
    readonly recalibrate: "auto" | "isotonic" | "platt" | "level" | "none";
    readonly dangerous: { readonly judge_at_least?: number; readonly human_at_most?: number };
  };
}

/** The facts of a subject's items, in their order. */
export function factOf(fact: Fact | null, items: Int32Array): Fact | null {
  if (!fact) return null;
  return fact.kind === "number"
    ? { kind: "number", values: Float64Array.from(items, (item) => fact.values[item] as number) }
    : { kind: "text", values: Array.from(items, (item) => fact.values[item] ?? null) };
}

/** A fact as texts: what items are grouped by. */
export function textsOf(fact: Fact): readonly (string | null)[] {
  if (fact.kind === "text") return fact.values;
  return Array.from(fact.values, (value) => (Number.isNaN(value) ? null : String(value)));
}
