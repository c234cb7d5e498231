import type { Engine, Transaction } from "../engine/engine.ts";
import { identifier, literal } from "../engine/sql.ts";
import { toObjects } from "../engine/table-data.ts";
import type { ImportCounts, ImportMessage, Issue, ReadSource, SourceFile } from "../importers/importer.ts";
import { outermost } from "../importers/zip/archived-file.ts";
import type { OwnPrice } from "../traces/prices.ts";
import { type CanonicalTable, canonicalTableNames } from "../traces/schema.ts";
import type { Compute } from "./computation.ts";
import { derive } from "./derive.ts";
import type { SourceEntry } from "./notebook.ts";
import { addedColumns } from "./store-tables.ts";

export type ImportProgress = Extract<ImportMessage, { type: "progress" }> & { readonly path: string };

/** What came of importing one file. */
export interface ImportedSource {
  readonly path: string;
  /** The path of the archive that holds it, and its own otherwise: what a notebook names. */
  readonly from: string;
  readonly counts: ImportCounts;
  readonly issues: readonly Issue[];
  /** The plain tables that it filled. */
  readonly tables: readonly string[];
  /** The path of an earlier source with the same content: nothing was added. */
  readonly sameAs: string | null;
}

export interface ImportOptions {
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: ImportProgress) => void;
  /** What the notebook says of a source, by its path; others are taken as they come. */
  readonly entries?: SourceEntries;
  /** Prices that go before those of the app. */
  readonly prices?: readonly OwnPrice[];
  /** Where what spans all files is computed; in place unless one is given. */
  readonly compute?: Compute | undefined;
}

/** By the path of a source, the name for its plain table and how its columns are mapped. */
export type SourceEntries = ReadonlyMap<string, Pick<SourceEntry, "as" | "map">>;

/**
 * Imports files one after another and then derives what spans all of them. While one is stored the next is read.
 * A stop leaves the files that were finished and removes the one under way.
 */
export async function importSources(
  engine: Engine,
  read: ReadSource,
  files: readonly SourceFile[],
  options: ImportOptions,
): Promise<readonly ImportedSource[]> {
  const imported: ImportedSource[] = [];
  const first = await nextSourceId(engine);
  const begin = (index: number) => {
    const file = files[index];
    if (!file) return null;
    const mapping = options.entries?.get(outermost(file).path)?.map;
    const beside = besides(file, files);
    return begun(read(file, { signal: options.signal, added: addedColumns(first + index), mapping, beside }));
  };
  let next = begin(0);
  try {
    for (const [index, file] of files.entries()) {
      const messages = next as AsyncIterable<ImportMessage>;
      next = begin(index + 1);
      imported.push(await importSource(engine, messages, first + index, file, options));
    }
  } finally {
    await next?.return?.();
    await recordDuplicates(engine, await derive(engine, options));
  }
  return imported;
}

const mostBeside = 100;

/** The other files in the same folder; of very many, none is more likely to belong to it than another. */
function besides(file: SourceFile, files: readonly SourceFile[]): readonly SourceFile[] {
  const folder = (path: string) => path.replace(/[^\\/]*$/, "");
  const found = files.filter((other) => other !== file && folder(other.path) === folder(file.path));
  return found.length > mostBeside ? [] : found;
}

/** Begins a reading before anyone asks for its first message. */
function begun<T>(messages: AsyncIterable<T>): AsyncIterableIterator<T> {
  const iterator = messages[Symbol.asyncIterator]();
  let first: Promise<IteratorResult<T>> | null = iterator.next();
  // Seen by whoever asks for the first message; where nobody does, nobody needs it.
  first.catch(() => undefined);
  return {
    next() {
      const result = first ?? iterator.next();
      first = null;
      return result;
    },
    async return() {
      await iterator.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

async function importSource(
  engine: Engine,
  messages: AsyncIterable<ImportMessage>,
  id: number,
  file: SourceFile,
  { onProgress, entries }: ImportOptions,
): Promise<ImportedSource> {
  const { path } = file;
  const from = outermost(file).path;
  const loader = new Loader(engine, await engine.begin(), id, path, entries?.get(from)?.as ?? null);
  try {
    for await (const message of messages) {
      if (message.type === "progress") onProgress?.({ ...message, path });
      await loader.take(message);
    }
    return { ...(await loader.finish()), from };
  } catch (error) {
    // What failed first is what counts; a transaction that cannot even be taken back has ended by itself.
    await loader.undo().catch(() => undefined);
    throw error;
  }
}

async function nextSourceId(engine: Engine): Promise<number> {
  const table = await engine.query("SELECT coalesce(max(source_id), 0)::INTEGER + 1 AS id FROM store.sources");
  return Number(toObjects(table)[0]?.id);
}

/** Carries one source's messages into the store, in one transaction: all of it or nothing. */
class Loader {
  readonly #tables = new Map<string, string>();
  #issues: Issue[] = [];
  #counts: ImportCounts | null = null;

  #within: Transaction;

  constructor(
    readonly engine: Engine,
    within: Transaction,
    readonly id: number,
    readonly path: string,
    readonly as: string | null,
  ) {
    this.#within = within;
  }

  async take(message: ImportMessage): Promise<void> {
    if (message.type === "batch") await this.#insert(message.table, message.stream);
    else if (message.type === "issues") this.#issues.push(...message.issues);
    else if (message.type === "restart") await this.#restart();
    else if (message.type === "done") this.#counts = message.counts;
  }

  async #insert(table: string, stream: Uint8Array): Promise<void> {
    if (!isCanonical(table)) return this.#insertPlain(table, stream);
    await this.#within.insert({ schema: "store", name: table }, stream);
  }

  async #insertPlain(wanted: string, stream: Uint8Array): Promise<void> {
    const known = this.#tables.get(wanted);
    if (known) return this.#within.insert({ name: known }, stream);
    const name = await freeName(this.#within, this.as ?? wanted);
    this.#tables.set(wanted, name);
    await this.#within.insert({ name }, stream, { create: true });
  }

  async undo(): Promise<void> {
    await this.#within.rollback();
    this.#tables.clear();
    this.#issues = [];
  }

  async #restart(): Promise<void> {
    await this.undo();
    this.#within = await this.engine.begin();
  }

  async finish(): Promise<Omit<ImportedSource, "from">> {
    const counts = this.#counts;
    if (!counts) throw new Error(`import: ${this.path}: the reader ended without a result`);
    const sameAs = await this.#sameContent(counts.sha256);
    const issues = this.#issues;
    if (sameAs !== null) {
      await this.#within.rollback();
      return { path: this.path, counts, issues, tables: [], sameAs };
    }
    await this.#record(counts);
    await this.#within.commit();
    return { path: this.path, counts, issues, tables: [...this.#tables.values()], sameAs };
  }

  async #sameContent(sha256: string): Promise<string | null> {
    const sql = `SELECT path FROM store.sources WHERE sha256 = ${literal(sha256)} LIMIT 1`;
    const [found] = toObjects(await this.#within.query(sql));
    return found ? String(found.path) : null;
  }

  async #record(counts: ImportCounts): Promise<void> {
    const tables = [...this.#tables.values()].map(literal).join(", ");
    const perTable = canonicalTableNames.map((table) => counts.rows[table] ?? 0);
    const plainRows = Object.entries(counts.rows).reduce((sum, [table, n]) => sum + (isCanonical(table) ? 0 : n), 0);
    const { format, reason, compression, sha256, bytes, records, lost } = counts;
    const text = [this.path, format, reason, compression, sha256].map(literal).join(", ");
    await this.#within.query(`INSERT INTO store.sources VALUES (${this.id}, ${text}, ${bytes}, ${records}, ${lost},
      ${perTable.join(", ")}, ${plainRows}, [${tables}]::VARCHAR[], ${this.#issues.length}, 0)`);
    await insertAll(
      this.#within,
      "import_issues",
      this.#issues.map((issue) => [
        this.id,
        literal(this.path),
        literal(issue.line),
        literal(issue.offset ?? null),
        literal(issue.severity),
        issue.severity === "record" ? (issue.records ?? 1) : 0,
        literal(issue.reason),
      ]),
    );
    await insertAll(
      this.#within,
      "import_attributes",
      Object.entries(counts.unmapped).map(([key, spans]) => [this.id, literal(key), spans]),
    );
  }
}

function isCanonical(table: string): table is CanonicalTable {
  return (canonicalTableNames as readonly string[]).includes(table);
}

async function insertAll(
  within: Transaction,
  table: string,
  rows: readonly (readonly (string | number)[])[],
): Promise<void> {
  for (let start = 0; start < rows.length; start += 500) {
    const values = rows.slice(start, start + 500).map((row) => `(${row.join(", ")})`);
    await within.query(`INSERT INTO store.${table} VALUES ${values.join(", ")}`);
  }
}

/** `wanted`, or `wanted_2` … when another table has that name. */
async function freeName(within: Transaction, wanted: string): Promise<string> {
  const found = await within.query(
    "SELECT lower(table_name) AS name FROM information_schema.tables WHERE in_search_path(table_catalog, table_schema)",
  );
  const taken = new Set(found.toArray().map((row) => row.name as string));
  let name = wanted;
  for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${wanted}_${n}`;
  return name;
}

async function recordDuplicates(engine: Engine, duplicates: ReadonlyMap<number, number>): Promise<void> {
  for (const [source, n] of duplicates)
    await engine.query(`UPDATE store.sources SET duplicates = duplicates + ${n} WHERE source_id = ${source}`);
}

/** Takes a source and everything that came from it out of the store. */
export async function removeSource(
  engine: Engine,
  source: number,
  options: Pick<ImportOptions, "prices" | "compute"> = {},
): Promise<void> {
  const found = await engine.query(`SELECT unnest(tables) AS name FROM store.sources WHERE source_id = ${source}`);
  for (const { name } of found.toArray()) await engine.query(`DROP TABLE IF EXISTS ${identifier(name as string)}`);
  for (const table of [...canonicalTableNames, "sources", "import_issues", "import_attributes"])
    await engine.query(`DELETE FROM store.${table} WHERE source_id = ${source}`);
  await derive(engine, options);
}
