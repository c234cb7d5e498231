import { logGamma } from "./binomial.ts";

/**
 * Fisher's exact test of a 2×2 table of counts [[a, b], [c, d]], two-sided: the chance, with the margins fixed, of
 * tables no likelier than this one. O(smallest margin). 1 when a margin is empty. Throws when a count is no whole number.
 */
export function fisherExact([[a, b], [c, d]]: readonly [readonly [number, number], readonly [number, number]]): number {
  for (const count of [a, b, c, d])
    if (!Number.isInteger(count) || count < 0) throw new Error(`fisherExact: counts must be whole numbers: ${count}`);
  const first = Math.max(0, a - d);
  const last = Math.min(a + b, a + c);
  const weight = (k: number) => logChoose(a + c, k) + logChoose(b + d, a + b - k);
  const here = weight(a);
  let [all, extreme] = [0, 0];
  for (let k = first; k <= last; k++) {
    const ratio = Math.exp(weight(k) - here);
    all += ratio;
    if (ratio <= 1 + 1e-7) extreme += ratio;
  }
  return Math.min(1, extreme / all);
}

function logChoose(n: number, k: number): number {
  return logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
}
