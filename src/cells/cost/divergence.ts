import { type Estimate, estimated, unknown } from "../../analysis/estimate.ts";
import { wilsonInterval } from "../../analysis/proportion-interval.ts";
import type { Plain } from "../../engine/table-data.ts";
import type { SideTotals } from "../cohort-sides.ts";
import type { CostSpec } from "./definition.ts";
import type { DivergedTrace, Divergence } from "./result.ts";

type Row = Readonly<Record<string, Plain>>;
type Query = (sql: string) => Promise<readonly Row[]>;

/** A band is no band with fewer reference traces. */
const leastTraces = 30;
/** From this call on the band is that of whole traces. */
const longestBand = 64;

/**
 * Where unusually dear traces leave the reference. After each call of the reference's traces their cost so far has a
 * quantile: the band (a trace that is done stays at its whole cost). A current trace that ends above it diverged at the
 * call after which it never came back below.
 */
export async function divergences(query: Query, spec: CostSpec, sides: readonly SideTotals[]): Promise<Divergence> {
  const quantile = spec.unusual;
  const none = (reason: string, reference = 0): Divergence => ({
    ...{ reason, quantile, limit: null, reference, steps: [], traces: [] },
    share: unknown(0, reason),
  });
  if (spec.step || spec.kind || spec.where)
    return none(
      "This cell's filters leave out a part of each trace: remove step, kind and where to see where costs diverge.",
    );
  if (sides.length < 2) return none("Needs a reference and a current window: set them on the timeline.");
  const [row] = await query(`SELECT quantile_cont(cost, ${quantile}) FILTER (side = 'reference') AS bound,
      count(cost) FILTER (side = 'reference') AS reference, count(cost) FILTER (side = 'current') AS current
    FROM store.cost_traces`);
  const reference = Number(row?.reference ?? 0);
  if (reference < leastTraces)
    return none(
      `Too little data: ${reference} reference traces with a cost, the band needs ${leastTraces}.`,
      reference,
    );
  const limit = Number(row?.bound);
  const found = await query(divergedSql(limit, quantile));
  return {
    ...{ reason: null, quantile, limit, reference },
    share: shareOf(found.length, Number(row?.current ?? 0)),
    steps: bySteps(found, limit),
    traces: await located(query, found.slice(0, 20)),
  };
}

function shareOf(dear: number, current: number): Estimate {
  if (current === 0) return unknown(0, "no current trace has a cost");
  return estimated(dear / current, current, wilsonInterval(dear, current));
}

const calls = (traces: string) => `SELECT trace, span, start_ns,
  row_number() OVER so_far AS call, sum(coalesce(cost, 0)) OVER so_far AS reached
  FROM store.cost_calls WHERE trace IN (${traces})
  WINDOW so_far AS (PARTITION BY trace ORDER BY start_ns, span ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)`;

function divergedSql(limit: number, quantile: number): string {
  const reference = "SELECT trace FROM store.cost_traces WHERE side = 'reference' AND cost IS NOT NULL";
  const dear = `SELECT trace FROM store.cost_traces WHERE side = 'current' AND cost > ${limit}`;
  return `WITH before AS MATERIALIZED (SELECT trace, call, reached FROM (${calls(reference)}) WHERE call <= ${longestBand}),
    done AS (SELECT trace, cost, calls FROM store.cost_traces WHERE side = 'reference' AND cost IS NOT NULL),
    reached AS (SELECT call, reached FROM before
      UNION ALL SELECT n.call, d.cost FROM done d JOIN range(1, ${longestBand + 1}) n(call) ON n.call > d.calls),
    bands AS MATERIALIZED (SELECT call, quantile_cont(reached, ${quantile}) AS band FROM reached GROUP BY call),
    during AS MATERIALIZED (SELECT c.*, coalesce(band, ${limit}) AS band FROM (${calls(dear)}) c LEFT JOIN bands USING (call)),
    left_at AS (SELECT trace, coalesce(max(call) FILTER (reached <= band), 0) + 1 AS call, max(call) AS calls,
      max(reached) AS cost FROM during GROUP BY trace)
    SELECT d.trace::VARCHAR AS trace, d.span::VARCHAR AS span, l.call, l.calls, l.cost, d.reached, d.band, s.name AS step
    FROM left_at l JOIN during d USING (trace, call)
    JOIN (SELECT name, hash(trace_id, span_id) AS span FROM store.spans WHERE counts_usage) s ON s.span = d.span
    ORDER BY l.cost DESC, d.trace`;
}

function bySteps(rows: readonly Row[], limit: number): Divergence["steps"] {
  const steps = new Map<string, { traces: number; excess: number }>();
  for (const { step, cost } of rows) {
    const name = String(step);
    const known = steps.get(name) ?? { traces: 0, excess: 0 };
    steps.set(name, { traces: known.traces + 1, excess: known.excess + Number(cost) - limit });
  }
  return [...steps]
    .map(([step, { traces, excess }]) => ({ step, traces, excess: excess / traces }))
    .sort((one, other) => other.traces - one.traces || one.step.localeCompare(other.step));
}

/** Their ids, and which call of its step each is. */
async function located(query: Query, rows: readonly Row[]): Promise<readonly DivergedTrace[]> {
  if (rows.length === 0) return [];
  const traces = rows.map(({ trace }) => `${String(trace)}::UBIGINT`).join(", ");
  const places = await query(`SELECT span::VARCHAR AS span, trace_id, span_id, of_step FROM (
      SELECT trace_id, span_id, hash(trace_id, span_id) AS span,
        row_number() OVER (PARTITION BY trace_id, name ORDER BY start_ns, hash(trace_id, span_id)) AS of_step
      FROM store.spans WHERE counts_usage AND hash(trace_id) IN (${traces}))
    WHERE span IN (${rows.map(({ span }) => `${String(span)}::UBIGINT`).join(", ")})`);
  return rows.flatMap((row) => {
    const place = places.find(({ span }) => span === row.span);
    if (!place) return [];
    return [
      {
        traceId: String(place.trace_id),
        spanId: String(place.span_id),
        step: String(row.step),
        call: Number(row.call),
        calls: Number(row.calls),
        ofStep: Number(place.of_step),
        cost: Number(row.cost),
        reached: Number(row.reached),
        band: Number(row.band),
      },
    ];
  });
}
