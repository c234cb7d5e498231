/** Vectors of one length, one after another: row r is data[r · columns] to data[(r + 1) · columns − 1]. */
export interface Matrix {
  readonly data: Float32Array | Float64Array;
  readonly rows: number;
  readonly columns: number;
}

/** A view of numbers that lie row by row. Throws when they do not fill whole rows. */
export function matrixOf(data: Float32Array | Float64Array, columns: number): Matrix {
  if (!(Number.isInteger(columns) && columns > 0)) throw new Error(`matrixOf: no number of columns: ${columns}`);
  if (data.length % columns !== 0) throw new Error(`matrixOf: ${data.length} numbers are no rows of ${columns}`);
  return { data, rows: data.length / columns, columns };
}

export interface GatheredVectors {
  /** Vectors of the length that most have. */
  readonly matrix: Matrix;
  /** Where in the list each row of the matrix stood. */
  readonly kept: Uint32Array;
  /** What was left out, and why. */
  readonly left: readonly { readonly index: number; readonly reason: string }[];
}

/**
 * A matrix of single vectors. Vectors that are missing, hold a number that is not finite, or have another length than
 * most are left out with a reason: lengths that differ mean different embedding models. O(numbers).
 */
export function gatherVectors(vectors: ArrayLike<ArrayLike<number> | null | undefined>): GatheredVectors {
  const columns = usualLength(vectors);
  const kept: number[] = [];
  const left: { index: number; reason: string }[] = [];
  for (let index = 0; index < vectors.length; index++) {
    const reason = unusable(vectors[index], columns);
    if (reason === null) kept.push(index);
    else left.push({ index, reason });
  }
  const data = new Float32Array(kept.length * columns);
  kept.forEach((index, row) => {
    data.set(vectors[index] as ArrayLike<number>, row * columns);
  });
  return { matrix: { data, rows: kept.length, columns }, kept: Uint32Array.from(kept), left };
}

function usualLength(vectors: ArrayLike<ArrayLike<number> | null | undefined>): number {
  const counts = new Map<number, number>();
  for (let index = 0; index < vectors.length; index++) {
    const length = vectors[index]?.length ?? 0;
    if (length > 0) counts.set(length, (counts.get(length) ?? 0) + 1);
  }
  return [...counts].sort(([a, some], [b, others]) => others - some || a - b)[0]?.[0] ?? 0;
}

function unusable(vector: ArrayLike<number> | null | undefined, columns: number): string | null {
  if (!vector || vector.length === 0) return "no vector";
  if (vector.length !== columns) return `${vector.length} dimensions instead of ${columns}`;
  for (let place = 0; place < columns; place++)
    if (!Number.isFinite(vector[place])) return "a number that is not finite";
  return null;
}

/** A copy of some rows, in this order, with repeats. O(numbers). */
export function rowsOf({ data, columns }: Matrix, rows: ArrayLike<number>): Matrix {
  const copy =
    data instanceof Float32Array ? new Float32Array(rows.length * columns) : new Float64Array(rows.length * columns);
  for (let place = 0; place < rows.length; place++) {
    const start = (rows[place] as number) * columns;
    copy.set(data.subarray(start, start + columns), place * columns);
  }
  return { data: copy, rows: rows.length, columns };
}

/** Both matrices' rows below each other. */
export function stacked(first: Matrix, second: Matrix): Matrix {
  const data = new Float64Array(first.data.length + second.data.length);
  data.set(first.data);
  data.set(second.data, first.data.length);
  return { data, rows: first.rows + second.rows, columns: first.columns };
}

/** The mean of all rows. O(numbers). */
export function meanRow({ data, rows, columns }: Matrix): Float64Array {
  const mean = new Float64Array(columns);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      mean[column] = (mean[column] as number) + (data[row * columns + column] as number);
  return mean.map((sum) => sum / rows);
}

/** A copy with this point taken from every row. */
export function centred({ data, rows, columns }: Matrix, point: Float64Array): Matrix {
  const copy = Float64Array.from(data);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const place = row * columns + column;
      copy[place] = (copy[place] as number) - (point[column] as number);
    }
  return { data: copy, rows, columns };
}

/** A copy with rows for columns. */
export function transposed({ data, rows, columns }: Matrix): Matrix {
  const copy = new Float64Array(data.length);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) copy[column * rows + row] = data[row * columns + column] as number;
  return { data: copy, rows: columns, columns: rows };
}

/** Why two sets of vectors cannot be compared; null when they can. O(numbers). */
export function whyIncomparable(reference: Matrix, current: Matrix, leastRows = 2): string | null {
  if (reference.rows < leastRows) return `${reference.rows} reference vectors; ${leastRows} are needed`;
  if (current.rows < leastRows) return `${current.rows} current vectors; ${leastRows} are needed`;
  if (reference.columns !== current.columns)
    return `the reference has ${reference.columns} dimensions, the current vectors have ${current.columns}`;
  if (!allFinite(reference)) return "a reference vector holds a number that is not finite";
  return allFinite(current) ? null : "a current vector holds a number that is not finite";
}

/** Why one set of vectors cannot be used; null when it can. O(numbers). */
export function whyUnusable(points: Matrix, leastRows: number): string | null {
  if (points.rows < leastRows) return `${points.rows} vectors; ${leastRows} are needed`;
  return allFinite(points) ? null : "a vector holds a number that is not finite";
}

function allFinite({ data }: Matrix): boolean {
  for (let place = 0; place < data.length; place++) if (!Number.isFinite(data[place])) return false;
  return true;
}
