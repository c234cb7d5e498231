import type { Computation } from "../notebook/computation.ts";
import { placeSteps } from "../notebook/place-steps.ts";
import { calibrate } from "./calibration/compute/calibrate.ts";
import { measureRuns } from "./critical-path/measure-runs.ts";
import { paths } from "./critical-path/paths.ts";
import { embeddingDriftComputation } from "./embedding-drift/computation.ts";
import { layOutEmbeddings } from "./embedding-map/lay-out.ts";
import { candidates } from "./loops/candidates.ts";
import { findLoopsOfTraces } from "./loops/find-loops.ts";
import { mayRepeat } from "./loops/may-repeat.ts";
import { normalTexts } from "./loops/normal-texts.ts";
import { vocabularyNull } from "./psi/vocabulary-null.ts";

// The list holds computations of every shape; who asks for one by its name gives it what it takes.
// biome-ignore lint/suspicious/noExplicitAny: existential type
export type AnyComputation = Computation<any, any, any>;

/** Every computation that a cell hands to a worker. */
export const computations: readonly AnyComputation[] = [
  placeSteps,
  embeddingDriftComputation,
  vocabularyNull,
  measureRuns,
  paths,
  normalTexts,
  mayRepeat,
  candidates,
  findLoopsOfTraces,
  calibrate,
  layOutEmbeddings,
];
