import { identifier, literal } from "../../engine/sql.ts";
import type { Plain } from "../../engine/table-data.ts";
import { bucketSql } from "../time-buckets.ts";
import type { CallKey } from "./calls.ts";
import type { CostSpec } from "./definition.ts";
import type { Budget, TenantBudget } from "./result.ts";

type Row = Readonly<Record<string, Plain>>;
type Query = (sql: string) => Promise<readonly Row[]>;

/** Every tenant's cost per day, week or month against what it may be; those furthest over first. */
export async function budgetVerdicts(query: Query, spec: CostSpec, keys: readonly CallKey[]): Promise<Budget | null> {
  if (!spec.budget) return null;
  const { per, tenants } = spec.budget;
  const tenant = identifier(keys.find(({ name }) => name === "tenant")?.column ?? "");
  const rows = await query(`WITH periods AS (
      SELECT ${tenant} AS tenant, ${periodSql(per)} AS start, coalesce(sum(cost), 0) AS cost
      FROM store.cost_calls WHERE trace_start_ns IS NOT NULL GROUP BY ALL),
    limited AS (SELECT *, CASE ${limits(tenants)} ELSE ${spec.budget.default ?? "NULL"} END::DOUBLE AS most FROM periods)
    SELECT tenant, any_value(most) AS most, count(*) AS periods, count(*) FILTER (cost > most) AS over,
      min(start) FILTER (cost > most) AS first_over, arg_max(start, cost) AS worst_start, max(cost) AS worst_cost,
      max(start) AS last_start, arg_max(cost, start) AS last_cost
    FROM limited GROUP BY tenant ORDER BY over > 0 DESC, max(cost / most) DESC NULLS LAST, tenant LIMIT 500`);
  const seen = new Set(rows.map((row) => row.tenant));
  return { per, tenants: rows.map(toTenant), absent: Object.keys(tenants).filter((name) => !seen.has(name)) };
}

function periodSql(per: Budget["per"]): string {
  if (per === "month") return "date_trunc('month', make_timestamp(trace_start_ns // 1000))::TIMESTAMP";
  return bucketSql(per, "trace_start_ns");
}

function limits(tenants: Readonly<Record<string, number>>): string {
  const branches = Object.entries(tenants).map(([name, usd]) => `WHEN tenant = ${literal(name)} THEN ${literal(usd)}`);
  return branches.join(" ") || "WHEN false THEN 0";
}

function toTenant(row: Row): TenantBudget {
  const limit = row.most === null || row.most === undefined ? null : Number(row.most);
  const over = Number(row.over);
  return {
    tenant: row.tenant === null || row.tenant === undefined ? null : String(row.tenant),
    limit,
    periods: Number(row.periods),
    over,
    firstOver: row.first_over ? String(row.first_over) : null,
    worst: { start: String(row.worst_start), cost: Number(row.worst_cost) },
    last: { start: String(row.last_start), cost: Number(row.last_cost) },
    verdict: limit === null ? "no budget" : over > 0 ? "over budget" : "within budget",
  };
}
