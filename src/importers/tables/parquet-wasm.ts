import init, * as parquet from "parquet-wasm/esm";

type WasmSource = parquet.InitInput | Promise<parquet.InitInput>;

let source: (() => WasmSource) | null = null;
let loading: Promise<typeof parquet> | null = null;

/**
 * Says where the Parquet library's WebAssembly comes from: bytes, a compiled module or an address. Without it the
 * bundler's own address is fetched, which serves in a page and its workers and nowhere else.
 */
export function setParquetWasm(load: () => WasmSource): void {
  source = load;
}

/** The Parquet library, started at the first use. Throws when its WebAssembly cannot be loaded. */
export function loadParquet(): Promise<typeof parquet> {
  loading ??= start().catch((error) => {
    loading = null;
    throw new Error(`Parquet: the reader cannot be loaded: ${error instanceof Error ? error.message : error}`);
  });
  return loading;
}

async function start(): Promise<typeof parquet> {
  await (source ? init({ module_or_path: source() }) : init());
  return parquet;
}

/** An Arrow IPC stream as a Parquet file, compressed with zstd. Throws for types that Parquet does not know. */
export async function toParquet(stream: Uint8Array): Promise<Uint8Array> {
  const { Table, writeParquet, WriterPropertiesBuilder, Compression } = await loadParquet();
  const properties = new WriterPropertiesBuilder().setCompression(Compression.ZSTD).build();
  return writeParquet(Table.fromIPCStream(stream), properties);
}
