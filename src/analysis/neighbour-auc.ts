import { type Estimate, unknown } from "./estimate.ts";
import { type Matrix, stacked, whyIncomparable } from "./matrix.ts";
import { nearestNeighbours } from "./neighbours.ts";
import { rocAuc } from "./roc-auc.ts";

/**
 * How well the sides of a row's k nearest other rows tell its own: the AUC of the share of current ones among them, about
 * 0.5 without drift. It takes no shape of the sides for granted, so it can be compared between a space and a map of it.
 * O(rows² · columns). Null with a reason when a side has fewer than ten rows, columns differ or a number is not finite.
 */
export function neighbourAuc(reference: Matrix, current: Matrix, k = 15): Estimate {
  const rows = reference.rows + current.rows;
  const reason = whyIncomparable(reference, current, 10);
  if (reason !== null) return unknown(rows, reason);
  const near = nearestNeighbours(stacked(reference, current), Math.min(k, rows - 1));
  const labels = Uint8Array.from({ length: rows }, (_, row) => (row < reference.rows ? 0 : 1));
  const scores = Float64Array.from({ length: rows }, (_, row) => {
    let count = 0;
    for (let place = row * near.k; place < (row + 1) * near.k; place++)
      count += labels[near.indices[place] as number] as number;
    return count;
  });
  return rocAuc(scores, labels);
}
