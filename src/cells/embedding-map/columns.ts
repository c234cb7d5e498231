import { toObjects } from "../../engine/table-data.ts";
import type { CellContext } from "../../notebook/cell.ts";
import type { ReadRow, ReadRows } from "./read-rows.ts";
import type { MapColumn } from "./result.ts";

const mostColumns = 24;
/** A text column with more values than this tells its first ones apart and calls the rest other. */
const mostLevels = 500;

/** What the points can be coloured by besides what the map itself gives: time, the row's fields, its scores. */
export async function readColumns({ rows, source }: ReadRows, context: CellContext): Promise<readonly MapColumn[]> {
  const times = rows.map(({ time }) => time ?? Number.NaN);
  const time: MapColumn[] = times.some(Number.isFinite)
    ? [{ name: "time", kind: "time", values: Float64Array.from(times) }]
    : [];
  return [...time, ...fieldColumns(rows), ...(await scoreColumns(rows, source, context))];
}

function fieldColumns(rows: readonly ReadRow[]): readonly MapColumn[] {
  const values = new Map<string, (string | null)[]>();
  const filled = new Map<string, number>();
  rows.forEach(({ fields }, row) => {
    for (const [name, value] of fields) {
      const column = values.get(name) ?? new Array<string | null>(rows.length).fill(null);
      column[row] = value;
      values.set(name, column);
      filled.set(name, (filled.get(name) ?? 0) + 1);
    }
  });
  const order = [...values.keys()].sort((one, other) => (filled.get(other) ?? 0) - (filled.get(one) ?? 0));
  return order.slice(0, mostColumns).flatMap((name) => columnOf(name, values.get(name) ?? []));
}

/** A column with one value alone, or a different text in each row, colours nothing. */
function columnOf(name: string, values: readonly (string | null)[]): readonly MapColumn[] {
  const there = values.filter((value) => value !== null);
  const numbers = values.map((value) => (value === null || value.trim() === "" ? Number.NaN : Number(value)));
  const distinct = new Set(there);
  if (distinct.size < 2) return [];
  if (distinct.size > 8 && there.every((value) => Number.isFinite(Number(value))))
    return [{ name, kind: "number", values: Float64Array.from(numbers) }];
  if (distinct.size > mostLevels && distinct.size > there.length / 2) return [];
  return [categories(name, values)];
}

/** Levels by how many rows they have, the most first. */
export function categories(name: string, values: readonly (string | null)[]): MapColumn {
  const counts = new Map<string, number>();
  for (const value of values) if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
  const levels = [...counts]
    .sort(([a, some], [b, others]) => others - some || (a < b ? -1 : 1))
    .map(([level]) => level);
  const codes = new Map(levels.map((level, code) => [level, code]));
  return {
    name,
    kind: "category",
    codes: Int32Array.from(values, (value) => (value === null ? -1 : (codes.get(value) ?? -1))),
    levels,
  };
}

/** The mean of each row's scores of one name; a score is of a row by its id, which may be a span's or a trace's. */
async function scoreColumns(
  rows: readonly ReadRow[],
  source: string,
  { engine, signal }: CellContext,
): Promise<readonly MapColumn[]> {
  const found = toObjects(
    await engine.query(
      `SELECT target_id, name, avg(value_num) AS value FROM scores
       WHERE value_num IS NOT NULL AND isfinite(value_num) AND target_id IN (SELECT id FROM ${source})
       GROUP BY target_id, name ORDER BY name, target_id LIMIT 1000000`,
      { signal },
    ),
  );
  const byName = new Map<string, Map<string, number>>();
  for (const row of found) {
    const scores = byName.get(String(row.name)) ?? new Map<string, number>();
    byName.set(String(row.name), scores.set(String(row.target_id), Number(row.value)));
  }
  return [...byName].slice(0, mostColumns).map(([name, scores]) => {
    const values = Float64Array.from(rows, ({ id }) => scores.get(id ?? "\0") ?? Number.NaN);
    return { name: `score: ${name}`, kind: "number", values };
  });
}
