import type { Estimate } from "../../analysis/estimate.ts";
import type { Side, SideTotals } from "../cohort-sides.ts";
import type { DeploymentMark, Stretch } from "../time-buckets.ts";

/** What calls came to. Amounts in USD. */
export interface Figures {
  /** Spans whose usage counts: none of them repeats what another one used. */
  readonly calls: number;
  readonly traces: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  /** What spans report, and what was computed from tokens. */
  readonly reported: number;
  readonly computed: number;
  readonly cost: number;
  /** Calls without a cost: nothing is in `cost` for them. */
  readonly unpriced: number;
  /** Mean over all traces of the side, those without such a call included. */
  readonly perTrace: Estimate;
  /** What reading from the cache saved; null where it is not known of any cached token. */
  readonly saved: number | null;
}

export interface CostGroup {
  /** In the order of `by`; null where a span has none. */
  readonly values: readonly (string | null)[];
  readonly sides: Readonly<Partial<Record<Side, Figures>>>;
  /** Of the cost per trace; null unless two cohorts are compared. */
  readonly difference: Estimate | null;
}

export interface CostResult {
  readonly by: readonly string[];
  /** Each of them as SQL over `spans`, without what is inherited. */
  readonly expressions: readonly string[];
  readonly sides: readonly SideTotals[];
  readonly total: CostGroup;
  readonly groups: readonly CostGroup[];
  /** How many groups there are in all. */
  readonly found: number;
  /** The parts that were asked for; null where they were not. */
  readonly overTime: OverTime | null;
  readonly budget: Budget | null;
  readonly cache: Cache | null;
  readonly unpriced: Unpriced | null;
  readonly audit: Audit | null;
  readonly divergence: Divergence | null;
}

export interface OverTime {
  readonly per: Stretch;
  readonly buckets: readonly CostBucket[];
  readonly deployments: readonly DeploymentMark[];
}

export interface CostBucket {
  readonly start: string;
  readonly side: Side | "none";
  readonly traces: number;
  readonly reported: number;
  readonly computed: number;
  readonly unpriced: number;
}

export interface Budget {
  readonly per: "day" | "week" | "month";
  readonly tenants: readonly TenantBudget[];
  /** Tenants with a budget of their own that have no call. */
  readonly absent: readonly string[];
}

export interface TenantBudget {
  readonly tenant: string | null;
  /** USD per period; null where the cell sets none. */
  readonly limit: number | null;
  readonly periods: number;
  readonly over: number;
  /** Start of the first period over the limit. */
  readonly firstOver: string | null;
  readonly worst: { readonly start: string; readonly cost: number };
  readonly last: { readonly start: string; readonly cost: number };
  readonly verdict: "within budget" | "over budget" | "no budget";
}

export interface Cache {
  readonly models: readonly CachedModel[];
}

export interface CachedModel {
  readonly model: string | null;
  /** The name of the price that was taken; null where there is none. */
  readonly price: string | null;
  readonly sides: Readonly<Partial<Record<Side, CacheFigures>>>;
}

export interface CacheFigures {
  readonly read: number;
  readonly written: number;
  /** All input, what came from the cache included. */
  readonly input: number;
  /** Null without a price. */
  readonly saved: number | null;
  /** What writing to the cache cost beyond fresh input. */
  readonly extra: number | null;
}

export interface Unpriced {
  readonly models: readonly UnpricedModel[];
  /** Calls of a model that say neither tokens nor cost. */
  readonly silent: readonly { readonly step: string; readonly model: string; readonly spans: number }[];
  readonly calls: number;
}

export interface UnpricedModel {
  readonly model: string | null;
  readonly spans: number;
  readonly traces: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

export interface Audit {
  /** Why there is nothing to audit. */
  readonly reason: string | null;
  /** Traces whose root reports what its calls cost together. */
  readonly traces: number;
  readonly agree: number;
  readonly callsMore: number;
  readonly callsLess: number;
  readonly rootSum: number;
  readonly callSum: number;
  readonly worst: readonly AuditedTrace[];
  /** What all reported costs come to when every span is added, whatever it repeats, and how many spans only repeat. */
  readonly everySpan: number;
  readonly counted: number;
  readonly repeats: number;
}

export interface AuditedTrace {
  readonly traceId: string;
  readonly root: number;
  readonly calls: number;
}

export interface Divergence {
  readonly reason: string | null;
  /** The quantile, the cost of a trace at it, and how many reference traces it is of. */
  readonly quantile: number;
  readonly limit: number | null;
  readonly reference: number;
  /** Current traces above the limit. */
  readonly share: Estimate;
  readonly steps: readonly { readonly step: string; readonly traces: number; readonly excess: number }[];
  /** The dearest of them. */
  readonly traces: readonly DivergedTrace[];
}

export interface DivergedTrace {
  readonly traceId: string;
  readonly spanId: string;
  readonly step: string;
  /** Which call of the trace it is, of how many, and which of this step. */
  readonly call: number;
  readonly calls: number;
  readonly ofStep: number;
  readonly cost: number;
  /** The cost up to and with this call, and the reference's band there. */
  readonly reached: number;
  readonly band: number;
}
