import { estimateDifference } from "../../analysis/estimate-difference.ts";
import { meanInterval } from "../../analysis/mean-interval.ts";
import { identifier, literal, literals } from "../../engine/sql.ts";
import type { Plain } from "../../engine/table-data.ts";
import type { Side, SideTotals } from "../cohort-sides.ts";
import { type CallKey, sums, sumsOfSums } from "./calls.ts";
import type { CostSpec } from "./definition.ts";
import type { CostGroup, Figures } from "./result.ts";

type Row = Readonly<Record<string, Plain>>;

/** What a token saves that is read from the cache, in USD, by model. */
export type SavingRates = ReadonlyMap<string, number>;

/** Sums by group and trace, then by group, so that every mean has its spread over the traces. */
export function groupsSql(
  spec: CostSpec,
  keys: readonly CallKey[],
  sides: readonly SideTotals[],
  rates: SavingRates,
): string {
  const by = spec.by.map((name) => identifier(keys.find((key) => key.name === name)?.column ?? ""));
  const model = identifier(keys.find(({ name }) => name === "model")?.column ?? "");
  const each = sides.map(({ side }) => `any_value(figures) FILTER (side = ${literal(side)}) AS ${side}_figures`);
  return `WITH each AS (
      SELECT ${by.join(", ")}, side, trace, ${sums}, sum(cr * rate) AS saved FROM store.cost_calls
      LEFT JOIN ${ratesRelation(rates)} ON model = ${model}
      WHERE side IN ${literals(sides.map(({ side }) => side))} GROUP BY ${by.join(", ")}, side, trace),
    measured AS (SELECT ${by.join(", ")}, side, ${figuresStruct} AS figures FROM (
      SELECT ${by.join(", ")}, side, ${sumsOfSums}, sum(saved) AS saved FROM each GROUP BY ${by.join(", ")}, side)),
    grouped AS (SELECT ${by.join(", ")}, ${each.join(", ")} FROM measured GROUP BY ${by.join(", ")})
    SELECT [${by.join(", ")}] AS key_values, * EXCLUDE (${by.join(", ")}), count(*) OVER () AS found
    FROM grouped ORDER BY ${order(spec, sides)}, key_values LIMIT ${spec.limit}`;
}

export function totalSql(keys: readonly CallKey[], sides: readonly SideTotals[], rates: SavingRates): string {
  const model = identifier(keys.find(({ name }) => name === "model")?.column ?? "");
  const saved = `SELECT side, sum(cr * rate) AS saved FROM store.cost_calls JOIN ${ratesRelation(rates)} ON model = ${model} GROUP BY side`;
  return `SELECT side, ${figuresStruct} AS figures FROM (SELECT side, ${sumsOfSums} FROM store.cost_traces
    WHERE side IN ${literals(sides.map(({ side }) => side))} GROUP BY side) LEFT JOIN (${saved}) USING (side)`;
}

const figuresStruct = `{calls: calls, traces: traces, cost: cost, reported: reported, computed: computed,
  unpriced: unpriced, input: input, output: output, cache_read: cache_read, squares: squares, saved: saved}`;

function ratesRelation(rates: SavingRates): string {
  if (rates.size === 0) return "(SELECT NULL::VARCHAR AS model, NULL::DOUBLE AS rate WHERE false)";
  const rows = [...rates].map(([model, rate]) => `(${literal(model)}, ${literal(rate)}::DOUBLE)`);
  return `(VALUES ${rows.join(", ")}) rates(model, rate)`;
}

/** The group whose cost per trace grew most first, or the dearest one. */
function order({ sort }: CostSpec, sides: readonly SideTotals[]): string {
  const main = `${sides.at(-1)?.side}_figures`;
  const perTrace = ({ side, traces }: SideTotals) => `coalesce(${side}_figures.cost, 0) / ${Math.max(1, traces)}`;
  if (sort === "name") return "key_values";
  const by: Record<Exclude<CostSpec["sort"], "name">, string> = {
    growth: sides.toReversed().map(perTrace).join(" - "),
    cost: `${main}.cost`,
    calls: `${main}.calls`,
    tokens: `coalesce(${main}.input, 0) + coalesce(${main}.output, 0)`,
    saved: `${main}.saved`,
  };
  return `${by[sort]} DESC NULLS LAST`;
}

export function toGroup(row: Row, sides: readonly SideTotals[]): CostGroup {
  const found = sides.flatMap((totals) => {
    const raw = row[`${totals.side}_figures`] as Row | null | undefined;
    return raw ? [[totals.side, toFigures(raw, totals.traces)] as const] : [];
  });
  const values = Array.isArray(row.key_values) ? row.key_values : [];
  return grouped(
    values.map((value) => (value === null ? null : String(value))),
    Object.fromEntries(found),
    sides,
  );
}

export function toTotal(rows: readonly Row[], sides: readonly SideTotals[]): CostGroup {
  const figures = sides.map(({ side, traces }) => {
    const raw = rows.find((row) => row.side === side)?.figures as Row | undefined;
    return [side, toFigures(raw ?? {}, traces)] as const;
  });
  return grouped([], Object.fromEntries(figures), sides);
}

function grouped(
  values: readonly (string | null)[],
  figures: Readonly<Partial<Record<Side, Figures>>>,
  sides: readonly SideTotals[],
): CostGroup {
  const perTrace = ({ side, traces }: SideTotals) => figures[side]?.perTrace ?? meanOver(traces, {});
  const [reference, current] = sides;
  const difference = reference && current ? estimateDifference(perTrace(reference), perTrace(current)) : null;
  return { values, sides: figures, difference };
}

function toFigures(raw: Row, traces: number): Figures {
  const number = (name: string) => Number(raw[name] ?? 0);
  return {
    calls: number("calls"),
    traces: number("traces"),
    inputTokens: number("input"),
    outputTokens: number("output"),
    cacheReadTokens: number("cache_read"),
    reported: number("reported"),
    computed: number("computed"),
    cost: number("cost"),
    unpriced: number("unpriced"),
    perTrace: meanOver(traces, raw),
    saved: raw.saved === null || raw.saved === undefined ? null : Number(raw.saved),
  };
}

function meanOver(traces: number, raw: Row) {
  return meanInterval({ n: traces, sum: Number(raw.cost ?? 0), squares: Number(raw.squares ?? 0) }, { floor: 0 });
}
