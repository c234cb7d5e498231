import type { TableData } from "../../engine/table-data.ts";
import type { Compared, EmbeddingDriftResult, Measure } from "./result.ts";

/** What the cell's table has a row for: windows where there are any, else segments, else measures. */
export function tabled({ windows, segments }: EmbeddingDriftResult): "windows" | "segments" | "measures" {
  if (windows.length > 0) return "windows";
  return segments.length > 0 ? "segments" : "measures";
}

export function table(result: EmbeddingDriftResult): TableData {
  return { windows: windowTable, segments: segmentTable, measures: measureTable }[tabled(result)](result);
}

type Read<Row> = readonly [name: string, type: string, read: (row: Row) => string | number | boolean | null];

const compared: readonly Read<Compared>[] = [
  ["similarity", "DOUBLE", (row) => row.similarity],
  ["similarity_low", "DOUBLE", (row) => row.similarityLow],
  ["centred_similarity", "DOUBLE", (row) => row.centredSimilarity],
  ["distance_sd", "DOUBLE", (row) => row.distance],
  ["distance_high", "DOUBLE", (row) => row.distanceHigh],
  ["spread_ratio", "DOUBLE", (row) => row.spreadRatio],
  ["mmd2", "DOUBLE", (row) => row.mmd],
  ["energy", "DOUBLE", (row) => row.energy],
  ["adjusted_p", "DOUBLE", (row) => row.adjustedP],
  ["auc", "DOUBLE", (row) => row.auc],
  ["auc_high", "DOUBLE", (row) => row.aucHigh],
  ["auc_p", "DOUBLE", (row) => row.aucP],
  ["drifted_components", "DOUBLE", (row) => row.components],
  ["verdict", "VARCHAR", (row) => row.verdict],
  ["reason", "VARCHAR", (row) => row.reason],
];

function rowsAs<Row>(columns: readonly Read<Row>[], rows: readonly Row[]): TableData {
  return {
    columns: columns.map(([name, type]) => ({ name, type })),
    rows: rows.map((row) => columns.map(([, , read]) => read(row))),
  };
}

function windowTable({ windows }: EmbeddingDriftResult): TableData {
  const columns: readonly Read<EmbeddingDriftResult["windows"][number]>[] = [
    ["window_start", "TIMESTAMP", ({ start }) => start],
    ["cohort", "VARCHAR", ({ cohort }) => cohort],
    ["n", "BIGINT", ({ n }) => n],
    ["n_compared", "BIGINT", ({ currentRows }) => currentRows],
    ...compared,
  ];
  return rowsAs(columns, windows);
}

function segmentTable({ segments }: EmbeddingDriftResult): TableData {
  const columns: readonly Read<EmbeddingDriftResult["segments"][number]>[] = [
    ["segment", "VARCHAR", ({ segment }) => segment],
    ["reference_n", "BIGINT", ({ referenceN }) => referenceN],
    ["current_n", "BIGINT", ({ currentN }) => currentN],
    ...compared,
  ];
  return rowsAs(columns, segments);
}

const measureColumns: readonly Read<Measure>[] = [
  ["measure", "VARCHAR", ({ id }) => id],
  ["reference", "DOUBLE", ({ reference }) => reference],
  ["current", "DOUBLE", ({ current }) => current],
  ["value", "DOUBLE", ({ value }) => value],
  ["low", "DOUBLE", ({ low }) => low],
  ["high", "DOUBLE", ({ high }) => high],
  ["no_drift_low", "DOUBLE", ({ nullLow }) => nullLow],
  ["no_drift_high", "DOUBLE", ({ nullHigh }) => nullHigh],
  ["p", "DOUBLE", ({ p }) => p],
  ["reference_n", "BIGINT", ({ referenceRows }) => referenceRows],
  ["current_n", "BIGINT", ({ currentRows }) => currentRows],
  ["note", "VARCHAR", ({ reason }) => reason],
];

function measureTable({ measures }: EmbeddingDriftResult): TableData {
  return rowsAs(measureColumns, measures);
}
