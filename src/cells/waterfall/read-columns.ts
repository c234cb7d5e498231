import { type Data, type Table, Type } from "apache-arrow";
import { isSpanKind, spanKinds } from "../../traces/kind.ts";

/** A column of text; null where there is none. Ids are ASCII, so whole chunks are decoded at once. */
export function readTexts(table: Table, column: string): (string | null)[] {
  const texts: (string | null)[] = [];
  for (const chunk of chunksOf(table, column)) {
    const decoded = decodeChunk(chunk);
    const isFull = chunk.nullCount === 0;
    for (let row = 0; row < chunk.length; row++) texts.push(isFull || chunk.getValid(row) ? decoded(row) : null);
  }
  return texts;
}

const decoder = new TextDecoder();

function decodeChunk(chunk: Data): (row: number) => string {
  const { values, valueOffsets } = chunk as { values: Uint8Array; valueOffsets: Int32Array };
  const offset = (row: number) => valueOffsets[row] ?? 0;
  const first = offset(0);
  const all = decoder.decode(values.subarray(first, offset(chunk.length)));
  if (all.length === offset(chunk.length) - first)
    return (row) => all.slice(offset(row) - first, offset(row + 1) - first);
  return (row) => decoder.decode(values.subarray(offset(row), offset(row + 1)));
}

/** A DOUBLE column; NaN where there is nothing. */
export function readNumbers(table: Table, column: string): Float64Array {
  const numbers = new Float64Array(table.numRows).fill(Number.NaN);
  let filled = 0;
  for (const chunk of chunksOf(table, column)) {
    const { values } = chunk as { values: Float64Array };
    const isFull = chunk.nullCount === 0;
    for (let row = 0; row < chunk.length; row++, filled++)
      if (isFull || chunk.getValid(row)) numbers[filled] = values[row] ?? Number.NaN;
  }
  return numbers;
}

function chunksOf(table: Table, column: string): readonly Data[] {
  const vector = table.getChild(column);
  if (!vector) throw new Error(`waterfall: the query gave no column: ${column}`);
  const { typeId } = vector.type;
  if (typeId !== Type.Utf8 && typeId !== Type.Float) throw new Error(`waterfall: unexpected type: ${vector.type}`);
  return vector.data;
}

/** The distinct texts in order of first use, and each row's index among them. */
export function indexTexts(texts: readonly (string | null)[]): { distinct: string[]; index: Uint32Array } {
  const places = new Map<string, number>();
  const index = new Uint32Array(texts.length);
  texts.forEach((text, row) => {
    const key = text ?? "";
    const place = places.get(key) ?? places.size;
    if (place === places.size) places.set(key, place);
    index[row] = place;
  });
  return { distinct: [...places.keys()], index };
}

/** Each kind as an index of `spanKinds`; what is no kind becomes UNKNOWN. */
export function indexKinds(texts: readonly (string | null)[]): Uint8Array {
  const { distinct, index } = indexTexts(texts);
  const known = distinct.map((text) => spanKinds.indexOf(isSpanKind(text) ? text : "UNKNOWN"));
  return Uint8Array.from({ length: texts.length }, (_, row) => known[index[row] ?? 0] ?? 0);
}
