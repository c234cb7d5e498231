import type { Compute } from "../src/notebook/computation.ts";

export interface ToComputer {
  readonly name: string;
  readonly input: unknown;
}

export type FromComputer =
  | { readonly type: "progress"; readonly text: string }
  | { readonly type: "picture"; readonly picture: unknown }
  | { readonly type: "done"; readonly out: unknown }
  | { readonly type: "failed"; readonly message: string };

// A computation that follows another finds its code compiled.
let idle: Worker | null = null;

/** Runs computations in a worker of this page. A stop ends the worker, wherever the computation is. */
export const computeInWorker: Compute = ({ name }, input, { signal, progress, onPicture, moved = [] }) =>
  new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const worker = takeWorker();
    const end = (keep: boolean) => {
      signal.removeEventListener("abort", stop);
      if (keep && !idle) idle = worker;
      else worker.terminate();
    };
    const stop = () => {
      end(false);
      reject(signal.reason);
    };
    signal.addEventListener("abort", stop);
    worker.onmessage = ({ data }: MessageEvent<FromComputer>) => {
      if (data.type === "progress") return progress(data.text);
      // The worker computes what its namesake here would: the types are the same.
      if (data.type === "picture") return onPicture?.(data.picture as never);
      end(true);
      if (data.type === "done") resolve(data.out as never);
      else reject(new Error(data.message));
    };
    worker.onerror = ({ message }) => {
      end(false);
      reject(new Error(`the computation broke down: ${message || "out of memory?"}`));
    };
    worker.postMessage({ name, input } satisfies ToComputer, [...moved]);
  });

function takeWorker(): Worker {
  const worker = idle ?? new Worker(new URL("./compute-worker.ts", import.meta.url), { type: "module" });
  idle = null;
  return worker;
}
