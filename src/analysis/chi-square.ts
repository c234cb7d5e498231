import { chiSquareSurvival } from "./distributions.ts";

export interface ChiSquare {
  readonly statistic: number | null;
  /** Twice the log likelihood ratio, G. */
  readonly likelihoodRatio: number | null;
  readonly df: number;
  readonly p: number | null;
  /** The counts expected without drift, for the rows and columns that are not empty. */
  readonly expected: readonly (readonly number[])[];
  readonly smallestExpected: number | null;
  /** How many expected counts are below 5: with any, p by chi-square is not to be trusted. */
  readonly below5: number;
  /** Of all counts, and the rows and columns that hold any. */
  readonly n: number;
  readonly rows: number;
  readonly columns: number;
  readonly reason: string | null;
}

/**
 * Pearson's chi-square of a table of counts, without Yates' correction. Two rows (reference, current) make it the
 * two-sample test of homogeneity; taking the reference for the truth instead would call drift far too often.
 * Empty rows and columns do not count.
 *
 * O(cells). Null with a reason when fewer than two rows or columns hold counts. Throws when a count is negative or
 * rows differ in length.
 *
 *     chiSquare([[12, 30], [25, 18]]).p; // 0.006
 */
export function chiSquare(table: readonly (readonly number[])[]): ChiSquare {
  const counts = filled(checked(table));
  const rowTotals = counts.map((row) => row.reduce((sum, count) => sum + count, 0));
  const columnTotals = (counts[0] ?? []).map((_, column) => counts.reduce((sum, row) => sum + (row[column] ?? 0), 0));
  const n = rowTotals.reduce((sum, count) => sum + count, 0);
  const expected = rowTotals.map((row) => columnTotals.map((column) => (row * column) / n));
  const cells = expected.flat();
  const shape = { n, rows: rowTotals.length, columns: columnTotals.length };
  const df = Math.max(0, shape.rows - 1) * Math.max(0, shape.columns - 1);
  const smallestExpected = cells.length > 0 ? Math.min(...cells) : null;
  const below5 = cells.filter((cell) => cell < 5).length;
  const known = { ...shape, df, expected, smallestExpected, below5 };
  if (df === 0) return { ...known, statistic: null, likelihoodRatio: null, p: null, reason: why(shape) };
  const observed = counts.flat();
  const statistic = pearson(observed, cells);
  return {
    ...known,
    statistic,
    likelihoodRatio: deviance(observed, cells),
    p: chiSquareSurvival(statistic, df),
    reason: null,
  };
}

function pearson(observed: readonly number[], expected: readonly number[]): number {
  return expected.reduce((sum, cell, place) => sum + ((observed[place] as number) - cell) ** 2 / cell, 0);
}

function deviance(observed: readonly number[], expected: readonly number[]): number {
  const term = (count: number, cell: number) => (count === 0 ? 0 : 2 * count * Math.log(count / cell));
  return expected.reduce((sum, cell, place) => sum + term(observed[place] as number, cell), 0);
}

function checked(table: readonly (readonly number[])[]): readonly (readonly number[])[] {
  for (const row of table) {
    if (row.length !== table[0]?.length) throw new Error(`chiSquare: rows differ in length: ${row.length}`);
    for (const count of row) if (!(count >= 0)) throw new Error(`chiSquare: counts cannot be negative: ${count}`);
  }
  return table;
}

function filled(table: readonly (readonly number[])[]): number[][] {
  const columns = (table[0] ?? []).map((_, column) => table.some((row) => (row[column] as number) > 0));
  const rows = table.filter((row) => row.some((count) => count > 0));
  return rows.map((row) => row.filter((_, column) => columns[column]));
}

function why({ n, rows }: { n: number; rows: number }): string {
  if (n === 0) return "no rows";
  return rows < 2 ? "a side has no rows" : "only one category";
}
