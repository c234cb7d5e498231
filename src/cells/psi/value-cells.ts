import type { BinPair } from "../../analysis/psi.ts";
import type { Engine, QueryOptions } from "../../engine/engine.ts";
import { literal } from "../../engine/sql.ts";

/**
 * Numbers of a narrow stretch, counted. Cells of a column follow one another and do not overlap, so a number from `low`
 * of a cell on is never in a cell before it. An atom holds one value only.
 */
export interface ValueCell extends BinPair {
  readonly low: number;
  readonly high: number;
  readonly referenceSum: number;
  readonly currentSum: number;
}

export interface ValueCells {
  /** Of finite numbers, ascending. */
  readonly cells: readonly ValueCell[];
  /** Standard deviation of the reference's finite numbers (of n); null without any. */
  readonly referenceSd: number | null;
  readonly below: BinPair;
  readonly above: BinPair;
  readonly missing: BinPair;
}

/** What is known of a column before: rows, rows with a value (NaN is one), and their ends. */
export interface Extent {
  readonly rows: BinPair;
  readonly known: BinPair;
  readonly min: number;
  readonly max: number;
  readonly isWhole: boolean;
}

// So many cells cut the whole stretch, and again each stretch whose cells hold more than this share of a side.
const cellsPerCut = 1024;
const heavyShare = 0.005;
const deepestCut = 4;
const mostCutsAtOnce = 8;
// Up to so many rows, or so many whole numbers, each value is a cell of its own.
const fewRows = 8192;

/**
 * Counts the numbers of a column in cells, inside the engine: each value for itself where there are few, else in 1,024
 * equal steps, and what is too full in 1,024 steps again. `values` is a query for `side` and `v`.
 */
export async function valueCells(
  engine: Engine,
  values: string,
  extent: Extent,
  options: QueryOptions,
): Promise<ValueCells> {
  const missing = difference(extent.rows, extent.known);
  const none = { reference: 0, current: 0 };
  if (total(extent.known) === 0) return { cells: [], referenceSd: null, below: none, above: none, missing };
  const isPlain = Number.isFinite(extent.min) && Number.isFinite(extent.max);
  const odd = isPlain ? null : await oddNumbers(engine, values, options);
  const { min, max } = odd ?? extent;
  const outside = odd ?? { below: none, above: none, nan: none };
  const cut = min === null || max === null ? [] : await cutCells(engine, values, { ...extent, min, max }, options);
  return {
    cells: cut,
    referenceSd: sdOf(cut),
    below: outside.below,
    above: outside.above,
    missing: { reference: missing.reference + outside.nan.reference, current: missing.current + outside.nan.current },
  };
}

interface Stretch {
  readonly low: number;
  readonly high: number;
}

async function cutCells(engine: Engine, values: string, extent: Extent, options: QueryOptions): Promise<ValueCell[]> {
  const whole = { low: extent.min, high: extent.max };
  const isFew = total(extent.known) <= fewRows || (extent.isWhole && whole.high - whole.low < cellsPerCut * 4);
  const isNarrow = !Number.isFinite(cellsPerCut / (whole.high - whole.low));
  if (isFew || isNarrow) return await counted(engine, values, "v", whole, options);
  let cells = await counted(engine, values, stepOf(whole), whole, options);
  for (let depth = 1; depth < deepestCut; depth++) {
    const heavy = heavyStretches(cells, extent.known).slice(0, mostCutsAtOnce);
    if (heavy.length === 0) break;
    for (const stretch of heavy) {
      const isLeast = !Number.isFinite(cellsPerCut / (stretch.high - stretch.low));
      const finer = await counted(engine, values, isLeast ? "v" : stepOf(stretch), stretch, options);
      const rest = cells.filter(({ low, high }) => low < stretch.low || high > stretch.high);
      cells = [...rest, ...finer].sort((one, other) => one.low - other.low);
    }
  }
  return cells;
}

/** Neighbouring cells that hold too much, as stretches, fullest first. */
function heavyStretches(cells: readonly ValueCell[], known: BinPair): Stretch[] {
  const share = ({ reference, current }: BinPair) =>
    Math.max(reference / Math.max(1, known.reference), current / Math.max(1, known.current));
  const found: { low: number; high: number; share: number; last: number }[] = [];
  for (const [place, cell] of cells.entries()) {
    if (cell.low === cell.high || share(cell) <= heavyShare) continue;
    const before = found.at(-1);
    const isNext =
      before?.last === place - 1 && cell.low - before.high <= cell.high - cell.low + (before.high - before.low);
    if (before && isNext) {
      before.high = cell.high;
      before.last = place;
      before.share += share(cell);
    } else found.push({ low: cell.low, high: cell.high, share: share(cell), last: place });
  }
  return found.sort((one, other) => other.share - one.share);
}

/** The place of `v` in a stretch, 0 to 1. It never falls while `v` grows. */
function placeOf({ low, high }: Stretch): string {
  if (Number.isFinite(high - low)) return `(v - ${number(low)}) * ${number(1 / (high - low))}`;
  return `(v * 0.25 - ${number(low * 0.25)}) * ${number(1 / (high * 0.25 - low * 0.25))}`;
}

// The cast rounds; floor() would cost more than all the rest of the statement.
function stepOf(stretch: Stretch): string {
  return `((${placeOf(stretch)}) * ${cellsPerCut})::INTEGER`;
}

function number(value: number): string {
  return `${literal(String(value))}::DOUBLE`;
}

async function counted(
  engine: Engine,
  values: string,
  key: string,
  stretch: Stretch,
  options: QueryOptions,
): Promise<ValueCell[]> {
  const sql = `SELECT ${key} AS k, side, count(*) AS n, min(v) AS low, max(v) AS high, sum(v) AS s FROM (${values})
    WHERE side IS NOT NULL AND v BETWEEN ${number(stretch.low)} AND ${number(stretch.high)} GROUP BY k, side`;
  const table = await engine.query(sql, options);
  const read = (name: string) => table.getChild(name);
  const [k, side, n, low, high, s] = ["k", "side", "n", "low", "high", "s"].map(read);
  const found = new Map<number, ValueCell>();
  for (let row = 0; row < table.numRows; row++) {
    const [at, count, sum] = [Number(k?.get(row)), Number(n?.get(row)), Number(s?.get(row))];
    const isReference = Number(side?.get(row)) === 1;
    const one: ValueCell = {
      low: Number(low?.get(row)),
      high: Number(high?.get(row)),
      reference: isReference ? count : 0,
      current: isReference ? 0 : count,
      referenceSum: isReference ? sum : 0,
      currentSum: isReference ? 0 : sum,
    };
    const other = found.get(at);
    found.set(at, other ? merged(one, other) : one);
  }
  return [...found.values()].sort((one, other) => one.low - other.low);
}

function merged(one: ValueCell, other: ValueCell): ValueCell {
  return {
    low: Math.min(one.low, other.low),
    high: Math.max(one.high, other.high),
    reference: one.reference + other.reference,
    current: one.current + other.current,
    referenceSum: one.referenceSum + other.referenceSum,
    currentSum: one.currentSum + other.currentSum,
  };
}

/** Of n values. Inside of a cell values are taken to be spread evenly. */
function sdOf(cells: readonly ValueCell[]): number | null {
  const n = cells.reduce((sum, { reference }) => sum + reference, 0);
  if (n === 0) return null;
  const held = cells.filter(({ reference }) => reference > 0);
  const middle = ({ low, high, reference, referenceSum }: ValueCell) => (low === high ? low : referenceSum / reference);
  const mean = held.reduce((sum, cell) => sum + (cell.reference / n) * middle(cell), 0);
  const spread = (cell: ValueCell) => (middle(cell) - mean) ** 2 + (cell.high - cell.low) ** 2 / 12;
  const variance = held.reduce((sum, cell) => sum + (cell.reference / n) * spread(cell), 0);
  return Math.abs(variance) <= (1e-12 * mean) ** 2 ? 0 : Math.sqrt(variance);
}

/** What is not finite, and the ends of what is. */
async function oddNumbers(engine: Engine, values: string, options: QueryOptions) {
  const sql = `SELECT side::INTEGER AS side, (count(*) FILTER (isnan(v)))::DOUBLE AS nan,
      (count(*) FILTER (v = '-inf'::DOUBLE))::DOUBLE AS below, (count(*) FILTER (v = 'inf'::DOUBLE))::DOUBLE AS above,
      min(v) FILTER (isfinite(v)) AS low, max(v) FILTER (isfinite(v)) AS high
    FROM (${values}) WHERE side IS NOT NULL AND v IS NOT NULL GROUP BY side`;
  const table = await engine.query(sql, options);
  const rows = Array.from({ length: table.numRows }, (_, row) => row);
  const read = (name: string, row: number) => table.getChild(name)?.get(row);
  const of = (name: string): BinPair => {
    const count = (side: number) =>
      rows.reduce((sum, row) => sum + (Number(read("side", row)) === side ? Number(read(name, row)) : 0), 0);
    return { reference: count(1), current: count(2) };
  };
  const ends = (name: string) =>
    rows
      .map((row) => read(name, row))
      .filter((end) => end !== null)
      .map(Number);
  const [lows, highs] = [ends("low"), ends("high")];
  return {
    nan: of("nan"),
    below: of("below"),
    above: of("above"),
    min: lows.length ? Math.min(...lows) : null,
    max: highs.length ? Math.max(...highs) : null,
  };
}

function difference(one: BinPair, other: BinPair): BinPair {
  return { reference: one.reference - other.reference, current: one.current - other.current };
}

function total({ reference, current }: BinPair): number {
  return reference + current;
}
