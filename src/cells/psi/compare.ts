import { homogeneity } from "../../analysis/homogeneity.ts";
import { shareDistances } from "../../analysis/jensen-shannon.ts";
import { type BinPair, psi } from "../../analysis/psi.ts";
import { binOf, carriedBins } from "../../analysis/psi-bins.ts";
import { literal, literals } from "../../engine/sql.ts";
import { binsOfCategories, type Categories } from "./categories.ts";
import { edgesOfCells, isAtom, ksOfCells, wassersteinOfCells } from "./cell-statistics.ts";
import type { PsiSpec } from "./definition.ts";
import type { Feature } from "./frame.ts";
import { type Frozen, type FrozenCategories, isFrozenNumber } from "./frozen.ts";
import { edgeLabels } from "./labels.ts";
import type { Bin, PsiRow } from "./result.ts";
import type { ValueCells } from "./value-cells.ts";

/** A row before it is known what the other columns' p-values make of its own. */
export type Compared = Omit<PsiRow, "adjustedP" | "verdict" | "reason" | "p">;

type Counted = BinPair & Pick<Bin, "label" | "kind" | "predicate">;
type Rules = Pick<PsiSpec, "bins" | "top" | "few_values" | "level">;

/** PSI of the reference's quantile bins, or of each value where there are few; Kolmogorov–Smirnov and Wasserstein. */
export function compareNumbers(feature: Feature, found: ValueCells, rules: Rules, frozen?: Frozen): Compared {
  if (frozen) return compareWithFrozen(feature, found, frozen, rules);
  const rows = (side: "reference" | "current") =>
    found.cells.reduce((sum, cell) => sum + cell[side], found.below[side] + found.above[side]);
  const [reference, current] = [rows("reference"), rows("current")];
  const carried = (most: number) => carriedBins(reference, current, most, 10);
  const isFew =
    found.cells.every(isAtom) && found.cells.length <= Math.min(rules.few_values, carried(rules.few_values));
  const isOdd = found.below.reference + found.below.current + found.above.reference + found.above.current > 0;
  const edges = isFew && !isOdd ? null : edgesOfCells(found.cells, carried(rules.bins));
  const counted = edges ? edgeBins(feature, found, edges) : valueBins(feature, found);
  return {
    ...measured(feature, withMissing(feature, counted, found.missing), rules),
    ks: ksOfCells(found),
    wasserstein: wassersteinOfCells(found),
    edges,
    notes: notesOf(found),
  };
}

function compareWithFrozen(feature: Feature, found: ValueCells, frozen: Frozen, rules: Rules): Compared {
  const edges = isFrozenNumber(frozen) ? frozen.edges : null;
  const counted = isFrozenNumber(frozen)
    ? edgeBins(feature, found, frozen.edges).map((bin, place) =>
        kindOf({ ...bin, reference: frozen.counts[place] ?? 0 }),
      )
    : frozenValueBins(feature, found, frozen);
  const missing = { reference: frozen.missing, current: found.missing.current };
  const reason = "the reference is frozen: its bins are known, its values are not";
  return {
    ...measured(feature, withMissing(feature, counted, missing), rules),
    ks: { value: null, atMost: null, p: null, reason },
    wasserstein: { value: null, atMost: null, inSd: null, reason },
    edges,
    isFrozen: true,
  };
}

/** Each frozen value with its rows now; values that were not there then are others. */
function frozenValueBins(
  feature: Feature,
  { cells, below, above }: ValueCells,
  { categories, other }: FrozenCategories,
): Counted[] {
  const kept = Object.entries(categories).sort(([one], [another]) => Number(one) - Number(another));
  const now = (label: string) =>
    cells.find((cell) => cell.low === cell.high && String(cell.low) === label)?.current ?? 0;
  const bins = kept.map(([label, reference]) =>
    kindOf({ label, reference, current: now(label), predicate: `${feature.expression} = ${label}` }),
  );
  const all = cells.reduce((sum, { current }) => sum + current, below.current + above.current);
  const current = all - bins.reduce((sum, bin) => sum + bin.current, 0);
  const names = kept.map(([label]) => label).join(", ");
  const predicate = `${feature.expression} NOT IN (${names || "NULL"})`;
  const rest: Counted = { label: "others", kind: "other", reference: other, current, predicate };
  return current + other > 0 ? [...bins, rest] : bins;
}

/** PSI of categories: the reference's most common by name, the others together. */
export function compareCategories(feature: Feature, found: Categories, rules: Rules, frozen?: Frozen): Compared {
  const kept = frozen && !isFrozenNumber(frozen) ? withFrozen(found, frozen) : found;
  const rows = (side: "reference" | "current") => kept.named.reduce((sum, one) => sum + one[side], kept.rest[side]);
  const most = carriedBins(rows("reference"), rows("current"), rules.top, 10);
  const { bins, appeared, vanished } = binsOfCategories(kept, most);
  const names = bins.flatMap(({ category }) => category ?? []);
  const counted = bins.map(({ category, ...bin }): Counted => {
    const predicate = category === null ? others(feature, names) : `${textOf(feature)} = ${literal(category)}`;
    return { ...bin, label: category ?? `${groupOfOthers(kept.count - names.length)}`, predicate };
  });
  const isCut = kept.count > names.length;
  const note = `${kept.count.toLocaleString("en")} categories; the reference's ${most} most common stand alone`;
  return {
    ...measured(feature, withMissing(feature, counted, kept.missing), rules),
    appeared,
    vanished,
    isFrozen: kept !== found,
    notes: isCut ? [note] : [],
  };
}

function withFrozen(found: Categories, frozen: FrozenCategories): Categories {
  const before = new Map(Object.entries(frozen.categories));
  const after = new Map(found.named.map(({ category, current }) => [category, current]));
  const names = [...new Set([...before.keys(), ...after.keys()])];
  const named = names.map((category) => ({
    category,
    reference: before.get(category) ?? 0,
    current: after.get(category) ?? 0,
  }));
  const rest = { reference: frozen.other, current: found.rest.current };
  return { ...found, named, rest, missing: { reference: frozen.missing, current: found.missing.current } };
}

function groupOfOthers(count: number): string {
  return count > 0 ? `${count.toLocaleString("en")} others` : "others";
}

function others(feature: Feature, names: readonly string[]): string {
  return `${textOf(feature)} NOT IN ${literals(names)}`;
}

function textOf({ expression }: Feature): string {
  return `(${expression})::VARCHAR`;
}

function edgeBins(feature: Feature, { cells, below, above }: ValueCells, edges: readonly number[]): Counted[] {
  const counts = Array.from({ length: edges.length + 1 }, () => ({ reference: 0, current: 0 }));
  const add = (bin: number, pair: BinPair) => {
    const count = counts[bin];
    if (!count) return;
    count.reference += pair.reference;
    count.current += pair.current;
  };
  for (const cell of cells) add(binOf(edges, cell.low), cell);
  add(0, below);
  add(edges.length, above);
  const labels = edgeLabels(edges, feature.isWhole);
  const value = feature.expression;
  return counts.map((count, bin) => {
    const [low, high] = [edges[bin - 1], edges[bin]];
    const parts = [low === undefined ? "" : `${value} >= ${low}`, high === undefined ? "" : `${value} < ${high}`];
    const end = high === undefined && !feature.isWhole ? `NOT isnan((${value})::DOUBLE)` : "";
    const predicate = [...parts, end].filter(Boolean).join(" AND ") || `${value} IS NOT NULL`;
    return kindOf({ ...count, label: labels[bin] ?? "", predicate });
  });
}

function valueBins(feature: Feature, { cells }: ValueCells): Counted[] {
  return cells.map(({ low, reference, current }) =>
    kindOf({ reference, current, label: String(low), predicate: `${feature.expression} = ${low}` }),
  );
}

function kindOf(bin: Omit<Counted, "kind">): Counted {
  const { reference, current } = bin;
  return {
    ...bin,
    kind: reference === 0 && current > 0 ? "new" : current === 0 && reference > 0 ? "vanished" : "both",
  };
}

function withMissing(feature: Feature, bins: readonly Counted[], missing: BinPair): readonly Counted[] {
  if (missing.reference + missing.current === 0) return bins;
  const { expression, kind, isWhole } = feature;
  const nan = kind === "numbers" && !isWhole ? ` OR isnan((${expression})::DOUBLE)` : "";
  return [...bins, { ...missing, label: "missing", kind: "missing", predicate: `(${expression} IS NULL${nan})` }];
}

function measured(feature: Feature, counted: readonly Counted[], { level }: Rules): Compared {
  const index = psi(counted, { level });
  const { p, method, cramersV } = homogeneity(counted);
  const { jensenShannonBase2 } = shareDistances(
    counted.map(({ reference }) => reference),
    counted.map(({ current }) => current),
  );
  const bins = counted.map((bin, place): Bin => {
    const { referenceShare = 0, currentShare = 0, contribution = 0 } = index.bins[place] ?? {};
    return { ...bin, referenceShare, currentShare, contribution };
  });
  const missing = bins.find(({ kind }) => kind === "missing");
  const listed = (kind: Bin["kind"]) => bins.filter((bin) => bin.kind === kind).map(({ label }) => label);
  return {
    id: feature.id,
    unit: "row",
    kind: feature.kind,
    referenceRows: index.referenceRows,
    currentRows: index.currentRows,
    referenceMissing: missing?.reference ?? 0,
    currentMissing: missing?.current ?? 0,
    psi: index.value,
    critical: index.critical,
    jensenShannon: jensenShannonBase2,
    ks: null,
    wasserstein: null,
    test: { p, method, cramersV },
    bins,
    edges: null,
    appeared: listed("new"),
    vanished: listed("vanished"),
    isFrozen: false,
    words: null,
    notes: [],
  };
}

function notesOf({ below, above, cells }: ValueCells): readonly string[] {
  const infinite = below.reference + below.current + above.reference + above.current;
  const notes: string[] = [];
  if (infinite > 0)
    notes.push(`${infinite.toLocaleString("en")} infinite values lie in the outer bins, and count for PSI alone`);
  if (!cells.every(isAtom))
    notes.push(`counted in ${cells.length.toLocaleString("en")} cells, each edge at the beginning of one`);
  return notes;
}
