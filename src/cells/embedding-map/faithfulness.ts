import { domainClassifier } from "../../analysis/domain-classifier.ts";
import type { Estimate } from "../../analysis/estimate.ts";
import { type Matrix, rowsOf } from "../../analysis/matrix.ts";
import { neighbourAuc } from "../../analysis/neighbour-auc.ts";
import { seededRandom } from "../../analysis/random.ts";
import { sampleIndices } from "../../analysis/sample-indices.ts";
import type { Faithfulness } from "./result.ts";

const most = 1000;

/**
 * How much of what tells reference from current by all dimensions can be told on the map. In full, the better of a linear
 * classifier and of the nearest neighbours' sides; on the map the latter.
 */
export function faithfulness(all: Matrix, map: Matrix, reference: number, seed: number): Faithfulness {
  const random = seededRandom(seed);
  const before = chosen(0, reference, random);
  const after = chosen(reference, all.rows, random);
  const [one, other] = [rowsOf(all, before), rowsOf(all, after)];
  const linear = domainClassifier(one, other, { permutations: 0, seed });
  const near = neighbourAuc(one, other);
  const inFull = better(linear, near);
  const onMap = neighbourAuc(rowsOf(map, before), rowsOf(map, after));
  return { inFull, onMap, ...shownPart(inFull, onMap) };
}

function chosen(from: number, to: number, random: ReturnType<typeof seededRandom>): readonly number[] {
  const rows = to - from;
  if (rows <= most) return Array.from({ length: rows }, (_, row) => from + row);
  return sampleIndices(rows, most, random).map((row) => from + row);
}

function better(one: Estimate, other: Estimate): Estimate {
  const { value, low, high, n, reason } = (one.value ?? -1) >= (other.value ?? -1) ? one : other;
  return { value, low, high, n, reason };
}

function shownPart(inFull: Estimate, onMap: Estimate): Pick<Faithfulness, "shown" | "reason"> {
  if (inFull.value === null) return { shown: null, reason: inFull.reason };
  if (inFull.low === null || inFull.low <= 0.5)
    return { shown: null, reason: "no drift is found in all dimensions: nothing that the map could hide" };
  const part = ((onMap.value ?? 0.5) - 0.5) / (inFull.value - 0.5);
  return { shown: Math.max(0, Math.min(1, part)), reason: null };
}
