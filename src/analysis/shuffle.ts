import type { Random } from "./random.ts";

/**
 * A shuffled copy (Fisher and Yates, in Durstenfeld's form): every order is equally likely. O(n).
 *
 *     shuffled(["a", "b", "c"], seededRandom(1));
 */
export function shuffled<T>(items: ArrayLike<T>, random: Random): T[] {
  const copy = Array.from(items);
  for (let end = copy.length - 1; end > 0; end--) {
    const other = random.below(end + 1);
    [copy[end], copy[other]] = [copy[other] as T, copy[end] as T];
  }
  return copy;
}
