import { completeCases } from "./complete-cases.ts";
import { tQuantile, tTwoSided } from "./distributions.ts";
import { type Estimate, estimated, unknown, type Values } from "./estimate.ts";

/** A coefficient of a regression. */
export interface Coefficient extends Estimate {
  readonly standardError: number | null;
  /** Two-sided, of "it is zero". */
  readonly p: number | null;
}

export interface LeastSquares {
  /** The intercept, then one for each predictor in the order given. */
  readonly coefficients: readonly Coefficient[];
  /** Outcome less fit for each item that was used, in their order. */
  readonly residuals: Float64Array;
  readonly n: number;
  readonly df: number;
}

export interface LeastSquaresOptions {
  /** How the spread of errors is taken: HC3, sound when it differs between items, unless given. */
  readonly errors?: "hc3" | "classical";
  /** Errors within a cluster may go together: CR1, whatever `errors` says. */
  readonly clusters?: ArrayLike<unknown>;
  readonly level?: number;
}

/**
 * Ordinary least squares with an intercept, by orthogonalising the predictors. Standard errors are HC3 (MacKinnon and
 * White, Journal of Econometrics 29, 1985, 305–325), the classical ones, or with clusters CR1 (Liang and Zeger,
 * Biometrika 73, 1986, 13–22, times G/(G − 1) · (n − 1)/(n − k)) with G − 1 degrees of freedom. Items that miss a value
 * are left out. All coefficients are undefined when there are too few items or the predictors depend on each other.
 *
 * O(n k²). Throws when the columns differ in length.
 *
 *     leastSquares(judge, [human, length]).coefficients[2].value; // per unit of length, at the same human score
 */
export function leastSquares(
  outcome: Values,
  predictors: readonly Values[],
  options: LeastSquaresOptions = {},
): LeastSquares {
  const { columns, kept, n } = completeCases(outcome, ...predictors);
  const [y = new Float64Array(0), ...given] = columns;
  const design = [new Float64Array(n).fill(1), ...given];
  if (n <= design.length) return undefinedFit(n, design.length, "too few items for a regression");
  const basis = orthogonal(design);
  if (!basis) return undefinedFit(n, design.length, "the predictors depend on each other");
  const values = solveUpper(
    basis.upper,
    basis.columns.map((column) => dot(column, y)),
  );
  const residuals = y.map((value, item) => value - sumOf(values, (b, k) => b * at(design[k], item)));
  const groups = options.clusters && groupsOf(kept, options.clusters);
  const df = groups ? groups.length - 1 : n - design.length;
  if (df < 1) return undefinedFit(n, design.length, "fewer than two clusters");
  const errors = standardErrors(basis, residuals, groups, options.errors ?? "hc3");
  const coefficients = values.map((value, k) => coefficient(value, at(errors, k), n, df, options.level));
  return { coefficients, residuals, n, df };
}

interface Basis {
  readonly columns: readonly Float64Array[];
  /** upper[i][j], j ≥ i: the design is columns times upper. */
  readonly upper: readonly Float64Array[];
}

/** Gram and Schmidt's basis, each column orthogonalised twice; null when a column adds nothing to those before it. */
function orthogonal(design: readonly Float64Array[]): Basis | null {
  const columns: Float64Array[] = [];
  const upper = design.map(() => new Float64Array(design.length));
  for (const [j, column] of design.entries()) {
    const rest = Float64Array.from(column);
    for (let pass = 0; pass < 2; pass++)
      for (const [i, earlier] of columns.entries()) {
        const along = dot(earlier, rest);
        add(upper[i] as Float64Array, j, along);
        for (let item = 0; item < rest.length; item++) add(rest, item, -along * at(earlier, item));
      }
    const length = Math.sqrt(dot(rest, rest));
    if (!(length > 1e-10 * Math.sqrt(dot(column, column)))) return null;
    (upper[j] as Float64Array)[j] = length;
    columns.push(rest.map((value) => value / length));
  }
  return { columns, upper };
}

function solveUpper(upper: readonly Float64Array[], right: readonly number[]): number[] {
  const solution = right.map(() => 0);
  for (let i = right.length - 1; i >= 0; i--) {
    let rest = right[i] as number;
    for (let j = i + 1; j < right.length; j++) rest -= at(upper[i], j) * (solution[j] as number);
    solution[i] = rest / at(upper[i], i);
  }
  return solution;
}

/** √ of the diagonal of R⁻¹ M R⁻ᵀ, where M is the middle of the sandwich in the orthogonal basis. */
function standardErrors(
  basis: Basis,
  residuals: Float64Array,
  groups: readonly Uint32Array[] | undefined,
  kind: "hc3" | "classical",
): number[] {
  const size = basis.columns.length;
  const middle = groups ? clusteredMiddle(basis, residuals, groups) : independentMiddle(basis, residuals, kind);
  const half = middle.map((row) => solveUpper(basis.upper, row));
  return half.map((_, k) => {
    const column = solveUpper(
      basis.upper,
      Array.from({ length: size }, (_, row) => half[row]?.[k] as number),
    );
    return Math.sqrt(column[k] as number);
  });
}

function independentMiddle({ columns }: Basis, residuals: Float64Array, kind: "hc3" | "classical"): number[][] {
  const variance = dot(residuals, residuals) / (residuals.length - columns.length);
  if (kind === "classical") return columns.map((_, i) => columns.map((_, j) => (i === j ? variance : 0)));
  const weights = residuals.map((residual, item) => {
    const leverage = sumOf(columns, (column) => at(column, item) ** 2);
    return (residual / Math.max(1e-12, 1 - leverage)) ** 2;
  });
  return columns.map((one) => columns.map((other) => sumOf(weights, (w, item) => w * at(one, item) * at(other, item))));
}

function clusteredMiddle({ columns }: Basis, residuals: Float64Array, groups: readonly Uint32Array[]): number[][] {
  const [n, g] = [residuals.length, groups.length];
  const factor = (g / (g - 1)) * ((n - 1) / (n - columns.length));
  const scores = groups.map((items) =>
    columns.map((column) => sumOf(items, (item) => at(column, item) * at(residuals, item))),
  );
  return columns.map((_, i) =>
    columns.map((_, j) => factor * sumOf(scores, (s) => (s[i] as number) * (s[j] as number))),
  );
}

function groupsOf(kept: Uint32Array, clusters: ArrayLike<unknown>): readonly Uint32Array[] {
  const groups = new Map<unknown, number[]>();
  for (const [row, item] of kept.entries()) {
    const known = groups.get(clusters[item]);
    if (known) known.push(row);
    else groups.set(clusters[item], [row]);
  }
  return Array.from(groups.values(), (rows) => Uint32Array.from(rows));
}

function coefficient(value: number, standardError: number, n: number, df: number, level = 0.95): Coefficient {
  const half = tQuantile((1 + level) / 2, df) * standardError;
  const p = standardError > 0 ? tTwoSided(value / standardError, df) : null;
  return { ...estimated(value, n, { low: value - half, high: value + half }), standardError, p };
}

function undefinedFit(n: number, size: number, reason: string): LeastSquares {
  const none = { ...unknown(n, reason), standardError: null, p: null };
  return { coefficients: Array.from({ length: size }, () => none), residuals: new Float64Array(0), n, df: n - size };
}

function sumOf<T>(values: Iterable<T>, value: (one: T, place: number) => number): number {
  let [sum, place] = [0, 0];
  for (const one of values) sum += value(one, place++);
  return sum;
}

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let item = 0; item < one.length; item++) sum += (one[item] as number) * (other[item] as number);
  return sum;
}

function at(values: ArrayLike<number> | undefined, place: number): number {
  return values?.[place] as number;
}

function add(values: Float64Array, place: number, amount: number): void {
  values[place] = (values[place] as number) + amount;
}
