import type { Chosen } from "../definition.ts";
import { pick } from "./people.ts";
import { type Fact, factOf, type Subject, textsOf } from "./subject.ts";

/** How the labelled items were drawn, and what is known of it. */
export interface Sampling {
  readonly chosen: Chosen;
  readonly weights: Fact | null;
  readonly strata: Fact | null;
  readonly strataSizes: Readonly<Record<string, number>>;
}

/** How many items each labelled one stands for, or why that cannot be told. */
export interface Weighting {
  readonly weights: Float64Array | null;
  readonly reason: string;
}

/** The weights of the labelled items at these places. */
export function weightsOf(
  subject: Subject,
  places: Uint32Array,
  { chosen, weights, strata, strataSizes }: Sampling,
): Weighting {
  const own = Int32Array.from(places, (place) => subject.items[place] as number);
  if (chosen === "by_score" && !weights) return byLevel(subject, places);
  if (chosen !== "stratified" && chosen !== "by_score") return { weights: null, reason: "" };
  const given = factOf(weights, own);
  if (given?.kind === "number")
    return given.values.every((value) => value > 0)
      ? { weights: given.values, reason: "" }
      : { weights: null, reason: "weights: some labelled items have none, or one that is not positive" };
  const drawnFrom = factOf(strata, own);
  if (!drawnFrom) return { weights: null, reason: "say which column holds the strata, or the weights" };
  return byStratum(textsOf(drawnFrom), strataSizes);
}

function byStratum(strata: readonly (string | null)[], sizes: Readonly<Record<string, number>>): Weighting {
  const drawn = countsOf(strata.filter((stratum): stratum is string => stratum !== null));
  const missed = Object.keys(sizes).filter((stratum) => !drawn.has(stratum));
  if (missed.length) return { weights: null, reason: `no label in stratum ${missed.slice(0, 3).join(", ")}` };
  const weight = (stratum: string | null) =>
    stratum === null ? Number.NaN : (sizes[stratum] ?? Number.NaN) / (drawn.get(stratum) ?? Number.NaN);
  const weights = Float64Array.from(strata, weight);
  return weights.every((value) => value > 0)
    ? { weights, reason: "" }
    : { weights: null, reason: "some labelled items have no stratum" };
}

/** Items chosen by the judge's score alone are a random sample of those with the same score. */
function byLevel(subject: Subject, places: Uint32Array): Weighting {
  if (subject.type === "continuous")
    return { weights: null, reason: "the judge's scores have no levels; give weights" };
  const scores = pick(subject.scores, places);
  const drawn = countsOf(scores);
  const { values, items } = subject.unlabelled;
  const sizes = new Map(drawn);
  for (const [place, value] of values.entries()) sizes.set(value, (sizes.get(value) ?? 0) + (items[place] as number));
  const missed = [...sizes.keys()].filter((value) => !drawn.has(value));
  if (missed.length)
    return { weights: null, reason: `no label among items that the judge gave ${missed.sort().join(", ")}` };
  return { weights: scores.map((value) => (sizes.get(value) as number) / (drawn.get(value) as number)), reason: "" };
}

function countsOf<T>(values: ArrayLike<T>): Map<T, number> {
  const counts = new Map<T, number>();
  for (const value of Array.from(values)) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
