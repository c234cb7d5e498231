import { marginsOf, type TableStatistic } from "./agreement-of-table.ts";

/** Mean of first − second, given the values of the labels. */
export function biasOfTable(values: readonly number[]): TableStatistic {
  return meanOver((row, column) => (values[row] as number) - (values[column] as number));
}

/** Mean of |first − second|. */
export function absoluteErrorOfTable(values: readonly number[]): TableStatistic {
  return meanOver((row, column) => Math.abs((values[row] as number) - (values[column] as number)));
}

/** √ of the mean of (first − second)². */
export function squareErrorOfTable(values: readonly number[]): TableStatistic {
  const mean = meanOver((row, column) => ((values[row] as number) - (values[column] as number)) ** 2);
  return (counts, size) => Math.sqrt(mean(counts, size));
}

function meanOver(value: (row: number, column: number) => number): TableStatistic {
  return (counts, size) => {
    let [sum, n] = [0, 0];
    for (let cell = 0; cell < counts.length; cell++) {
      const count = counts[cell] as number;
      n += count;
      if (count > 0) sum += count * value(Math.floor(cell / size), cell % size);
    }
    return sum / n;
  };
}

/** Pearson's correlation, given the values of the labels. */
export function pearsonOfTable(values: readonly number[]): TableStatistic {
  return (counts, size) => correlation(counts, size, values, values);
}

/** Spearman's correlation: Pearson's with mid-ranks as values. The scale must be in order. */
export function spearmanOfTable(counts: Float64Array, size: number): number {
  const { rows, columns } = marginsOf(counts, size);
  return correlation(counts, size, middles(rows), middles(columns));
}

function middles(totals: Float64Array): Float64Array {
  let below = 0;
  return totals.map((total) => {
    below += total;
    return below - total / 2;
  });
}

function correlation(counts: Float64Array, size: number, left: ArrayLike<number>, right: ArrayLike<number>): number {
  const { n, rows, columns } = marginsOf(counts, size);
  const mean = (totals: Float64Array, values: ArrayLike<number>) =>
    totals.reduce((sum, total, label) => sum + total * (values[label] as number), 0) / n;
  const [x, y] = [mean(rows, left), mean(columns, right)];
  let [both, ones, others] = [0, 0, 0];
  for (let row = 0; row < size; row++) {
    const dx = (left[row] as number) - x;
    const dy = (right[row] as number) - y;
    ones += (rows[row] as number) * dx * dx;
    others += (columns[row] as number) * dy * dy;
    for (let column = 0; column < size; column++)
      both += (counts[row * size + column] as number) * dx * ((right[column] as number) - y);
  }
  return ones > 0 && others > 0 ? Math.max(-1, Math.min(1, both / Math.sqrt(ones * others))) : Number.NaN;
}

/** Kendall's τ-b. The scale must be in order. */
export function kendallOfTable(counts: Float64Array, size: number): number {
  const { n, rows, columns } = marginsOf(counts, size);
  const excess = concordantLessDiscordant(counts, size);
  const untied = (totals: Float64Array) => (n * n - totals.reduce((sum, total) => sum + total * total, 0)) / 2;
  const [left, right] = [untied(rows), untied(columns)];
  return left > 0 && right > 0 ? excess / Math.sqrt(left * right) : Number.NaN;
}

/** Walks the rows and keeps, for each column, how many items stood in earlier rows. */
function concordantLessDiscordant(counts: Float64Array, size: number): number {
  const earlier = new Float64Array(size);
  let [excess, all] = [0, 0];
  for (let row = 0; row < size; row++) {
    let before = 0;
    for (let column = 0; column < size; column++) {
      const after = all - before - (earlier[column] as number);
      excess += (counts[row * size + column] as number) * (before - after);
      before += earlier[column] as number;
    }
    for (let column = 0; column < size; column++) {
      earlier[column] = (earlier[column] as number) + (counts[row * size + column] as number);
      all += counts[row * size + column] as number;
    }
  }
  return excess;
}
