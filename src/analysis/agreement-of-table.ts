/**
 * A statistic of the joint table of two raters: `counts` by row, `size` labels a side. NaN where it is undefined.
 * All are O(size²) and have no memory, so that a bootstrap can run them on every draw.
 */
export type TableStatistic = (counts: Float64Array, size: number) => number;

/** How far apart two labels count: not at all or wholly, by steps on the scale, or by steps squared. */
export type Weights = "none" | "linear" | "quadratic";

export function distance(weights: Weights, one: number, other: number): number {
  if (weights === "none") return one === other ? 0 : 1;
  return weights === "linear" ? Math.abs(one - other) : (one - other) ** 2;
}

interface Margins {
  readonly n: number;
  readonly rows: Float64Array;
  readonly columns: Float64Array;
}

export function marginsOf(counts: Float64Array, size: number): Margins {
  const rows = new Float64Array(size);
  const columns = new Float64Array(size);
  let n = 0;
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++) {
      const count = counts[row * size + column] as number;
      rows[row] = (rows[row] as number) + count;
      columns[column] = (columns[column] as number) + count;
      n += count;
    }
  return { n, rows, columns };
}

/** The share of items with the same label. */
export function agreementOfTable(counts: Float64Array, size: number): number {
  let same = 0;
  for (let label = 0; label < size; label++) same += counts[label * (size + 1)] as number;
  return same / sum(counts);
}

/** κ_w = 1 − Σ d P / Σ d p q (Cohen, Psychological Bulletin 70, 1968, 213–220). */
export function kappaOfTable(weights: Weights): TableStatistic {
  return (counts, size) => {
    const { n, rows, columns } = marginsOf(counts, size);
    let [observed, expected] = [0, 0];
    for (let row = 0; row < size; row++)
      for (let column = 0; column < size; column++) {
        const apart = distance(weights, row, column);
        observed += apart * (counts[row * size + column] as number);
        expected += (apart * (rows[row] as number) * (columns[column] as number)) / n;
      }
    return expected > 0 ? 1 - observed / expected : Number.NaN;
  };
}

/** Agreement beyond that expected by chance, (a − e) / (1 − e), given e from the mean share of each label. */
function beyondChance(chance: (shares: Float64Array) => number): TableStatistic {
  return (counts, size) => {
    const { n, rows, columns } = marginsOf(counts, size);
    const expected = chance(rows.map((row, label) => (row + (columns[label] as number)) / (2 * n)));
    return expected < 1 ? (agreementOfTable(counts, size) - expected) / (1 - expected) : Number.NaN;
  };
}

/** π of Scott (Public Opinion Quarterly 19, 1955, 321–325). */
export const scottPiOfTable = beyondChance((shares) => sum(shares.map((share) => share * share)));

/** AC1 of Gwet (British Journal of Mathematical and Statistical Psychology 61, 2008, 29–48). */
export const ac1OfTable = beyondChance(
  (shares) => sum(shares.map((share) => share * (1 - share))) / (shares.length - 1),
);

/** S of Bennett, Alpert and Goldstein, also named for Brennan and Prediger: every label equally likely by chance. */
export const brennanPredigerOfTable = beyondChance((shares) => 1 / shares.length);

/** AC2 of Gwet for two raters: AC1 with partial credit by the values of the labels, squared or not. */
export function ac2OfTable(values: readonly number[], weights: Exclude<Weights, "none">): TableStatistic {
  const widest = distance(weights, Math.min(...values), Math.max(...values));
  const credit = values.map((one) => values.map((other) => 1 - distance(weights, one, other) / widest));
  const total = credit.flat().reduce((all, one) => all + one, 0);
  return (counts, size) => {
    const { n, rows, columns } = marginsOf(counts, size);
    let [agreed, spread] = [0, 0];
    for (let row = 0; row < size; row++) {
      const share = ((rows[row] as number) + (columns[row] as number)) / (2 * n);
      spread += share * (1 - share);
      for (let column = 0; column < size; column++)
        agreed += ((credit[row]?.[column] as number) * (counts[row * size + column] as number)) / n;
    }
    const expected = (total * spread) / (size * (size - 1));
    return expected < 1 ? (agreed - expected) / (1 - expected) : Number.NaN;
  };
}

/** What Krippendorff's alpha takes as the distance of two labels. */
export type Metric = "nominal" | "ordinal" | "interval" | "ratio";

/** α of Krippendorff for two raters without gaps: 1 − observed over expected disagreement. */
export function alphaOfTable(metric: Metric, values: readonly number[]): TableStatistic {
  return (counts, size) => {
    const { n, rows, columns } = marginsOf(counts, size);
    const totals = rows.map((row, label) => row + (columns[label] as number));
    const apart = squaredDistance(metric, totals, values);
    let [observed, expected] = [0, 0];
    for (let row = 0; row < size; row++)
      for (let column = 0; column < size; column++) {
        observed += 2 * (counts[row * size + column] as number) * apart(row, column);
        expected += (totals[row] as number) * (totals[column] as number) * apart(row, column);
      }
    return expected > 0 ? 1 - ((2 * n - 1) * observed) / expected : Number.NaN;
  };
}

/**
 * δ² between two labels, given how often each was used and what it is worth (Krippendorff, Content Analysis, 2004, ch.
 * 11).
 */
export function squaredDistance(
  metric: Metric,
  totals: ArrayLike<number>,
  values: ArrayLike<number>,
): (one: number, other: number) => number {
  const at = (list: ArrayLike<number>, place: number) => list[place] as number;
  if (metric === "nominal") return (one, other) => (one === other ? 0 : 1);
  if (metric === "interval") return (one, other) => (at(values, one) - at(values, other)) ** 2;
  if (metric === "ordinal") {
    const ranks = middleRanks(totals);
    return (one, other) => (at(ranks, one) - at(ranks, other)) ** 2;
  }
  return (one, other) => {
    const both = at(values, one) + at(values, other);
    return both === 0 ? 0 : ((at(values, one) - at(values, other)) / both) ** 2;
  };
}

/** Σ of all labels below plus half of one's own: differences of these are Krippendorff's ordinal distances. */
function middleRanks(totals: ArrayLike<number>): Float64Array {
  let below = 0;
  return Float64Array.from(totals, (total) => {
    below += total;
    return below - total / 2;
  });
}

function sum(values: Float64Array): number {
  let all = 0;
  for (const value of values) all += value;
  return all;
}
