// Up to so many are put in place one by one.
const few = 8;
let scratch = new Int32Array(256);

/**
 * Sorts indices in place, leaving alike ones in their order. Many short lists are sorted here, often nearly in order:
 * the sort of typed arrays copies each into a list of objects when it is given a comparison, which takes ten times as
 * long.
 */
export function sortIndices(order: Int32Array, compare: (a: number, b: number) => number): Int32Array {
  const size = order.length;
  for (let from = 0; from < size; from += few) insertEach(order, from, Math.min(from + few, size), compare);
  if (size <= few) return order;
  if (scratch.length < size) scratch = new Int32Array(size * 2);
  let source = order;
  let target: Int32Array = scratch;
  for (let width = few; width < size; width *= 2) {
    for (let from = 0; from < size; from += width * 2)
      merge(source, target, from, Math.min(from + width, size), Math.min(from + width * 2, size), compare);
    [source, target] = [target, source];
  }
  if (source !== order) order.set(source.subarray(0, size));
  return order;
}

function insertEach(order: Int32Array, from: number, to: number, compare: (a: number, b: number) => number): void {
  for (let next = from + 1; next < to; next++) {
    const item = order[next] as number;
    let place = next;
    for (; place > from && compare(order[place - 1] as number, item) > 0; place--)
      order[place] = order[place - 1] as number;
    order[place] = item;
  }
}

function merge(
  source: Int32Array,
  target: Int32Array,
  from: number,
  middle: number,
  to: number,
  compare: (a: number, b: number) => number,
): void {
  let [left, right] = [from, middle];
  for (let place = from; place < to; place++) {
    const isLeft = right >= to || (left < middle && compare(source[left] as number, source[right] as number) <= 0);
    target[place] = (isLeft ? source[left++] : source[right++]) as number;
  }
}
