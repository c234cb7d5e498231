import { z } from "zod";
import type { Engine, QueryOptions } from "../engine/engine.ts";
import { identifier } from "../engine/sql.ts";
import { CellError } from "../notebook/cell.ts";
import { type Pair, type PairSide, pair } from "./cohort-sides.ts";
import { groupExpression, noSuchAttribute } from "./span-filter.ts";

/*
 * Post-stratification: the traces of current are weighed so that they have the reference's mix of some key, so that a
 * change of traffic is not mistaken for a change of behaviour.
 */

/** The key of a cell's source: a column of traces or spans or an attribute, or up to four of them. */
export const weightByKey = z
  .union([z.string().min(1), z.array(z.string().min(1)).max(4)])
  .transform((key) => (typeof key === "string" ? [key] : key))
  .default([]);

/** One stratum that both sides have: how many traces of each, and what one of current weighs. */
export interface Stratum {
  readonly name: string;
  readonly n: Pair<number>;
  /** Its share of the reference's traces, among the strata that both have. */
  readonly share: number;
  readonly weight: number;
}

export interface Mix {
  readonly by: readonly string[];
  readonly strata: number;
  /** Strata that one side lacks, the largest first: they are left out on both sides. */
  readonly missing: readonly { readonly stratum: string; readonly side: PairSide; readonly share: number }[];
  /** The share of each side's traces that is compared. */
  readonly covered: Pair<number>;
}

export type StratumCounts = ReadonlyMap<string, Pair<number>>;

const mostStrata = 200;

/** How the sides are mixed. @throws CellError where the key has too many values for weights to mean anything */
export function mixOf(by: readonly string[], counts: StratumCounts): Mix {
  if (counts.size > mostStrata)
    throw new CellError(`weight_by: ${by.join(", ")} has ${counts.size} values; weights need ${mostStrata} or fewer`, {
      key: "weight_by",
    });
  const strata = commonStrata(counts);
  const all = total([...counts.values()]);
  const within = total(strata.map(({ n }) => n));
  const lacks = (side: PairSide) =>
    [...counts].flatMap(([stratum, n]) => {
      const lacking = side === "reference" ? n.current : n.reference;
      return lacking > 0 ? [] : [{ stratum, side, share: n[side] / all[side] }];
    });
  const covered = { reference: within.reference / all.reference, current: within.current / all.current };
  const missing = pair.flatMap(lacks).sort((one, other) => other.share - one.share);
  return { by, strata: strata.length, missing, covered };
}

/** The strata that both sides have; a trace of current weighs so that these have the reference's shares. */
export function commonStrata(counts: StratumCounts): readonly Stratum[] {
  const both = [...counts].filter(([, { reference, current }]) => reference > 0 && current > 0);
  const all = total(both.map(([, n]) => n));
  return both.map(([name, n]) => {
    const share = n.reference / all.reference;
    return { name, n, share, weight: (share * all.current) / n.current };
  });
}

function total(counts: readonly Pair<number>[]): Pair<number> {
  return {
    reference: counts.reduce((sum, { reference }) => sum + reference, 0),
    current: counts.reduce((sum, { current }) => sum + current, 0),
  };
}

/** The query for every trace (trace_id) with the values of its keys (stratum); of several within a trace the first in order. */
export async function stratumQuery(engine: Engine, keys: readonly string[], options: QueryOptions): Promise<string> {
  const { schema } = await engine.query("SELECT * FROM traces LIMIT 0", options);
  const columns = new Set(schema.fields.map(({ name }) => name));
  const parts: string[] = [];
  const joins: string[] = [];
  for (const [place, key] of keys.entries()) {
    if (columns.has(key)) parts.push(`coalesce(CAST(t.${identifier(key)} AS VARCHAR), 'none')`);
    else {
      const value = await groupExpression(engine, key, options);
      await requireKey(engine, key, value, options);
      joins.push(`LEFT JOIN (SELECT trace_id, min(${value}) AS value FROM spans GROUP BY trace_id) k${place}
        ON k${place}.trace_id = t.trace_id`);
      parts.push(`coalesce(k${place}.value, 'none')`);
    }
  }
  return `SELECT t.trace_id, ${parts.join(" || ' / ' || ")} AS stratum FROM traces t ${joins.join(" ")}`;
}

async function requireKey(engine: Engine, key: string, value: string, options: QueryOptions): Promise<void> {
  if (!value.startsWith("attributes[")) return;
  const { numRows } = await engine.query(`SELECT 1 FROM spans WHERE ${value} IS NOT NULL LIMIT 1`, options);
  if (numRows > 0) return;
  const { message } = await noSuchAttribute(engine, key, options);
  throw new CellError(message.replace(/^by:/, "weight_by:"), { key: "weight_by" });
}
