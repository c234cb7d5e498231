export interface ProductExports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  /**
   * The 16 inner products of four rows with four rows, interleaved by four from bytes `a` and `b` up to `end` of the
   * first, as doubles to `out` with `stride` bytes from row to row.
   */
  multiply(a: number, b: number, end: number, out: number, stride: number): void;
}

/** What of WebAssembly is used here; it is neither the page's nor Node's, but no ECMAScript either. */
interface WebAssemblyParts {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
}

/**
 * The kernel of matrix products in WebAssembly's SIMD instructions (WebAssembly Core Specification 2.0, §5), assembled
 * here: two doubles at a time, each of the 16 sums in the order of the columns and without fused steps, so that it gives
 * JavaScript's results bit by bit. Null where WebAssembly or its SIMD is missing or the page forbids it.
 */
export function productModule(): ProductExports | null {
  const { WebAssembly: parts } = globalThis as { readonly WebAssembly?: WebAssemblyParts };
  if (!parts) return null;
  try {
    return new parts.Instance(new parts.Module(moduleBytes())).exports as ProductExports;
  } catch {
    return null;
  }
}

const [a, b, end, out, stride, b01, b23, spread] = [0, 1, 2, 3, 4, 5, 6, 7];
const firstSum = 8;
const locals = 11;

const get = (local: number) => [0x20, local];
const set = (local: number) => [0x21, local];
const addConstant = (value: number) => [0x41, value, 0x6a];
const simd = (...code: number[]) => [0xfd, ...code];
const loadPair = (offset: number) => simd(0x00, 3, offset);
const loadSpread = (offset: number) => simd(0x0a, 3, offset);
const storePair = (offset: number) => simd(0x0b, 3, offset);
const multiplyPairs = simd(0xf2, 1);
const addPairs = simd(0xf0, 1);

const rows = [0, 1, 2, 3];
const sumOf = (row: number, half: number) => firstSum + 2 * row + half;

function addToSum(row: number, half: number): number[] {
  const sum = sumOf(row, half);
  return [...get(sum), ...get(spread), ...get(half === 0 ? b01 : b23), ...multiplyPairs, ...addPairs, ...set(sum)];
}

/** One number of each of the eight rows. */
function step(): number[] {
  return [
    ...[...get(b), ...loadPair(0), ...set(b01), ...get(b), ...loadPair(16), ...set(b23)],
    ...rows.flatMap((row) => [
      ...get(a),
      ...loadSpread(8 * row),
      ...set(spread),
      ...addToSum(row, 0),
      ...addToSum(row, 1),
    ]),
    ...[...get(b), ...addConstant(32), ...set(b), ...get(a), ...addConstant(32), ...set(a)],
  ];
}

function storeRow(row: number): number[] {
  const pair = (half: number) => [...get(out), ...get(sumOf(row, half)), ...storePair(16 * half)];
  return [...pair(0), ...pair(1), ...get(out), ...get(stride), 0x6a, ...set(out)];
}

function moduleBytes(): Uint8Array {
  const loop = [0x03, 0x40, ...step(), ...get(a), ...get(end), 0x49, 0x0d, 0, 0x0b];
  const body = [1, locals, 0x7b, ...loop, ...rows.flatMap(storeRow), 0x0b];
  const fiveIntegers = [0x60, 5, 0x7f, 0x7f, 0x7f, 0x7f, 0x7f, 0];
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, ...fiveIntegers]),
    ...section(3, [1, 0]),
    ...section(5, [1, 0, 1]),
    ...section(7, [2, ...name("memory"), 2, 0, ...name("multiply"), 0, 0]),
    ...section(10, [1, ...length(body.length), ...body]),
  ]);
}

function section(id: number, content: readonly number[]): number[] {
  return [id, ...length(content.length), ...content];
}

function name(text: string): number[] {
  return [text.length, ...Array.from(text, (letter) => letter.charCodeAt(0))];
}

/** LEB128 of a number below 2¹⁴. */
function length(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, value >> 7];
}
