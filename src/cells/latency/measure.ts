import { literal } from "../../engine/sql.ts";
import type { Plain } from "../../engine/table-data.ts";
import type { Side, SideTotals } from "../cohort-sides.ts";
import { type LatencySpec, quantiles } from "./definition.ts";

/** The query that measures every step on every side and keeps those to show, in order. */
export function stepsSql(spec: LatencySpec, sides: readonly SideTotals[], picked: string): string {
  const shares = [quantiles.p50, quantiles.p95, quantiles.p99, quantiles[spec.quantile]].join(", ");
  const each = sides.map(({ side }) => `any_value(figures) FILTER (side = ${literal(side)}) AS ${side}_figures`);
  return `WITH measured AS (
      SELECT step, side, count(*) AS spans, {
        kind: mode(kind), spans: count(*), errors: count(*) FILTER (status = 'ERROR'),
        timed: count(*) FILTER (ns >= 0), quantiles: quantile_cont(ns, [${shares}]) FILTER (ns >= 0),
        total: (sum(ns) FILTER (ns >= 0)) / 1e6, self: sum(self_ms) FILTER (ns >= 0)} AS figures
      FROM (${picked}) GROUP BY step, side),
    steps AS (SELECT step, sum(spans) AS spans, ${each.join(", ")} FROM measured GROUP BY step)
    SELECT *, count(*) OVER () AS groups, count(*) FILTER (spans < ${spec.min_count}) OVER () AS rare
    FROM steps QUALIFY spans >= ${spec.min_count} ORDER BY ${order(spec, sides)}, step LIMIT ${spec.limit}`;
}

/** The step that matters most first: the one whose self time per trace grew most, or the one that holds most of it. */
function order({ sort }: LatencySpec, sides: readonly SideTotals[]): string {
  const main = `${sides.at(-1)?.side}_figures`;
  const selfPerTrace = ({ side, traces }: SideTotals) => `coalesce(${side}_figures.self, 0) / ${Math.max(1, traces)}`;
  const growth = sides.toReversed().map(selfPerTrace).join(" - ");
  const difference = sides.toReversed().map(({ side }) => `${side}_figures.quantiles[4]`);
  const by: Record<LatencySpec["sort"], string> = {
    growth,
    difference: difference.join(" - "),
    share: `${main}.self`,
    self: `${main}.self`,
    total: `${main}.total`,
    p50: `${main}.quantiles[1]`,
    p95: `${main}.quantiles[2]`,
    p99: `${main}.quantiles[3]`,
    count: "spans",
    errors: `${main}.errors`,
    name: "step",
  };
  return sort === "name" ? "step NULLS LAST" : `${by[sort]} DESC NULLS LAST`;
}

/** One row of the engine's answer. */
export interface Measured {
  readonly step: string | null;
  readonly kind: string | null;
  readonly sides: Readonly<Partial<Record<Side, RawFigures>>>;
}

/** Durations in nanoseconds in `quantiles` (p50, p95, p99, chosen), in milliseconds elsewhere. */
export interface RawFigures {
  readonly spans: number;
  readonly timed: number;
  readonly errors: number;
  readonly quantiles: readonly number[] | null;
  readonly total: number | null;
  readonly self: number | null;
}

export function readRow(row: Record<string, Plain>, sides: readonly SideTotals[]): Measured {
  const structs = sides.map(({ side }) => [side, row[`${side}_figures`] as Struct | null] as const);
  const kind = structs.findLast(([, figures]) => figures?.kind)?.[1]?.kind;
  return {
    step: row.step === null || row.step === undefined ? null : String(row.step),
    kind: kind ? String(kind) : null,
    sides: Object.fromEntries(structs.flatMap(([side, figures]) => (figures ? [[side, rawFigures(figures)]] : []))),
  };
}

type Struct = Readonly<Record<string, Plain>>;

function rawFigures(figures: Struct): RawFigures {
  const shares = figures.quantiles;
  return {
    spans: Number(figures.spans),
    timed: Number(figures.timed),
    errors: Number(figures.errors),
    quantiles: Array.isArray(shares) ? shares.map(Number) : null,
    total: numberOrNull(figures.total),
    self: numberOrNull(figures.self),
  };
}

function numberOrNull(value: Plain | undefined): number | null {
  return value === null || value === undefined ? null : Number(value);
}
