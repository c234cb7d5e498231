import { toObjects } from "../../engine/table-data.ts";
import type { CellContext } from "../../notebook/cell.ts";
import { groupDigits } from "../../widgets/format.ts";
import { cohortSides } from "../cohort-sides.ts";
import { condition, kindCondition, noSuchAttribute, stepCondition, whereCondition } from "../span-filter.ts";
import { auditRollUp, unpricedCalls } from "./audit.ts";
import { budgetVerdicts } from "./budget.ts";
import { cacheSavings, savingRates } from "./cache.ts";
import { type CallKey, callKeys, dropCalls, gatherCalls } from "./calls.ts";
import type { CostPart, CostSpec } from "./definition.ts";
import { divergences } from "./divergence.ts";
import { groupsSql, toGroup, toTotal, totalSql } from "./groups.ts";
import { costOverTime } from "./over-time.ts";
import type { CostGroup, CostResult } from "./result.ts";

/** Takes the calls out of the spans once; every figure is then summed in the engine from that narrow table. */
export async function evaluate(spec: CostSpec, context: CellContext): Promise<CostResult> {
  const { engine, signal } = context;
  const options = { signal };
  const query = async (sql: string) => toObjects(await engine.query(sql, options));
  const [{ spans = 0 } = {}] = await query("SELECT count(*) AS spans FROM store.spans");
  context.progress(`finding the calls among ${groupDigits(Number(spans))} spans`);
  const sides = await cohortSides(engine, spec.where, options);
  const keys = await callKeys(engine, spec, options);
  try {
    await gatherCalls(engine, spec, keys, sides, options);
    const [{ calls = 0 } = {}] = await query("SELECT count(*) AS calls FROM store.cost_calls");
    const say = (what: string) => context.progress(`${what} of ${groupDigits(Number(calls))} calls`);
    const part = async <T>(name: CostPart, words: string, run: () => Promise<T>): Promise<T | null> => {
      if (!spec.show.includes(name)) return null;
      say(words);
      return run();
    };
    say("summing the cost");
    const cache = await cacheSavings(query, keys);
    const rates = savingRates(cache);
    const rows = await query(groupsSql(spec, keys, sides, rates));
    const groups = rows.map((row) => toGroup(row, sides));
    await refuseUnknown(context, spec, keys, groups);
    const picked = condition([stepCondition(spec.step), kindCondition(spec.kind), whereCondition(spec.where)]);
    return {
      by: spec.by,
      expressions: spec.by.map((name) => keys.find((key) => key.name === name)?.expression ?? "NULL"),
      sides,
      total: toTotal(await query(totalSql(keys, sides, rates)), sides),
      groups,
      found: Number(rows[0]?.found ?? 0),
      overTime: await part("over_time", "costs over time", () => costOverTime(query, spec)),
      budget: await part("budget", "budgets", () => budgetVerdicts(query, spec, keys)),
      cache: spec.show.includes("cache") ? cache : null,
      unpriced: await part("unpriced", "prices", () => unpricedCalls(query, keys, picked)),
      audit: await part("audit", "roots against the sum", () => auditRollUp(query, spec)),
      divergence: await part("divergence", "where costs diverge", () => divergences(query, spec, sides)),
    };
  } finally {
    await dropCalls(engine);
  }
}

/** A misspelt attribute would silently give one group without a value. */
async function refuseUnknown(
  { engine, signal }: CellContext,
  { by }: CostSpec,
  keys: readonly CallKey[],
  groups: readonly CostGroup[],
): Promise<void> {
  for (const [place, name] of by.entries()) {
    const expression = keys.find((key) => key.name === name)?.expression ?? "";
    if (!expression.startsWith("attributes[") || groups.length === 0) continue;
    if (groups.some(({ values }) => values[place] !== null)) continue;
    const { numRows } = await engine.query(`SELECT 1 FROM spans WHERE ${expression} IS NOT NULL LIMIT 1`, { signal });
    if (numRows === 0) throw await noSuchAttribute(engine, name, { signal });
  }
}
