import { type Estimate, estimated, unknown } from "../../analysis/estimate.ts";
import { estimateDifference } from "../../analysis/estimate-difference.ts";
import { wilsonInterval } from "../../analysis/proportion-interval.ts";
import { literals } from "../../engine/sql.ts";
import type { Side, SideTotals } from "../cohort-sides.ts";
import type { ErrorsSpec } from "./definition.ts";
import type { Query, Row } from "./failures.ts";
import type { RetriedStep, RetryFigures, Timeouts } from "./result.ts";
import { counting, share } from "./types.ts";

/** "write SQL (retry 2)" is "write SQL" again. */
const withoutAttempt = "regexp_replace(name, '(?i)[\\s_#(:-]+(re-?try|attempt)[\\s_#:-]*\\d*\\)?$', '')";

/** The SQL for the next call of the same step in the same parent, right after each failure. */
function attempts({ retry_within }: ErrorsSpec, sides: readonly SideTotals[]): string {
  return `SELECT step, side, start_ns, next_status, next_start,
      next_start >= start_ns AND next_start - coalesce(end_ns, start_ns) <= ${retry_within} * 1e9 AS retried
    FROM (SELECT *, lead(status) OVER same AS next_status, lead(start_ns) OVER same AS next_start
      FROM (SELECT ${withoutAttempt} AS step, hash(trace_id, span_id) AS span, trace_id, parent_span_id, start_ns,
          end_ns, status
        FROM store.spans WHERE hash(trace_id) IN (SELECT trace FROM store.failures))
      WINDOW same AS (PARTITION BY trace_id, parent_span_id, step ORDER BY start_ns, span))
    JOIN (SELECT span, side FROM store.failures) USING (span)
    WHERE side IN ${literals(sides.map(({ side }) => side))}`;
}

/** Steps that failed, how often they were called again right after, and how often that went well. */
export async function retriedSteps(
  query: Query,
  spec: ErrorsSpec,
  sides: readonly SideTotals[],
): Promise<readonly RetriedStep[]> {
  const rows = await query(`SELECT step, side, count(*) AS failures, count(*) FILTER (retried) AS retried,
      count(*) FILTER (retried AND next_status IS DISTINCT FROM 'ERROR') AS succeeded,
      coalesce(sum(next_start - start_ns) FILTER (retried), 0)::DOUBLE / 1e6 AS lost
    FROM (${attempts(spec, sides)}) GROUP BY ALL ORDER BY failures DESC, step`);
  const steps = [...new Set(rows.filter(({ retried }) => Number(retried) > 0).map(({ step }) => String(step)))];
  return steps.slice(0, spec.limit).map((step) => ({
    step,
    sides: Object.fromEntries(
      rows.filter((row) => row.step === step).map((row) => [row.side as Side, toFigures(row)] as const),
    ),
  }));
}

function toFigures(row: Row): RetryFigures {
  const [retried, succeeded] = [Number(row.retried), Number(row.succeeded)];
  const success: Estimate = retried
    ? estimated(succeeded / retried, retried, wilsonInterval(succeeded, retried))
    : unknown(0, "never called again");
  return { failures: Number(row.failures), retried, success, lost: Number(row.lost) };
}

/** Traces with a timeout, and the steps that ran into one with how long they then took. */
export async function timeouts(query: Query, spec: ErrorsSpec, sides: readonly SideTotals[]): Promise<Timeouts> {
  const rows = await query(`SELECT step, side, count(*) AS timeouts,
      quantile_cont((end_ns - start_ns) / 1e6, 0.5) FILTER (end_ns >= start_ns) AS median
    FROM store.failures WHERE timeout AND ${counting(spec)} AND side <> 'none' GROUP BY ALL ORDER BY timeouts DESC, step`);
  const traces = await query(`SELECT side, count(DISTINCT trace) AS traces FROM store.failures
    WHERE timeout AND ${counting(spec)} GROUP BY side`);
  const shares = sides.map(({ side, traces: all }) => {
    const hit = traces.find((row) => row.side === side);
    return [side, share(Number(hit?.traces ?? 0), all)] as const;
  });
  const bySide: Timeouts["sides"] = Object.fromEntries(shares);
  const { reference, current } = bySide;
  return {
    sides: bySide,
    difference: reference && current ? estimateDifference(reference, current) : null,
    steps: [...new Set(rows.map(({ step }) => String(step)))].slice(0, spec.limit).map((step) => ({
      step,
      sides: Object.fromEntries(
        rows.filter((row) => row.step === step).map((row) => [row.side as Side, ofStep(row)] as const),
      ),
    })),
  };
}

function ofStep(row: Row) {
  return {
    timeouts: Number(row.timeouts),
    medianMs: row.median === null || row.median === undefined ? null : Number(row.median),
  };
}
