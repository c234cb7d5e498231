import { type Estimate, estimated, unknown } from "./estimate.ts";
import { isMissing, type Labels } from "./joint-table.ts";
import { wilsonInterval } from "./proportion-interval.ts";

/**
 * The share of items to which both raters give the same label, with Wilson's interval. Items that miss a label are left
 * out. It says nothing of chance: where one label is common, show kappa and AC1 beside it.
 *
 * O(n). Throws when the columns differ in length.
 *
 *     percentAgreement(["a", "b", "a"], ["a", "b", "b"]).value; // 2 / 3
 */
export function percentAgreement(first: Labels, second: Labels): Estimate {
  if (first.length !== second.length)
    throw new Error(`percentAgreement: columns must be equally long: ${first.length} and ${second.length}`);
  let [same, n] = [0, 0];
  for (let item = 0; item < first.length; item++) {
    if (isMissing(first[item]) || isMissing(second[item])) continue;
    n += 1;
    if (first[item] === second[item]) same += 1;
  }
  return n > 0 ? estimated(same / n, n, wilsonInterval(same, n)) : unknown(0, "no items with both labels");
}
