import type { SourceFile } from "./importer.ts";
import type { Names } from "./sample.ts";
import { readFooter as readArrowFooter } from "./tables/arrow-file.ts";
import { type FlatTable, messageKind, readMetadata } from "./tables/arrow-message.ts";
import { arrowTypes } from "./tables/arrow-types.ts";
import { columnNames, type ParquetFooter, readFooter as readParquetFooter } from "./tables/parquet-footer.ts";
import { arrowVectors, parquetVectors } from "./tables/vector-columns.ts";
import { isZip, openZip } from "./zip/zip.ts";

const nothing: Names = { columns: null, entries: null, vectors: null };

/** The names that a binary file gives to what it holds. A damaged file gives none: its reader says what is wrong. */
export async function namesIn(head: Uint8Array, file: SourceFile | null): Promise<Names> {
  try {
    const mark = new TextDecoder("latin1").decode(head.subarray(0, 6));
    if (mark.startsWith("PAR1")) return file ? parquetNames(await readParquetFooter(file)) : nothing;
    if (isZip(head)) return file ? { ...nothing, entries: await entryNames(file) } : nothing;
    if (mark === "ARROW1") return arrowNames(await arrowSchema(head, file), head.subarray(8));
    if (mark.startsWith("\xff\xff\xff\xff")) return arrowNames(firstSchema(head), head);
  } catch {
    return nothing;
  }
  return nothing;
}

async function entryNames(file: SourceFile): Promise<readonly string[]> {
  return (await openZip(file)).entries.map(({ name }) => name);
}

async function arrowSchema(head: Uint8Array, file: SourceFile | null): Promise<FlatTable | null> {
  const footer = file ? await readArrowFooter(file) : null;
  return footer?.schema ?? firstSchema(head.subarray(8));
}

/** The schema with which a stream begins, when all of it lies inside the head. */
function firstSchema(head: Uint8Array): FlatTable | null {
  const length = new DataView(head.buffer, head.byteOffset, 8).getUint32(4, true);
  if (8 + length > head.length) return null;
  const { kind, header } = readMetadata(head.subarray(8, 8 + length));
  return kind === messageKind.schema ? header : null;
}

function parquetNames(footer: ParquetFooter): Names {
  return { ...nothing, columns: columnNames(footer), vectors: parquetVectors(footer) };
}

function arrowNames(schema: FlatTable | null, messages: Uint8Array): Names {
  const columns = fieldNames(schema);
  return { ...nothing, columns, vectors: schema && columns ? arrowVectors(schema, messages) : null };
}

/** None where a column is of a type that `readRows` cannot read: such a file is a plain table. */
function fieldNames(schema: FlatTable | null): readonly string[] | null {
  const fields = schema?.tables(1) ?? [];
  if (!fields.length || fields.some((field) => field.byte(2) >= arrowTypes.runEnds)) return null;
  return fields.map((field) => field.text(0));
}
