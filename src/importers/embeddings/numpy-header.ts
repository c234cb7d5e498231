import { type NumpyType, numpyType } from "./numpy-types.ts";
import { mostDimensions, tooMany } from "./vector-text.ts";

/** The head of an array of NumPy. */
export interface NumpyHeader {
  readonly type: NumpyType;
  readonly shape: readonly number[];
  /** Column by column, where others are row by row. */
  readonly fortran: boolean;
  /** Where the values begin. */
  readonly start: number;
}

const mark = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

export function isNumpy(head: Uint8Array): boolean {
  return mark.every((byte, index) => head[index] === byte);
}

const longestHeader = 1 << 20;

/** How many bytes the head takes; null while there are too few of them to tell. Throws for what is none. */
export function headerSize(bytes: Uint8Array): number | null {
  if (bytes.length < 12) return null;
  if (!isNumpy(bytes)) throw new Error("NumPy: it does not begin as an array does");
  const version = bytes[6] as number;
  if (version < 1 || version > 3) throw new Error(`NumPy: version ${version} of the format is not known`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = version === 1 ? 10 + view.getUint16(8, true) : 12 + view.getUint32(8, true);
  if (size > longestHeader) throw new Error("NumPy: the header is damaged");
  return size;
}

/** Reads the head, a Python dictionary. Throws a reason for arrays of Python objects and of records. */
export function readHeader(bytes: Uint8Array, start: number): NumpyHeader {
  const text = new TextDecoder(bytes[6] === 3 ? "utf-8" : "latin1").decode(
    bytes.subarray(bytes[6] === 1 ? 10 : 12, start),
  );
  const descr = /'descr'\s*:\s*(?:'([^']*)'|(\[))/.exec(text);
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(text);
  const shape = /'shape'\s*:\s*\(([\d,\sL]*)\)/.exec(text);
  if (!descr || !order || !shape) throw new Error("NumPy: the header is damaged");
  if (descr[2]) throw new Error("NumPy: an array of records, which is no array of vectors");
  const type = numpyType(descr[1] ?? "");
  if (!type)
    throw new Error(
      `NumPy: an array of ${descr[1] === "|O" ? "Python objects" : `the type ${descr[1]}`} cannot be read`,
    );
  const sizes = (shape[1] ?? "").split(",").map((part) => Number.parseInt(part, 10));
  const numbers = sizes.filter((size) => !Number.isNaN(size));
  if (!numbers.every(Number.isSafeInteger)) throw new Error("NumPy: the header is damaged");
  return { type, shape: numbers, fortran: order[1] === "True", start };
}

/** Why an array holds no vectors, or null when it does: one to a row. */
export function whyNoVectors({ shape, type }: NumpyHeader): string | null {
  const [, dimensions = 0] = shape;
  if (!type.singles) return "NumPy: an array of text or times, not of numbers";
  if (shape.length !== 2)
    return `NumPy: an array of ${shape.length} ${shape.length === 1 ? "dimension" : "dimensions"}, shape (${shape.join(", ")}${shape.length === 1 ? "," : ""}), where vectors stand in 2: (vectors, numbers)`;
  if (dimensions === 0) return "NumPy: an array of empty vectors";
  return dimensions > mostDimensions ? `NumPy: ${tooMany(dimensions)}` : null;
}
