import { decompress as decompressZstd } from "fzstd";
import { type ArrowMessage, FlatTable, messageKind, readMetadata } from "./arrow-message.ts";
import { decompressLz4 } from "./lz4.ts";

/**
 * A batch's or dictionary's message with its body decompressed, since the engine reads plain bodies only. The places
 * of the buffers are patched in a copy of the metadata; other messages come back as they are.
 */
export function decompressBody(message: ArrowMessage): ArrowMessage {
  const metadata = message.metadata.slice();
  const batch = batchOf(metadata);
  const compression = batch?.table(3);
  if (!batch || !compression) return message;
  const decompress = compression.byte(0) === 1 ? zstd : decompressLz4;
  const { start, length: count } = batch.vector(2);
  const parts: Uint8Array[] = [];
  let size = 0;
  for (let place = start; place < start + count * 16; place += 16) {
    const part = decompressBuffer(batch.view, place, message.body, decompress);
    batch.view.setBigInt64(place, BigInt(size), true);
    batch.view.setBigInt64(place + 8, BigInt(part.length), true);
    parts.push(part);
    size += (part.length + 7) & ~7;
  }
  batch.view.setUint16(batch.slot(3), 0, true);
  setBodyLength(metadata, size);
  return { metadata, body: join(parts, size) };
}

function batchOf(metadata: Uint8Array): FlatTable | null {
  const { kind, header } = readMetadata(metadata);
  if (kind === messageKind.batch) return header;
  return kind === messageKind.dictionary ? (header?.table(1) ?? null) : null;
}

type DecompressBuffer = (bytes: Uint8Array, size: number) => Uint8Array;

function zstd(bytes: Uint8Array, size: number): Uint8Array {
  return decompressZstd(bytes, new Uint8Array(size));
}

/** A buffer begins with its decompressed size, or -1 when it is stored as it is. */
function decompressBuffer(view: DataView, place: number, body: Uint8Array, decompress: DecompressBuffer): Uint8Array {
  const offset = Number(view.getBigInt64(place, true));
  const length = Number(view.getBigInt64(place + 8, true));
  if (length === 0) return new Uint8Array(0);
  const bytes = body.subarray(offset, offset + length);
  const size = Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigInt64(0, true));
  return size === -1 ? bytes.subarray(8) : decompress(bytes.subarray(8), size);
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
    at += (part.length + 7) & ~7;
  }
  return body;
}
