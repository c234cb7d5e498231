// What every JavaScript worker has, as far as a script may want it. Another name that is free is taken for a table's,
// a cell's or an input's.
const names = `undefined NaN Infinity globalThis self eval isFinite isNaN parseFloat parseInt decodeURI decodeURIComponent
  encodeURI encodeURIComponent Object Function Boolean Symbol Error AggregateError EvalError RangeError ReferenceError
  SyntaxError TypeError URIError DOMException Number BigInt Math Date String RegExp Array Int8Array Uint8Array
  Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array BigInt64Array BigUint64Array Float16Array Float32Array
  Float64Array Map Set WeakMap WeakSet WeakRef FinalizationRegistry ArrayBuffer SharedArrayBuffer DataView Atomics JSON
  Promise Iterator Proxy Reflect Intl WebAssembly setTimeout clearTimeout setInterval clearInterval queueMicrotask
  structuredClone performance crypto atob btoa TextEncoder TextDecoder URL URLSearchParams AbortController AbortSignal
  Event EventTarget Blob ReadableStream WritableStream TransformStream CompressionStream DecompressionStream`;

const known: ReadonlySet<string> = new Set(names.split(/\s+/));

/** Whether JavaScript itself, or every worker, has something of that name. */
export function isGlobal(name: string): boolean {
  return known.has(name);
}
