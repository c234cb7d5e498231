import { stringify } from "yaml";
import { type ClusterShare, clusterShares } from "../../analysis/cluster-shares.ts";
import { type ContrastedWord, contrastedWords, wordsIn } from "../../analysis/word-contrast.ts";
import { identifier, literals } from "../../engine/sql.ts";
import type { MapBox, MapPlace } from "../../widgets/point-camera.ts";
import type { MapSpec } from "./definition.ts";
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
  idColumn = "id",
): string | null {
  const ids = Array.from(rows, (row) => all.ids[row] ?? null);
  const known = ids.filter((id) => id !== null);
  if (known.length === ids.length && (ids.length <= mostIds || !hasTable))
    return `${identifier(idColumn)} IN ${literals(known)}`;
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

/** Where a map's rows came from: the table of its definition. */
type From = Pick<MapSpec, "table" | "id">;

/** The statement of a cell that shows the chosen rows: of the map's own table or, where it has no name, of its source. */
export function rowsSql(selection: Selection, result: MapResult, name: string, { table, id }: From): string | null {
  const condition = selectionCondition(selection, result, name !== "", name ? "id" : id);
  return condition && `SELECT * FROM ${identifier(name || table)}\nWHERE ${condition}\n`;
}

/** The source of a cell that lists the traces of the chosen rows: by a span's or a trace's id. */
export function tracesSource(selection: Selection, result: MapResult, name: string, from: From): string | null {
  const condition = selectionCondition(selection, result, name !== "", name ? "id" : from.id);
  if (!condition) return null;
  const ids = `SELECT ${name ? "id" : identifier(from.id ?? "id")} FROM ${identifier(name || from.table)} WHERE ${condition}`;
  const [traceIds, spanIds] = from.table === "embeddings" ? ofEmbeddings(`id IN (${ids})`) : [ids, ids];
  const where = `trace_id IN (
  ${traceIds}
) OR trace_id IN (
  SELECT trace_id FROM spans WHERE span_id IN (${spanIds})
)`;
  return stringify({ where }, { lineWidth: 0 });
}

/** An embedding may name its trace or span beside an id of its own. */
function ofEmbeddings(condition: string): [traceIds: string, spanIds: string] {
  const ids = (...keys: string[]) =>
    `SELECT coalesce(${keys.map((key) => `attributes['${key}']`).join(", ")}, id) FROM embeddings WHERE ${condition}`;
  return [ids("trace_id", "trace.id", "traceId"), ids("span_id", "span.id")];
}
