import { productModule } from "./product-module.ts";

/** Rows and columns that are multiplied at a time: both panels stay in a core's second-level cache. */
export const tileSide = 64;

/** Multiplies two panels of up to `tileSide` rows each, which lie interleaved by four: entry (row, at) of a panel is
 * [(row − row % 4) · depth + 4 · at + row % 4]. Product (r, c) is values[r · tileSide + c]. */
export interface ProductKernel {
  readonly left: Float64Array;
  readonly right: Float64Array;
  readonly values: Float64Array;
  /** Rows beyond these up to the next multiple of four are multiplied too and must be 0 or are not to be read. */
  multiply(rows: number, columns: number): void;
}

/** Calls back with a kernel for rows of `depth` numbers, which is not to be kept. */
export function withProductKernel(depth: number, use: (kernel: ProductKernel) => void): void {
  const kernel = depth > 0 && depth <= deepest ? (idle.pop() ?? fastKernel()) : null;
  try {
    use(kernel?.forDepth(depth) ?? plainKernel(depth));
  } finally {
    if (kernel) idle.push(kernel);
  }
}

/** In JavaScript alone, where WebAssembly is missing or the page forbids it: the same sums in the same order. */
export function plainKernel(depth: number): ProductKernel {
  const [left, right] = [new Float64Array(tileSide * depth), new Float64Array(tileSide * depth)];
  const values = new Float64Array(tileSide * tileSide);
  const multiply = (rows: number, columns: number) => {
    for (let row = 0; row < rows; row += 4)
      for (let column = 0; column < columns; column += 4)
        for (const half of [0, 2])
          twoByFour(left, right, row * depth + half, column * depth, depth, values, (row + half) * tileSide + column);
  };
  return { left, right, values, multiply };
}

/** Deeper panels would hold more than 64 MB for good. */
const deepest = 65_536;

interface FastKernel {
  forDepth(depth: number): ProductKernel;
}

/** A WebAssembly memory takes gigabytes of addresses, so kernels are used again. One is taken at a time, as a rule. */
const idle: FastKernel[] = [];
let isRefused = false;

function fastKernel(): FastKernel | null {
  const exports = isRefused ? null : productModule();
  if (exports === null) {
    isRefused = true;
    return null;
  }
  const { memory, multiply } = exports;
  const forDepth = (depth: number) => {
    const panel = 8 * tileSide * depth;
    const output = 2 * panel;
    const missing = output + 8 * tileSide * tileSide - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / 65_536));
    return {
      left: new Float64Array(memory.buffer, 0, tileSide * depth),
      right: new Float64Array(memory.buffer, panel, tileSide * depth),
      values: new Float64Array(memory.buffer, output, tileSide * tileSide),
      multiply(rows: number, columns: number) {
        for (let row = 0; row < rows; row += 4) {
          const from = 8 * row * depth;
          for (let column = 0; column < columns; column += 4)
            multiply(
              from,
              panel + 8 * column * depth,
              from + 32 * depth,
              output + 8 * (row * tileSide + column),
              8 * tileSide,
            );
        }
      },
    };
  };
  return { forDepth };
}

/** Eight sums at once stay in registers: 3 to 5 times as fast as one at a time. */
function twoByFour(
  a: Float64Array,
  b: Float64Array,
  fromA: number,
  fromB: number,
  depth: number,
  out: Float64Array,
  to: number,
): void {
  let s00 = 0;
  let s01 = 0;
  let s02 = 0;
  let s03 = 0;
  let s10 = 0;
  let s11 = 0;
  let s12 = 0;
  let s13 = 0;
  const end = fromA + 4 * depth;
  for (let p = fromA, q = fromB; p < end; p += 4, q += 4) {
    const a0 = a[p] as number;
    const a1 = a[p + 1] as number;
    const b0 = b[q] as number;
    const b1 = b[q + 1] as number;
    const b2 = b[q + 2] as number;
    const b3 = b[q + 3] as number;
    s00 += a0 * b0;
    s01 += a0 * b1;
    s02 += a0 * b2;
    s03 += a0 * b3;
    s10 += a1 * b0;
    s11 += a1 * b1;
    s12 += a1 * b2;
    s13 += a1 * b3;
  }
  out[to] = s00;
  out[to + 1] = s01;
  out[to + 2] = s02;
  out[to + 3] = s03;
  out[to + tileSide] = s10;
  out[to + tileSide + 1] = s11;
  out[to + tileSide + 2] = s12;
  out[to + tileSide + 3] = s13;
}
