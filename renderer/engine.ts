import duckdbUrl from "@duckdb/duckdb-wasm/dist/duckdb-browser-eh.worker.js?url";
import wasmUrl from "@duckdb/duckdb-wasm/dist/duckdb-eh.wasm?url";
import { openDuckDB } from "../src/engine/duckdb.ts";
import type { Engine } from "../src/engine/engine.ts";
import { scratchFile } from "./scratch-file.ts";

/** DuckDB-WASM in a worker of this page. */
export function openEngine(): Promise<Engine> {
  const address = (url: string) => new URL(url, document.baseURI).href;
  // DuckDB's worker is a classic script and resolves nothing by itself, so every address is absolute.
  const worker = new Worker(new URL("./duckdb-worker.ts", import.meta.url), { name: address(duckdbUrl) });
  // A program that cannot be loaded DuckDB waits for, and says nothing.
  const failed = new Promise<never>((_, fail) => {
    worker.addEventListener("error", ({ message }) => fail(new Error(message || "DuckDB could not be loaded")));
  });
  const assets = { worker, wasmUrl: address(wasmUrl), extensions: address("extensions"), scratch: scratchFile };
  return Promise.race([openDuckDB(assets), failed]);
}
