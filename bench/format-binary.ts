import { tableFromArrays, tableToIPC } from "apache-arrow";
import { toParquet } from "../src/importers/tables/parquet-wasm.ts";
import { seededRandom } from "../tests/support/random.ts";
import { sentence } from "./format-rows.ts";

// Large files that are not JSON, beside the others without a peer.

export interface OtherFile {
  readonly name: string;
  /** The importer that has to take it. */
  readonly format: string;
  /** A file of about so many bytes. */
  readonly content: (size: number) => Uint8Array | Promise<Uint8Array>;
}

export const otherFiles: readonly OtherFile[] = [
  { name: "table csv", format: "table", content: csv },
  { name: "table parquet", format: "table", content: parquet },
  { name: "embeddings npy", format: "embeddings", content: numpy },
];

interface Order {
  readonly order: string;
  readonly day: string;
  readonly amount: number;
  readonly comment: string;
}

const bytesPerOrder = 230;

function orders(size: number): Order[] {
  return Array.from({ length: size / bytesPerOrder }, (_, index) => ({
    order: `order-${index}`,
    day: new Date(Date.UTC(2026, 0, 1 + (index % 300))).toISOString().slice(0, 10),
    amount: (index % 9973) / 4,
    comment: sentence(index, 30),
  }));
}

function csv(size: number): Uint8Array {
  const lines = orders(size).map(
    ({ order, day, amount, comment }) => `${order},${day},${amount},"${comment.replaceAll('"', '""')}"`,
  );
  return new TextEncoder().encode(`order,day,amount,comment\n${lines.join("\n")}\n`);
}

function parquet(size: number): Promise<Uint8Array> {
  const rows = orders(size);
  const table = tableFromArrays({
    order: rows.map(({ order }) => order),
    day: rows.map(({ day }) => day),
    amount: Float64Array.from(rows, ({ amount }) => amount),
    comment: rows.map(({ comment }) => comment),
  });
  return toParquet(tableToIPC(table, "stream"));
}

function numpy(size: number): Uint8Array {
  const width = 384;
  const count = Math.floor(size / 4 / width);
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${count}, ${width}), }`.padEnd(117);
  const start = new TextEncoder().encode(`NUMPY\u0001\u0000v\u0000${header}\n`);
  const random = seededRandom(1);
  const values = Float32Array.from({ length: count * width }, () => random() - 0.5);
  const bytes = new Uint8Array(1 + start.length + values.byteLength);
  bytes[0] = 0x93;
  bytes.set(start, 1);
  bytes.set(new Uint8Array(values.buffer), 1 + start.length);
  return bytes;
}
