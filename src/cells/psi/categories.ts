import type { BinPair } from "../../analysis/psi.ts";
import { type CategoryBin, categoryBins } from "../../analysis/psi-categories.ts";
import type { Engine, QueryOptions } from "../../engine/engine.ts";
import { toObjects } from "../../engine/table-data.ts";

/** A column's categories, counted: the most common of each side by name, the rest together. */
export interface Categories {
  /** Largest of the reference first. */
  readonly named: readonly (BinPair & { readonly category: string })[];
  readonly rest: BinPair;
  /** Different categories in all, and of one side alone. */
  readonly count: number;
  readonly countNew: number;
  readonly countVanished: number;
  readonly missing: BinPair;
}

/** How many categories of each side come out of the engine by name. */
export const mostNamed = 120;

/** Counts the categories inside the engine; `values` is a query for `side` and `v`. */
export async function countCategories(engine: Engine, values: string, options: QueryOptions): Promise<Categories> {
  const summed = `SELECT v, coalesce(sum(n) FILTER (side = 1), 0)::DOUBLE AS reference,
      coalesce(sum(n) FILTER (side = 2), 0)::DOUBLE AS current
    FROM (SELECT side, v, count(*) AS n FROM (${values}) WHERE side IS NOT NULL GROUP BY side, v) GROUP BY v`;
  const sql = `WITH c AS MATERIALIZED (${summed}), known AS (SELECT * FROM c WHERE v IS NOT NULL)
    SELECT 'named' AS part, v, reference, current, NULL AS fresh, NULL AS gone FROM (
      SELECT * FROM known WHERE reference > 0 ORDER BY reference DESC, v LIMIT ${mostNamed})
    UNION ALL SELECT 'named', v, reference, current, NULL, NULL FROM (
      SELECT * FROM known WHERE reference = 0 ORDER BY current DESC, v LIMIT ${mostNamed})
    UNION ALL SELECT 'missing', NULL, reference, current, NULL, NULL FROM c WHERE v IS NULL
    UNION ALL SELECT 'all', count(*)::VARCHAR, coalesce(sum(reference), 0), coalesce(sum(current), 0),
      count(*) FILTER (reference = 0), count(*) FILTER (current = 0) FROM known`;
  const rows = toObjects(await engine.query(sql, options));
  const pair = (row?: (typeof rows)[number]) => ({
    reference: Number(row?.reference ?? 0),
    current: Number(row?.current ?? 0),
  });
  const named = rows.filter(({ part }) => part === "named").map((row) => ({ category: String(row.v), ...pair(row) }));
  const all = rows.find(({ part }) => part === "all");
  const rest = { ...pair(all) };
  for (const one of named) {
    rest.reference -= one.reference;
    rest.current -= one.current;
  }
  const missing = pair(rows.find(({ part }) => part === "missing"));
  const counts = {
    count: Number(all?.v ?? 0),
    countNew: Number(all?.fresh ?? 0),
    countVanished: Number(all?.gone ?? 0),
  };
  return { named, rest, ...counts, missing };
}

export interface BinnedCategories {
  readonly bins: readonly CategoryBin[];
  /** By name, of one side alone; as many as came out of the engine. */
  readonly appeared: readonly string[];
  readonly vanished: readonly string[];
}

/** The bins of counted categories: `most` of the reference's by name, the rest as others. */
export function binsOfCategories({ named, rest }: Categories, most: number): BinnedCategories {
  const side = (name: "reference" | "current") => new Map(named.map((one) => [one.category, one[name]]));
  const { bins, appeared, vanished } = categoryBins(side("reference"), side("current"), most);
  if (rest.reference + rest.current === 0) return { bins, appeared, vanished };
  const other = bins.find(({ category }) => category === null) ?? { reference: 0, current: 0 };
  const whole = { reference: other.reference + rest.reference, current: other.current + rest.current };
  const kept = bins.filter(({ category }) => category !== null);
  return { bins: [...kept, { category: null, kind: "other", ...whole }], appeared, vanished };
}
