import type { Plain, TableData } from "../../engine/table-data.ts";
import type { MapColumn, MapResult } from "./result.ts";

/** One row per point: id, cohort, place, cluster, novelty, and what it can be coloured by. */
export function table({ rows, sides, positions, reading }: MapResult): TableData {
  const taken = new Set(["id", "cohort", "x", "y", "cluster", "novelty", "text"]);
  const others = rows.columns.filter(({ name }) => !taken.has(name.toLowerCase()) && taken.add(name.toLowerCase()));
  const columns = [
    { name: "id", type: "VARCHAR" },
    { name: "cohort", type: "VARCHAR" },
    { name: "x", type: "DOUBLE" },
    { name: "y", type: "DOUBLE" },
    { name: "cluster", type: "INTEGER" },
    { name: "novelty", type: "DOUBLE" },
    ...others.map(({ name, kind }) => ({ name, type: types[kind] })),
    { name: "text", type: "VARCHAR" },
  ];
  const data = rows.ids.map((id, row): Plain[] => {
    const side = sides[rows.side[row] as number]?.side;
    return [
      id,
      side === "all" || side === undefined ? null : side,
      finite(positions[2 * row]),
      finite(positions[2 * row + 1]),
      reading ? clusterNumber(reading.cluster[row] as number) : null,
      reading?.novelty ? finite(reading.novelty[row]) : null,
      ...others.map((column) => columnValue(column, row)),
      rows.texts[row] ?? null,
    ];
  });
  return { columns, rows: data };
}

const types: Readonly<Record<MapColumn["kind"], string>> = { number: "DOUBLE", time: "TIMESTAMP", category: "VARCHAR" };

/** Clusters count from 1 on the screen and in tables. */
export function clusterNumber(cluster: number): number {
  return cluster + 1;
}

export function columnValue(column: MapColumn, row: number): Plain {
  if (column.kind === "category") return column.levels[column.codes[row] as number] ?? null;
  const value = finite(column.values[row]);
  return value !== null && column.kind === "time" ? new Date(value).toISOString().replace("Z", "") : value;
}

function finite(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}
