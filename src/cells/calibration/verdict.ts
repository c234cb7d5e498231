import type { SubjectFigures } from "./compute/calibrate.ts";
import type { LabelType } from "./definition.ts";
import { rulingsOf } from "./rules.ts";

/** What a judge may be used for: to explore, to follow a trend, or to hold a gate. */
export type Use = "explore" | "trend" | "gate";

/** One rule with what was found. */
export interface Ruling {
  /** "The lower end of quadratic kappa is 0.6 or more." */
  readonly rule: string;
  /** What use needs it. */
  readonly needs: "trend" | "gate";
  /** Null where it could not be looked at. */
  readonly met: boolean | null;
  /** True where not being met, or not being known, keeps the judge from that use. */
  readonly blocks: boolean;
  /** What was found, as a sentence. */
  readonly found: string;
  /** What would change it; empty where it is met. */
  readonly change: string;
}

export interface Verdict {
  readonly use: Use;
  readonly word: string;
  readonly meaning: string;
  /** The figures that made it: why it is no more than that, or of a gate why it is one. */
  readonly reasons: readonly string[];
  readonly changes: readonly string[];
  readonly rulings: readonly Ruling[];
}

export interface Judged {
  readonly type: LabelType;
  readonly scale: readonly number[];
  readonly figures: SubjectFigures;
}

const meanings: Readonly<Record<Use, readonly [word: string, meaning: string]>> = {
  explore: ["Explore only", "Read what it says; take none of its figures for what people would say."],
  trend: ["Trend only", "Good enough to follow a change over time, not to block a release."],
  gate: ["Gate", "Good enough to block a release on."],
};

/** Puts a judge's figures into one word, by rules that are all shown. */
export function verdictOf(judged: Judged): Verdict {
  const rulings = rulingsOf(judged);
  const blocked = (use: "trend" | "gate") =>
    rulings.filter((one) => one.needs === use && one.blocks && one.met !== true);
  const use: Use = blocked("trend").length ? "explore" : blocked("gate").length ? "trend" : "gate";
  const unmet = use === "explore" ? blocked("trend") : blocked("gate");
  const grounds = rulings.filter(({ needs, met, blocks }) => needs === "gate" && met === true && blocks).slice(0, 6);
  const [word, meaning] = meanings[use];
  const reasons = [...new Set((use === "gate" ? grounds : unmet).map(({ found }) => found))];
  return {
    use,
    word,
    meaning,
    reasons,
    changes: [...new Set(unmet.map(({ change }) => change))].filter(Boolean),
    rulings,
  };
}
