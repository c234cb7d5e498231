import type { Engine } from "../engine/engine.ts";
import type { CellContext, Inputs } from "./cell.ts";
import { type Compute, computeInPlace } from "./computation.ts";
import { type NotebookFiles, noFiles } from "./notebook-files.ts";
import { memoryCache, type ResultCache } from "./result-cache.ts";

/** What a notebook gives to all of its cells. */
export interface Surroundings {
  readonly compute?: Compute | undefined;
  readonly files?: NotebookFiles | undefined;
  readonly cache?: ResultCache | undefined;
  /** A cell whose last run took longer goes stale instead of running by itself; 3 s unless it is said. */
  readonly slowCellSeconds?: number | undefined;
}

export interface RunOfCell extends Partial<Inputs>, Surroundings {
  readonly name: string;
  readonly engine: Engine;
  readonly signal?: AbortSignal;
  readonly progress?: (text: string) => void;
  readonly show?: (result: unknown) => void;
}

/** What a cell gets to run with. What is left out is what a cell that runs by itself, outside of a notebook, needs. */
export function cellContext({
  name,
  engine,
  inputs = {},
  inputTypes = {},
  signal = new AbortController().signal,
  progress = () => undefined,
  show = () => undefined,
  compute = computeInPlace,
  files = noFiles,
  cache = memoryCache(),
}: RunOfCell): CellContext {
  return {
    name,
    engine,
    inputs,
    inputTypes,
    signal,
    progress,
    show,
    files,
    cache,
    compute: (computation, input, options) => compute(computation, input, { ...options, signal, progress }),
  };
}
