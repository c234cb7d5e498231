import type { Engine } from "../engine/engine.ts";
import { toObjects } from "../engine/table-data.ts";
import { type Alias, digestOf, tableDigest } from "./digest.ts";
import type { LockedCell, LockedPrices, LockedSource, Lockfile, Versions } from "./lockfile.ts";
import type { Cell } from "./notebook.ts";
import type { AnyCellLogic, CellState } from "./runtime.ts";
import type { Session } from "./session.ts";
import type { SourceInfo } from "./session-state.ts";

/** A run as it could be locked, with what a lockfile does not keep. */
export interface Recording extends Lockfile {
  readonly versions: Versions;
  readonly prices: RecordedPrices | null;
  readonly cells: readonly RecordedCell[];
}

export interface RecordedPrices extends LockedPrices {
  /** Why they are not used; null when they are. */
  readonly problem: string | null;
}

export interface RecordedCell extends LockedCell {
  readonly id: string;
  /** Why there is no digest; null when there is one. */
  readonly problem: string | null;
  /** Names of tables and cells. */
  readonly reads: readonly string[];
}

export interface RecordOptions {
  /** The app's version. */
  readonly app: string;
  /** A source's path as the notebook writes it. */
  readonly pathOf: (source: SourceInfo) => string;
  readonly signal?: AbortSignal;
}

/** Every source and every cell as it stands now. Prose has no output, so it is left out. */
export async function recordRun(session: Session, options: RecordOptions): Promise<Recording> {
  const { sources, notebook } = session.state;
  const aliases = aliasesOf(sources, options.pathOf);
  const cells: RecordedCell[] = [];
  const counts = new Map<string, number>();
  for (const cell of notebook.cells.filter(({ kind }) => kind !== "markdown")) {
    const nth = (counts.get(cell.kind) ?? 0) + 1;
    counts.set(cell.kind, nth);
    cells.push(await recordCell(session, cell, nth, aliases, options.signal));
  }
  return {
    casebook: 1,
    versions: { app: options.app, duckdb: await duckdbVersion(session) },
    cohorts: notebook.frontMatter.cohorts,
    sources: sources.map((source) => lockedSource(source, options.pathOf(source))),
    prices: recordedPrices(session),
    cells,
  };
}

async function duckdbVersion({ engine }: Session): Promise<string> {
  return String(toObjects(await engine.query("SELECT version() AS version"))[0]?.version ?? "");
}

function lockedSource({ sha256, bytes, records, format }: SourceInfo, path: string): LockedSource {
  const common = { path: written(path), sha256: String(sha256), bytes: Number(bytes), records: Number(records) };
  return { ...common, format: String(format) };
}

function recordedPrices({ state }: Session): RecordedPrices | null {
  const named = state.notebook.frontMatter.prices;
  if (named === null) return null;
  return { path: written(named), ...(state.prices ?? { sha256: null, problem: "its prices were not read" }) };
}

function written(path: string): string {
  return path.replace(/^(\.\/)+/, "");
}

/** Where the sources lie differs between machines; what the notebook calls them does not. */
export function aliasesOf(sources: readonly SourceInfo[], pathOf: RecordOptions["pathOf"]): readonly Alias[] {
  const pairs = sources.map((source): Alias => {
    const [place, path] = [String(source.path), pathOf(source)];
    const inside = place.endsWith(`/${path}`);
    return inside ? [place.slice(0, -path.length), ""] : [place, path];
  });
  const different = pairs.filter(([place, path]) => place !== path && place !== "");
  return [...new Map(different)].sort(([a], [b]) => b.length - a.length);
}

async function recordCell(
  session: Session,
  cell: Cell,
  nth: number,
  aliases: readonly Alias[],
  signal: AbortSignal | undefined,
): Promise<RecordedCell> {
  const state = session.cell(cell.id);
  const kind = session.runtime.kind(cell.kind);
  const digest = state.status === "done" && kind ? await cellDigest(session, kind, state, { aliases, signal }) : null;
  return {
    id: cell.id,
    cell: cell.name || `${cell.kind} ${nth}`,
    kind: cell.kind,
    code: await digestOf(cell.source),
    digest,
    ...pinned(state.last?.spec),
    problem: digest === null ? problemOf(state) : null,
    reads: session.runtime.reads(cell.id),
  };
}

function problemOf({ status, failure }: CellState): string {
  return failure?.message ?? (status === "done" ? "it gave no result" : `it did not run: ${status}`);
}

/** The digest of a cell's output: of the table in the engine where that is its output, else of its whole result. */
async function cellDigest(
  { engine }: Session,
  kind: AnyCellLogic,
  { last }: CellState,
  options: DigestOptions,
): Promise<string | null> {
  if (!last) return null;
  const known = digests.get(last);
  const aliases = JSON.stringify(options.aliases);
  if (known?.aliases === aliases) return known.digest;
  const digest = await freshDigest(engine, kind, last, options);
  digests.set(last, { aliases, digest });
  return digest;
}

interface DigestOptions {
  readonly aliases: readonly Alias[];
  readonly signal: AbortSignal | undefined;
}

/** A result never changes, so it is digested once. */
const digests = new WeakMap<object, { readonly aliases: string; readonly digest: string }>();

async function freshDigest(
  engine: Engine,
  kind: AnyCellLogic,
  last: NonNullable<CellState["last"]>,
  options: DigestOptions,
): Promise<string> {
  const output = kind.output?.(last.result) ?? { table: null, value: last.result };
  const table = output.table === null ? null : await tableDigest(engine, output.table, options);
  return digestOf({ table, value: output.value }, options.aliases);
}

function pinned(spec: unknown): Pick<LockedCell, "seed" | "model" | "rubric"> {
  if (typeof spec !== "object" || spec === null) return {};
  const named = (["seed", "model", "rubric"] as const).flatMap((key) => {
    const value = (spec as Readonly<Record<string, unknown>>)[key];
    return typeof value === "string" || typeof value === "number" ? [[key, value]] : [];
  });
  return Object.fromEntries(named);
}

/**
 * The lockfile's text. A cell that has not run since keeps what was locked of it, as long as its source is the same.
 */
export function lockfileText(recording: Recording, previous: Lockfile | null): string {
  const cells = recording.cells.map(({ id: _id, problem: _problem, reads: _reads, ...cell }) => {
    const known = previous?.cells?.find((other) => other.cell === cell.cell && other.code === cell.code);
    return cell.digest === null && known ? known : cell;
  });
  const prices = lockedPrices(recording, previous);
  return `${JSON.stringify({ ...recording, prices, cells } satisfies Lockfile, null, 2)}\n`;
}

/** Prices that are not used keep what was locked of them. */
function lockedPrices({ prices }: Recording, previous: Lockfile | null): LockedPrices | null {
  if (prices === null) return null;
  const { path, sha256 } = prices;
  return sha256 === null && previous?.prices?.path === path ? previous.prices : { path, sha256 };
}
