import type { Estimate } from "../../analysis/estimate.ts";
import type { PositionConsistency } from "../../analysis/position-consistency.ts";
import type { DiffLine } from "../line-diff.ts";
import type { JudgedItem } from "./item.ts";
import type { Order } from "./request.ts";
import type { Selection } from "./select-rows.ts";
import type { Verdict } from "./verdict.ts";

/** An item without its whole texts. */
export interface ResultItem extends Omit<JudgedItem, "texts"> {
  /** The start of what was judged, personal data marked. */
  readonly excerpt: string;
}

/** One verdict of one call. */
export interface JudgeScore extends Verdict {
  /** The item's place among the items. */
  readonly item: number;
  readonly repeat: number;
  readonly order: Order;
  readonly repaired: boolean;
  /** Of the whole call, on the row of its first dimension; null on the others, so that sums count once. */
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly costUsd: number | null;
  readonly model: string | null;
}

export interface DimensionSummary {
  readonly name: string;
  /** The scale's values as text, in its order, with how many verdicts named each. */
  readonly counts: readonly { readonly value: string; readonly verdicts: number }[];
  readonly unreadable: number;
  /** The mean over the rows that the drawn ones stand for, all and by cohort; null for labels. */
  readonly means: readonly { readonly cohort: string | null; readonly mean: Estimate }[] | null;
  /** Of the items that were judged more than once, the share that got the same each time; null for one repeat. */
  readonly steadiness: Estimate | null;
  /** For pairs judged in both orders. */
  readonly position: PositionConsistency | null;
}

export interface RubricFacts {
  readonly name: string;
  readonly version: string;
  readonly about: string;
  readonly dimensions: readonly { readonly name: string; readonly question: string; readonly scale: string }[];
  /** The changelog's entry of this version. */
  readonly change: string;
}

export interface ChangedScore {
  readonly item: number;
  readonly dimension: string;
  readonly before: string;
  readonly after: string;
  /** null for labels. */
  readonly difference: number | null;
  readonly reasonBefore: string;
  readonly reasonAfter: string;
}

/** Two rubrics over the same items. */
export interface RubricComparison {
  readonly other: RubricFacts;
  readonly lines: readonly DiffLine[];
  readonly dimensions: readonly {
    readonly name: string;
    /** Items that both scored. */
    readonly both: number;
    readonly changed: number;
    /** This one's score less the other's; null for labels. */
    readonly difference: Estimate | null;
  }[];
  readonly changed: readonly ChangedScore[];
  /** Judgements by the other rubric that are not stored. */
  readonly missing: number;
}

export interface JudgeResult {
  readonly rubric: RubricFacts;
  readonly rater: string;
  readonly model: string | null;
  readonly endpoint: string | null;
  readonly selection: Selection;
  readonly items: readonly ResultItem[];
  readonly scores: readonly JudgeScore[];
  readonly dimensions: readonly DimensionSummary[];
  /** Judgements in all, and those that are stored. */
  readonly calls: number;
  readonly judged: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** null without a price. */
  readonly costUsd: number | null;
  /** Lines of the answers file that are neither answer nor rubric. */
  readonly unreadableLines: number;
  /** Whether the notebook is stored, so that answers can be. */
  readonly saved: boolean;
  readonly comparison: RubricComparison | null;
}
