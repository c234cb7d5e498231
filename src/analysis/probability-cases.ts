import { completeCases } from "./complete-cases.ts";
import type { Values } from "./estimate.ts";

/** Probabilities and what came, 1 or 0, without gaps. */
export interface ProbabilityCases {
  readonly probabilities: Float64Array;
  readonly outcomes: Float64Array;
  /** The place that each kept item had in the input. */
  readonly kept: Uint32Array;
  readonly n: number;
}

/**
 * Leaves out items that miss a value. Throws when a probability does not lie from 0 to 1 or an outcome is not 0 or 1.
 */
export function probabilityCases(probabilities: Values, outcomes: Values): ProbabilityCases {
  const { columns, kept, n } = completeCases(probabilities, outcomes);
  const [given, came] = columns as [Float64Array, Float64Array];
  const beyond = given.find((p) => p < 0 || p > 1);
  if (beyond !== undefined) throw new Error(`a probability lies from 0 to 1: ${beyond}`);
  const odd = came.find((outcome) => outcome !== 0 && outcome !== 1);
  if (odd !== undefined) throw new Error(`an outcome is 0 or 1: ${odd}`);
  return { probabilities: given, outcomes: came, kept, n };
}
