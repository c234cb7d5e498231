import { wholeContent } from "../encoding.ts";
import type { Input, Sink, SourceFile } from "../importer.ts";
import { ByteWindow } from "../json/byte-window.ts";
import { EmbeddingWriter } from "./embedding-rows.ts";
import { headerSize, type NumpyHeader, readHeader, whyNoVectors } from "./numpy-header.ts";

/** What stands beside the vectors of one array, by row. */
export type Beside = (row: number, writer: EmbeddingWriter) => void;

/** Reads a NumPy array of two dimensions: a vector from each row. */
export async function readNumpy(input: Input, sink: Sink): Promise<void> {
  const writer = new EmbeddingWriter(sink);
  const reader = new NumpyReader(writer, () => sink.drain());
  await reader.read(() => input.bytes(), input.file);
  writer.finish();
}

type Stored = Pick<SourceFile, "size" | "slice">;

const blockBytes = 16 << 20;
const start = { line: null, offset: 0 };

/** Gives the rows of one array to a writer. */
export class NumpyReader {
  readonly #writer: EmbeddingWriter;
  readonly #drain: () => Promise<void>;
  readonly #beside: Beside;
  #row = 0;

  constructor(writer: EmbeddingWriter, drain: () => Promise<void>, beside: Beside = () => undefined) {
    this.#writer = writer;
    this.#drain = drain;
    this.#beside = beside;
  }

  /** Reads the array that `open` gives from its start; of a `file` one can ask stretches. */
  async read(open: () => AsyncIterable<Uint8Array>, file: SourceFile | null): Promise<void> {
    const window = new ByteWindow();
    let header: NumpyHeader | string | null = null;
    for await (const chunk of open()) {
      window.push(chunk);
      header ??= this.#header(window);
      if (typeof header === "string" || header?.fortran) break;
      if (header) this.#rows(window, header);
      await this.#drain();
    }
    if (header === null || typeof header === "string")
      this.#writer.lose(start, header ?? "NumPy: the file ends inside the header");
    else await this.#rest(header, window, () => (file ? Promise.resolve(file) : inMemory(open())));
  }

  /** The head once it is at hand, or the reason why there are no vectors behind it. */
  #header(window: ByteWindow): NumpyHeader | string | null {
    try {
      const size = headerSize(window.slice(0, window.end));
      if (size === null || window.end < size) return null;
      const header = readHeader(window.slice(0, size), size);
      window.keep = size;
      if (header.type.isDouble) this.#writer.notes.add("64-bit floats, which are kept as 32-bit floats", start);
      return whyNoVectors(header) ?? header;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  async #rest(header: NumpyHeader, window: ByteWindow, stored: () => Promise<Stored>): Promise<void> {
    if (header.fortran) await this.#columns(header, await stored());
    else if (window.end > window.keep && this.#row === header.shape[0])
      this.#writer.notes.add("bytes behind the array, which are not read", { line: null, offset: window.keep });
    this.#missing(header);
  }

  /** The rows of which all bytes are at hand. */
  #rows(window: ByteWindow, { type, shape }: NumpyHeader): void {
    const [count = 0, width = 0] = shape;
    const rowSize = width * type.size;
    const rows = Math.min(count - this.#row, Math.floor((window.end - window.keep) / rowSize));
    if (rows <= 0) return;
    const end = window.keep + rows * rowSize;
    const values = type.singles?.(window.slice(window.keep, end)) ?? new Float32Array(0);
    window.keep = end;
    for (let row = 0; row < rows; row++) this.#give(values.subarray(row * width, (row + 1) * width));
  }

  #give(vector: Float32Array): void {
    const writer = this.#writer;
    writer.begin();
    this.#beside(this.#row, writer);
    writer.vector("vector", vector);
    writer.end({ line: ++this.#row });
  }

  /** An array that is stored column by column: block of rows by block of rows. */
  async #columns({ type, shape, start: first }: NumpyHeader, stored: Stored): Promise<void> {
    const [announced = 0, width = 0] = shape;
    const inLast = Math.floor((stored.size - first) / type.size) - (width - 1) * announced;
    const count = Math.max(0, Math.min(announced, inLast));
    const block = Math.max(1, Math.floor(blockBytes / (width * 4)));
    for (let from = 0; from < count; from += block) {
      const rows = Math.min(block, count - from);
      const values = new Float32Array(rows * width);
      for (let column = 0; column < width; column++) {
        const begin = first + (column * announced + from) * type.size;
        const numbers = type.singles?.(await stored.slice(begin, begin + rows * type.size)) ?? values;
        for (let row = 0; row < rows; row++) values[row * width + column] = numbers[row] as number;
      }
      for (let row = 0; row < rows; row++) this.#give(values.subarray(row * width, (row + 1) * width));
      await this.#drain();
    }
  }

  /** Tells of the rows that the header announces and the file does not have. */
  #missing({ shape }: NumpyHeader): void {
    const missing = (shape[0] ?? 0) - this.#row;
    if (missing <= 0) return;
    const reason = `NumPy: the file is cut off: ${missing.toLocaleString("en-US")} of ${shape[0]?.toLocaleString("en-US")} vectors are missing`;
    this.#writer.lose({ line: this.#row + 1 }, reason, missing);
  }
}

async function inMemory(chunks: AsyncIterable<Uint8Array>): Promise<Stored> {
  const bytes = await wholeContent(chunks);
  return { size: bytes.length, slice: async (from, to) => bytes.subarray(from, to) };
}
