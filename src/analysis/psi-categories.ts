import type { BinPair } from "./psi.ts";

/** How many rows each category has. A missing value is a category like any other, under a name of the caller's. */
export type CategoryCounts = ReadonlyMap<string, number> | Readonly<Record<string, number>>;

export interface CategoryBin extends BinPair {
  /** The category; null for the bin of all others. */
  readonly category: string | null;
  readonly kind: "both" | "new" | "vanished" | "other";
}

export interface CategoryBins {
  readonly bins: readonly CategoryBin[];
  /** All categories that one side alone has, also those counted among the others; largest first. */
  readonly appeared: readonly string[];
  readonly vanished: readonly string[];
  /** Categories of both sides together. */
  readonly categories: number;
}

/**
 * The bins of a categorical column: the reference's `most` largest categories, and one for all others. Which ones
 * stand alone is decided by the reference, since choosing by the current rows would find drift where there is none.
 * New categories stand alone while the reference has no others for them to be among; `most` of them at most.
 * Ties are broken by name. O(categories × log categories).
 */
export function categoryBins(reference: CategoryCounts, current: CategoryCounts, most = 20): CategoryBins {
  const before = present(reference);
  const after = present(current);
  const kept = ordered(before).slice(0, most);
  const appeared = ordered(after).filter((name) => !before.has(name));
  const alone = before.size > most ? [] : appeared.slice(0, most);
  const names = [...kept, ...alone];
  const bins: CategoryBin[] = names.map((category) => pairOf(category, before, after));
  const others = { reference: total(before), current: total(after) };
  for (const bin of bins) {
    others.reference -= bin.reference;
    others.current -= bin.current;
  }
  if (others.reference + others.current > 0) bins.push({ category: null, kind: "other", ...others });
  const vanished = ordered(before).filter((name) => !after.has(name));
  return { bins, appeared, vanished, categories: before.size + appeared.length };
}

function present(counts: CategoryCounts): Map<string, number> {
  const entries = counts instanceof Map ? [...counts] : Object.entries(counts);
  for (const [name, count] of entries)
    if (!(count >= 0)) throw new Error(`categoryBins: a count cannot be negative: ${name}: ${count}`);
  return new Map(entries.filter(([, count]) => count > 0));
}

function ordered(counts: ReadonlyMap<string, number>): string[] {
  const entries = [...counts].sort(([a, rows], [b, others]) => others - rows || (a < b ? -1 : 1));
  return entries.map(([name]) => name);
}

function pairOf(
  category: string,
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
): CategoryBin {
  const reference = before.get(category) ?? 0;
  const current = after.get(category) ?? 0;
  const kind = reference === 0 ? "new" : current === 0 ? "vanished" : "both";
  return { category, kind, reference, current };
}

function total(counts: ReadonlyMap<string, number>): number {
  let rows = 0;
  for (const count of counts.values()) rows += count;
  return rows;
}
