import { adjustedPValues } from "../../analysis/adjusted-p-values.ts";
import { centroidDrift } from "../../analysis/centroid-drift.ts";
import { centroidNull } from "../../analysis/centroid-null.ts";
import { componentsDriftOf } from "../../analysis/components-drift.ts";
import { componentsFor, domainClassifierOf } from "../../analysis/domain-classifier.ts";
import { centroidEffect, driftVerdict } from "../../analysis/drift-verdict.ts";
import { energyDistanceOf } from "../../analysis/energy-test.ts";
import { type Matrix, rowsOf } from "../../analysis/matrix.ts";
import { mmdOf } from "../../analysis/mmd.ts";
import { type PooledComponents, pooledComponents } from "../../analysis/pooled-components.ts";
import { pooledDistances } from "../../analysis/pooled-distances.ts";
import { spreadRatio } from "../../analysis/spread.ts";
import { type DriftInput, partComponents, rowsWhere, uses } from "./input.ts";
import { atLeastZero, beyondChance } from "./measures.ts";
import type { Compared } from "./result.ts";

const draws = 100;
const mostPermutations = 199;
const mostFinePermutations = 9_999;
const level = 0.05;
/** Fewer components, rounds and refits than of all rows, and of each fit the first step alone: a part must cost little. */
const partRounds = 2;
const mostRefits = 99;

/** Both sides of a window or a segment: rows of the input, by number. */
export interface Part {
  readonly reference: readonly number[];
  readonly current: readonly number[];
}

/** Every window against the reference outside of it. */
export function windowParts(input: DriftInput): readonly Part[] {
  const { side, uses: use, window } = input;
  const reference = rowsWhere(input, (row) => side[row] === 0 && isFor(use[row], uses.side));
  const members = grouped(input, input.windows, (row) => (isFor(use[row], uses.window) ? (window[row] ?? -1) : -1));
  return members.map((current, place) => {
    const outside = reference.filter((row) => window[row] !== place);
    return { reference: outside.length > 1 ? outside : reference, current };
  });
}

/** The current rows of every segment against its reference rows. */
export function segmentParts(input: DriftInput): readonly Part[] {
  const { side, uses: use, segment } = input;
  const of = (wanted: number) =>
    grouped(input, input.segments, (row) =>
      side[row] === wanted && isFor(use[row], uses.segment) ? (segment[row] ?? -1) : -1,
    );
  const [before, after] = [of(0), of(1)];
  return before.map((reference, place) => ({ reference, current: after[place] ?? [] }));
}

function isFor(use: number | undefined, flag: number): boolean {
  return ((use ?? 0) & flag) !== 0;
}

function grouped({ rows }: DriftInput, count: number, groupOf: (row: number) => number): number[][] {
  const groups: number[][] = Array.from({ length: count }, () => []);
  for (let row = 0; row < rows; row++) groups[groupOf(row)]?.push(row);
  return groups;
}

/** What a part comes to before its p are adjusted for the others. */
type Raw = Omit<Compared, "adjustedP" | "aucP" | "verdict" | "reason"> & {
  readonly p: number | null;
  readonly rawAucP: number | null;
};

export interface PartOptions {
  /** Whether all parts are compared with one large reference. */
  readonly isFixed: boolean;
  /** Rows of a side for all but the centroids, 300 unless told. */
  readonly most?: number;
  readonly progress?: (done: number) => void;
}

/** The measures of every part, and a verdict on each with p adjusted over all. */
export function comparedParts(
  input: DriftInput,
  parts: readonly Part[],
  { isFixed, most = 300, progress = () => undefined }: PartOptions,
): readonly Compared[] {
  const first = parts.map((part, place) => {
    progress(place);
    return comparedPart(input, part, isFixed, most);
  });
  const of = (place: number) => pooledPart(input, parts[place] as Part, most);
  const { seed } = input;
  const byMmd = withFineP(first, "p", permutationsOf(input), (place, permutations) => {
    return mmdOf(of(place).pooled, { permutations, seed }).p;
  });
  const raw = withFineP(byMmd, "rawAucP", refitsOf(input), (place, permutations) => {
    const { reference, current, clusters } = of(place);
    const pooled = components(reference, current, clusters, seed);
    return domainClassifierOf(pooled, { permutations, seed, steps: 1 }).p;
  });
  const adjusted = adjustedPValues(raw.map(({ p }) => p));
  const aucP = adjustedPValues(raw.map(({ rawAucP }) => rawAucP));
  return raw.map(({ p: _, rawAucP: __, ...figures }, place) => {
    const adjustedP = adjusted[place] ?? null;
    const { referenceRows, currentRows } = figures;
    const effects = [beyondChance(centroidEffect({ inReferenceSd: figures.distance }), figures.distanceHigh)];
    const { verdict, reason } = driftVerdict({ p: adjustedP, effects, referenceRows, currentRows }, { level });
    return { ...figures, adjustedP, aucP: aucP[place] ?? null, verdict, reason };
  });
}

/**
 * Where only a few of many parts stand out, the least p that so few permutations give would never be small enough once
 * adjusted: these parts get more, of which those before are the first.
 */
function withFineP(
  raw: readonly Raw[],
  test: "p" | "rawAucP",
  permutations: number,
  again: (place: number, permutations: number) => number | null,
): readonly Raw[] {
  const least = 1 / (permutations + 1);
  const tested = raw.filter((part) => part[test] !== null).length;
  const isLeast = (p: number | null) => p !== null && p <= least;
  const out = raw.filter((part) => isLeast(part[test])).length;
  if (out === 0 || (least * tested) / out <= level) return raw;
  const more = Math.min(mostFinePermutations, Math.ceil((2 * tested) / (out * level)));
  return raw.map((part, place) => (isLeast(part[test]) ? { ...part, [test]: again(place, more) } : part));
}

function permutationsOf({ permutations }: DriftInput): number {
  return Math.min(mostPermutations, permutations);
}

function refitsOf({ permutations }: DriftInput): number {
  return Math.min(mostRefits, permutations);
}

/** Some rows of both sides, and the distances of every one from every other. */
function pooledPart(input: DriftInput, part: Part, most: number) {
  const whole = { data: input.vectors, rows: input.rows, columns: input.columns };
  const reference = rowsOf(whole, part.reference.slice(0, most));
  const current = rowsOf(whole, part.current.slice(0, most));
  const clusters = [...part.reference.slice(0, most), ...part.current.slice(0, most)].map((row) => input.unit[row]);
  return { reference, current, pooled: { ...pooledDistances(reference, current, { most }), clusters }, clusters };
}

function comparedPart(input: DriftInput, part: Part, isFixed: boolean, most: number): Raw {
  const { seed } = input;
  const whole = { data: input.vectors, rows: input.rows, columns: input.columns };
  const [reference, current] = [rowsOf(whole, part.reference), rowsOf(whole, part.current)];
  const centroid = centroidDrift(reference, current);
  const nulls = centroidNull(reference, Math.max(1, current.rows), { seed, draws, fixedReference: isFixed });
  const { reference: before, current: after, pooled, clusters } = pooledPart(input, part, most);
  const permutations = permutationsOf(input);
  const test = mmdOf(pooled, { permutations, seed });
  return {
    ...{ referenceRows: reference.rows, currentRows: current.rows },
    similarity: centroid.cosine,
    centredSimilarity: centroid.centredCosine,
    distance: centroid.inReferenceSd,
    similarityLow: current.rows > 0 ? nulls.cosine.low : null,
    distanceHigh: current.rows > 0 ? nulls.inReferenceSd.high : null,
    spreadRatio: sizable(reference, current) ? spreadRatio(reference, current).value : null,
    mmd: atLeastZero(test.value),
    energy: atLeastZero(energyDistanceOf(pooled, { permutations: 0 }).unbiased),
    p: test.p,
    ...alongComponents(components(before, after, clusters, seed), { permutations: refitsOf(input), seed }),
  };
}

/** Both sides along the first principal components of the two together. */
function components(before: Matrix, after: Matrix, clusters: readonly unknown[], seed: number): PooledComponents {
  const count = componentsFor(before.rows + after.rows, partComponents);
  return pooledComponents(before, after, { clusters, seed, count, rounds: partRounds });
}

/** What a classifier and the distributions along the components say. */
function alongComponents(
  pooled: PooledComponents,
  { permutations, seed }: { permutations: number; seed: number },
): Pick<Raw, "auc" | "aucHigh" | "rawAucP" | "components"> {
  const classifier = domainClassifierOf(pooled, { permutations, seed, steps: 1 });
  return {
    ...{ auc: classifier.value, aucHigh: classifier.nullHigh, rawAucP: classifier.p },
    components: componentsDriftOf(pooled).value,
  };
}

function sizable(reference: Matrix, current: Matrix): boolean {
  return reference.rows > 1 && current.rows > 1;
}
