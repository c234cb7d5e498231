/** Items that are alike in all that a statistic asks of them, counted together. */
export interface ItemKinds {
  /** For each item its kind, from 0. */
  readonly of: Uint32Array;
  /** How many items each kind has. */
  readonly sizes: Float64Array;
}

export interface Kinds extends ItemKinds {
  /** For each kind the place of its first item. */
  readonly first: Uint32Array;
}

/**
 * Puts n items together that have the same whole numbers in all columns; −1 may stand for none. Kinds are in the order
 * of these numbers. O(n × columns).
 *
 *     kindsOf(4, [[0, 1, 0, 1], [2, 2, 2, 0]]).of; // [0, 2, 0, 1]
 */
export function kindsOf(n: number, columns: readonly ArrayLike<number>[]): Kinds {
  let of = new Uint32Array(n);
  for (const column of columns) {
    const width = widthOf(column);
    const known = new Map<number, number>();
    of = of.map((kind, item) => {
      const key = kind * width + (column[item] as number) + 1;
      const code = known.get(key) ?? known.size;
      if (code === known.size) known.set(key, code);
      return code;
    });
  }
  return inOrder(of, columns);
}

/** Numbers the kinds anew by what they are, so that it does not matter which item came first. */
function inOrder(codes: Uint32Array, columns: readonly ArrayLike<number>[]): Kinds {
  const firsts: number[] = [];
  for (const [item, code] of codes.entries()) if (code === firsts.length) firsts.push(item);
  const first = Uint32Array.from(firsts).sort((one, other) => {
    const apart = columns.find((column) => column[one] !== column[other]);
    return apart ? (apart[one] as number) - (apart[other] as number) : 0;
  });
  const kindOf = new Uint32Array(first.length);
  for (const [kind, item] of first.entries()) kindOf[codes[item] as number] = kind;
  const of = codes.map((code) => kindOf[code] as number);
  const sizes = new Float64Array(first.length);
  for (const kind of of) sizes[kind] = (sizes[kind] as number) + 1;
  return { of, sizes, first };
}

/** Each of n items as a kind of its own: what a statistic over numbers without levels needs. */
export function eachItsOwn(n: number): ItemKinds {
  return { of: Uint32Array.from({ length: n }, (_, item) => item), sizes: new Float64Array(n).fill(1) };
}

function widthOf(column: ArrayLike<number>): number {
  let most = -1;
  for (let item = 0; item < column.length; item++) most = Math.max(most, column[item] as number);
  return most + 2;
}
