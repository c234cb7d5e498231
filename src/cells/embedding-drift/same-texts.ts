import type { Engine, QueryOptions } from "../../engine/engine.ts";
import { toObjects } from "../../engine/table-data.ts";
import { counted, groupDigits } from "../../widgets/format.ts";
import type { Rows } from "./columns.ts";
import { onSides, usable, type VectorKind } from "./guards.ts";
import type { Guard } from "./result.ts";

const fewestShared = 3;

/**
 * Texts of both sides whose vectors differ: the embedding model was changed, whatever its name says. A text's first
 * vector in the reference is held against its last in current; of many texts a thousand are looked at.
 */
export async function sameTexts(
  engine: Engine,
  rows: Rows,
  kind: VectorKind,
  options: QueryOptions,
): Promise<{ readonly guards: readonly Guard[]; readonly isOtherModel: boolean }> {
  if (!rows.hasText) return { guards: [], isOtherModel: false };
  const shared = `SELECT text FROM ${rows.sql} WHERE side IS NOT NULL AND text IS NOT NULL AND ${usable(kind)}
    GROUP BY text HAVING count(DISTINCT side) = 2 ORDER BY hash(text), text LIMIT 1000`;
  const [row] = toObjects(
    await engine.query(
      `SELECT count(*) AS texts, count(*) FILTER (c < 0.995) AS others, median(c) FILTER (c < 0.995) AS cosine FROM (
         SELECT list_cosine_similarity(
           arg_min(v, coalesce(time_us, 0)) FILTER (side = 'reference'),
           arg_max(v, coalesce(time_us, 0)) FILTER (side = 'current')) AS c
         FROM ${rows.sql} WHERE side IS NOT NULL AND ${usable(kind)} AND text IN (${shared}) GROUP BY text)`,
      options,
    ),
  );
  const [texts, others] = [Number(row?.texts ?? 0), Number(row?.others ?? 0)];
  if (others === 0) return { guards: [], isOtherModel: false };
  const cosine = Number(row?.cosine ?? 0).toFixed(2);
  const text = `${counted(others, "text")} of ${groupDigits(texts)} that occur on both sides ${others === 1 ? "has another vector" : "have other vectors"} now (median cosine ${cosine}). The same text gives the same vector as long as the embedding model is the same.`;
  const isOtherModel = others >= fewestShared && others * 2 >= texts;
  return { guards: [{ kind: "same texts", isWarning: true, text }], isOtherModel };
}

/** How often texts repeat, where more than one row in twenty does. */
export async function duplicates(
  engine: Engine,
  rows: Rows,
  kind: VectorKind,
  options: QueryOptions,
): Promise<readonly Guard[]> {
  if (!rows.hasText) return [];
  const found = toObjects(
    await engine.query(
      `SELECT side, count(text) AS n, count(DISTINCT text) AS texts FROM ${rows.sql}
       WHERE side IS NOT NULL AND ${usable(kind)} GROUP BY side`,
      options,
    ),
  );
  const repeated = (side: string) => {
    const row = found.find((each) => each.side === side);
    return { n: Number(row?.n ?? 0), times: Number(row?.n ?? 0) - Number(row?.texts ?? 0) };
  };
  const [before, after] = [repeated("reference"), repeated("current")];
  if (before.times * 20 <= before.n && after.times * 20 <= after.n) return [];
  const text = `Rows that repeat a text: ${onSides(before.times, after.times)}. Rows with the same text change sides together in the tests; shares and their intervals count them all.`;
  return [{ kind: "duplicates", isWarning: before.times * 2 > before.n || after.times * 2 > after.n, text }];
}
