import type { Estimate } from "../../analysis/estimate.ts";
import type { Side, SideTotals } from "../cohort-sides.ts";
import type { EstimatedMeasure, EstimatedStep, PathSort } from "./estimates.ts";
import { measureWords } from "./measures.ts";
import type { ListedRun, PathsOutput } from "./paths.ts";
import type { CriticalPathResult, PathMeasure, PathStep, RunRow } from "./result.ts";

export interface TraceName {
  readonly traceId: string;
  readonly name: string | null;
  readonly start: string | null;
}

interface StepName {
  readonly step: string | null;
  readonly kind: string | null;
}

type Named = (run: ListedRun) => TraceName;

/** What a computation gave by numbers, with the names back in place and times in milliseconds. */
export function inWords(
  { steps, measures, runs }: PathsOutput,
  sides: readonly SideTotals[],
  names: readonly StepName[],
  named: Named,
  sort: PathSort,
): Pick<CriticalPathResult, "steps" | "measures" | "runs"> {
  const order = sides.map(({ side }) => side);
  const told = steps.map((step) => toStep(step, order, names));
  const byName = (a: PathStep, b: PathStep) => (a.step ?? "\uffff").localeCompare(b.step ?? "\uffff", "en");
  return {
    steps: sort === "name" ? told.sort(byName) : told,
    measures: measureWords.flatMap((words) => {
      const found = measures.find(({ id }) => id === words.id);
      return found ? [{ ...words, ...toMeasure(found, order, words.unit) }] : [];
    }),
    runs: runs.map((run) => toRun(run, order, names, named(run))),
  };
}

function toStep(
  { step, sides, difference }: EstimatedStep,
  order: readonly Side[],
  names: readonly StepName[],
): PathStep {
  const figures = sides.flatMap((found, index) => {
    const side = order[index];
    if (!found || !side) return [];
    const { spans, runs, path, share, without } = found;
    return [[side, { spans, runs, share, path: inMs(path), without: inMs(without) }] as const];
  });
  const name = names[step] ?? { step: null, kind: null };
  return { ...name, sides: Object.fromEntries(figures), difference: difference && inMs(difference) };
}

function toMeasure(
  { sides, difference }: EstimatedMeasure,
  order: readonly Side[],
  unit: PathMeasure["unit"],
): Pick<PathMeasure, "values" | "difference"> {
  const scaled = unit === "milliseconds" ? inMs : (value: Estimate) => value;
  return {
    values: Object.fromEntries(sides.map((value, index) => [order[index], scaled(value)])),
    difference: difference && scaled(difference),
  };
}

function toRun(
  { side, traces, figures, best }: ListedRun,
  order: readonly Side[],
  names: readonly StepName[],
  { traceId, name, start }: TraceName,
): RunRow {
  const { wall, work, busy, idle, waiting, failed, retry, retryOnPath, withoutRetries, retries, spans, most } = figures;
  const ms = (ns: number) => ns / 1e6;
  return {
    ...{ traceId, name, start, side: order[side] ?? "all", traces, spans, most, retries },
    ...{ wall: ms(wall), work: ms(work), idle: ms(idle), waiting: ms(waiting) },
    ...{ failed: ms(failed), retry: ms(retry), retryOnPath: ms(retryOnPath), withoutRetries: ms(withoutRetries) },
    parallelism: busy > 0 ? work / busy : null,
    step: best && (names[best.step]?.step ?? null),
    path: ms(best?.path ?? 0),
    without: best && best.saved !== null ? ms(wall - best.saved) : null,
  };
}

function inMs({ value, low, high, n, reason }: Estimate): Estimate {
  const ms = (ns: number | null) => (ns === null ? null : ns / 1e6);
  return { value: ms(value), low: ms(low), high: ms(high), n, reason };
}
