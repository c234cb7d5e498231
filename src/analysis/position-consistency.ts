import { type Estimate, estimated, unknown } from "./estimate.ts";
import { isMissing, type Label, type Labels } from "./joint-table.ts";
import { evenSplitP } from "./mcnemar.ts";
import { wilsonInterval } from "./proportion-interval.ts";

/** What order does to a judge that compares pairs. */
export interface PositionConsistency {
  /** Share of pairs with the same winner in both orders. */
  readonly consistency: Estimate;
  /** Of pairs that name a winner by their slot in both orders, the share in which it is the first slot. */
  readonly firstSlot: Estimate;
  /** Two-sided, exact: of "both slots are equally likely" (McNemar's). */
  readonly firstSlotP: number | null;
  /** Mean over both orders of the share that names the true winner; null without truth. */
  readonly accuracy: Estimate | null;
  /** Share of pairs with the true winner in both orders; null without truth. */
  readonly bothCorrect: Estimate | null;
}

export interface PairVerdicts {
  /** The winner with the pair as it stands, and with its sides swapped: an answer's name, not a slot. */
  readonly firstOrder: Labels;
  readonly secondOrder: Labels;
  /** The answer that stands first in the first order. */
  readonly first: Label;
  /** The answer that stands first in the second order. */
  readonly second: Label;
  /** The true winner, if known. */
  readonly truth?: Labels;
}

/**
 * Consistency of pairwise verdicts under a swap, preference for a slot among inconsistent pairs, accuracy and
 * both-orders-correct (as in LLMBar, Zeng et al., ICLR 2024), with Wilson's intervals. A label that is neither answer
 * is a tie: it is consistent with a tie alone. The interval of accuracy takes pairs as the units, so that two orders
 * of a pair do not count as two.
 *
 * O(n). Throws when the columns differ in length.
 *
 *     positionConsistency({ firstOrder, secondOrder, first: 1, second: 2, truth });
 */
export function positionConsistency(verdicts: PairVerdicts): PositionConsistency {
  const { firstOrder, secondOrder, first, second, truth } = verdicts;
  for (const column of [secondOrder, truth ?? firstOrder])
    if (column.length !== firstOrder.length)
      throw new Error(`positionConsistency: columns must be equally long: ${firstOrder.length} and ${column.length}`);
  const pairs = Array.from(firstOrder.length ? firstOrder : [], (one, item) => [one, secondOrder[item], truth?.[item]]);
  const judged = pairs.filter(([one, other]) => !isMissing(one) && !isMissing(other));
  const same = judged.filter(([one, other]) => one === other).length;
  const firstTwice = judged.filter(([one, other]) => one === first && other === second).length;
  const secondTwice = judged.filter(([one, other]) => one === second && other === first).length;
  const decided = firstTwice + secondTwice;
  const known = judged.filter(([, , real]) => !isMissing(real));
  const right = known.map(([one, other, real]) => Number(one === real) + Number(other === real));
  return {
    consistency: shareOf(same, judged.length, "no pair has a verdict in both orders"),
    firstSlot: shareOf(firstTwice, decided, "no pair follows the slot"),
    firstSlotP: decided > 0 ? evenSplitP(firstTwice, decided) : null,
    accuracy: truth ? meanOfOrders(right) : null,
    bothCorrect: truth ? shareOf(right.filter((times) => times === 2).length, right.length, "no true winner") : null,
  };
}

function shareOf(k: number, n: number, reason: string): Estimate {
  return n > 0 ? estimated(k / n, n, wilsonInterval(k, n)) : unknown(0, reason);
}

/**
 * Wilson's interval for as many independent verdicts as the pairs are worth: half as many when the orders always
 * agree.
 */
function meanOfOrders(right: readonly number[]): Estimate {
  const n = right.length;
  if (n === 0) return unknown(0, "no true winner");
  const share = right.reduce((sum, times) => sum + times, 0) / (2 * n);
  const variance = right.reduce((sum, times) => sum + (times / 2 - share) ** 2, 0) / n;
  const worth = variance > 0 ? (share * (1 - share)) / (variance / n) : n;
  return estimated(share, n, wilsonInterval(share * worth, worth));
}
