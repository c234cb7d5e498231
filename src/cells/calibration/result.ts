import type { SubjectFigures } from "./compute/calibrate.ts";
import type { LabelType } from "./definition.ts";
import type { Verdict } from "./verdict.ts";

/** An item that is listed: what was judged, what the judge said and why, what people said. */
export interface ListedItem {
  readonly item: string;
  readonly target: string | null;
  readonly trace: string | null;
  readonly text: string | null;
  readonly reason: string | null;
  readonly judge: string;
  readonly other: string | null;
  readonly otherReason: string | null;
  readonly people: readonly string[];
  readonly words: number | null;
}

export interface SubjectResult {
  readonly dimension: string;
  readonly judge: string;
  readonly type: LabelType;
  readonly scale: readonly number[];
  readonly names: readonly string[];
  readonly threshold: number | null;
  readonly cut: number | null;
  readonly raters: readonly string[];
  /** Items that the judge scored, labelled or not. */
  readonly judged: number;
  readonly notes: readonly string[];
  /** The query for all scores as the cell reads them, from which further ones are made. */
  readonly rowsSql: string;
  readonly figures: SubjectFigures;
  readonly verdict: Verdict;
  readonly dangerous: readonly ListedItem[];
  readonly changed: readonly ListedItem[];
}

export interface CalibrationResult {
  readonly subjects: readonly SubjectResult[];
  /** What there is where there is no subject: raters by their role. */
  readonly raters: readonly {
    readonly rater: string;
    readonly role: "judge" | "people" | "neither";
    readonly scores: number;
  }[];
  readonly warnings: readonly string[];
}
