/**
 * Work that is too long for the thread that draws. The page runs it in a worker, which Stop ends; in Node it runs in
 * place. Input, output and pictures have to survive structured cloning.
 */
export interface Computation<In, Out, Picture = never> {
  /** Unique among `computations`, the list in src/cells/computations.ts by which a worker finds it. */
  readonly name: string;
  run(input: In, report: ComputationReport<Picture>): Out | Promise<Out>;
  /** The buffers of an output that go over to the reader instead of being copied. */
  moved?(out: Out): readonly ArrayBuffer[];
}

export interface ComputationReport<Picture> {
  /** Says how far it is: "200 of 500 epochs". */
  progress(text: string): void;
  /** Gives what it has so far, to be drawn. It is copied. */
  picture(picture: Picture): void;
}

export interface ComputeOptions<Picture> {
  readonly onPicture?: (picture: Picture) => void;
  /** The buffers of the input that go over to the computation; they are empty here from then on. */
  readonly moved?: readonly ArrayBuffer[];
}

/** Runs a computation to its end. @throws what it throws, as a plain Error, and the signal's reason once aborted */
export type Compute = <In, Out, Picture = never>(
  computation: Computation<In, Out, Picture>,
  input: In,
  options: ComputeOptions<Picture> & { readonly signal: AbortSignal; readonly progress: (text: string) => void },
) => Promise<Out>;

/** Where there is no worker: on the thread that asks. */
export const computeInPlace: Compute = async (computation, input, { signal, progress, onPicture }) => {
  signal.throwIfAborted();
  const out = await computation.run(input, { progress, picture: (picture) => onPicture?.(picture) });
  signal.throwIfAborted();
  return out;
};

/**
 * Lets `work` of the engine's go on while a worker computes: `run` gets a `compute` that begins it with the first
 * computation; without one it begins when `run` has ended. Both have ended when this does.
 */
export async function meanwhile<Out>(
  compute: Compute,
  work: () => Promise<unknown>,
  run: (compute: Compute) => Promise<Out>,
): Promise<Out> {
  let working: Promise<unknown> | null = null;
  const begin = () => {
    working ??= work();
    working.catch(() => undefined);
    return working;
  };
  try {
    const out = await run((...computation) => {
      begin();
      return compute(...computation);
    });
    await begin();
    return out;
  } catch (error) {
    await Promise.allSettled([working]);
    throw error;
  }
}
