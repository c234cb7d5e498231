import { stratumAllocation } from "../../analysis/stratum-allocation.ts";
import { identifier, literal } from "../../engine/sql.ts";
import { condition, whereCondition } from "../span-filter.ts";
import type { LabelSpec } from "./definition.ts";

/** Items that are drawn from together. */
export interface DrawStratum {
  readonly stratum: string;
  /** How many items there are. */
  readonly size: number;
  readonly drawn: number;
  /** How many items each drawn one stands for: size / drawn, the inverse of its chance. */
  readonly weight: number | null;
}

/** Where the items of a cell come from. */
export interface ItemSource {
  readonly table: string;
  readonly id: string;
  /** The SQL expression of an item's stratum. */
  readonly stratum: string;
}

/** How much the labels of a stratum differ, and how many there are. */
export interface StratumSpread {
  readonly labels: number;
  readonly deviation: number | null;
}

/** The number of items in each stratum. */
export function strataSql({ table, id, stratum }: ItemSource, { where }: LabelSpec): string {
  return `SELECT stratum, count(DISTINCT id) AS size FROM (${rowsSql({ table, id, stratum }, where)})
    GROUP BY stratum ORDER BY stratum`;
}

function rowsSql({ table, id, stratum }: ItemSource, where: string | undefined): string {
  const wanted = condition([`${identifier(id)} IS NOT NULL`, whereCondition(where)]);
  return `SELECT CAST(${identifier(id)} AS VARCHAR) AS id, coalesce(CAST(${stratum} AS VARCHAR), '') AS stratum
    FROM ${identifier(table)} WHERE ${wanted}`;
}

/**
 * How many items to draw from each stratum. `random` draws from one stratum; `stratified` and `score` in proportion to
 * size with `least` from each; `next` in proportion to size times the spread of the labels so far (Neyman), where a
 * stratum with fewer than two labels counts as the widest known: where little is known, most is learnt.
 */
export function allocate(
  strata: readonly { readonly stratum: string; readonly size: number }[],
  { size, least, by }: Pick<LabelSpec, "size" | "least" | "by">,
  spreads: ReadonlyMap<string, StratumSpread> = new Map(),
): readonly DrawStratum[] {
  const widest = Math.max(0, ...[...spreads.values()].map(({ deviation }) => deviation ?? 0)) || 1;
  const deviation = (stratum: string) => {
    const known = spreads.get(stratum);
    if (by !== "next" || !known || known.labels < 2 || known.deviation === null) return widest;
    // A stratum whose few labels agree is not known to be without spread: half a label apart at least.
    return Math.max(known.deviation, widest / Math.sqrt(known.labels + 1));
  };
  const drawn = stratumAllocation(
    size,
    strata.map((one) => ({ size: one.size, deviation: deviation(one.stratum) })),
    by === "random" ? 0 : least,
  );
  return strata.map((one, place) => {
    const n = Math.max(
      drawn[place] ?? 0,
      by === "next" ? Math.min(one.size, spreads.get(one.stratum)?.labels ?? 0) : 0,
    );
    return { ...one, drawn: n, weight: n > 0 ? one.size / n : null };
  });
}

/**
 * The ids of the drawn items with their strata, in an order that is random too. An item's place in its stratum depends
 * on seed and id alone, so a larger sample holds the smaller one and every stratum's part is a simple random sample.
 */
export function drawSql(source: ItemSource, { where, seed }: LabelSpec, strata: readonly DrawStratum[]): string {
  const limits = strata.map(({ stratum, drawn }) => `WHEN ${literal(stratum)} THEN ${drawn}`).join(" ");
  return `SELECT id, stratum FROM (
      SELECT id, stratum, lot, row_number() OVER (PARTITION BY stratum ORDER BY lot, id) AS place
      FROM (SELECT id, any_value(stratum) AS stratum, md5(${literal(`${seed} `)} || id) AS lot
        FROM (${rowsSql(source, where)}) GROUP BY id))
    WHERE place <= CASE stratum ${limits} ELSE 0 END ORDER BY lot, id`;
}
