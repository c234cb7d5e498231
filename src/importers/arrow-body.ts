import { decompress as decompressZstd } from "fzstd";
import { type ArrowMessage, FlatTable, messageKind, readMetadata } from "./arrow-message.ts";
import type { BufferSlot, ConvertBuffer } from "./arrow-types.ts";
import { decompressLz4 } from "./lz4.ts";

/**
 * A batch's message as the engine can take it: not compressed, and with the buffers converted that `slots` name. The
 * places of the buffers are patched in a copy of the metadata. A message that needs nothing comes back as it is.
 */
export function plainBody(message: ArrowMessage, slots: readonly BufferSlot[]): ArrowMessage {
  const metadata = message.metadata.slice();
  const batch = batchOf(metadata);
  const compression = batch?.table(3) ?? null;
  const converts = slots.some((slot) => slot.convert);
  if (!batch || (!compression && !converts)) return message;
  const decompress = compression && (compression.byte(0) === 1 ? zstd : decompressLz4);
  const conversions = converts ? conversionsOf(slots, batch) : [];
  const { start, length: count } = batch.vector(2);
  const parts: Uint8Array[] = [];
  let size = 0;
  for (let index = 0; index < count; index++) {
    const place = start + index * 16;
    const stored = storedBuffer(batch.view, place, message.body);
    const plain = decompress ? decompressBuffer(stored, decompress) : stored;
    const part = conversions[index]?.(plain) ?? plain;
    batch.view.setBigInt64(place, BigInt(size), true);
    batch.view.setBigInt64(place + 8, BigInt(part.length), true);
    parts.push(part);
    size += padded(part.length);
  }
  if (compression) batch.view.setUint16(batch.slot(3), 0, true);
  setBodyLength(metadata, size);
  return { metadata, body: join(parts, size) };
}

function batchOf(metadata: Uint8Array): FlatTable | null {
  const { kind, header } = readMetadata(metadata);
  if (kind === messageKind.batch) return header;
  return kind === messageKind.dictionary ? header.table(1) : null;
}

/** For each buffer of a batch what to do with it. */
function conversionsOf(slots: readonly BufferSlot[], batch: FlatTable): (ConvertBuffer | null)[] {
  const { start, length } = batch.vector(4);
  const more = Array.from({ length }, (_, index) => Number(batch.view.getBigInt64(start + index * 8, true)));
  return slots.flatMap(({ count, variadic, convert }) => {
    const buffers = new Array<ConvertBuffer | null>(count + (variadic ? (more.shift() ?? 0) : 0)).fill(null);
    if (convert) buffers[count - 1] = convert;
    return buffers;
  });
}

function storedBuffer(view: DataView, place: number, body: Uint8Array): Uint8Array {
  const offset = Number(view.getBigInt64(place, true));
  return body.subarray(offset, offset + Number(view.getBigInt64(place + 8, true)));
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

function setBodyLength(metadata: Uint8Array, length: number): void {
  const message = FlatTable.root(metadata);
  const place = message.place(3);
  if (place) message.view.setBigInt64(place, BigInt(length), true);
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
