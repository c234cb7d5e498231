import type { Computation } from "../notebook/computation.ts";
import { layOutEmbeddings } from "./embedding-map/lay-out.ts";

// The list holds computations of every shape; who asks for one by its name gives it what it takes.
// biome-ignore lint/suspicious/noExplicitAny: existential type
export type AnyComputation = Computation<any, any, any>;

/** Every computation that a cell hands to a worker. */
export const computations: readonly AnyComputation[] = [layOutEmbeddings];
