// Up to so many are put in place one by one.
const few = 8;
let scratch = new Int32Array(256);

/**
 * Sorts indices in place, leaving alike ones in their order; those from `first` to before `past` where that is told. Many
 * short lists are sorted here, often nearly in order: the sort of typed arrays copies each into a list of objects when it
 * is given a comparison, which takes ten times as long.
 */
export function sortIndices(
  order: Int32Array,
  compare: (a: number, b: number) => number,
  first = 0,
  past = order.length,
): Int32Array {
  for (let from = first; from < past; from += few) insertEach(order, from, Math.min(from + few, past), compare);
  if (past - first <= few) return order;
  if (scratch.length < past) scratch = new Int32Array(past * 2);
  let source = order;
  let target: Int32Array = scratch;
  for (let width = few; width < past - first; width *= 2) {
    for (let from = first; from < past; from += width * 2)
      merge(source, target, from, Math.min(from + width, past), Math.min(from + width * 2, past), compare);
    [source, target] = [target, source];
  }
  if (source !== order) order.set(source.subarray(first, past), first);
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
