import type { Engine, QueryOptions } from "../../engine/engine.ts";
import { literals } from "../../engine/sql.ts";
import { toObjects } from "../../engine/table-data.ts";
import type { Linked, RowTold } from "./result.ts";
import type { Sample } from "./sample.ts";

/** Tells of a row, by its number in the input, what it says and where it leads. */
type TellRow = (row: number) => RowTold;

/** Looks up to which traces and spans the ids of these rows belong. */
export async function toldRows(
  engine: Engine,
  { input, ids, times, texts }: Sample,
  rows: readonly number[],
  options: QueryOptions,
): Promise<TellRow> {
  const links = await linksOf(engine, [...new Set(rows.flatMap((row) => ids[row] ?? []))], options);
  return (row) => {
    const [id, time] = [ids[row] ?? null, times[row] ?? null];
    const link = links.get(id ?? "");
    return {
      ...{ text: texts[row] ?? null, id, side: input.side[row] === 0 ? "reference" : "current" },
      time: time === null ? null : new Date(time / 1000).toISOString(),
      ...{ traceId: link?.traceId ?? null, spanId: link?.spanId ?? null },
    };
  };
}

async function linksOf(
  engine: Engine,
  ids: readonly string[],
  options: QueryOptions,
): Promise<ReadonlyMap<string, Linked>> {
  if (ids.length === 0) return new Map();
  const found = toObjects(
    await engine.query(
      `SELECT span_id AS id, trace_id, span_id FROM spans WHERE span_id IN ${literals(ids)}
       UNION ALL SELECT trace_id, trace_id, NULL FROM traces WHERE trace_id IN ${literals(ids)}`,
      options,
    ),
  );
  const text = (value: unknown) => (value === null || value === undefined ? null : String(value));
  return new Map(found.map((row) => [String(row.id), { traceId: text(row.trace_id), spanId: text(row.span_id) }]));
}
