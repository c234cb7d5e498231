import { type Arrays, ownArrays } from "./arrays.ts";

// One function for each kind of array, though they read the same: an engine compiles a function for the arrays that it
// has seen, and with three kinds in one, every read in this folder takes several times as long.

/** Reads an index that is known to be inside. */
export function at(array: Int32Array, index: number): number {
  return array[index] as number;
}

export function timeAt(array: Float64Array, index: number): number {
  return array[index] as number;
}

export function marksAt(array: Uint16Array, index: number): number {
  return array[index] as number;
}

/** 0, 1, 2 … */
export function indices(size: number, arrays: Arrays = ownArrays): Int32Array<ArrayBuffer> {
  const all = arrays.ints(size);
  for (let index = 0; index < size; index++) all[index] = index;
  return all;
}

/** Groups spans by parent, keeping the given order within each group; group `size` holds the roots. */
export function groupChildren(
  parent: Int32Array,
  order: Int32Array,
  arrays: Arrays = ownArrays,
): { firstChild: Int32Array<ArrayBuffer>; children: Int32Array<ArrayBuffer> } {
  const size = parent.length;
  const group = (span: number) => (at(parent, span) < 0 ? size : at(parent, span));
  const firstChild = arrays.ints(size + 2);
  for (let span = 0; span < size; span++) firstChild[group(span) + 1] = at(firstChild, group(span) + 1) + 1;
  for (let index = 1; index < firstChild.length; index++)
    firstChild[index] = at(firstChild, index) + at(firstChild, index - 1);
  const next = arrays.ints(size + 2);
  next.set(firstChild);
  const children = arrays.ints(size);
  for (let index = 0; index < size; index++) {
    const span = at(order, index);
    const slot = at(next, group(span));
    children[slot] = span;
    next[group(span)] = slot + 1;
  }
  return { firstChild, children };
}

/** The rows of each group 0 … groups−1, in their order: `rows.subarray(first[g], first[g + 1])`. */
export function groupRows(
  group: Int32Array,
  groups: number,
): { rows: Int32Array<ArrayBuffer>; first: Int32Array<ArrayBuffer> } {
  const first = new Int32Array(groups + 1);
  for (let row = 0; row < group.length; row++) first[at(group, row) + 1] = at(first, at(group, row) + 1) + 1;
  for (let index = 1; index <= groups; index++) first[index] = at(first, index) + at(first, index - 1);
  const next = first.slice();
  const rows = new Int32Array(group.length);
  for (let row = 0; row < group.length; row++) {
    const slot = at(next, at(group, row));
    rows[slot] = row;
    next[at(group, row)] = slot + 1;
  }
  return { rows, first };
}
