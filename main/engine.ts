import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Worker } from "node:worker_threads";
import type { DuckDBWorker } from "../src/engine/duckdb.ts";
import type { Engine } from "../src/engine/engine.ts";

const dist = dirname(createRequire(import.meta.url).resolve("@duckdb/duckdb-wasm/dist/duckdb-eh.wasm"));

/** The same DuckDB-WASM as in the page, in a worker thread. */
export async function openEngine(): Promise<Engine> {
  // duckdb-wasm's browser build reads this global when it is loaded.
  Object.assign(globalThis, { Worker: ThreadWorker });
  const { openDuckDB } = await import("../src/engine/duckdb.ts");
  return openDuckDB({
    worker: new ThreadWorker(join(dist, "duckdb-node-eh.worker.cjs")),
    wasmUrl: join(dist, "duckdb-eh.wasm"),
    extensions: join(dist, "extensions"),
  });
}

// DuckDB's worker script speaks to globalThis as in a browser. Its own console lines repeat errors that it also returns.
const bootstrap = `
const { parentPort, workerData } = require("node:worker_threads");
globalThis.postMessage = (message, transfer) => parentPort.postMessage(message, transfer);
console.log = console.warn = console.error = () => {};
require(workerData);
parentPort.on("message", (data) => globalThis.onmessage({ data }));
`;

type Listener = (event: { data?: unknown; error?: unknown; message?: string }) => void;

/** A worker thread with a browser worker's face, as far as DuckDB uses it. */
class ThreadWorker implements DuckDBWorker {
  readonly #thread: Worker;
  readonly #listeners = new Map<string, Set<Listener>>();

  constructor(script: string) {
    this.#thread = new Worker(bootstrap, { eval: true, workerData: script });
    this.#thread.on("message", (data) => this.#emit("message", { data }));
    this.#thread.on("error", (error) => this.#emit("error", { error, message: String(error) }));
    this.#thread.on("exit", () => this.#emit("close", {}));
  }

  #emit(type: string, event: Parameters<Listener>[0]): void {
    for (const listener of this.#listeners.get(type) ?? []) listener(event);
  }

  addEventListener(type: string, listener: Listener): void {
    const listeners = this.#listeners.get(type) ?? new Set();
    this.#listeners.set(type, listeners.add(listener));
  }

  removeEventListener(type: string, listener: Listener): void {
    this.#listeners.get(type)?.delete(listener);
  }

  postMessage(message: unknown, transfer: readonly unknown[] = []): void {
    this.#thread.postMessage(message, transfer as ArrayBuffer[]);
  }

  terminate(): Promise<number> {
    return this.#thread.terminate();
  }
}
