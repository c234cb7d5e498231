import type { Estimate } from "../../analysis/estimate.ts";
import {
  meanDifference,
  type StratifiedMean,
  type StratumSums,
  stratifiedMean,
} from "../../analysis/stratified-mean.ts";
import type { Engine, QueryOptions } from "../../engine/engine.ts";
import { type Plain, toObjects } from "../../engine/table-data.ts";
import { type Pair, type PairSide, pair } from "../cohort-sides.ts";
import type { Stratum } from "../trace-strata.ts";

/** What is a mean over traces; a trace without the step counts as 0. */
export const meanMeasures = ["time", "self", "presence", "calls", "errors", "tokens", "cost"] as const;

export type MeanMeasure = (typeof meanMeasures)[number];

const columns: Readonly<Record<Exclude<MeanMeasure, "presence" | "cost">, string>> = {
  time: "s.own_ns / 1e6",
  self: "coalesce(s.self_ns, 0) / 1e6",
  calls: "s.calls",
  errors: "s.errors",
  tokens: "coalesce(s.tokens, 0)",
};

const sumAndSquares = (value: string) => `[sum(${value})::DOUBLE, sum((${value}) * (${value}))::DOUBLE]`;

/** Sums over the traces of one stratum on one side that have the step. */
type Sums = Readonly<Record<Exclude<MeanMeasure, "presence">, readonly [sum: number, squares: number]>> & {
  readonly present: number;
};

/** Of one path: its sums by side and stratum, "current gold". */
export type PathSums = ReadonlyMap<string, Sums>;

/** The sums of every path; under "" those of the time in which no span runs, where there is any. */
export async function pathSums(engine: Engine, options: QueryOptions): Promise<ReadonlyMap<string, PathSums>> {
  const sums = Object.entries(columns).map(([name, value]) => `${sumAndSquares(value)} AS ${name}`);
  // Own times are sums of fractions, so what is left of a trace's wall time may be off by less than this.
  const left = "m.wall_ms - coalesce(o.own_ms, 0)";
  const idle = `CASE WHEN ${left} < 0.001 THEN 0 ELSE ${left} END`;
  const nothing = Object.keys(columns).map((name) =>
    name === "time" ? `${sumAndSquares(idle)} AS time` : `[0::DOUBLE, 0::DOUBLE] AS ${name}`,
  );
  const costs = await costSums(engine, options);
  const rows = toObjects(
    await engine.query(
      `SELECT s.path::VARCHAR AS path, m.side, m.stratum, count(*) AS present, ${sums.join(", ")}
       FROM store.trace_steps s JOIN store.compared_traces m ON m.trace = s.trace GROUP BY s.path, m.side, m.stratum
       UNION ALL
       SELECT '', m.side, m.stratum, count(*) FILTER (${idle} > 0), ${nothing.join(", ")}
       FROM store.compared_traces m
       LEFT JOIN (SELECT trace, sum(own_ns) / 1e6 AS own_ms FROM store.trace_steps GROUP BY trace) o ON o.trace = m.trace
       GROUP BY m.side, m.stratum`,
      options,
    ),
  );
  const found = new Map<string, Map<string, Sums>>();
  for (const row of rows) {
    const path = String(row.path);
    const known = found.get(path) ?? new Map<string, Sums>();
    const group = `${row.side} ${row.stratum}`;
    known.set(group, toSums(row, costs.get(`${path} ${group}`)));
    found.set(path, known);
  }
  const held = [...(found.get("")?.values() ?? [])].some(({ present }) => present > 0);
  if (!held) found.delete("");
  return found;
}

/** Sum and sum of squares of what traces paid for a step, by path, side and stratum. */
async function costSums(engine: Engine, options: QueryOptions): Promise<ReadonlyMap<string, Plain>> {
  const sql = `SELECT s.path::VARCHAR AS path, m.side, m.stratum, ${sumAndSquares("s.cost_usd")} AS cost
    FROM store.step_costs s JOIN store.compared_traces m ON m.trace = s.trace GROUP BY s.path, m.side, m.stratum`;
  const rows = toObjects(await engine.query(sql, options));
  return new Map(rows.map(({ path, side, stratum, cost }) => [`${path} ${side} ${stratum}`, cost as Plain]));
}

function toSums(row: Readonly<Record<string, Plain>>, cost: Plain | undefined): Sums {
  const both = (value: Plain | undefined) => {
    const [sum, squares] = Array.isArray(value) ? value.map(Number) : [];
    return [sum ?? 0, squares ?? 0] as const;
  };
  const read = Object.keys(columns).map((name) => [name, both(row[name])]);
  const measured = Object.fromEntries(read) as Omit<Sums, "present" | "cost">;
  return { ...measured, cost: both(cost), present: Number(row.present) };
}

/** The mean of a measure over all traces of each side, the reference's mix given to both. */
export function meansOf(measure: MeanMeasure, sums: PathSums, strata: readonly Stratum[]): Pair<StratifiedMean> {
  const side = (name: PairSide) =>
    stratifiedMean(
      strata.map((stratum): StratumSums => {
        const known = sums.get(`${name} ${stratum.name}`);
        const [sum, squares] = measure === "presence" ? [known?.present, known?.present] : (known?.[measure] ?? []);
        return { weight: stratum.share, n: stratum.n[name], sum: sum ?? 0, squares: squares ?? 0 };
      }),
    );
  return { reference: side("reference"), current: side("current") };
}

export function differenceOf({ reference, current }: Pair<StratifiedMean>): Estimate {
  return meanDifference(reference, current);
}

/** The times of several paths together. They have no interval: what they share of a trace is not known. */
export function addedTimes(all: readonly Pair<StratifiedMean>[]): Pair<number> {
  const sum = (name: PairSide) => all.reduce((total, means) => total + (means[name].mean ?? 0), 0);
  return { reference: sum("reference"), current: sum("current") };
}

export function presentTraces(sums: PathSums, strata: readonly Stratum[]): Pair<number> {
  const count = (name: PairSide) =>
    strata.reduce((total, stratum) => total + (sums.get(`${name} ${stratum.name}`)?.present ?? 0), 0);
  return Object.fromEntries(pair.map((name) => [name, count(name)])) as unknown as Pair<number>;
}
