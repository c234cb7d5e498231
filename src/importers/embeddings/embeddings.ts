import type { Importer, Input, Sample, Sink } from "../importer.ts";
import { readNumpy } from "./numpy.ts";
import { isNumpyArchive, readNumpyArchive } from "./numpy-archive.ts";
import { isNumpy } from "./numpy-header.ts";
import { areRawFloats, numbersPerLine, readNumberLines, readRawFloats } from "./projector.ts";
import { readVectorCells, vectorCells } from "./vector-cells.ts";
import { readVectorJson } from "./vector-json.ts";
import { vectorLayout } from "./vector-layout.ts";
import { readVectorColumns } from "./vector-tables.ts";

/**
 * Vectors and what stands beside them: NumPy arrays, Parquet and Arrow with lists of floats, JSON of vector databases
 * and embedding services, CSV with vectors as text, and the files of TensorFlow's projector.
 */
export const embeddings: Importer = {
  format: "embeddings",
  title: "Embeddings",
  detect: (sample) => variantOf(sample)?.reason ?? null,
  read: async (input, sink) => {
    await variantOf(input.sample)?.read(input, sink);
  },
};

interface Variant {
  readonly reason: string;
  readonly read: (input: Input, sink: Sink) => Promise<void>;
}

function variantOf(sample: Sample): Variant | null {
  if (isNumpy(sample.head)) return { reason: "NumPy array: it begins with \\x93NUMPY", read: readNumpy };
  if (sample.entries && isNumpyArchive(sample.entries))
    return { reason: `NumPy archive of ${sample.entries.length} arrays`, read: readNumpyArchive };
  if (sample.vectors) return ofColumns(sample.vectors);
  if (sample.value !== undefined) return ofJson(sample);
  if (sample.text !== null) return ofText(sample);
  return areRawFloats(sample)
    ? { reason: "nothing but 32-bit floats, without their shape", read: readRawFloats }
    : null;
}

function ofColumns(names: readonly string[]): Variant | null {
  if (names.length === 0) return null;
  const reason = `${names.length === 1 ? "the column" : "the columns"} ${names.join(", ")} of vectors`;
  return { reason, read: (input, sink) => readVectorColumns(input, sink, names) };
}

function ofJson(sample: Sample): Variant | null {
  const layout = vectorLayout(sample);
  return layout && { reason: layout.reason, read: (input, sink) => readVectorJson(input, sink, layout) };
}

function ofText(sample: Sample): Variant | null {
  const names = sample.columns ? vectorCells(sample) : [];
  if (names.length > 0)
    return {
      reason: `${names.length === 1 ? "the column" : "the columns"} ${names.join(", ")} of vectors as text`,
      read: (input, sink) => readVectorCells(input, sink, names),
    };
  const width = numbersPerLine(sample);
  return width > 0 ? { reason: `lines of ${width} numbers, separated by tabs`, read: readNumberLines } : null;
}
