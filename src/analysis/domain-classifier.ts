import type { Estimate } from "./estimate.ts";
import { type Matrix, matrixOf } from "./matrix.ts";
import { permutationNull, permutedSides } from "./permuted-sides.ts";
import { type PooledComponents, pooledComponents } from "./pooled-components.ts";
import type { PooledOptions } from "./pooled-distances.ts";
import { seededRandom } from "./random.ts";
import { type RidgeLogistic, ridgeLogistic } from "./ridge-logistic.ts";
import { areaUnderRoc, rocAuc } from "./roc-auc.ts";
import { shuffled } from "./shuffle.ts";

export interface DomainClassifierOptions extends PooledOptions, ClassifierOptions {
  /** Principal components that the classifier sees: 50 unless given, and a fifth of the rows at most. */
  readonly components?: number;
}

export interface ClassifierOptions {
  /** 1 unless given. */
  readonly seed?: number;
  /** 5 unless given. */
  readonly folds?: number;
  /** 99 unless given; none with 0. */
  readonly permutations?: number;
  /** Of the L2 penalty, 1 unless given. */
  readonly penalty?: number;
  /** Newton's steps of a fit at most, 60 unless given. The first alone is ridge regression, which ranks rows much alike. */
  readonly steps?: number;
}

export interface DomainClassifier extends Estimate {
  /** The chance of an AUC this large without drift. */
  readonly p: number | null;
  /** 95 % of the AUCs of permuted sides lie below: what no drift looks like with these numbers of rows. */
  readonly nullHigh: number | null;
  readonly permutations: number;
  readonly referenceRows: number;
  readonly currentRows: number;
  /** How much each row looks like a current one, by a classifier that has not seen it; higher is more. */
  readonly scores: readonly RowScore[];
}

export interface RowScore {
  readonly side: "reference" | "current";
  readonly row: number;
  readonly score: number;
}

/**
 * How well a classifier tells reference from current vectors: its AUC on rows that it has not seen, 0.5 without drift.
 * A logistic regression with L2 penalty on standardised principal components of both sides together, cross-validated;
 * folds are whole clusters. p refits every fold for each permutation of the sides, so it is right however well
 * the classifier fits. The interval is DeLong's, which takes the scores for independent.
 *
 * O(rows · columns · components + permutations · steps · rows · components) for `most` rows a side, 1,000 unless given.
 * Null with a reason when a side has fewer than ten vectors, dimensions differ, a number is not finite, all vectors are
 * equal or there are fewer clusters than folds.
 */
export function domainClassifier(
  reference: Matrix,
  current: Matrix,
  options: DomainClassifierOptions = {},
): DomainClassifier {
  const { components = 50, most = 1000 } = options;
  const rows = Math.min(most, reference.rows) + Math.min(most, current.rows);
  const count = componentsFor(rows, components);
  return domainClassifierOf(pooledComponents(reference, current, { ...options, count }), options);
}

/** How many components so many rows can bear: a fifth of them at most. */
export function componentsFor(rows: number, most: number): number {
  return Math.min(most, Math.floor(rows / 5));
}

/** The same of components that are there already. */
export function domainClassifierOf(pooled: PooledComponents, options: ClassifierOptions = {}): DomainClassifier {
  const { permutations = 99, seed = 1 } = options;
  const [n, m] = [pooled.referenceRows.length, pooled.currentRows.length];
  if (pooled.reason !== null) return undefinedClassifier(n, m, pooled.reason);
  const points = standardScores(pooled);
  const plan = foldsOf(points, pooled.clusters, options);
  if (plan === null) return undefinedClassifier(n, m, "fewer clusters than folds");
  const labels = Uint8Array.from({ length: n + m }, (_, row) => (row < n ? 0 : 1));
  const scores = outOfFold(points, plan, labels);
  const observed = rocAuc(scores, labels);
  const sides = permutedSides(n, m, { seed, clusters: pooled.clusters });
  const permuted = Float64Array.from({ length: permutations }, () => {
    const dealt = new Uint8Array(n + m).fill(1);
    for (const row of sides.deal()) dealt[row] = 0;
    return areaUnderRoc(outOfFold(points, plan, dealt), dealt) ?? 0.5;
  });
  const found = permutationNull(observed.value ?? 0, permuted);
  return { ...observed, ...found, permutations, referenceRows: n, currentRows: m, scores: rowScores(pooled, scores) };
}

interface Fold {
  readonly held: Uint32Array;
  readonly model: RidgeLogistic;
}

/** Folds by chance, not by side: they must not know what the permutations change. */
function foldsOf(
  points: Matrix,
  known: PooledComponents["clusters"],
  { folds = 5, seed = 1, penalty, steps }: ClassifierOptions,
): readonly Fold[] | null {
  const clusters = Array.from({ length: points.rows }, (_, row) => (known ? known[row] : row));
  const units = shuffled([...new Set(clusters)], seededRandom(seed));
  if (units.length < folds) return null;
  const foldOf = new Map(units.map((unit, place) => [unit, place % folds]));
  const rows = Uint32Array.from(clusters.keys());
  return Array.from({ length: folds }, (_, fold) => {
    const isHeld = (row: number) => foldOf.get(clusters[row]) === fold;
    const model = ridgeLogistic(
      points,
      rows.filter((row) => !isHeld(row)),
      { penalty, steps },
    );
    return { held: rows.filter(isHeld), model };
  });
}

/** Without the intercept, which leans away from the fold that it has not seen. */
function outOfFold({ data, rows, columns }: Matrix, folds: readonly Fold[], labels: Uint8Array): Float64Array {
  const scores = new Float64Array(rows);
  for (const { held, model } of folds) {
    const weights = model.fit(labels);
    for (const row of held) {
      let score = 0;
      for (let column = 0; column < columns; column++)
        score += (data[row * columns + column] as number) * (weights[column] as number);
      scores[row] = score;
    }
  }
  return scores;
}

function standardScores({ scores: { data, columns }, variances }: PooledComponents): Matrix {
  const sd = variances.map(Math.sqrt);
  return matrixOf(
    data.map((score, place) => score / (sd[place % columns] as number)),
    columns,
  );
}

function rowScores({ referenceRows, currentRows }: PooledComponents, scores: Float64Array): readonly RowScore[] {
  const before = Array.from(referenceRows, (row, place) => ({
    side: "reference" as const,
    row,
    score: scores[place] as number,
  }));
  const after = Array.from(currentRows, (row, place) => {
    return { side: "current" as const, row, score: scores[referenceRows.length + place] as number };
  });
  return [...before, ...after];
}

function undefinedClassifier(referenceRows: number, currentRows: number, reason: string): DomainClassifier {
  const rows = { referenceRows, currentRows, n: referenceRows + currentRows };
  return { ...rows, value: null, low: null, high: null, p: null, nullHigh: null, permutations: 0, scores: [], reason };
}
