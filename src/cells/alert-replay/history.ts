import type { Engine, QueryOptions } from "../../engine/engine.ts";
import { identifier, literal } from "../../engine/sql.ts";
import { toObjects } from "../../engine/table-data.ts";
import { CellError } from "../../notebook/cell.ts";
import { condition, queryWhere, whereCondition } from "../span-filter.ts";
import { columnAmong, columnsIn, type KnownColumn } from "../table-columns.ts";
import type { AlertReplaySpec } from "./definition.ts";

export interface Measured {
  readonly start: string;
  readonly value: number | null;
  readonly n: number | null;
  /** As the table says; null where it says nothing. */
  readonly side: string | null;
  /** Why there is no value, as the table says. */
  readonly reason: string | null;
}

const mostWindows = 5000;

/** The windows of a table in order of time. @throws CellError where columns are missing or a time has several rows */
export async function historyOf(engine: Engine, spec: AlertReplaySpec, options: QueryOptions): Promise<Measured[]> {
  const columns = await columnsIn(engine, { table: spec.of, tableKey: "of" }, options.signal);
  const time = timeColumn(columns, spec);
  const measure = columnAmong(columns, spec.of, spec.measure, "measure").name;
  const n = countColumn(columns, spec);
  const optional = (...names: readonly string[]) => {
    const found = names.find((name) => columns.some((column) => column.name === name));
    return found ? identifier(found) : "NULL";
  };
  const where = condition([whereCondition(spec.where), ownColumn(columns, spec), `${identifier(time)} IS NOT NULL`]);
  const sql = `SELECT ${identifier(time)}::TIMESTAMP AS start, try_cast(${identifier(measure)} AS DOUBLE) AS value,
      ${n ? `${identifier(n)}::DOUBLE` : "NULL"} AS n, ${optional("side", "cohort")}::VARCHAR AS side,
      ${optional("reason")}::VARCHAR AS reason
    FROM ${identifier(spec.of)} WHERE ${where} ORDER BY start LIMIT ${mostWindows + 1}`;
  const rows = toObjects(await queryWhere(engine, identifier(spec.of), spec.where, sql, options));
  if (rows.length > mostWindows)
    throw new CellError(`of: ${spec.of} has more than ${mostWindows.toLocaleString("en")} windows; take longer ones`, {
      key: "of",
    });
  await refuseSeveral(
    engine,
    spec,
    columns,
    rows.map(({ start }) => String(start)),
    options,
  );
  return rows.map((row) => ({
    start: String(row.start),
    value: typeof row.value === "number" && Number.isFinite(row.value) ? row.value : null,
    n: row.n === null ? null : Number(row.n),
    side: row.side === null ? null : String(row.side),
    reason: row.reason === null ? null : String(row.reason),
  }));
}

function ownColumn(columns: readonly KnownColumn[], { of, column }: AlertReplaySpec): string | null {
  if (column === undefined) return null;
  const name = columnAmong(columns, of, "column", "column").name;
  return `${identifier(name)} = ${literal(column)}`;
}

const isTime = ({ type }: KnownColumn) => /^(TIMESTAMP|DATE)/.test(type);

function timeColumn(columns: readonly KnownColumn[], { of, time }: AlertReplaySpec): string {
  if (time !== undefined) return columnAmong(columns, of, time, "time").name;
  const times = columns.filter(isTime);
  const usual = times.find(({ name }) => name === "window_start") ?? times[0];
  if (usual) return usual.name;
  throw new CellError(
    `time: ${of} has no column of time, so its rows are no windows; name one, or let the cell count over time with every: 1d`,
    { key: "time" },
  );
}

function countColumn(columns: readonly KnownColumn[], { of, n }: AlertReplaySpec): string | null {
  if (n !== undefined) return columnAmong(columns, of, n, "n").name;
  return columns.find(({ name }) => ["n", "rows", "count"].includes(name.toLowerCase()))?.name ?? null;
}

async function refuseSeveral(
  engine: Engine,
  spec: AlertReplaySpec,
  columns: readonly KnownColumn[],
  starts: readonly string[],
  options: QueryOptions,
): Promise<void> {
  const twice = starts.find((start, place) => start === starts[place - 1]);
  if (twice === undefined) return;
  const at = twice.slice(0, 16).replace("T", " ");
  if (!columns.some(({ name }) => name === "column"))
    throw new CellError(`where: several rows of ${spec.of} begin at ${at}; pick one a window`, { key: "where" });
  const rows = toObjects(
    await engine.query(`SELECT DISTINCT "column" AS c FROM ${identifier(spec.of)} ORDER BY c LIMIT 20`, options),
  );
  const names = rows.map(({ c }) => String(c)).join(", ");
  throw new CellError(`column: ${spec.of} has several columns over time; pick one of ${names}`, { key: "column" });
}
