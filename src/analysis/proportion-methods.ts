import { betaQuantile, normalQuantile } from "./distributions.ts";
import type { Interval } from "./estimate.ts";

/** An interval of a share, beside Wilson's: exact, for small shares, for comparison with other tools. */
export type ProportionMethod = "clopper-pearson" | "jeffreys" | "agresti-coull" | "wald";

/**
 * The interval of k successes in n tries by other methods than Wilson's: Clopper and Pearson's exact one (Biometrika
 * 26, 1934, 404–413), Jeffreys', Agresti and Coull's (The American Statistician 52, 1998, 119–126), Wald's; cut to 0
 * and 1. Null when n is 0.
 *
 * O(1). Throws when k does not lie from 0 to n.
 *
 *     proportionInterval(8, 10, "clopper-pearson"); // 0.444 to 0.975
 */
export function proportionInterval(k: number, n: number, method: ProportionMethod, level = 0.95): Interval | null {
  if (n === 0) return null;
  if (!(k >= 0 && k <= n)) throw new Error(`proportionInterval: successes must lie from 0 to ${n}: ${k}`);
  return methods[method](k, n, (1 - level) / 2);
}

const methods: Readonly<Record<ProportionMethod, (k: number, n: number, tail: number) => Interval>> = {
  "clopper-pearson": (k, n, tail) => ({
    low: k === 0 ? 0 : betaQuantile(tail, k, n - k + 1),
    high: k === n ? 1 : betaQuantile(1 - tail, k + 1, n - k),
  }),
  jeffreys: (k, n, tail) => ({
    low: betaQuantile(tail, k + 0.5, n - k + 0.5),
    high: betaQuantile(1 - tail, k + 0.5, n - k + 0.5),
  }),
  "agresti-coull": (k, n, tail) => {
    const z = normalQuantile(1 - tail);
    return around((k + (z * z) / 2) / (n + z * z), n + z * z, z);
  },
  wald: (k, n, tail) => around(k / n, n, normalQuantile(1 - tail)),
};

function around(share: number, n: number, z: number): Interval {
  const half = z * Math.sqrt((share * (1 - share)) / n);
  return { low: Math.max(0, share - half), high: Math.min(1, share + half) };
}
