import type { AlertStep } from "../../analysis/alert-rule.ts";
import type { DriftVerdict } from "../../analysis/drift-verdict.ts";
import type { Estimate } from "../../analysis/estimate.ts";
import type { Side, SideTotals } from "../cohort-sides.ts";
import type { DeploymentMark, Stretch } from "../time-buckets.ts";

export interface RetrievalResult {
  readonly sides: readonly SideTotals[];
  /** In days. */
  readonly sla: number;
  readonly searches: number;
  readonly measures: readonly Measure[];
  readonly unknown: UnknownAges;
  readonly per: Stretch;
  readonly buckets: readonly Bucket[];
  readonly deployments: readonly DeploymentMark[];
  readonly versions: readonly IndexVersion[];
  readonly alert: Alert;
  readonly scores: readonly ScoreKind[];
  readonly sameQuery: SameQuery;
  readonly sources: readonly Source[];
}

export interface Measure {
  readonly id: string;
  readonly label: string;
  readonly unit: "share" | "days" | "count";
  readonly sides: Readonly<Partial<Record<Side, Estimate>>>;
  /** Null where the sides are not compared. */
  readonly difference: Estimate | null;
}

/** Documents whose age cannot be told, and why. */
export interface UnknownAges {
  readonly documents: number;
  readonly missing: number;
  readonly unreadable: number;
  /** Changed after they were found, by what the export says. */
  readonly later: number;
  /** Some texts that could not be read. */
  readonly examples: readonly string[];
}

export interface Bucket {
  readonly start: string;
  readonly side: Side | "none";
  readonly searches: number;
  readonly empty: number;
  readonly documents: number;
  /** Documents of known age, and those beyond the SLA. */
  readonly known: number;
  readonly stale: number;
  readonly medianDays: number | null;
}

export interface IndexVersion {
  readonly version: string | null;
  readonly searches: number;
  readonly documents: number;
  readonly medianDays: number | null;
  readonly stale: Estimate;
  readonly first: string;
  readonly last: string;
}

export type Action = "ok" | "trigger_reindex" | "unknown";

export interface Alert {
  readonly evaluations: readonly AlertEvaluation[];
  /** The last one's. */
  readonly action: Action;
  /** Since when the last action stands. */
  readonly since: string | null;
  /** How often it was raised in all. */
  readonly raised: number;
  /** Against the start of the current window; null without one. */
  readonly replay: { readonly falseAlarms: number; readonly before: number; readonly delay: number | null } | null;
}

export interface AlertEvaluation {
  readonly start: string;
  readonly long: number | null;
  readonly short: number | null;
  readonly longDocuments: number;
  readonly shortDocuments: number;
  readonly state: AlertStep["state"];
  readonly action: Action;
}

/** The best score of each search. */
export interface ScoreKind {
  readonly kind: string;
  readonly sides: Readonly<Partial<Record<Side, ScoreFigures>>>;
  /** Null unless two cohorts are compared. */
  readonly drift: {
    readonly verdict: DriftVerdict;
    readonly reason: string;
    readonly psi: number | null;
    readonly critical: number | null;
    readonly ks: number | null;
    readonly ksP: number | null;
  } | null;
}

export interface ScoreFigures {
  readonly n: number;
  /** p5, p25, p50, p75, p95 */
  readonly quantiles: readonly number[];
}

export interface SameQuery {
  /** Why nothing can be told. */
  readonly reason: string | null;
  readonly since: string | null;
  /** Queries that were made before and since. */
  readonly across: Estimate;
  /** The same query twice before: how often documents change without any change. */
  readonly before: Estimate;
  readonly difference: Estimate | null;
  readonly examples: readonly QueryChange[];
}

export interface QueryChange {
  readonly query: string;
  readonly kept: number;
  readonly dropped: readonly string[];
  readonly added: readonly string[];
  readonly before: Place;
  readonly after: Place;
}

export interface Place {
  readonly traceId: string;
  readonly spanId: string;
  readonly time: string;
}

export interface Source {
  readonly source: string | null;
  readonly documents: number;
  readonly sides: Readonly<Partial<Record<Side, { readonly documents: number; readonly share: Estimate }>>>;
  readonly difference: Estimate | null;
  readonly medianDays: number | null;
  readonly lastUpdated: string | null;
}
