import { Data, type DataType, type Vector } from "apache-arrow";

/**
 * Collects one column's values and gives them as Arrow data. A value that is not of the column's type becomes NULL.
 * The data points into the builder's own memory: serialise it before appending again.
 */
export interface ColumnBuilder {
  readonly type: DataType;
  readonly length: number;
  /** Roughly how many bytes are held. */
  readonly bytes: number;
  append(value: unknown): void;
  appendNull(): void;
  /** The values so far; the builder is empty afterwards. */
  finish(): Data;
}

type TypedArray = Uint8Array | Int32Array | Float32Array | Float64Array | BigInt64Array;

/** The same array, or a longer one with the same content, that holds `length` elements. */
export function grown<T extends TypedArray>(array: T, length: number): T {
  if (length <= array.length) return array;
  const bytes = new Uint8Array(Math.max(length, array.length * 2) * array.BYTES_PER_ELEMENT);
  bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  return new (array.constructor as new (buffer: ArrayBuffer) => T)(bytes.buffer);
}

/** An Arrow validity bitmap that exists only once there is a NULL. */
export class Validity {
  #bits: Uint8Array | null = null;
  #nulls = 0;

  markNull(index: number): void {
    this.#nulls++;
    const byte = index >> 3;
    const bits = this.#bits && byte < this.#bits.length ? this.#bits : this.#reserve(byte + 1);
    bits[byte] = (bits[byte] as number) & ~(1 << (index & 7));
  }

  #reserve(bytes: number): Uint8Array {
    let bits = this.#bits ?? new Uint8Array(1024).fill(255);
    if (bytes > bits.length) bits = grown(bits, bytes).fill(255, bits.length);
    this.#bits = bits;
    return bits;
  }

  finish(length: number): { nulls: number; bitmap: Uint8Array | undefined } {
    const bytes = (length + 7) >> 3;
    const found = { nulls: this.#nulls, bitmap: this.#nulls ? this.#reserve(bytes).subarray(0, bytes) : undefined };
    this.#bits = null;
    this.#nulls = 0;
    return found;
  }
}

interface ColumnBuffers {
  readonly offsets?: Int32Array;
  readonly values?: TypedArray;
  readonly children?: readonly Data[];
  readonly dictionary?: Vector;
}

/** Arrow data from its parts, in the order in which Arrow's constructor has them. */
export function columnData(type: DataType, length: number, validity: Validity | null, parts: ColumnBuffers): Data {
  const { nulls, bitmap } = validity?.finish(length) ?? { nulls: 0, bitmap: undefined };
  const { offsets, values, children = [], dictionary } = parts;
  return new Data(type, 0, length, nulls, [offsets, values, bitmap], [...children], dictionary);
}
