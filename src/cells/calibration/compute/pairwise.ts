import type { Estimate } from "../../../analysis/estimate.ts";
import { percentAgreement } from "../../../analysis/percent-agreement.ts";
import { type PositionConsistency, positionConsistency } from "../../../analysis/position-consistency.ts";
import { modes } from "./people.ts";
import type { Subject } from "./subject.ts";

/** What a judge of pairs is worth: in both orders, and where both it and people name a winner. */
export interface Pairwise {
  /** Null where pairs were shown in one order only. */
  readonly orders: PositionConsistency | null;
  /** The winner of both orders together beside what most people say. */
  readonly agreement: Estimate;
  readonly withoutTies: Estimate;
  /** Verdicts that could not be read, each counted as a verdict of its own that is never right. */
  readonly unread: number;
}

const [firstAnswer, tie, secondAnswer, unread] = [0, 1, 2, 3];

export function pairwiseOf(subject: Subject): Pairwise | null {
  if (subject.type !== "pairwise") return null;
  const truth = modes(subject.people);
  const { orders, scores } = subject;
  const decided = (values: Float64Array) => values.map((value) => (value === tie ? Number.NaN : value));
  const count = (values: Float64Array) => values.filter((value) => value === unread).length;
  return {
    orders:
      orders &&
      positionConsistency({
        firstOrder: orders.ab,
        secondOrder: orders.ba,
        first: firstAnswer as number,
        second: secondAnswer as number,
        truth,
      }),
    agreement: percentAgreement(scores, truth),
    withoutTies: percentAgreement(decided(scores), decided(truth)),
    unread: orders ? count(orders.ab) + count(orders.ba) : count(scores),
  };
}
