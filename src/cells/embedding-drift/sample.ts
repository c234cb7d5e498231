import type { RecordBatch, Vector } from "apache-arrow";
import type { Engine, QueryOptions } from "../../engine/engine.ts";
import { literal } from "../../engine/sql.ts";
import { type Plain, toObjects } from "../../engine/table-data.ts";
import { CellError } from "../../notebook/cell.ts";
import type { Rows } from "./columns.ts";
import type { EmbeddingDriftSpec } from "./definition.ts";
import { usable, type VectorKind } from "./guards.ts";
import { type DriftInput, uses } from "./input.ts";

/** The rows to look at, and what is told of them. */
export interface Sample {
  readonly input: DriftInput;
  readonly texts: readonly (string | null)[];
  readonly ids: readonly (string | null)[];
  /** Microseconds since 1970. */
  readonly times: readonly (number | null)[];
  readonly windows: readonly WindowRows[];
  /** By the number of rows; only those that are compared. */
  readonly segments: readonly SegmentRows[];
  /** Segments beyond them. */
  readonly otherSegments: number;
}

export interface WindowRows {
  readonly startUs: number;
  readonly n: number;
  readonly reference: number;
  readonly current: number;
}

export interface SegmentRows {
  readonly segment: string | null;
  readonly reference: number;
  readonly current: number;
}

const mostWindows = 400;
const mostSegments = 12;
/** Rows of a window and of a segment's side that are looked at, and numbers in all of them together. */
const mostOfWindow = 300;
const fewestOfWindow = 50;
const mostOfSegment = 300;
const mostNumbers = 16_000_000;
/** Of a text no more is shown or counted. */
const longestText = 2000;

/**
 * A seeded sample of both sides, of every window and of every segment. Rows are drawn by the hash of their place in the
 * table, so that the same table gives the same sample. No list becomes JavaScript values: vectors are copied out of the
 * engine's batches into one array.
 */
export async function readSample(
  engine: Engine,
  spec: EmbeddingDriftSpec,
  rows: Rows,
  kind: VectorKind,
  options: QueryOptions & { readonly progress: (text: string) => void },
): Promise<Sample> {
  const drawn = `(SELECT *, hash(row_number() OVER (), ${spec.seed}) AS h FROM ${rows.sql} WHERE ${usable(kind)})`;
  const ask = async (sql: string) => toObjects(await engine.query(sql, options));
  const cuts = (by: string, most: number, condition: string) =>
    ask(`SELECT ${by}, count(*) AS n, count(*) FILTER (side = 'reference') AS reference,
      count(*) FILTER (side = 'current') AS current, list_max(min(h, ${most}))::VARCHAR AS cut
      FROM ${drawn} WHERE ${condition} GROUP BY ALL ORDER BY ALL`);
  const sideCuts = await cuts("side", spec.sample, "side IS NOT NULL");
  const windows = spec.every ? await cuts("win", mostOfWindow, "win IS NOT NULL") : [];
  if (windows.length > mostWindows)
    throw new CellError(`every: ${windows.length} windows, at most ${mostWindows} are looked at; choose longer ones`, {
      key: "every",
    });
  const both = spec.segment ? await cuts("seg, side", mostOfSegment, "side IS NOT NULL") : [];
  const segments = commonSegments(both);
  const shown = segments.slice(0, Math.min(mostSegments, mostRows(kind) / mostOfSegment));
  const flag = [
    `(${anyCut("side", sideCuts)})::INT * ${uses.side}`,
    `(${anyCut("win", thinned(windows, kind))})::INT * ${uses.window}`,
    `(${anyCut(
      "seg",
      both.filter(({ seg }) => shown.some(({ segment }) => segment === seg)),
      "side",
    )})::INT * ${uses.segment}`,
  ];
  const sql = `SELECT *, h AS hash FROM (SELECT side, v, left(text, ${longestText}) AS text, id, CASE WHEN unit IS NOT NULL THEN hash(unit)::VARCHAR END AS unit,
      time_us::DOUBLE AS time_us, win::DOUBLE AS win, seg, h, (${flag.join(" + ")})::UTINYINT AS uses FROM ${drawn})
    WHERE uses > 0 ORDER BY h`;
  const windowRows = windows.map(readWindow);
  const places = {
    window: new Map(windowRows.map(({ startUs }, place) => [startUs, place])),
    segment: new Map(shown.map(({ segment }, place) => [segment, place])),
  };
  const read = await collect(engine, sql, kind.dimensions, places, options);
  const { clusters, clusters_of: clustersOf, permutations, seed } = spec;
  const input = {
    ...read.input,
    ...{ windows: windows.length, segments: shown.length, clusters, clustersOf, permutations, seed },
  };
  return {
    ...{ input, texts: read.input.texts, ids: read.ids, times: read.times, windows: windowRows, segments: shown },
    otherSegments: segments.length - shown.length,
  };
}

function mostRows({ dimensions }: VectorKind): number {
  return Math.max(mostOfSegment, Math.floor(mostNumbers / dimensions));
}

type Cut = Record<string, Plain>;

/** Where many windows would come to more numbers than are kept at a time, fewer rows of each. */
function thinned(windows: readonly Cut[], kind: VectorKind): readonly Cut[] {
  const share = Math.max(fewestOfWindow, mostRows(kind) / Math.max(1, windows.length)) / mostOfWindow;
  if (share >= 1) return windows;
  return windows.map((window) => ({ ...window, cut: scaled(String(window.cut), share) }));
}

// Hashes are spread evenly, so that a share of the hashes is a share of the rows.
function scaled(cut: string, share: number): string {
  return String((BigInt(cut) * BigInt(Math.ceil(share * 1000))) / 1000n);
}

function anyCut(column: string, cuts: readonly Cut[], second?: string): string {
  const is = (name: string, value: Plain | undefined) =>
    `${name} IS NOT DISTINCT FROM ${literal((value ?? null) as string | number | null)}`;
  const each = cuts.map((cut) => {
    const also = second ? ` AND ${is(second, cut[second])}` : "";
    return `(${is(column, cut[column])}${also} AND h <= ${cut.cut}::UBIGINT)`;
  });
  return each.length ? each.join(" OR ") : "false";
}

function readWindow({ win, n, reference, current }: Cut): WindowRows {
  return { startUs: Number(win), n: Number(n), reference: Number(reference), current: Number(current) };
}

/** The segments with rows on any side, those with most rows on the scarcer side first. */
function commonSegments(cuts: readonly Cut[]): readonly SegmentRows[] {
  const found = new Map<string | null, SegmentRows>();
  for (const { seg, side, n } of cuts) {
    const segment = seg === null || seg === undefined ? null : String(seg);
    const known = found.get(segment) ?? { segment, reference: 0, current: 0 };
    found.set(segment, { ...known, [String(side)]: Number(n) });
  }
  const scarcer = ({ reference, current }: SegmentRows) => Math.min(reference, current);
  return [...found.values()].sort(
    (a, b) => scarcer(b) - scarcer(a) || b.reference + b.current - a.reference - a.current,
  );
}

interface Places {
  readonly window: ReadonlyMap<number, number>;
  readonly segment: ReadonlyMap<string | null, number>;
}

async function collect(
  engine: Engine,
  sql: string,
  columns: number,
  places: Places,
  { signal, progress }: QueryOptions & { readonly progress: (text: string) => void },
) {
  const parts: Float32Array[] = [];
  const found = { side: [], uses: [], window: [], segment: [], unit: [] } as Record<string, number[]>;
  const [texts, ids, times]: [(string | null)[], (string | null)[], (number | null)[]] = [[], [], []];
  const units = new Map<string, number>();
  for await (const batch of engine.stream(sql, { signal })) {
    parts.push(vectorsOf(batch, columns));
    const column = (name: string) => batch.getChild(name) as Vector;
    for (let row = 0; row < batch.numRows; row++) {
      const at = (name: string) => column(name).get(row) as string | number | null;
      found.side?.push(at("side") === "reference" ? 0 : at("side") === "current" ? 1 : 2);
      found.uses?.push(Number(at("uses")));
      found.window?.push(places.window.get(Number(at("win") ?? Number.NaN)) ?? -1);
      found.segment?.push(places.segment.get(at("seg") as string | null) ?? -1);
      found.unit?.push(unitOf(units, at("unit") as string | null));
      texts.push(at("text") as string | null);
      ids.push(at("id") as string | null);
      times.push(at("time_us") === null ? null : Number(at("time_us")));
    }
    progress(`${texts.length.toLocaleString("en-US")} vectors read`);
  }
  const input = {
    ...{ vectors: joined(parts), columns, rows: texts.length, texts },
    ...{ side: Uint8Array.from(found.side ?? []), uses: Uint8Array.from(found.uses ?? []) },
    ...{ window: Int32Array.from(found.window ?? []), segment: Int32Array.from(found.segment ?? []) },
    unit: Int32Array.from(found.unit ?? []),
  };
  return { input, ids, times };
}

/** Each row without a text is by itself. */
function unitOf(units: Map<string, number>, unit: string | null): number {
  if (unit === null) {
    units.set(`\0${units.size}`, units.size);
    return units.size - 1;
  }
  const known = units.get(unit);
  if (known !== undefined) return known;
  units.set(unit, units.size);
  return units.size - 1;
}

/** The lists of a batch, one after another, as the engine's own array holds them. */
function vectorsOf(batch: RecordBatch, columns: number): Float32Array {
  const into = new Float32Array(batch.numRows * columns);
  let row = 0;
  for (const data of (batch.getChild("v") as Vector).data) {
    const values = data.children[0]?.values as Float32Array;
    for (let place = 0; place < data.length; place++, row++) {
      const start = Number(data.valueOffsets[place]);
      into.set(values.subarray(start, start + columns), row * columns);
    }
  }
  return into;
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let end = 0;
  for (const part of parts) {
    all.set(part, end);
    end += part.length;
  }
  return all;
}
