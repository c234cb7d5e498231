import { agreementOfTable, distance, kappaOfTable, marginsOf, type Weights } from "./agreement-of-table.ts";
import type { KindOptions } from "./bootstrap-kinds.ts";
import { bootstrapTable } from "./bootstrap-table.ts";
import { normalQuantile } from "./distributions.ts";
import { type Estimate, estimated, unknown } from "./estimate.ts";
import { type JointTable, jointTable, type Label, type Labels } from "./joint-table.ts";

export interface KappaOptions extends KindOptions {
  /** The whole scale of the rubric, in order. */
  readonly scale: readonly Label[];
  /** "none" unless given. */
  readonly weights?: Weights;
  /** By resampling (BCa unless `method` says otherwise), by the standard error, or none. */
  readonly interval?: "bootstrap" | "asymptotic" | "none";
}

/** Cohen's kappa and what it should be read beside. */
export interface KappaEstimate extends Estimate {
  /** Of Fleiss, Cohen and Everitt (Psychological Bulletin 72, 1969, 323–327); null where kappa is undefined. */
  readonly standardError: number | null;
  /** The same if there were no agreement beyond chance: for tests. */
  readonly standardErrorNull: number | null;
  /** The share of items with the same label. */
  readonly agreement: number | null;
  /** The largest unweighted kappa that these margins allow; null with weights. */
  readonly maximum: number | null;
  /** Who gave one label to all items. */
  readonly constant: "first" | "second" | "both" | null;
}

/**
 * Cohen's kappa, unweighted or weighted by steps on the scale (Cohen 1960, 1968): agreement beyond what the raters'
 * margins would give by chance. Undefined when both raters give the same single label. With one constant rater it is 0
 * and `constant` says whose labels do not vary. Items that miss a label are left out.
 *
 * O(n + draws × size²). Throws when the columns differ in length or a label is not on the scale.
 *
 *     cohenKappa(judge, human, { scale: [1, 2, 3, 4, 5], weights: "quadratic" });
 */
export function cohenKappa(first: Labels, second: Labels, options: KappaOptions): KappaEstimate {
  const table = jointTable(first, second, options.scale);
  const { weights = "none", interval = "bootstrap" } = options;
  const value = table.n > 0 ? kappaOfTable(weights)(table.counts, table.scale.length) : Number.NaN;
  if (Number.isNaN(value)) return undefinedKappa(table);
  const errors = standardErrors(table, weights, value);
  return {
    ...withInterval(table, value, errors.standardError, { ...options, weights, interval }),
    ...errors,
    agreement: agreementOfTable(table.counts, table.scale.length),
    maximum: weights === "none" ? largestKappa(table) : null,
    constant: constantSide(table),
  };
}

function undefinedKappa(table: JointTable): KappaEstimate {
  const reason = table.n === 0 ? "no items with both labels" : "no variation: both raters give one and the same label";
  const agreement = table.n > 0 ? 1 : null;
  const none = { standardError: null, standardErrorNull: null, maximum: null };
  return { ...unknown(table.n, reason), ...none, agreement, constant: table.n > 0 ? "both" : null };
}

function withInterval(
  table: JointTable,
  value: number,
  standardError: number,
  options: KappaOptions & { weights: Weights; interval: string },
): Estimate {
  const { interval, weights, level = 0.95, method = "bca" } = options;
  if (interval === "none") return estimated(value, table.n, null, "no interval was asked for");
  if (interval === "bootstrap") {
    const [drawn] = bootstrapTable(table, [kappaOfTable(weights)], { ...options, method });
    return estimated(value, table.n, intervalOf(drawn), drawn?.reason ?? null);
  }
  const half = normalQuantile((1 + level) / 2) * standardError;
  return estimated(value, table.n, { low: value - half, high: value + half });
}

function intervalOf(estimate: Estimate | undefined): { low: number; high: number } | null {
  if (!estimate || estimate.low === null || estimate.high === null) return null;
  return { low: estimate.low, high: estimate.high };
}

interface StandardErrors {
  readonly standardError: number;
  readonly standardErrorNull: number;
}

function standardErrors({ counts, scale }: JointTable, weights: Weights, kappa: number): StandardErrors {
  const size = scale.length;
  const { n, rows, columns } = marginsOf(counts, size);
  const widest = distance(weights, 0, size - 1);
  const credit = (row: number, column: number) => 1 - distance(weights, row, column) / widest;
  const share = (totals: Float64Array, label: number) => (totals[label] as number) / n;
  const labels = Array.from(scale.keys());
  const rowMeans = labels.map((row) => sum(labels, (column) => credit(row, column) * share(columns, column)));
  const columnMeans = labels.map((column) => sum(labels, (row) => credit(row, column) * share(rows, row)));
  const chance = sum(labels, (row) => (rowMeans[row] as number) * share(rows, row));
  const spread = (cell: (row: number, column: number) => number, shift: number) =>
    sum(labels, (row) =>
      sum(labels, (column) => {
        const means = (rowMeans[row] as number) + (columnMeans[column] as number);
        return cell(row, column) * (credit(row, column) - means * shift) ** 2;
      }),
    );
  const observed = spread((row, column) => share(counts, row * size + column), 1 - kappa);
  const byChance = spread((row, column) => share(rows, row) * share(columns, column), 1);
  const scaled = (variance: number) => Math.sqrt(Math.max(0, variance) / n) / (1 - chance);
  return {
    standardError: scaled(observed - (kappa - chance * (1 - kappa)) ** 2),
    standardErrorNull: scaled(byChance - chance ** 2),
  };
}

function largestKappa({ counts, scale }: JointTable): number {
  const { n, rows, columns } = marginsOf(counts, scale.length);
  const labels = Array.from(scale.keys());
  const most = sum(labels, (label) => Math.min(rows[label] as number, columns[label] as number) / n);
  const chance = sum(labels, (label) => ((rows[label] as number) * (columns[label] as number)) / (n * n));
  return (most - chance) / (1 - chance);
}

function constantSide({ counts, scale }: JointTable): "first" | "second" | null {
  const { n, rows, columns } = marginsOf(counts, scale.length);
  if (rows.includes(n)) return "first";
  return columns.includes(n) ? "second" : null;
}

function sum(labels: readonly number[], value: (label: number) => number): number {
  return labels.reduce((total, label) => total + value(label), 0);
}
