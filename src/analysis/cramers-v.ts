import { chiSquare } from "./chi-square.ts";

export interface CramersV {
  /** √(χ² / (n · min(rows − 1, columns − 1))), from 0 to 1. */
  readonly value: number | null;
  /** Without the upward bias of small samples (Bergsma, Journal of the Korean Statistical Society 42, 2013, 323–328). */
  readonly biasCorrected: number | null;
  readonly n: number;
  readonly reason: string | null;
}

/**
 * Cramér's V of a table of counts: how strongly rows and columns hang together. Empty rows and columns do not count.
 * O(cells). Null with a reason when fewer than two rows or columns hold counts. Throws as `chiSquare` does.
 */
export function cramersV(table: readonly (readonly number[])[]): CramersV {
  const { statistic, n, rows, columns, reason } = chiSquare(table);
  if (statistic === null) return { value: null, biasCorrected: null, n, reason };
  const value = Math.sqrt(statistic / n / Math.min(rows - 1, columns - 1));
  if (n < 2) return { value, biasCorrected: null, n, reason: "one row cannot be corrected for bias" };
  const corrected = (size: number) => size - (size - 1) ** 2 / (n - 1);
  const excess = Math.max(0, statistic / n - ((rows - 1) * (columns - 1)) / (n - 1));
  const least = Math.min(corrected(rows), corrected(columns)) - 1;
  const biasCorrected = least > 0 ? Math.sqrt(excess / least) : 0;
  return { value, biasCorrected, n, reason: null };
}
