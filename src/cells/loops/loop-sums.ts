import { bootstrapSums, ratioDifference, ratioOfSums, type SumDraws } from "../../analysis/bootstrap-sums.ts";
import type { Estimate } from "../../analysis/estimate.ts";
import { type CurvePoint, mostCalls, type PerTrace, perTraceMeasures, type Spent } from "./result.ts";
import type { Cut, Spent as SpentNs, TraceLoops } from "./trace-loops.ts";

/** Sums over the traces of one side. */
export class LoopSums {
  readonly traces: number;
  loops = 0;
  tracesWithLoop = 0;
  wasted: Spent = nothing;
  readonly curve: CurvePoint[] = Array.from({ length: mostCalls }, (_, index) => ({
    ...{ k: index + 1, calls: 0, groups: 0, ofLoops: 0, traces: 0, successful: 0 },
    ...nothing,
  }));
  /** Per trace with something: wasted wall, tokens, cost, then what the chosen breaker saves. */
  readonly #rows: number[] = [];
  readonly #breaker: number;

  constructor(traces: number, breaker: number) {
    this.traces = traces;
    this.#breaker = breaker;
  }

  add({ loops, wasted, cuts }: TraceLoops, succeeded: boolean): void {
    this.loops += loops.length;
    if (loops.length) this.tracesWithLoop++;
    if (wasted) this.wasted = plus(this.wasted, inMs(wasted));
    cuts.forEach((cut, index) => {
      if (cut) this.curve[index] = withCut(this.curve[index] as CurvePoint, cut, succeeded);
    });
    const saved = cuts[this.#breaker - 1] ?? null;
    if (!wasted && !saved) return;
    for (const spent of [wasted, saved]) this.#rows.push(spent?.wall ?? 0, spent?.tokens ?? 0, spent?.cost ?? 0);
  }

  /** Draws over all traces of the side, those without anything included. */
  draw(seed: number): SumDraws {
    const width = perTraceMeasures.length;
    const add = (row: number, into: Float64Array, at: number) => {
      into[at] = (into[at] as number) + 1;
      for (let k = 0; k < width; k++)
        into[at + 1 + k] = (into[at + 1 + k] as number) + (this.#rows[row * width + k] ?? 0);
    };
    return bootstrapSums(this.traces, width + 1, add, { seed });
  }
}

const nothing: Spent = { spanMs: 0, wallMs: 0, tokens: 0, cost: 0 };

export function inMs({ span, wall, tokens, cost }: SpentNs): Spent {
  return { spanMs: span / 1e6, wallMs: wall / 1e6, tokens, cost };
}

function plus(a: Spent, b: Spent): Spent {
  return {
    spanMs: a.spanMs + b.spanMs,
    wallMs: a.wallMs + b.wallMs,
    tokens: a.tokens + b.tokens,
    cost: a.cost + b.cost,
  };
}

function withCut(point: CurvePoint, cut: Cut, succeeded: boolean): CurvePoint {
  return {
    k: point.k,
    ...plus(point, inMs(cut)),
    calls: point.calls + cut.calls,
    groups: point.groups + cut.groups,
    ofLoops: point.ofLoops + cut.ofLoops,
    traces: point.traces + 1,
    successful: point.successful + Number(succeeded),
  };
}

/** The means per trace of each side, times in milliseconds, and their difference. */
export function perTraceEstimates(sums: readonly LoopSums[], seed: number) {
  const draws = sums.map((side, index) => side.draw(seed + index));
  const [first, second] = draws;
  const both = first && second && sums.every(({ traces }) => traces > 0);
  return {
    sides: draws.map((of) => record((column) => ratioOfSums(of, column, 0), of.n)),
    difference: both
      ? record((column) => ratioDifference(first, second, column, 0), Math.min(first.n, second.n))
      : null,
  };
}

/** Fewer traces than this say too little about how traces differ. */
const fewestTraces = 10;

function record(estimate: (column: number) => Estimate, traces: number): Readonly<Record<PerTrace, Estimate>> {
  const entries = perTraceMeasures.map((measure, index) => {
    const { value, low, high, n, reason } = estimate(index + 1);
    const size = measure.endsWith("Wall") ? 1e6 : 1;
    const scaled = (of: number | null) => (of === null ? null : of / size);
    const few = value !== null && traces < fewestTraces;
    const told = few ? `too few: n = ${traces}, an interval needs ${fewestTraces}` : reason;
    return [
      measure,
      { value: scaled(value), low: few ? null : scaled(low), high: few ? null : scaled(high), n, reason: told },
    ];
  });
  return Object.fromEntries(entries) as Readonly<Record<PerTrace, Estimate>>;
}
