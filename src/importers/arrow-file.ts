import { type ArrowMessage, FlatTable } from "./arrow-message.ts";
import type { SourceFile } from "./importer.ts";

/** Where a message stands in a file. */
export interface Block {
  readonly offset: number;
  readonly metadata: number;
  readonly body: number;
}

export interface ArrowFooter {
  readonly schema: ArrowMessage;
  readonly dictionaries: readonly Block[];
  readonly batches: readonly Block[];
}

/** What the end of an Arrow file says of its content; null when the end is missing or damaged. */
export async function readFooter(file: SourceFile): Promise<ArrowFooter | null> {
  const tail = await file.slice(Math.max(0, file.size - 10), file.size);
  if (tail.length < 10 || new TextDecoder("latin1").decode(tail.subarray(4)) !== "ARROW1") return null;
  const length = new DataView(tail.buffer, tail.byteOffset).getInt32(0, true);
  if (length <= 0 || length > file.size - 18) return null;
  const bytes = await file.slice(file.size - 10 - length, file.size - 10);
  try {
    const footer = FlatTable.root(bytes);
    const schema = footer.table(1);
    return schema && { schema: asMessage(bytes, schema), dictionaries: blocks(footer, 2), batches: blocks(footer, 3) };
  } catch {
    return null;
  }
}

function blocks(footer: FlatTable, field: number): Block[] {
  const { start, length } = footer.vector(field);
  return Array.from({ length }, (_, index) => {
    const at = start + index * 24;
    const offset = Number(footer.view.getBigInt64(at, true));
    return {
      offset,
      metadata: footer.view.getInt32(at + 8, true),
      body: Number(footer.view.getBigInt64(at + 16, true)),
    };
  });
}

const prefix = 32;

/** The schema inside a footer as a message of its own: the message's table is put before the footer's bytes. */
function asMessage(footer: Uint8Array, schema: FlatTable): ArrowMessage {
  const metadata = new Uint8Array(prefix + footer.length);
  metadata.set(footer, prefix);
  const view = new DataView(metadata.buffer);
  const [layout, table] = [4, 16];
  view.setUint32(0, table, true);
  for (const [index, value] of [10, 12, 8, 10, 4].entries()) view.setUint16(layout + index * 2, value, true);
  view.setInt32(table, table - layout, true);
  view.setUint32(table + 4, prefix + schema.at - (table + 4), true);
  view.setInt16(table + 8, 4, true);
  view.setUint8(table + 10, 1);
  return { metadata, body: new Uint8Array(0) };
}

/** The message at a block. Its metadata may or may not have a mark before their length. */
export async function readBlock(file: SourceFile, { offset, metadata, body }: Block): Promise<ArrowMessage> {
  const bytes = await file.slice(offset, offset + metadata + body);
  if (bytes.length < metadata + body) throw new Error("the file ends inside it");
  const marked = bytes[0] === 255 && bytes[3] === 255;
  return { metadata: bytes.subarray(marked ? 8 : 4, metadata), body: bytes.subarray(metadata) };
}
