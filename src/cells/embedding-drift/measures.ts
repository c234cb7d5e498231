import { centroidDrift, meanSquaredDistance } from "../../analysis/centroid-drift.ts";
import { type CentroidInterval, centroidInterval } from "../../analysis/centroid-interval.ts";
import { type CentroidNull, centroidNull } from "../../analysis/centroid-null.ts";
import { componentsDrift } from "../../analysis/components-drift.ts";
import { domainClassifier } from "../../analysis/domain-classifier.ts";
import {
  centroidEffect,
  classifierEffect,
  type DriftEffect,
  driftVerdict,
  smallestP,
} from "../../analysis/drift-verdict.ts";
import { energyDistanceOf } from "../../analysis/energy-test.ts";
import { type Matrix, meanRow } from "../../analysis/matrix.ts";
import { mmdOf } from "../../analysis/mmd.ts";
import { type PooledDistances, pooledDistances } from "../../analysis/pooled-distances.ts";
import { referenceNull } from "../../analysis/reference-null.ts";
import { spreadRatio } from "../../analysis/spread.ts";
import { spreadOfDistances } from "../../analysis/spread-of-distances.ts";
import type { Measure, MeasureId, Verdict } from "./result.ts";

export interface MeasureOptions {
  readonly permutations: number;
  readonly seed: number;
  /** Of each reference and then each current row: rows of one unit change sides together. */
  readonly units: ArrayLike<unknown>;
  readonly progress?: (text: string) => void;
  /** Rows of a side for what compares every row with every other, 1,000 unless told. */
  readonly most?: number;
}

export interface Measured {
  readonly measures: readonly Measure[];
  readonly verdict: Verdict;
  /** Among the first rows of both sides, and the kernel's width; null where there is none. */
  readonly pooled: PooledDistances;
  readonly gamma: number | null;
}

const draws = 200;
const mostRefits = 99;

/** Every measure of two sides, and what they come to. Rows lie in an order of chance. */
export function measured(reference: Matrix, current: Matrix, options: MeasureOptions): Measured {
  const { permutations, seed, units, progress = () => undefined, most = 1000 } = options;
  progress(`centroids, ${draws} draws of the reference against itself`);
  const centroid = centroidDrift(reference, current);
  const nulls = centroidNull(reference, current.rows, { draws, seed });
  const intervals = centroidInterval(reference, current, { draws, seed });
  const [before, after] = [firstRows(reference, most), firstRows(current, most)];
  progress(`distances among ${before.rows + after.rows} vectors`);
  const clusters = [...firstOf(units, 0, before.rows), ...firstOf(units, reference.rows, after.rows)];
  const pooled = { ...pooledDistances(before, after, { most }), clusters };
  progress(`MMD and energy distance, ${permutations} permutations`);
  const test = mmdOf(pooled, { permutations, seed });
  const energy = energyDistanceOf(pooled, { permutations, seed });
  const refits = Math.min(mostRefits, permutations);
  progress(`domain classifier, ${refits} permutations`);
  const classifier = domainClassifier(before, after, { permutations: refits, seed, clusters, most });
  progress("principal components");
  const components = componentsDrift(reference, current, { seed });
  const { verdict, reason } = driftVerdict({
    p: smallestP([test.p, classifier.p]),
    effects: [
      beyondChance(centroidEffect(centroid), nulls.inReferenceSd.high),
      beyondChance(classifierEffect(classifier), classifier.nullHigh),
    ],
    ...rowsOfSides(reference, current),
  });
  const measures = [
    ...centroids(reference, current, nulls, intervals),
    spreadMeasure(reference, current, nulls, intervals),
    participation(before, after, pooled, seed),
    measure("mmd", before, after, { ...test, value: atLeastZero(test.value) }),
    measure("energy", before, after, { ...energy, value: atLeastZero(energy.unbiased) }),
    measure("auc", before, after, classifier),
    // With no drift at all, adjusted p values leave a component in one comparison of twenty at most.
    measure("components", reference, current, { ...components, nullHigh: 0 }),
  ];
  return { measures, verdict: { word: verdict, reason }, pooled, gamma: test.gamma };
}

/** An effect that with few rows has to exceed what no drift comes to. */
export function beyondChance(effect: DriftEffect, nullHigh: number | null): DriftEffect {
  const least = nullHigh ?? 0;
  return { ...effect, monitor: Math.max(effect.monitor, least), drifted: Math.max(effect.drifted, least) };
}

function rowsOfSides(reference: Matrix, current: Matrix) {
  return { referenceRows: reference.rows, currentRows: current.rows };
}

/** A measure of what is told, everything else unknown. */
function measure(id: MeasureId, reference: Matrix, current: Matrix, told: Partial<Measure>): Measure {
  const { reference: before = null, current: after = null, value = null, low = null, high = null } = told;
  const { nullLow = null, nullHigh = null, p = null, reason = null } = told;
  const { referenceRows, currentRows } = { ...rowsOfSides(reference, current), ...told };
  return {
    id,
    reference: before,
    current: after,
    value,
    low,
    high,
    nullLow,
    nullHigh,
    p,
    referenceRows,
    currentRows,
    reason,
  };
}

/** MMD² and its kin are about 0 without drift, and may be negative by chance. */
export function atLeastZero(value: number | null): number | null {
  return value === null ? null : Math.max(0, value);
}

function centroids(
  reference: Matrix,
  current: Matrix,
  nulls: CentroidNull,
  intervals: CentroidInterval,
): readonly Measure[] {
  const { cosine, centredCosine, inReferenceSd, reason } = centroidDrift(reference, current);
  const why = (value: number | null) => (value === null ? reason : null);
  const told = (id: MeasureId, value: number | null, band: Partial<Measure>) =>
    measure(id, reference, current, { value, reason: why(value), ...band });
  return [
    told("centroid distance", inReferenceSd, { nullHigh: nulls.inReferenceSd.high, ...intervals.inReferenceSd }),
    told("centroid cosine", cosine, { nullLow: nulls.cosine.low, ...intervals.cosine }),
    told("centred cosine", centredCosine, { nullLow: nulls.centredCosine.low, ...intervals.centredCosine }),
  ];
}

function spreadMeasure(
  reference: Matrix,
  current: Matrix,
  { spreadRatio: band }: CentroidNull,
  intervals: CentroidInterval,
): Measure {
  const { value, reason } = spreadRatio(reference, current);
  const rms = (points: Matrix) => (reason === null ? Math.sqrt(meanSquaredDistance(points, meanRow(points))) : null);
  const sides = { reference: rms(reference), current: rms(current) };
  const told = { ...sides, value, nullLow: band.low, nullHigh: band.high, ...intervals.spreadRatio, reason };
  return measure("spread", reference, current, told);
}

/** Of equal numbers of rows, because the participation ratio grows with them; its band is of halves of the reference. */
function participation(before: Matrix, after: Matrix, { squared, reason }: PooledDistances, seed: number): Measure {
  const n = Math.min(before.rows, after.rows);
  const sides = [firstRows(before, n), firstRows(after, n)] as const;
  if (reason !== null) return measure("participation", ...sides, { reason });
  const of = (rows: ArrayLike<number>) => spreadOfDistances(squared, before.rows + after.rows, rows).participationRatio;
  const [reference, current] = [0, before.rows].map((first) => of(Array.from({ length: n }, (_, row) => first + row)));
  const band = referenceNull(
    before.rows,
    after.rows,
    (one, other) => {
      const half = Math.min(one.length, other.length);
      return ratio(of(other.subarray(0, half)), of(one.subarray(0, half)));
    },
    { method: "split", draws: 100, seed },
  );
  const value = ratio(current ?? null, reference ?? null);
  const why = value === null ? "all vectors of a side are equal" : null;
  const told = { reference, current, value, nullLow: band.low, nullHigh: band.high, reason: why };
  return measure("participation", ...sides, told);
}

function ratio(after: number | null, before: number | null): number | null {
  return after === null || before === null || !(before > 0) ? null : after / before;
}

/** The first rows at most, without copying. */
export function firstRows({ data, rows, columns }: Matrix, most: number): Matrix {
  const kept = Math.min(rows, most);
  return { data: data.subarray(0, kept * columns), rows: kept, columns };
}

function firstOf(list: ArrayLike<unknown>, start: number, count: number): unknown[] {
  return Array.from({ length: count }, (_, place) => list[start + place]);
}
