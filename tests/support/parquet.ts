import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { setParquetWasm } from "../../src/importers/tables/parquet-wasm.ts";

/** Gives the Parquet library its WebAssembly from the installed package. */
export function useParquet(): void {
  const path = createRequire(import.meta.url).resolve("parquet-wasm/esm/parquet_wasm_bg.wasm");
  setParquetWasm(() => readFileSync(path));
}
