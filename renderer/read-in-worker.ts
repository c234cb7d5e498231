import type { AddedColumns, ImportMessage, ReadSource, SourceFile } from "../src/importers/importer.ts";
import type { Mapping } from "../src/importers/mapping/mapping.ts";
import type { Preview } from "../src/importers/mapping/preview.ts";
import { refOf, type SourceRef } from "./source-files.ts";

export type ToWorker =
  | { type: "read"; ref: SourceRef; beside?: readonly SourceRef[]; added?: AddedColumns; mapping?: Mapping }
  | { type: "preview"; ref: SourceRef }
  | { type: "more" }
  | { type: "stop" };

type FromWorker = ImportMessage | { type: "end" } | { type: "error"; message: string } | Previewed;

export interface Previewed {
  readonly type: "preview";
  readonly preview: Preview;
}

// A worker that has read one file reads the next one at once, and faster than a fresh one would.
const idle = new Set<Worker>();
const idleMs = 5000;

/** `readSource` in a worker. A stop that the worker does not obey within a second ends the worker. */
export const readInWorker: ReadSource = async function* (file, { signal, added, mapping, beside }) {
  const ref = refOf(file);
  const worker = takeWorker();
  let ended = false;
  const messages = inbox<FromWorker>(worker);
  const send = (message: ToWorker) => worker.postMessage(message);
  const stop = () => {
    send({ type: "stop" });
    setTimeout(() => messages.fail(signal.reason), 1000);
  };
  signal.addEventListener("abort", stop);
  try {
    signal.throwIfAborted();
    send({ type: "read", ref, beside: beside?.map(refOf), added, mapping });
    for (;;) {
      const message = await messages.next();
      ended = message.type === "end";
      if (message.type === "end") return;
      if (message.type === "error") throw signal.aborted ? signal.reason : new Error(message.message);
      if (message.type === "preview") continue;
      yield message;
      if (message.type === "batch") send({ type: "more" });
    }
  } finally {
    signal.removeEventListener("abort", stop);
    if (ended) keepWorker(worker);
    else worker.terminate();
  }
};

/** The first rows of a file of rows. @throws Error when it holds none */
export async function previewInWorker(file: SourceFile): Promise<Preview> {
  const worker = takeWorker();
  const messages = inbox<FromWorker>(worker);
  try {
    worker.postMessage({ type: "preview", ref: refOf(file) } satisfies ToWorker);
    for (;;) {
      const message = await messages.next();
      if (message.type === "preview") return message.preview;
      if (message.type === "error") throw new Error(message.message);
    }
  } finally {
    worker.terminate();
  }
}

/** Starts a worker before there is anything to read, so that the first file need not wait for it. */
export function warmUpReader(): void {
  keepWorker(startWorker());
}

function takeWorker(): Worker {
  const [worker] = idle;
  if (!worker) return startWorker();
  idle.delete(worker);
  return worker;
}

function startWorker(): Worker {
  return new Worker(new URL("./import-worker.ts", import.meta.url), { type: "module" });
}

function keepWorker(worker: Worker): void {
  idle.add(worker);
  setTimeout(() => idle.delete(worker) && worker.terminate(), idleMs);
}

/** A worker's messages, one at a time. */
function inbox<T>(worker: Worker): { next(): Promise<T>; fail(error: unknown): void } {
  const waiting: T[] = [];
  let failure: { readonly error: unknown } | null = null;
  let wake: () => void = () => undefined;
  const fail = (error: unknown) => {
    failure ??= { error };
    wake();
  };
  worker.onmessage = ({ data }: MessageEvent<T>) => {
    waiting.push(data);
    wake();
  };
  worker.onerror = (event) =>
    fail(new Error(`import: the reading worker failed: ${event.message || "out of memory?"}`));
  return {
    fail,
    async next() {
      while (!waiting.length) {
        if (failure) throw failure.error;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return waiting.shift() as T;
    },
  };
}
