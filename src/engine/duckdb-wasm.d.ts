// The browser build, in Node too: it shares the one apache-arrow module with the rest of the program.
declare module "@duckdb/duckdb-wasm/dist/duckdb-browser.mjs" {
  export * from "@duckdb/duckdb-wasm";
}
