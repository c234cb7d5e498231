import { type BinPair, psi } from "../../analysis/psi.ts";
import { literal } from "../../engine/sql.ts";
import { toObjects } from "../../engine/table-data.ts";
import { type CellContext, CellError } from "../../notebook/cell.ts";
import type { Compared } from "./compare.ts";
import type { PsiSpec } from "./definition.ts";
import { type Feature, type Frame, valuesOf } from "./frame.ts";
import type { TimePoint, TimeSeries } from "./result.ts";
import { windowIndex, windowStart } from "./windows.ts";

const mostWindows = 500;

/**
 * PSI of each window of time against the reference, for every column. A window of the reference is compared with the
 * rest of it, since a part resembles its whole.
 */
export async function timeSeries(
  spec: PsiSpec,
  frame: Frame,
  rows: readonly Compared[],
  context: CellContext,
): Promise<TimeSeries[]> {
  const found: TimeSeries[] = [];
  for (const [place, row] of rows.entries()) {
    context.progress(`over time, ${place} of ${rows.length} columns`);
    const feature = frame.features.find(({ id }) => id === row.id);
    if (feature) found.push({ id: row.id, points: await pointsOf(spec, frame, feature, row, context) });
  }
  return found;
}

interface Counts {
  readonly window: number;
  /** By bin; of the window's rows, and of those that are reference rows. */
  readonly all: Float64Array;
  readonly reference: Float64Array;
  n: number;
  referenceRows: number;
  currentRows: number;
}

async function pointsOf(
  spec: PsiSpec,
  frame: Frame,
  feature: Feature,
  row: Compared,
  { engine, signal }: CellContext,
): Promise<TimePoint[]> {
  const every = spec.every ?? "1d";
  const layout = layoutOf(row);
  const sql = `SELECT ${windowIndex("moment", every)} AS w, side::INTEGER AS side, (${layout.bin})::INTEGER AS bin,
      count(*)::DOUBLE AS n FROM (${valuesOf(frame, feature, true)}) WHERE moment IS NOT NULL GROUP BY ALL`;
  const windows = new Map<number, Counts>();
  for (const found of toObjects(await engine.query(sql, { signal }))) add(windows, found, layout.reference.length);
  if (windows.size > mostWindows)
    throw new CellError(
      `every: ${every} makes ${windows.size} windows, at most ${mostWindows} are drawn; take a longer one`,
      { key: "every" },
    );
  return [...windows.values()]
    .sort((one, other) => one.window - other.window)
    .map((counts) => pointOf(counts, layout.reference, row.isFrozen, spec));
}

function add(windows: Map<number, Counts>, found: Readonly<Record<string, unknown>>, bins: number): void {
  const window = Number(found.w);
  const counts = windows.get(window) ?? {
    window,
    all: new Float64Array(bins),
    reference: new Float64Array(bins),
    n: 0,
    referenceRows: 0,
    currentRows: 0,
  };
  windows.set(window, counts);
  const [bin, n] = [Number(found.bin), Number(found.n)];
  counts.all[bin] = (counts.all[bin] ?? 0) + n;
  counts.n += n;
  if (found.side === 2) counts.currentRows += n;
  if (found.side !== 1) return;
  counts.referenceRows += n;
  counts.reference[bin] = (counts.reference[bin] ?? 0) + n;
}

function pointOf(counts: Counts, reference: readonly number[], isFrozen: boolean, spec: PsiSpec): TimePoint {
  const { window, all, n } = counts;
  const side = counts.referenceRows * 2 > n ? "reference" : counts.currentRows * 2 > n ? "current" : null;
  const start = new Date(windowStart(window, spec.every ?? "1d") * 1000).toISOString();
  const rest = reference.map((count, bin) => (isFrozen ? count : Math.max(0, count - (counts.reference[bin] ?? 0))));
  const pairs = rest.map((count, bin): BinPair => ({ reference: count, current: all[bin] ?? 0 }));
  const index = psi(pairs, { level: spec.level });
  const least = spec.min_count;
  const tooFew = n < least || index.referenceRows < least;
  const reason = tooFew ? tooFewWords(n, index.referenceRows, least) : index.reason;
  if (reason) return { start, n, side, psi: null, critical: null, p: null, reason };
  return { start, n, side, psi: index.value, critical: index.critical, p: index.p, reason: null };
}

function tooFewWords(n: number, reference: number, least: number): string {
  const row = (count: number) => `${count} row${count === 1 ? "" : "s"}`;
  return n < least
    ? `${row(n)}, ${least} are needed`
    : `${row(reference)} of the reference beside it, ${least} are needed`;
}

/** The number of a value's bin as SQL over `v`, and the reference's counts by that number. */
function layoutOf(row: Compared): { readonly bin: string; readonly reference: readonly number[] } {
  const missing = row.bins.find(({ kind }) => kind === "missing")?.reference ?? 0;
  const rest = row.bins.find(({ kind }) => kind === "other")?.reference ?? 0;
  const own = row.bins.filter(({ kind }) => kind !== "missing" && kind !== "other");
  const reference = [...own.map((bin) => bin.reference), rest, missing];
  const isMissing = row.kind === "numbers" ? "v IS NULL OR isnan(v)" : "v IS NULL";
  const otherwise = row.edges
    ? edgeIndex(row.edges)
    : listIndex(
        row,
        own.map(({ label }) => label),
      );
  return { bin: `CASE WHEN ${isMissing} THEN ${own.length + 1} ELSE ${otherwise} END`, reference };
}

function edgeIndex(edges: readonly number[]): string {
  return edges.map((edge) => `(v >= ${edge})::INTEGER`).join(" + ") || "0";
}

function listIndex({ kind }: Compared, labels: readonly string[]): string {
  const values = kind === "numbers" ? labels.map((label) => `${label}::DOUBLE`) : labels.map(literal);
  const type = kind === "numbers" ? "DOUBLE[]" : "VARCHAR[]";
  return `coalesce(nullif(list_position([${values.join(", ")}]::${type}, v), 0) - 1, ${labels.length})`;
}
