import { completeCases } from "./complete-cases.ts";
import { normalQuantile, normalTwoSided } from "./distributions.ts";
import { estimated, unknown, type Values } from "./estimate.ts";
import type { Coefficient } from "./least-squares.ts";

/**
 * Logistic regression with an intercept, by maximum likelihood (Newton's steps, halved while they do not gain); Wald
 * intervals and p-values. Outcomes are 1 or 0. Items that miss a value are left out. All coefficients are undefined when
 * a class is absent, there are too few items, predictors depend on each other, or they part the classes wholly.
 *
 * O(steps × n k²). Throws when the columns differ in length or an outcome is neither 0 nor 1.
 *
 *     logisticRegression(picksA, [humanPicksA, lengthDifference])[2].value; // log odds per unit of length
 */
export function logisticRegression(outcomes: Values, predictors: readonly Values[], level = 0.95): Coefficient[] {
  const { columns, n } = completeCases(outcomes, ...predictors);
  const [y = new Float64Array(0), ...given] = columns;
  const odd = y.find((outcome) => outcome !== 0 && outcome !== 1);
  if (odd !== undefined) throw new Error(`logisticRegression: an outcome is 0 or 1: ${odd}`);
  const design = [new Float64Array(n).fill(1), ...given];
  const none = (reason: string) => design.map(() => ({ ...unknown(n, reason), standardError: null, p: null }));
  if (n <= design.length) return none("too few items for a regression");
  if (!y.includes(1) || !y.includes(0)) return none("one class of outcomes is absent");
  const fit = maximised(design, y);
  if (typeof fit === "string") return none(fit);
  const z = normalQuantile((1 + level) / 2);
  return fit.values.map((value, k) => {
    const standardError = Math.sqrt(fit.inverse[k]?.[k] as number);
    const interval = { low: value - z * standardError, high: value + z * standardError };
    return { ...estimated(value, n, interval), standardError, p: normalTwoSided(value / standardError) };
  });
}

interface Maximum {
  readonly values: number[];
  readonly inverse: number[][];
}

function maximised(design: readonly Float64Array[], y: Float64Array): Maximum | string {
  let values = design.map(() => 0);
  let loss = lossOf(design, y, values);
  for (let step = 0; step < 100; step++) {
    const { gradient, information } = derivatives(design, y, values);
    const inverse = inverted(information);
    if (!inverse) return step === 0 ? "the predictors depend on each other" : "the predictors part the classes wholly";
    const change = inverse.map((row) => row.reduce((sum, one, k) => sum + one * (gradient[k] as number), 0));
    const moved = (share: number) => values.map((value, k) => value + share * (change[k] as number));
    let share = 1;
    while (lossOf(design, y, moved(share)) > loss && share > 1e-8) share /= 2;
    values = moved(share);
    loss = lossOf(design, y, values);
    if (loss < 1e-6 * y.length) return "the predictors part the classes wholly";
    if (change.every((one) => Math.abs(one) < 1e-10)) return { values, inverse };
  }
  return "the predictors part the classes wholly";
}

function scoreOf(design: readonly Float64Array[], values: readonly number[], item: number): number {
  let score = 0;
  for (let k = 0; k < design.length; k++) score += (values[k] as number) * (design[k]?.[item] as number);
  return score;
}

function lossOf(design: readonly Float64Array[], y: Float64Array, values: readonly number[]): number {
  let loss = 0;
  for (let item = 0; item < y.length; item++) {
    const z = scoreOf(design, values, item);
    loss += Math.max(0, z) + Math.log1p(Math.exp(-Math.abs(z))) - (y[item] as number) * z;
  }
  return loss;
}

function derivatives(design: readonly Float64Array[], y: Float64Array, values: readonly number[]) {
  const gradient = design.map(() => 0);
  const information = design.map(() => design.map(() => 0));
  for (let item = 0; item < y.length; item++) {
    const p = 1 / (1 + Math.exp(-scoreOf(design, values, item)));
    for (const [i, column] of design.entries()) {
      const x = column[item] as number;
      gradient[i] = (gradient[i] as number) + ((y[item] as number) - p) * x;
      const row = information[i] as number[];
      for (const [j, other] of design.entries())
        row[j] = (row[j] as number) + p * (1 - p) * x * (other[item] as number);
    }
  }
  return { gradient, information };
}

/** Gauss and Jordan's inverse, pivots in place as the matrix is positive; null when it is singular. */
function inverted(matrix: readonly (readonly number[])[]): number[][] | null {
  const size = matrix.length;
  const rows = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))]);
  for (const [k, pivotRow] of rows.entries()) {
    const pivot = pivotRow[k] as number;
    if (!(pivot > 1e-10 * (matrix[k]?.[k] as number))) return null;
    for (const [j, value] of pivotRow.entries()) pivotRow[j] = value / pivot;
    for (const [i, row] of rows.entries()) {
      const factor = i === k ? 0 : (row[k] as number);
      for (const [j, value] of pivotRow.entries()) row[j] = (row[j] as number) - factor * value;
    }
  }
  return rows.map((row) => row.slice(size));
}
