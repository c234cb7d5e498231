import { wilsonInterval } from "../../analysis/proportion-interval.ts";
import { differenceInterval } from "../../analysis/quantile-interval.ts";
import { literal } from "../../engine/sql.ts";
import { type Plain, toObjects } from "../../engine/table-data.ts";
import type { CellContext } from "../../notebook/cell.ts";
import { cohortSides, type Side, type SideTotals, sideSql } from "../cohort-sides.ts";
import { type Interval, noInterval, type QuantileGroup, quantileIntervals } from "../quantile-intervals.ts";
import {
  condition,
  groupExpression,
  kindCondition,
  noSuchAttribute,
  queryWhere,
  stepCondition,
  whereCondition,
} from "../span-filter.ts";
import { type LatencySpec, quantiles } from "./definition.ts";
import { type Measured, type RawFigures, readRow, stepsSql } from "./measure.ts";
import type { Difference, Figures, LatencyResult, LatencyStep } from "./result.ts";

/** Groups the spans in the engine; only the figures of the steps to show come back. */
export async function evaluate(spec: LatencySpec, { engine, signal }: CellContext): Promise<LatencyResult> {
  const options = { signal };
  const sides = await cohortSides(engine, spec.where, options);
  const { column, condition: onSide } = sideSql(sides);
  const step = await groupExpression(engine, spec.by, options);
  const picked = `SELECT ${step} AS step, ${column} AS side, trace_id, kind, status, end_ns - start_ns AS ns, self_ms
    FROM spans WHERE ${condition([
      onSide,
      stepCondition(spec.step),
      kindCondition(spec.kind),
      whereCondition(spec.where),
    ])}`;
  const rows = toObjects(await queryWhere(engine, "spans", spec.where, stepsSql(spec, sides, picked), options));
  await refuseUnknownAttribute(rows, step, spec, engine, signal);
  const measured = rows.map((row) => readRow(row, sides));
  const intervals = await quantileIntervals(
    engine,
    picked,
    measured.flatMap((row, index) => groupsOf(row, index, quantiles[spec.quantile])),
    options,
  );
  const steps = measured.map((row, index) => toStep(row, sides, intervals, index, spec));
  const [first] = rows;
  return {
    by: spec.by,
    expression: step,
    quantile: spec.quantile,
    sides,
    steps,
    groups: Number(first?.groups ?? 0),
    rare: Number(first?.rare ?? 0),
  };
}

/** The groups of a step whose quantile's interval is asked for: "3 current" is that of the fourth step. */
function groupsOf(row: Measured, index: number, p: number): readonly QuantileGroup[] {
  const step = `${literal(row.step)}::VARCHAR`;
  return Object.entries(row.sides).flatMap(([side, { quantiles, timed }]) => {
    const quantile = quantiles?.[3];
    return quantile === undefined ? [] : { id: `${index} ${side}`, step, side: side as Side, n: timed, p, quantile };
  });
}

async function refuseUnknownAttribute(
  rows: readonly Record<string, Plain>[],
  expression: string,
  { by }: LatencySpec,
  engine: CellContext["engine"],
  signal: AbortSignal,
): Promise<void> {
  if (!rows.length || rows.some((row) => row.step !== null) || !expression.startsWith("attributes[")) return;
  const { numRows } = await engine.query(`SELECT 1 FROM spans WHERE ${expression} IS NOT NULL LIMIT 1`, { signal });
  if (numRows === 0) throw await noSuchAttribute(engine, by, { signal });
}

function toStep(
  row: Measured,
  sides: readonly SideTotals[],
  intervals: ReadonlyMap<string, Interval>,
  index: number,
  spec: LatencySpec,
): LatencyStep {
  const figures = sides.flatMap((totals) => {
    const raw = row.sides[totals.side];
    return raw ? [[totals.side, toFigures(raw, totals, intervals.get(`${index} ${totals.side}`), spec)] as const] : [];
  });
  const found: LatencyStep["sides"] = Object.fromEntries(figures);
  const difference = sides.length === 2 ? differenceOf(found.reference, found.current) : null;
  return { step: row.step, kind: row.kind, sides: found, difference };
}

function toFigures(raw: RawFigures, totals: SideTotals, interval: Interval | undefined, spec: LatencySpec): Figures {
  const wilson = wilsonInterval(raw.errors, raw.spans);
  const quantile = (index: number) => (raw.quantiles ? (raw.quantiles[index] ?? 0) / 1e6 : null);
  return {
    spans: raw.spans,
    timed: raw.timed,
    callsPerTrace: totals.traces ? raw.spans / totals.traces : null,
    errors: raw.errors,
    errorRate: wilson && { value: raw.errors / raw.spans, ...wilson },
    p50: quantile(0),
    p95: quantile(1),
    p99: quantile(2),
    chosen: quantile(3),
    interval: interval ?? null,
    noInterval: interval ? null : noInterval(raw.timed, quantiles[spec.quantile], spec.quantile),
    total: raw.total,
    self: raw.self,
    selfPerTrace: raw.self !== null && totals.traces ? raw.self / totals.traces : null,
    share: raw.self !== null && totals.wallMs > 0 ? raw.self / totals.wallMs : null,
  };
}

function differenceOf(reference: Figures | undefined, current: Figures | undefined): Difference {
  const missing = !reference ? "not in reference" : !current ? "not in current" : null;
  if (!reference || !current || reference.chosen === null || current.chosen === null)
    return { value: null, low: null, high: null, reason: missing ?? "no span has an end" };
  const value = current.chosen - reference.chosen;
  const reason = current.noInterval ?? reference.noInterval;
  if (!reference.interval || !current.interval) return { value, low: null, high: null, reason };
  const { low, high } = differenceInterval(
    { value: reference.chosen, ...reference.interval },
    { value: current.chosen, ...current.interval },
  );
  return { value, low, high, reason: null };
}
