import { logGamma } from "./binomial.ts";
import type { Random } from "./random.ts";

/**
 * How many of `draws` items, drawn without putting back from `total` of which `marked` are marked, are marked.
 * Small numbers of marked items are drawn one by one; else the distribution is searched outwards from its mode, which
 * takes about as many steps as it has standard deviations' width. Throws unless marked and draws lie from 0 to total.
 */
export function hypergeometric(total: number, marked: number, draws: number, random: Random): number {
  if (!(marked >= 0 && marked <= total && draws >= 0 && draws <= total))
    throw new Error(`hypergeometric: ${marked} marked and ${draws} drawn must lie from 0 to ${total}`);
  return marked <= 16 ? oneByOne(total, marked, draws, random) : outwards(total, marked, draws, random);
}

function oneByOne(total: number, marked: number, draws: number, random: Random): number {
  let found = 0;
  for (let item = 0; item < marked; item++) if (random.next() * (total - item) < draws - found) found++;
  return found;
}

function outwards(total: number, marked: number, draws: number, random: Random): number {
  const least = Math.max(0, draws + marked - total);
  const most = Math.min(draws, marked);
  const mode = Math.min(most, Math.max(least, Math.floor(((draws + 1) * (marked + 1)) / (total + 2))));
  const up = (k: number) => ((marked - k) * (draws - k)) / ((k + 1) * (total - marked - draws + k + 1));
  let [low, high] = [mode, mode];
  let [massLow, massHigh] = [mass(total, marked, draws, mode), 0];
  massHigh = massLow;
  let left = random.next() - massLow;
  while (left > 0 && (low > least || high < most)) {
    if (high < most) {
      massHigh *= up(high++);
      left -= massHigh;
      if (left <= 0) return high;
    }
    if (low > least) {
      massLow /= up(--low);
      left -= massLow;
      if (left <= 0) return low;
    }
  }
  return mode;
}

function mass(total: number, marked: number, draws: number, k: number): number {
  const choose = (n: number, of: number) => logGamma(n + 1) - logGamma(of + 1) - logGamma(n - of + 1);
  return Math.exp(choose(marked, k) + choose(total - marked, draws - k) - choose(total, draws));
}
