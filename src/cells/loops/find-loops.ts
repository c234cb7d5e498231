import type { Estimate } from "../../analysis/estimate.ts";
import type { Computation } from "../../notebook/computation.ts";
import { at, indices } from "../../traces/grouping.ts";
import { HashIndex } from "../../traces/hash-index.ts";
import type { LoopOptions } from "../../traces/loops.ts";
import { resultOverlap } from "../../traces/result-overlap.ts";
import { Facts, itemsOf, type LoopColumns, SpansByTrace, type StepNames } from "./loop-spans.ts";
import { inMs, LoopSums, perTraceEstimates } from "./loop-sums.ts";
import { droppedKeys } from "./normal-texts.ts";
import type { CurvePoint, PerTrace, Spent } from "./result.ts";
import { traceLoops } from "./trace-loops.ts";

export interface FindLoopsInput {
  /** The spans of the traces in which something is repeated, in parts that hold whole traces; how many traces in all. */
  readonly parts: readonly LoopColumns[];
  readonly repeating: number;
  readonly names: StepNames;
  /** Results by their keys. */
  readonly keys: BigUint64Array;
  readonly texts: readonly (string | null)[];
  /** The traces of the sides by start: which side, and whether they succeeded. */
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
    const { options, traces } = input;
    const sums = input.counts.map((count) => new LoopSums(count, options.breaker));
    const loops: LoopFound[] = [];
    const told = input.repeating.toLocaleString("en");
    let looked = 0;
    for (const { spans, rows, place, look } of tracesOf(input)) {
      if (looked++ % 500 === 0) progress(`${looked.toLocaleString("en")} of ${told} traces with repeated calls`);
      const side = traces.side[place];
      const ofSide = side === undefined ? undefined : sums[side];
      if (!ofSide || side === undefined) continue;
      const succeeded = traces.success[place] === 1;
      const found = look();
      ofSide.add(found, succeeded);
      for (const loop of found.loops)
        loops.push({
          ...{ trace: traces.trace[place] as bigint, side, succeeded, steps: loop.steps, rounds: loop.rounds.length },
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

/** Every trace of every part: its spans, which rows of them it has, its place by start, and what finds its loops. */
function* tracesOf(input: FindLoopsInput) {
  const { options } = input;
  const dropped = droppedKeys(options.ignored);
  const loopOptions = {
    ...{ overlap: options.overlap, rounds: options.rounds },
    overlapOf: remembered((a, b) => resultOverlap(a, b, dropped)),
  };
  const textOf = new HashIndex(input.keys);
  const places = new HashIndex(input.traces.trace, input.traces.trace.length);
  for (const spans of input.parts) {
    const byTrace = new SpansByTrace(spans, input.names.keys);
    const look = finder(input, spans, byTrace, textOf, loopOptions);
    const first = Array.from({ length: byTrace.count }, (_, trace) => byTrace.rowsOf(trace)[0] as number);
    const place = places.codesOf(BigUint64Array.from(first, (row) => spans.trace[row] as bigint));
    // Draws of resampling fall on traces by their order, which must not depend on the order in files or in parts.
    for (const trace of indices(byTrace.count).sort((a, b) => at(place, a) - at(place, b))) {
      const rows = byTrace.rowsOf(trace);
      yield { spans, rows, place: at(place, trace), look: () => look(trace, rows) };
    }
  }
}

function finder(
  { names, texts, options }: FindLoopsInput,
  spans: LoopColumns,
  byTrace: SpansByTrace,
  textOf: HashIndex,
  loopOptions: LoopOptions,
) {
  const spelling = new HashIndex(spans.input).code;
  const text = textOf.codesOf(spans.output);
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
