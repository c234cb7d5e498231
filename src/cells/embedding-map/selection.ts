import { stringify } from "yaml";
import { type ClusterShare, clusterShares } from "../../analysis/cluster-shares.ts";
import { type ContrastedWord, contrastedWords, wordsIn } from "../../analysis/word-contrast.ts";
import { identifier, literals } from "../../engine/sql.ts";
import type { MapBox, MapPlace } from "../../widgets/point-camera.ts";
import type { MapResult } from "./result.ts";

/** Rows that were chosen, and how that can be said again in SQL. */
export interface Selection {
  readonly rows: Int32Array;
  readonly by: { readonly box: MapBox } | { readonly loop: readonly MapPlace[] } | { readonly cluster: number };
  readonly label: string;
}

/** The chosen rows' shares of both sides with their change; null where there are no sides. */
export function selectionShare({ rows }: Selection, { rows: all, sides }: MapResult): ClusterShare | null {
  if (sides.length < 2) return null;
  const chosen = new Uint8Array(all.side.length);
  for (const row of rows) chosen[row] = 1;
  const before = chosen.filter((_, row) => all.side[row] === 0);
  const after = chosen.filter((_, row) => all.side[row] === 1);
  return clusterShares(before, after, 2).clusters.find(({ cluster }) => cluster === 1) ?? null;
}

const wordSets = new WeakMap<MapResult["rows"], readonly ReadonlySet<string>[]>();

/** The words that tell the chosen rows' texts from the rest. */
export function selectionWords({ rows }: Selection, { rows: all }: MapResult): readonly ContrastedWord[] {
  const texts = wordSets.get(all) ?? all.texts.map((text) => wordsIn(text ?? ""));
  wordSets.set(all, texts);
  const chosen = new Set(rows);
  return contrastedWords(texts, (row) => chosen.has(row));
}

const mostIds = 1000;

/** Which rows of the cell's table, or of embeddings, were chosen. Null where nothing tells them from others. */
export function selectionCondition(
  { rows, by }: Selection,
  { rows: all }: MapResult,
  hasTable: boolean,
): string | null {
  const ids = Array.from(rows, (row) => all.ids[row] ?? null);
  const known = ids.filter((id) => id !== null);
  if (known.length === ids.length && (ids.length <= mostIds || !hasTable)) return `id IN ${literals(known)}`;
  return hasTable ? place(by) : null;
}

function place(by: Selection["by"]): string {
  if ("cluster" in by) return `cluster = ${by.cluster + 1}`;
  if ("box" in by)
    return `x BETWEEN ${by.box.left} AND ${by.box.right} AND y BETWEEN ${by.box.bottom} AND ${by.box.top}`;
  const crossings = by.loop.map((one, at) => {
    const other = by.loop[(at + 1) % by.loop.length] as MapPlace;
    const slope = (other.x - one.x) / (other.y - one.y || 1);
    return `((${one.y} > y) <> (${other.y} > y) AND x < ${one.x} + (y - ${one.y}) * ${slope})::INT`;
  });
  return `(${crossings.join("\n    + ")}) % 2 = 1`.replaceAll("- -", "+ ").replaceAll("+ -", "- ");
}

/** The statement of a cell that shows the chosen rows. */
export function rowsSql(selection: Selection, result: MapResult, table: string): string | null {
  const condition = selectionCondition(selection, result, table !== "");
  return condition && `SELECT * FROM ${table ? identifier(table) : "embeddings"}\nWHERE ${condition}\n`;
}

/** The source of a cell that lists the traces of the chosen rows: by a span's or a trace's id. */
export function tracesSource(selection: Selection, result: MapResult, table: string): string | null {
  const condition = selectionCondition(selection, result, table !== "");
  if (!condition) return null;
  const ids = condition.startsWith("id IN")
    ? condition
    : `id IN (SELECT id FROM ${identifier(table)} WHERE ${condition})`;
  const named = (...keys: string[]) => keys.map((key) => `attributes['${key}']`).join(", ");
  const where = `trace_id IN (
  SELECT coalesce(${named("trace_id", "trace.id", "traceId")}, id) FROM embeddings WHERE ${ids}
) OR trace_id IN (
  SELECT trace_id FROM spans WHERE span_id IN (SELECT coalesce(${named("span_id", "span.id")}, id) FROM embeddings WHERE ${ids})
)`;
  return stringify({ where }, { lineWidth: 0 });
}
