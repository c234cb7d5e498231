import type { Estimate } from "../../analysis/estimate.ts";
import type { Computation } from "../../notebook/computation.ts";
import { HashIndex } from "../../traces/hash-index.ts";
import { resultOverlap } from "../../traces/result-overlap.ts";
import { Facts, itemsOf, type LoopColumns, SpansByTrace, type StepNames } from "./loop-spans.ts";
import { inMs, LoopSums, perTraceEstimates } from "./loop-sums.ts";
import { droppedKeys } from "./normal-texts.ts";
import type { CurvePoint, PerTrace, Spent } from "./result.ts";
import { traceLoops } from "./trace-loops.ts";

export interface FindLoopsInput {
  readonly spans: LoopColumns;
  readonly names: StepNames;
  /** Results by their keys. */
  readonly keys: BigUint64Array;
  readonly texts: readonly (string | null)[];
  /** The traces of the sides: which side, and whether they succeeded. */
  readonly traces: { readonly trace: BigUint64Array; readonly side: Uint8Array; readonly success: Uint8Array };
  /** How many traces each side has. */
  readonly counts: readonly number[];
  readonly options: {
    readonly breaker: number;
    readonly rounds: number;
    readonly overlap: number;
    readonly ignored: readonly string[];
    readonly steps: readonly string[] | undefined;
    readonly limit: number;
    readonly seed: number;
  };
}

/** A loop by keys. Its start in nanoseconds after the trace's. */
export interface LoopFound {
  readonly trace: bigint;
  readonly spans: readonly bigint[];
  readonly side: number;
  readonly succeeded: boolean;
  readonly steps: readonly string[];
  readonly isCall: boolean;
  readonly rounds: number;
  readonly resolved: boolean;
  readonly wasted: Spent;
}

export interface FindLoopsOutput {
  readonly sides: readonly {
    readonly loops: number;
    readonly tracesWithLoop: number;
    readonly wasted: Spent;
    readonly curve: readonly CurvePoint[];
    readonly perTrace: Readonly<Record<PerTrace, Estimate>>;
  }[];
  readonly difference: Readonly<Record<PerTrace, Estimate>> | null;
  readonly loops: readonly LoopFound[];
  readonly found: number;
}

/** The loops of all traces in which something is repeated, what they wasted, and what a breaker would have cut. */
export const findLoopsOfTraces: Computation<FindLoopsInput, FindLoopsOutput> = {
  name: "find-loops",
  run(input, { progress }) {
    const { spans, names, options, traces } = input;
    const byTrace = new SpansByTrace(spans, names.keys);
    const sums = input.counts.map((count) => new LoopSums(count, options.breaker));
    const places = new HashIndex(traces.trace, traces.trace.length);
    const loops: LoopFound[] = [];
    const look = finder(input, byTrace);
    for (let trace = 0; trace < byTrace.count; trace++) {
      if (trace % 500 === 0)
        progress(`${trace.toLocaleString("en")} of ${byTrace.count.toLocaleString("en")} traces with repeated calls`);
      const rows = byTrace.rowsOf(trace);
      const key = spans.trace[rows[0] as number] as bigint;
      const [place = -1] = places.codesOf(BigUint64Array.of(key));
      const side = place < 0 ? undefined : traces.side[place];
      const ofSide = side === undefined ? undefined : sums[side];
      if (!ofSide || side === undefined) continue;
      const succeeded = traces.success[place] === 1;
      const found = look(trace, rows);
      ofSide.add(found, succeeded);
      for (const loop of found.loops)
        loops.push({
          ...{ trace: key, side, succeeded, steps: loop.steps, rounds: loop.rounds.length },
          spans: loop.rounds.map(({ span }) => spans.id[rows[span] as number] as bigint),
          isCall: loop.rounds[0]?.tool !== null,
          resolved: loop.resolved !== null,
          wasted: inMs(loop.wasted),
        });
    }
    loops.sort((a, b) => b.wasted.wallMs - a.wasted.wallMs || b.wasted.spanMs - a.wasted.spanMs);
    const estimates = perTraceEstimates(sums, options.seed);
    return {
      sides: sums.map(({ loops: count, tracesWithLoop, wasted, curve }, index) => ({
        ...{ loops: count, tracesWithLoop, wasted, curve },
        perTrace: estimates.sides[index] as Readonly<Record<PerTrace, Estimate>>,
      })),
      difference: estimates.difference,
      loops: loops.slice(0, options.limit),
      found: loops.length,
    };
  },
};

function finder({ spans, names, keys, texts, options }: FindLoopsInput, byTrace: SpansByTrace) {
  const spelling = new HashIndex(spans.input).code;
  const textOf = new HashIndex(keys);
  const text = textOf.codesOf(spans.output);
  const dropped = droppedKeys(options.ignored);
  const loopOptions = {
    ...{ overlap: options.overlap, rounds: options.rounds },
    overlapOf: remembered((a, b) => resultOverlap(a, b, dropped)),
  };
  const resultOf = (row: number) => {
    const code = text[row] as number;
    if (code >= 0) return texts[textOf.first[code] as number] ?? null;
    // Results that were not read are alike when their keys are.
    return spans.output[row] === 0n ? null : `#${spans.output[row]}`;
  };
  return (trace: number, rows: Int32Array) => {
    const tree = byTrace.treeOf(trace);
    const usage = {
      tokens: (span: number) => spans.tokens[rows[span] as number] as number,
      cost: (span: number) => spans.cost[rows[span] as number] as number,
      isAgent: (span: number) => ((spans.facts[rows[span] as number] as number) & Facts.agent) > 0,
    };
    const items = itemsOf(tree, rows, byTrace, spelling, names, resultOf);
    return traceLoops(tree, items, usage, loopOptions, options.steps);
  };
}

type OverlapOf = (a: string | null, b: string | null) => number;

const pairsAtMost = 100_000;

/** Two results are read apart and compared once, however often they come beside each other. */
function remembered(overlapOf: OverlapOf): OverlapOf {
  let pairs = 0;
  const known = new Map<string | null, Map<string | null, number>>();
  return (a, b) => {
    if (a === b) return 1;
    if (pairs >= pairsAtMost) {
      known.clear();
      pairs = 0;
    }
    const others = known.get(a) ?? new Map<string | null, number>();
    known.set(a, others);
    const found = others.get(b);
    if (found !== undefined) return found;
    const overlap = overlapOf(a, b);
    others.set(b, overlap);
    pairs++;
    return overlap;
  };
}
