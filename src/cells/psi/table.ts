import type { ColumnInfo, Plain, TableData } from "../../engine/table-data.ts";
import type { PsiResult, PsiRow, TimePoint, TimeSeries } from "./result.ts";

type Column<T> = readonly [name: string, type: string, read: (of: T) => Plain];

const columns: readonly Column<PsiRow>[] = [
  ["column", "VARCHAR", (row) => row.id],
  ["unit", "VARCHAR", (row) => row.unit],
  ["kind", "VARCHAR", (row) => row.kind],
  ["verdict", "VARCHAR", (row) => row.verdict],
  ["psi", "DOUBLE", (row) => row.psi],
  ["critical", "DOUBLE", (row) => row.critical],
  ["p", "DOUBLE", (row) => row.p],
  ["adjusted_p", "DOUBLE", (row) => row.adjustedP],
  ["ks", "DOUBLE", (row) => row.ks?.value ?? null],
  ["ks_at_most", "DOUBLE", (row) => row.ks?.atMost ?? null],
  ["ks_p", "DOUBLE", (row) => row.ks?.p ?? null],
  ["wasserstein", "DOUBLE", (row) => row.wasserstein?.value ?? null],
  ["wasserstein_at_most", "DOUBLE", (row) => row.wasserstein?.atMost ?? null],
  ["wasserstein_sd", "DOUBLE", (row) => row.wasserstein?.inSd ?? null],
  ["bins_p", "DOUBLE", (row) => row.test.p],
  ["bins_test", "VARCHAR", (row) => row.test.method],
  ["cramers_v", "DOUBLE", (row) => row.test.cramersV],
  ["jensen_shannon", "DOUBLE", (row) => row.jensenShannon],
  ["bins", "BIGINT", (row) => row.bins.length],
  ["reference_rows", "BIGINT", (row) => row.referenceRows],
  ["current_rows", "BIGINT", (row) => row.currentRows],
  ["reference_missing", "BIGINT", (row) => row.referenceMissing],
  ["current_missing", "BIGINT", (row) => row.currentMissing],
  ["new_categories", "VARCHAR", (row) => row.appeared.join(", ") || null],
  ["vanished_categories", "VARCHAR", (row) => row.vanished.join(", ") || null],
  ["reason", "VARCHAR", (row) => row.reason],
];

type SeriesPoint = TimePoint & { readonly series: TimeSeries };

const timeColumns: readonly Column<SeriesPoint>[] = [
  ["window_start", "TIMESTAMP", (point) => point.start],
  ["column", "VARCHAR", (point) => point.series.id],
  ["n", "BIGINT", (point) => point.n],
  ["psi", "DOUBLE", (point) => point.psi],
  ["critical", "DOUBLE", (point) => point.critical],
  ["p", "DOUBLE", (point) => point.p],
  ["side", "VARCHAR", (point) => point.side],
  ["reason", "VARCHAR", (point) => point.reason],
];

/** One row per column; in time mode one per window and column. */
export function table(result: PsiResult): TableData {
  if (!result.every) return tabled(columns, result.rows);
  return tabled(
    timeColumns,
    result.series.flatMap((series) => series.points.map((point) => ({ ...point, series }))),
  );
}

export function figures(rows: readonly PsiRow[]): TableData {
  return tabled(columns, rows);
}

function tabled<T>(all: readonly Column<T>[], rows: readonly T[]): TableData {
  return {
    columns: all.map(([name, type]): ColumnInfo => ({ name, type })),
    rows: rows.map((row) => all.map(([, , read]) => read(row))),
  };
}
