import type { Input, Sample, Sink } from "../importer.ts";
import { CsvScanner } from "../tables/csv-scanner.ts";
import { EmbeddingWriter } from "./embedding-rows.ts";
import { readMatrix, shapeBeside } from "./projector-matrix.ts";
import { isSane, readVector } from "./vector-text.ts";

const fewest = 8;

/** True for what is nothing but little-endian 32-bit floats as vectors hold them. */
export function areRawFloats({ head, text, whole }: Sample): boolean {
  if (text !== null || head.length < 64 || (whole && head.length % 4 !== 0)) return false;
  const bytes = head.slice(0, head.length & ~3);
  const values = new Float32Array(bytes.buffer);
  let zeros = 0;
  for (const value of values) {
    if (!isSane(value)) return false;
    if (value === 0) zeros++;
  }
  return zeros * 2 < values.length;
}

/** A raw matrix says neither how many vectors it holds nor how long they are: a file beside it has to. */
export async function readRawFloats(input: Input, sink: Sink): Promise<void> {
  let size = 0;
  for await (const chunk of input.bytes()) {
    size += chunk.length;
    await sink.drain();
  }
  const count = Math.floor(size / 4);
  const shape = size % 4 === 0 ? await shapeBeside(input, count) : null;
  if (shape) return readMatrix(input, sink, shape);
  const reason =
    `${count.toLocaleString("en-US")} 32-bit floats without their shape${examples(count)}: the file does not say how ` +
    "many of them make a vector. Import it together with the projector's config or the table of its labels, or save " +
    "it with its shape: " +
    'numpy.save("vectors.npy", numpy.fromfile("vectors.bytes", "<f4").reshape(-1, dimensions)), and import that';
  sink.records(1);
  sink.issue({ line: null, offset: 0, reason, severity: "record" });
}

/** What the shape may be. */
function examples(count: number): string {
  const widths = [4, 50, 100, 128, 200, 256, 300, 384, 512, 768, 1024, 1536, 3072].filter(
    (width) => count % width === 0,
  );
  const shapes = widths.slice(0, 3).map((width) => `${(count / width).toLocaleString("en-US")} × ${width}`);
  return shapes.length ? ` (${shapes.join(" or ")}, say)` : "";
}

/** How many numbers each line has, separated by tabs, when there is nothing else in the text and no header; else 0. */
export function numbersPerLine({ text, whole }: Sample): number {
  const lines = (text ?? "").slice(0, 128 * 1024).split("\n", 40);
  const complete = lines.length < 40 && !(whole && (text ?? "").length <= 128 * 1024) ? lines.slice(0, -1) : lines;
  const rows = complete.map((line) => line.trim()).filter((line) => line !== "");
  const width = rows[0]?.split("\t").length ?? 0;
  if (width < fewest) return 0;
  let fractions = 0;
  for (const row of rows) {
    const cells = row.split("\t");
    if (cells.length !== width || !cells.every((cell) => numeric.test(cell))) return 0;
    if (cells.some((cell) => !Number.isInteger(Number(cell)))) fractions++;
  }
  return fractions * 2 >= rows.length ? width : 0;
}

const numeric = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i;

/** Reads the vectors of a TensorFlow projector: numbers separated by tabs, a vector on each line. */
export async function readNumberLines(input: Input, sink: Sink): Promise<void> {
  const writer = new EmbeddingWriter(sink);
  const scanner = new CsvScanner({ delimiter: 9, newline: 10 });
  const decoder = new TextDecoder();
  const records = () => {
    while (scanner.next()) {
      const { bytes, starts, ends, cells, line } = scanner;
      const text = decoder.decode(bytes.subarray(starts[0], ends[cells - 1]));
      writer.begin();
      writer.vector("vector", readVector(`[${text}]`));
      writer.end({ line });
    }
  };
  for await (const chunk of input.utf8()) {
    scanner.push(chunk);
    records();
    await sink.drain();
  }
  scanner.end();
  records();
  writer.finish();
}
