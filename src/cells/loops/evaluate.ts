import { type Estimate, unknown } from "../../analysis/estimate.ts";
import { wilsonInterval } from "../../analysis/proportion-interval.ts";
import { buffersOf } from "../../engine/number-columns.ts";
import type { CellContext } from "../../notebook/cell.ts";
import { cohortSides, type SideTotals } from "../cohort-sides.ts";
import { partsToRead, spansAtOnce, whileReading, wholePart } from "../trace-parts.ts";
import { type Candidates, type CandidatesInput, candidates } from "./candidates.ts";
import type { LoopsSpec } from "./definition.ts";
import { findLoopsOfTraces, type LoopFound } from "./find-loops.ts";
import { mayRepeat } from "./may-repeat.ts";
import {
  breakerTags,
  readCalls,
  readInputs,
  readNames,
  readResults,
  readSpans,
  readTraces,
  type SpanWords,
  spanWords,
  withTraces,
} from "./read.ts";
import type { LoopRow, LoopSide, LoopsResult } from "./result.ts";

/**
 * Reads narrow columns of all spans and finds in a worker the traces in which something may be repeated, of some traces
 * while the spans of the next are read; reads all about the spans of those, and then the texts of results that tell
 * which repetitions are loops.
 */
export async function evaluate(spec: LoopsSpec, context: CellContext, atOnce = spansAtOnce): Promise<LoopsResult> {
  const sides = await cohortSides(context.engine, spec.where, { signal: context.signal });
  const traces = await readTraces(spec, sides, context);
  const names = await readNames(spec, context);
  const inputs = await readInputs(spec, traces.picked, context);
  const all = wholePart(traces.columns).spans;
  const passed = await whileReading(
    await partsToRead(context.engine, traces.columns, atOnce, { signal: context.signal }),
    (part) => readCalls(spec, traces.picked, part, all, context),
    (calls, { from }) => {
      const input = { calls, names: names.keys, inputs, before: from, all: traces.columns.rows };
      return context.compute(mayRepeat, input, { moved: buffersOf(calls) });
    },
  );
  const possible = new Set(passed.flatMap((part) => [...part.traces]));
  const repeated = await readRepeated(spec, traces.columns, possible, { names, inputs }, context, atOnce);
  const sum = (of: "calls" | "unrecorded") => passed.reduce((total, part) => total + part[of], 0);
  const repeating = repeated.reduce((total, part) => total + part.traces, 0);
  const wanted = BigUint64Array.from(new Set(repeated.flatMap((part) => [...part.wanted])));
  const results = await readResults(wanted, spec, context);
  const counts = sides.map((_, side) => traces.columns.side.reduce((sum, of) => sum + Number(of === side), 0));
  const { breaker, rounds, overlap, ignore, step, limit, seed } = spec;
  const asked = {
    ...{ parts: repeated.map(({ spans }) => spans), repeating },
    ...{ names, ...results, traces: traces.columns, counts },
    options: { breaker, rounds, overlap, ignored: ignore, steps: step, limit, seed },
  };
  const output = await context.compute(findLoopsOfTraces, asked, { moved: buffersOf(...asked.parts) });
  return {
    ...{ breaker, calls: sum("calls"), unrecorded: sum("unrecorded"), mute: names.mute },
    ...{ hasTokens: passed.some(({ hasTokens }) => hasTokens), hasCost: passed.some(({ hasCost }) => hasCost) },
    ...{ found: output.found, difference: output.difference },
    sides: sides.map(({ side }, index) => ({
      ...{ side, traces: counts[index] ?? 0 },
      ...(output.sides[index] as Omit<LoopSide, "side" | "traces" | "share">),
      share: shareOf(output.sides[index]?.tracesWithLoop ?? 0, counts[index] ?? 0),
    })),
    loops: await loopRows(output.loops, sides, spec, context),
  };
}

/** Of traces in which something may be repeated, those in which it is. */
async function readRepeated(
  spec: LoopsSpec,
  { trace, start, spans }: Awaited<ReturnType<typeof readTraces>>["columns"],
  possible: ReadonlySet<bigint>,
  known: Pick<CandidatesInput, "names" | "inputs">,
  context: CellContext,
  atOnce: number,
): Promise<readonly Candidates[]> {
  if (!possible.size) return [];
  const places = Int32Array.from(trace.keys()).filter((place) => possible.has(trace[place] as bigint));
  const traces = {
    start: BigInt64Array.from(places, (place) => start[place] as bigint),
    spans: Uint32Array.from(places, (place) => spans[place] as number),
  };
  return await withTraces(BigUint64Array.from(possible), context, async () =>
    whileReading(
      await partsToRead(context.engine, traces, atOnce, { signal: context.signal }),
      (part) => readSpans(spec, part, context),
      (found, { from }) => {
        const input = { ...known, spans: found, before: from, all: places.length };
        return context.compute(candidates, input, { moved: buffersOf(found) });
      },
    ),
  );
}

function shareOf(k: number, n: number): Estimate {
  const interval = wilsonInterval(k, n);
  return interval ? { value: k / n, ...interval, n, reason: null } : unknown(n, "no traces");
}

async function loopRows(
  loops: readonly LoopFound[],
  sides: readonly SideTotals[],
  { breaker_tag }: LoopsSpec,
  context: CellContext,
): Promise<readonly LoopRow[]> {
  const words = await spanWords(
    loops.flatMap(({ spans }) => spans),
    context,
  );
  const first = ({ spans }: LoopFound) => words.get(spans[0] ?? 0n);
  const tags = await breakerTags([...new Set(loops.map((loop) => first(loop)?.traceId ?? ""))], breaker_tag, context);
  return loops.map((loop) => toRow(loop, first(loop), words, sides, tags));
}

function toRow(
  { side, steps, rounds, resolved, isCall, wasted, spans, succeeded }: LoopFound,
  first: SpanWords | undefined,
  words: ReadonlyMap<bigint, SpanWords>,
  sides: readonly SideTotals[],
  tags: ReadonlyMap<string, string>,
): LoopRow {
  return {
    ...{ traceId: first?.traceId ?? "", spanId: first?.spanId ?? "", start: first?.start ?? null },
    ...{ side: sides[side]?.side ?? "all", steps, rounds, resolved, wasted, succeeded },
    input: isCall ? (first?.input ?? null) : null,
    spans: spans.flatMap((key) => words.get(key)?.spanId ?? []),
    breaker: tags.get(first?.traceId ?? "") ?? null,
  };
}
