import type { SourceFile } from "../importer.ts";
import { type ArrowMessage, FlatTable } from "./arrow-message.ts";

/** Where a message stands in a file. */
export interface Block {
  readonly offset: number;
  readonly metadata: number;
  readonly body: number;
}

export interface ArrowFooter {
  readonly schema: FlatTable;
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
    return schema && { schema, dictionaries: blocks(footer, 2), batches: blocks(footer, 3) };
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

/** The message at a block. Its metadata may or may not have a mark before their length. */
export async function readBlock(file: SourceFile, { offset, metadata, body }: Block): Promise<ArrowMessage> {
  const bytes = await file.slice(offset, offset + metadata + body);
  if (bytes.length < metadata + body) throw new Error("the file ends inside it");
  const marked = bytes[0] === 255 && bytes[3] === 255;
  return { metadata: bytes.subarray(marked ? 8 : 4, metadata), body: bytes.subarray(metadata) };
}
