import { adjustedPValues } from "../../analysis/adjusted-p-values.ts";
import { type Homogeneity, homogeneity } from "../../analysis/homogeneity.ts";
import type { BinPair } from "../../analysis/psi.ts";
import type { CellContext } from "../../notebook/cell.ts";
import { type AttributeCounts, countAttributes } from "./attribute-counts.ts";
import type { CompareSpec } from "./definition.ts";
import type { AttributeRanking, RankedAttribute, Separation } from "./result.ts";

/** Below this, a difference is real perhaps, but no explanation (Cohen's small effect for a table of two rows). */
export const leastStrength = 0.1;

/**
 * Every attribute's trace-level values, tested for a different distribution in reference and current, and in the
 * slowest tenth and the rest. A verdict needs both: a corrected p below 0.05, and Cramér's V of 0.1 or more.
 */
export async function rankAttributes(spec: CompareSpec, context: CellContext): Promise<AttributeRanking> {
  context.progress("looking for attributes that tell the traces apart");
  const { keys, leftOut, looked } = await countAttributes(spec.attribute_traces, context);
  const cohorts = keys.map((key) => homogeneity(pairsOf(key, "cohorts")));
  const slow = keys.map((key) => homogeneity(pairsOf(key, "slow")));
  const adjusted = { cohorts: corrected(cohorts), slow: corrected(slow) };
  const rows = keys.map((key, place): RankedAttribute => {
    const { counts: _counts, ...about } = key;
    return {
      ...about,
      cohorts: separation(key, "cohorts", cohorts[place] as Homogeneity, adjusted.cohorts[place] ?? null),
      slow: separation(key, "slow", slow[place] as Homogeneity, adjusted.slow[place] ?? null),
    };
  });
  rows.sort((one, other) => rank(other) - rank(one) || (one.key < other.key ? -1 : 1));
  return { rows: rows.slice(0, spec.attributes), tested: keys.length, leftOut, looked };
}

type Question = "cohorts" | "slow";

interface ValuePair extends BinPair {
  readonly value: string;
}

/**
 * For each value how many traces of either group have it. Values too rare to be expected five times in each group are
 * taken together: chi-square is then to be trusted, and what is rare is no explanation of the whole.
 */
function pairsOf({ counts }: AttributeCounts, question: Question): readonly ValuePair[] {
  const pairs = counts.map(({ value, n }): ValuePair => {
    const { reference, current } = n;
    return question === "cohorts"
      ? { value, reference: reference.rest + reference.slow, current: current.rest + current.slow }
      : { value, reference: reference.rest + current.rest, current: reference.slow + current.slow };
  });
  const total = sumOf(pairs);
  const smaller = Math.min(total.reference, total.current) / (total.reference + total.current);
  const isRare = (pair: ValuePair) =>
    pair.value === "other values" || (pair.reference + pair.current) * smaller < leastExpected;
  const rare = pairs.filter(isRare);
  if (rare.length < 2) return pairs;
  return [...pairs.filter((pair) => !isRare(pair)), { value: "other values", ...sumOf(rare) }];
}

const leastExpected = 5;

function sumOf(pairs: readonly BinPair[]): BinPair {
  const sum = (side: keyof BinPair) => pairs.reduce((total, pair) => total + pair[side], 0);
  return { reference: sum("reference"), current: sum("current") };
}

function corrected(tests: readonly Homogeneity[]): readonly (number | null)[] {
  return adjustedPValues(tests.map(({ p }) => p));
}

function separation(
  key: AttributeCounts,
  question: Question,
  { p, cramersVBiasCorrected: strength, reason }: Homogeneity,
  adjusted: number | null,
): Separation {
  const pairs = pairsOf(key, question);
  const { reference: first, current: second } = sumOf(pairs);
  const separates = adjusted !== null && adjusted < 0.05 && strength !== null && strength >= leastStrength;
  if (p === null || first === 0 || second === 0)
    return { strength: null, p: null, adjusted: null, separates: false, value: null, shares: null, reason };
  const shares = pairs.map(({ reference, current }) => [reference / first, current / second] as const);
  const differences = shares.map(([before, after]) => Math.abs(after - before));
  const most = differences.indexOf(Math.max(...differences));
  const value = pairs[most]?.value ?? null;
  return { strength, p, adjusted, separates, value, shares: shares[most] ?? null, reason: null };
}

function rank({ cohorts, slow }: RankedAttribute): number {
  const one = (separation: Separation) => (separation.separates ? 1 : 0) + (separation.strength ?? 0) / 2;
  return Math.max(one(cohorts), one(slow));
}
