import { stringify } from "yaml";
import type { Engine } from "../engine/engine.ts";
import { identifier, literal } from "../engine/sql.ts";
import { type ColumnInfo, type Plain, toObjects } from "../engine/table-data.ts";
import { canonicalText, digestOf, tableDigest } from "./digest.ts";

export type EvidenceRow = Readonly<Record<string, Plain>>;

/** What was pinned, with the values that it had then. */
export interface Evidence {
  /** The table: a cell by its name, or `spans`, `traces` … */
  readonly of: string;
  /** The columns that tell the rows apart. */
  readonly key: readonly string[];
  /** The rows that were pinned; none when the whole table was. */
  readonly rows: readonly EvidenceRow[];
  /** Of the whole table; null when rows were pinned. */
  readonly digest: string | null;
  /** What the whole table was, in a few words. */
  readonly summary: string;
}

/** Rows that one finding may hold: it is evidence, not a copy of the data. */
export const mostPinnedRows = 20;
const longestPinnedText = 300;

/** A whole table as evidence. `summary` says what it was. */
export async function pinTable(engine: Engine, of: string, summary: string): Promise<Evidence> {
  return { of, key: [], rows: [], digest: await digestNow(engine, of), summary };
}

/**
 * Rows of a table as evidence. Of each, as many values as tell it from the others are enough; the rest is read from
 * the table, long texts cut. Only these columns are kept where `columns` names some.
 * @throws Error when a row is not in the table
 */
export async function pinRows(
  engine: Engine,
  of: string,
  given: readonly EvidenceRow[],
  columns?: readonly string[],
): Promise<Evidence> {
  if (given.length > mostPinnedRows)
    throw new Error(`a finding holds at most ${mostPinnedRows} rows, not ${given.length}; pin the whole result`);
  const all = await columnsOf(engine, of);
  const kept = columns ? all.filter(({ name }) => columns.includes(name)) : all;
  const rows: EvidenceRow[] = [];
  for (const row of given) {
    const [found] = await matching(engine, of, kept, condition(all, row, Object.keys(row)));
    if (!found) throw new Error(`${of}: the row is no longer there; run the cell again`);
    rows.push(found);
  }
  return { of, key: await keyOf(engine, of, kept, rows), rows, digest: null, summary: "" };
}

async function digestNow(engine: Engine, of: string, signal?: AbortSignal): Promise<string> {
  return digestOf(await tableDigest(engine, of, { signal }));
}

async function columnsOf(engine: Engine, of: string): Promise<readonly ColumnInfo[]> {
  const described = toObjects(await engine.query(`DESCRIBE ${identifier(of)}`));
  return described.map((row) => ({ name: String(row.column_name), type: String(row.column_type) }));
}

/** A value as a finding keeps it. */
function shown({ name, type }: ColumnInfo): string {
  const column = identifier(name);
  if (type === "VARCHAR") return `left(${column}, ${longestPinnedText})`;
  return simple.test(type) ? column : `left(${column}::VARCHAR, ${longestPinnedText})`;
}

const simple = /^(BOOLEAN|U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|DOUBLE|FLOAT|DECIMAL.*|TIMESTAMP|DATE|TIME)$/;

const naming = /^(VARCHAR|DATE|TIMESTAMP)$/;

/** Fractions tell rows apart badly: they are left out unless there is nothing else. */
const isFraction = (type: string) => type === "DOUBLE" || type === "FLOAT";

function condition(columns: readonly ColumnInfo[], row: EvidenceRow, names: readonly string[]): string {
  const named = columns.filter(({ name }) => names.includes(name) && row[name] !== undefined);
  const exact = named.filter(({ type }) => !isFraction(type));
  const parts = (exact.length ? exact : named).map((column) => equals(column, row[column.name] ?? null));
  return parts.length ? parts.join(" AND ") : "true";
}

function equals(column: ColumnInfo, value: Plain): string {
  if (value === null) return `${identifier(column.name)} IS NULL`;
  if (typeof value === "object") return "true";
  if (typeof value === "string" && !simple.test(column.type))
    return `${shown(column)} = ${literal(Array.from(value).slice(0, longestPinnedText).join(""))}`;
  return `${shown(column)} = ${literal(value)}`;
}

async function matching(
  engine: Engine,
  of: string,
  columns: readonly ColumnInfo[],
  where: string,
  signal?: AbortSignal,
): Promise<readonly EvidenceRow[]> {
  const list = columns.map((column) => `${shown(column)} AS ${identifier(column.name)}`);
  return toObjects(
    await engine.query(`SELECT ${list.join(", ")} FROM ${identifier(of)} WHERE ${where} LIMIT 50`, { signal }),
  );
}

/** The fewest usual columns that tell each of the rows from every other row of the table. */
async function keyOf(
  engine: Engine,
  of: string,
  columns: readonly ColumnInfo[],
  rows: readonly EvidenceRow[],
): Promise<readonly string[]> {
  const names = columns.map(({ name }) => name);
  const texts = columns.filter(({ type }) => type === "VARCHAR").map(({ name }) => name);
  const ids = ["trace_id", "span_id"].filter((name) => names.includes(name));
  const exact = columns.filter(({ type }) => !isFraction(type)).map(({ name }) => name);
  // A number that happens to be found once is a measure, not a name: it may change, and the row be the same.
  const named = columns.filter(({ name, type }) => naming.test(type) || /(^|_)id$/i.test(name)).map(({ name }) => name);
  const candidates = [ids, ...named.map((name) => [name]), texts, named, exact].filter(({ length }) => length > 0);
  const counts = candidates.flatMap((candidate, index) =>
    rows.map((row) => `count(*) FILTER (${condition(columns, row, candidate)}) AS k${index}_${rows.indexOf(row)}`),
  );
  if (!counts.length) return names;
  const [found = {}] = toObjects(await engine.query(`SELECT ${counts.join(", ")} FROM ${identifier(of)}`));
  return (
    candidates.find((_, index) => rows.every((_row, place) => Number(found[`k${index}_${place}`]) === 1)) ??
    (exact.length ? exact : names)
  );
}

export interface CheckedRow {
  readonly was: EvidenceRow;
  /** null when the row is gone. */
  readonly now: EvidenceRow | null;
}

export interface Checked {
  /** `unknown`: there is no such table, so nothing can be said. */
  readonly verdict: "holds" | "changed" | "gone" | "unknown";
  /** In words. */
  readonly why: string;
  readonly rows: readonly CheckedRow[];
}

/** Whether evidence still holds: fractions to nine significant digits, the rows of a whole table in any order. */
export async function checkEvidence(engine: Engine, evidence: Evidence, signal?: AbortSignal): Promise<Checked> {
  const { of, rows, digest } = evidence;
  const exists = await engine.query(
    `SELECT 1 FROM information_schema.tables WHERE in_search_path(table_catalog, table_schema) AND lower(table_name) = lower(${literal(of)})`,
  );
  const lost = rows.map((row) => ({ was: row, now: null }));
  if (!exists.numRows) return { verdict: "unknown", why: `there is no table ${of}: its cell has not run`, rows: lost };
  if (rows.length === 0) return checkTable(digest === (await digestNow(engine, of, signal)), of);
  const all = await columnsOf(engine, of);
  const checked: CheckedRow[] = [];
  for (const row of rows) checked.push(await checkRow(engine, evidence, all, row, signal));
  return judged(checked);
}

function checkTable(same: boolean, of: string): Checked {
  return same
    ? { verdict: "holds", why: `${of} is what it was`, rows: [] }
    : { verdict: "changed", why: `${of} has other rows or values than when it was pinned`, rows: [] };
}

async function checkRow(
  engine: Engine,
  { of, key }: Evidence,
  all: readonly ColumnInfo[],
  was: EvidenceRow,
  signal: AbortSignal | undefined,
): Promise<CheckedRow> {
  const names = Object.keys(was);
  const kept = all.filter(({ name }) => names.includes(name));
  const where = condition(all, was, key.length ? key : names);
  const found = kept.length ? await matching(engine, of, kept, where, signal) : [];
  return { was, now: found.find((row) => canonicalText(row) === canonicalText(was)) ?? found[0] ?? null };
}

function judged(rows: readonly CheckedRow[]): Checked {
  const gone = rows.filter(({ now }) => now === null).length;
  const differing = rows.flatMap(({ was, now }) => (now ? changedColumns(was, now) : []));
  if (gone === rows.length)
    return { verdict: "gone", why: rows.length === 1 ? "the row is gone" : "the rows are gone", rows };
  if (gone || differing.length) {
    const parts = [
      ...(gone ? [`${gone} of ${rows.length} rows are gone`] : []),
      ...(differing.length ? [`${[...new Set(differing)].join(", ")} changed`] : []),
    ];
    return { verdict: "changed", why: parts.join("; "), rows };
  }
  return { verdict: "holds", why: rows.length === 1 ? "the row is what it was" : "the rows are what they were", rows };
}

/** The columns in which a row is not what it was. */
export function changedColumns(was: EvidenceRow, now: EvidenceRow): readonly string[] {
  return Object.keys(was).filter((name) => canonicalText(was[name]) !== canonicalText(now[name]));
}

/** The source of a finding's cell. `pinned` is the moment, as ISO text. */
export function findingSource({ of, key, rows, digest, summary }: Evidence, pinned: string, note = ""): string {
  const value = {
    note,
    of,
    ...(key.length && { key }),
    ...(rows.length && { rows }),
    ...(digest !== null && { digest }),
    ...(summary && { summary }),
    pinned,
  };
  return stringify(value, { lineWidth: 0 });
}
