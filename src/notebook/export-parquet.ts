import { type RecordBatch, Table, tableToIPC } from "apache-arrow";
import type { Engine, QueryOptions } from "../engine/engine.ts";
import { type ExportedTable, exportedColumns } from "./export-tables.ts";

/** A row group is written as soon as it is full, by either measure. */
const groupRows = 20_000;
const groupBytes = 64 * 1024 * 1024;

/** As Parquet, compressed with zstd; in memory is one row group at a time. */
export async function* exportTableParquet(
  engine: Engine,
  table: ExportedTable,
  condition: string,
  options: QueryOptions,
): AsyncGenerator<Uint8Array> {
  // The Parquet library is large and rarely wanted.
  const { toParquet } = await import("../importers/tables/parquet-wasm.ts");
  const sql = `SELECT ${exportedColumns[table].join(", ")} FROM ${table} WHERE ${condition}`;
  const batches = filled(engine.stream(sql, options));
  try {
    const first = await batches.next();
    if (first.done) yield await toParquet(tableToIPC(await engine.query(sql, options), "stream"));
    else yield* rowGroups(first.value, batches);
  } finally {
    await batches.return();
  }
}

async function* filled(batches: AsyncIterable<RecordBatch>): AsyncGenerator<RecordBatch, void, undefined> {
  for await (const batch of batches) if (batch.numRows > 0) yield batch;
}

type Batches = AsyncGenerator<RecordBatch, void, undefined>;

async function* rowGroups(first: RecordBatch, rest: Batches): AsyncGenerator<Uint8Array> {
  const { loadParquet } = await import("../importers/tables/parquet-wasm.ts");
  const { Compression, Table: ParquetTable, transformParquetStream, WriterPropertiesBuilder } = await loadParquet();
  const properties = new WriterPropertiesBuilder()
    .setCompression(Compression.ZSTD)
    .setMaxRowGroupSize(groupRows)
    .setMaxRowGroupBytes(groupBytes)
    .build();
  const give = (batch: RecordBatch, controller: ReadableStreamDefaultController) => {
    const stream = tableToIPC(new Table([batch]), "stream");
    for (const part of ParquetTable.fromIPCStream(stream).recordBatches()) controller.enqueue(part);
  };
  let failure: unknown = null;
  const source = new ReadableStream({
    start: (controller) => give(first, controller),
    async pull(controller) {
      try {
        const { done, value } = await rest.next();
        if (done) controller.close();
        else give(value, controller);
      } catch (error) {
        failure = error;
        controller.error(error);
      }
    },
  });
  try {
    for await (const part of await transformParquetStream(source, properties)) yield part;
  } catch (error) {
    // What the library says of a failure that came to it says less.
    throw failure ?? error;
  }
}
