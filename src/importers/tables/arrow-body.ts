import { decompress as decompressZstd } from "fzstd";
import { type ArrowMessage, type FlatTable, messageKind, readMetadata } from "./arrow-message.ts";
import { type ArrowColumn, type ConvertBuffer, isView } from "./arrow-types.ts";
import { type BatchLayout, batchMessage, dictionaryMessage } from "./arrow-write.ts";
import { decompressLz4 } from "./lz4.ts";

/** A batch, or a dictionary's values, with plain buffers. */
export interface PlainBatch {
  readonly layout: BatchLayout;
  readonly body: Uint8Array;
  /** As it is sent on. */
  readonly message: ArrowMessage;
}

/**
 * The message of a batch or of a dictionary as the engine can take it: decompressed, with those buffers converted that
 * its columns want converted, and with metadata of our own making, which cannot be malformed. Throws where the message
 * is damaged.
 */
export function plainBatch(stored: ArrowMessage, columns: readonly ArrowColumn[]): PlainBatch {
  const { kind, header } = readMetadata(stored.metadata);
  const batch = kind === messageKind.dictionary ? header.table(1) : header;
  if (!batch) throw new Error("it holds no values");
  const views = batch.longs(4);
  const { buffers, body } = plainBuffers(batch, stored.body, conversionsOf(columns, [...views]));
  const layout = { rows: batch.long(0), nodes: batch.longs(1, 2), buffers, views };
  const message =
    kind === messageKind.dictionary
      ? dictionaryMessage(header.long(0), header.byte(2) !== 0, layout, body)
      : batchMessage(layout, body);
  return { layout, body, message };
}

function plainBuffers(
  batch: FlatTable,
  stored: Uint8Array,
  conversions: readonly (ConvertBuffer | null)[],
): { buffers: number[]; body: Uint8Array } {
  const places = batch.longs(2, 2);
  const compression = batch.table(3);
  if (!compression && !conversions.some((convert) => convert)) return { buffers: places, body: stored };
  const decompress = compression && (compression.byte(0) === 1 ? zstd : decompressLz4);
  const buffers: number[] = [];
  const parts: Uint8Array[] = [];
  let size = 0;
  for (let index = 0; index * 2 < places.length; index++) {
    const [offset = 0, length = 0] = places.slice(index * 2);
    const bytes = stored.subarray(offset, offset + length);
    const plain = decompress ? decompressBuffer(bytes, decompress) : bytes;
    const part = conversions[index]?.(plain) ?? plain;
    buffers.push(size, part.length);
    parts.push(part);
    size += padded(part.length);
  }
  return { buffers, body: join(parts, size) };
}

/** For each buffer of a batch what to do with it. Uses up the counts of the columns of views. */
function conversionsOf(columns: readonly ArrowColumn[], views: number[]): (ConvertBuffer | null)[] {
  return columns.flatMap((column) => {
    if (column.dictionary) return [null, null];
    const more = isView(column) ? Math.min(views.shift() ?? 0, 1_000_000) : 0;
    const own = new Array<ConvertBuffer | null>(column.buffers + more).fill(null);
    if (column.convert) own[column.buffers - 1] = column.convert;
    return [...own, ...conversionsOf(column.children, views)];
  });
}

type DecompressBuffer = (bytes: Uint8Array, size: number) => Uint8Array;

function zstd(bytes: Uint8Array, size: number): Uint8Array {
  return decompressZstd(bytes, new Uint8Array(size));
}

/** A compressed buffer begins with its size, or with -1 when it is stored as it is. */
function decompressBuffer(stored: Uint8Array, decompress: DecompressBuffer): Uint8Array {
  if (stored.length === 0) return stored;
  const size = Number(new DataView(stored.buffer, stored.byteOffset, 8).getBigInt64(0, true));
  return size === -1 ? stored.subarray(8) : decompress(stored.subarray(8), size);
}

function join(parts: readonly Uint8Array[], size: number): Uint8Array {
  const body = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    body.set(part, at);
    at += padded(part.length);
  }
  return body;
}

function padded(length: number): number {
  return (length + 7) & ~7;
}
