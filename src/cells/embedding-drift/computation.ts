import { type Matrix, rowsOf } from "../../analysis/matrix.ts";
import { mmdWitness } from "../../analysis/mmd-witness.ts";
import type { Computation } from "../../notebook/computation.ts";
import { type FoundCluster, firstOfEachText, foundClusters } from "./clusters.ts";
import { type DriftInput, rowsWhere, uses } from "./input.ts";
import { type Measured, measured } from "./measures.ts";
import { comparedParts, segmentParts, windowParts } from "./parts.ts";
import type { Compared, Measure, Verdict } from "./result.ts";

/** What the computation finds; rows are those of its input, by number. */
export interface DriftFigures {
  readonly verdict: Verdict;
  readonly measures: readonly Measure[];
  readonly clusters: readonly FoundCluster[];
  readonly clustersP: number | null;
  readonly windows: readonly Compared[];
  readonly segments: readonly Compared[];
  readonly more: readonly Witness[];
  readonly less: readonly Witness[];
}

export interface Witness {
  readonly row: number;
  readonly value: number;
  readonly cluster: number | null;
}

export const embeddingDriftComputation: Computation<DriftInput, DriftFigures> = {
  name: "embedding-drift",
  run(input, { progress }) {
    const sides = sidesOf(input);
    const { reference, current, rows } = sides;
    const units = rows.map((row) => input.unit[row]);
    const { permutations, seed } = input;
    const found = measured(reference, current, { permutations, seed, units, progress });
    progress(`clusters of ${reference.rows + current.rows} vectors`);
    const { clusters, clustersOf } = input;
    const texts = rows.map((row) => input.texts[row] ?? null);
    const groups = foundClusters(reference, current, { clusters, clustersOf, seed, texts });
    const windows = partsSaid("windows", input.windows, progress);
    const segments = partsSaid("segments", input.segments, progress);
    return {
      ...{ verdict: found.verdict, measures: found.measures, clustersP: groups.p },
      clusters: groups.clusters.map((cluster) => ({
        ...cluster,
        typicalRows: cluster.typicalRows.map((at) => rows[at] as number),
      })),
      windows: comparedParts(input, windowParts(input), { isFixed: true, progress: windows }),
      segments: comparedParts(input, segmentParts(input), { isFixed: false, progress: segments }),
      ...contributions(found, groups.labels, sides, texts),
    };
  },
};

interface Sides {
  readonly reference: Matrix;
  readonly current: Matrix;
  /** The rows of the input that both are made of. */
  readonly rows: readonly number[];
}

function sidesOf(input: DriftInput): Sides {
  const whole = { data: input.vectors, rows: input.rows, columns: input.columns };
  const of = (side: number) =>
    rowsWhere(input, (row) => input.side[row] === side && ((input.uses[row] as number) & uses.side) !== 0);
  const [before, after] = [of(0), of(1)];
  return { reference: rowsOf(whole, before), current: rowsOf(whole, after), rows: [...before, ...after] };
}

function partsSaid(what: string, count: number, progress: (text: string) => void): (done: number) => void {
  return (done) => progress(`${done} of ${count} ${what}`);
}

const mostRows = 8;

/** The current rows that are most unlike the reference, and the reference rows that are most unlike what comes now. */
function contributions(
  { pooled, gamma }: Measured,
  labels: Int32Array,
  { reference, rows }: Sides,
  texts: readonly (string | null)[],
): Pick<DriftFigures, "more" | "less"> {
  if (gamma === null) return { more: [], less: [] };
  const witness = mmdWitness(pooled, gamma);
  // The pool holds the first rows of each side.
  const placeOf = (at: number) => (at < pooled.reference ? at : reference.rows + at - pooled.reference);
  const told = (order: readonly number[]) =>
    firstOfEachText(order.map(placeOf), texts, mostRows).map((place) => ({
      row: rows[place] as number,
      value: witness[place < reference.rows ? place : place - reference.rows + pooled.reference] as number,
      cluster: labels[place] ?? null,
    }));
  const after = Array.from(witness.keys()).filter((at) => at >= pooled.reference && (witness[at] as number) > 0);
  const before = Array.from(witness.keys()).filter((at) => at < pooled.reference && (witness[at] as number) < 0);
  const by = (sign: number) => (a: number, b: number) =>
    sign * ((witness[a] as number) - (witness[b] as number)) || a - b;
  return { more: told(after.sort(by(-1))), less: told(before.sort(by(1))) };
}
