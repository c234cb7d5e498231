import { concat, wholeContent } from "../encoding.ts";
import type { Input, Sink, SourceFile } from "../importer.ts";
import { openZip, type ZipArchive, type ZipEntry } from "../zip/zip.ts";
import { fieldRole, isVectorName } from "./embedding-names.ts";
import { EmbeddingWriter } from "./embedding-rows.ts";
import { NumpyReader } from "./numpy.ts";
import { headerSize, type NumpyHeader, readHeader, whyNoVectors } from "./numpy-header.ts";

/** True for the names of an archive that NumPy writes: nothing but arrays. */
export function isNumpyArchive(entries: readonly string[]): boolean {
  return entries.length > 0 && entries.every((name) => name.endsWith(".npy"));
}

interface StoredArray {
  readonly name: string;
  readonly entry: ZipEntry;
  readonly header: NumpyHeader;
}

/**
 * Reads an archive of NumPy arrays: those of two dimensions are vectors, those of one dimension and the same length
 * stand beside them, and those of none go with every row.
 */
export async function readNumpyArchive(input: Input, sink: Sink): Promise<void> {
  const archive = await openZip(input.file ?? (await inMemory(input)));
  const reader = new ArchiveReader(archive, sink);
  await reader.read();
}

class ArchiveReader {
  readonly #archive: ZipArchive;
  readonly #sink: Sink;
  readonly #writer: EmbeddingWriter;

  constructor(archive: ZipArchive, sink: Sink) {
    this.#archive = archive;
    this.#sink = sink;
    this.#writer = new EmbeddingWriter(sink);
  }

  async read(): Promise<void> {
    const { damage, entries } = this.#archive;
    if (damage !== null) this.#writer.lose({ line: null, offset: 0 }, damage);
    const arrays: StoredArray[] = [];
    for (const entry of entries) {
      const found = await this.#open(entry);
      if (found) arrays.push(found);
    }
    const vectors = vectorArrays(arrays);
    if (vectors.length === 0) this.#writer.lose({ line: null, offset: 0 }, noVectors(arrays));
    const used = new Set<StoredArray>(vectors);
    for (const array of vectors) await this.#vectors(array, besideOf(array, arrays), vectors.length > 1, used);
    for (const array of arrays)
      if (!used.has(array) && vectors.length > 0) this.#leftOut(array.name, `shape (${array.header.shape.join(", ")})`);
    this.#writer.finish();
  }

  #leftOut(name: string, why: string): void {
    this.#writer.notes.add(`the array ${name} is left out`, { line: null, offset: 0 }, why);
  }

  async #open(entry: ZipEntry): Promise<StoredArray | null> {
    const name = entry.name.replace(/\.npy$/, "");
    try {
      let bytes: Uint8Array = new Uint8Array(0);
      for await (const chunk of this.#archive.read(entry)) {
        bytes = concat([bytes, chunk]);
        const size = headerSize(bytes);
        if (size !== null && bytes.length >= size) return { name, entry, header: readHeader(bytes, size) };
      }
      this.#leftOut(name, "it ends inside its header");
    } catch (error) {
      this.#leftOut(name, error instanceof Error ? error.message : String(error));
    }
    return null;
  }

  async #vectors(
    array: StoredArray,
    beside: readonly StoredArray[],
    several: boolean,
    used: Set<StoredArray>,
  ): Promise<void> {
    const fields: ((row: number) => readonly [string, string])[] = [];
    for (const one of beside) {
      const field = await this.#field(one);
      if (field) fields.push(field);
      used.add(one);
    }
    const { name } = array;
    const reader = new NumpyReader(
      this.#writer,
      () => this.#sink.drain(),
      (row, writer) => {
        if (several) {
          writer.add("array", name);
          writer.add("row_id", `${name}:${row}`);
        }
        for (const field of fields) writer.add(...field(row));
      },
    );
    try {
      await reader.read(() => this.#sound(array), null);
    } catch (error) {
      this.#writer.lose({ line: null, offset: 0 }, error instanceof Error ? error.message : String(error));
    }
  }

  /** An array's bytes, up to where the archive is damaged. */
  async *#sound({ entry, name }: StoredArray): AsyncGenerator<Uint8Array> {
    try {
      yield* this.#archive.read(entry);
    } catch (error) {
      this.#writer.notes.add(
        `the array ${name} is damaged`,
        { line: null, offset: 0 },
        error instanceof Error ? error.message : "",
      );
    }
  }

  /** What a field is called, and its value for each row. */
  async #field(array: StoredArray): Promise<((row: number) => readonly [string, string]) | null> {
    const { header, name } = array;
    const bytes = (await wholeContent(this.#sound(array))).slice(header.start);
    const { size, text } = header.type;
    const view = new DataView(bytes.buffer);
    const count = Math.floor(bytes.length / size);
    const key = fieldName(name);
    const isConstant = header.shape.length === 0;
    return (row) => {
      const at = isConstant ? 0 : row;
      return [key, at < count ? text(view, at * size) : ""];
    };
  }
}

/** Arrays of floats; arrays of whole numbers only when they are called vectors, as quantised ones may be. */
function vectorArrays(arrays: readonly StoredArray[]): readonly StoredArray[] {
  return arrays.filter(({ name, header }) => {
    if (whyNoVectors(header) !== null) return false;
    return !header.type.isWhole || isVectorName(name) || arrays.length === 1;
  });
}

function besideOf({ header }: StoredArray, arrays: readonly StoredArray[]): readonly StoredArray[] {
  const [count] = header.shape;
  return arrays.filter(({ header: { shape } }) => {
    const [length, width = 1] = shape;
    return shape.length === 0 || (length === count && width === 1 && shape.length <= 2);
  });
}

/** `ids` are the rows' ids, and so on. */
function fieldName(name: string): string {
  if (name === "y") return "label";
  const singular = name.replace(/s$/, "");
  return !fieldRole(name) && fieldRole(singular) ? singular : name;
}

function noVectors(arrays: readonly StoredArray[]): string {
  const [first] = arrays;
  const why = first && whyNoVectors(first.header);
  return `NumPy: no array in the archive holds vectors${why ? `; ${first.name}: ${why.replace("NumPy: ", "")}` : ""}`;
}

async function inMemory(input: Input): Promise<SourceFile> {
  const bytes = await wholeContent(input.bytes());
  const stream = async function* () {
    yield bytes;
  };
  return { path: input.path, size: bytes.length, stream, slice: async (start, end) => bytes.slice(start, end) };
}
