import type { DatabaseFiles, Engine, FillDatabase, Transaction } from "../engine/engine.ts";
import { identifier } from "../engine/sql.ts";
import { toObjects } from "../engine/table-data.ts";
import { together } from "../engine/together.ts";
import { columnList, dataTableNames } from "./store-tables.ts";

// All that an import leaves in the store, what `derive` computed of it included: data, and these.
const listings = ["sources", "import_issues", "import_attributes", "model_prices"] as const;

/** A source in the store: where it was read, and what its content was. */
export interface ReadFrom {
  readonly path: string;
  readonly sha256: string;
}

/**
 * Hands all imported tables on as one database.
 * @throws Error when the store holds other sources than these by now
 */
export function keepImports(
  databases: DatabaseFiles,
  paths: readonly string[],
  send: (file: Blob) => Promise<void>,
): Promise<void> {
  const fill: FillDatabase = async (within, database) => {
    const sources = await sourcesIn(within);
    if (JSON.stringify(sources.map(({ path }) => path)) !== JSON.stringify(paths))
      throw new Error("imports: not kept: the store holds other sources by now");
    await within.query(`CREATE SCHEMA ${database}.store`);
    for (const table of listings) await within.query(`CREATE TABLE ${database}.store.${table} AS FROM store.${table}`);
    for (const table of dataTableNames)
      await within.query(
        `CREATE TABLE ${database}.store.${table} AS SELECT ${columnList(table)} FROM store.${table} t`,
      );
    for (const name of await plainTables(within))
      await within.query(`CREATE TABLE ${database}.main.${identifier(name)} AS FROM main.${identifier(name)}`);
  };
  return databases.write(fill, send);
}

/** Kept tables as they lie, and what they have to be of. */
export interface KeptFile {
  /** When their sources were read, in milliseconds since 1970. */
  readonly readAt: number;
  /** Where their sources lie. */
  readonly paths: readonly string[];
  readonly open: (signal: AbortSignal) => Promise<Blob>;
  /** The SHA-256 of a source as it is now. */
  readonly hash: (path: string, signal: AbortSignal) => Promise<string>;
}

export interface TakeProgress {
  /** In words: "copying kept tables". */
  readonly doing: string;
  /** How much of it is done, from 0 to 1. */
  readonly share: number;
}

export interface TakeOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: TakeProgress) => void;
}

/** The tables of an import that were kept in a file and are read where they lie, until something is to be written. */
export class LyingImports {
  #database: string | null = null;
  #taking: Promise<void> | null = null;

  constructor(readonly engine: Engine) {}

  /**
   * Puts kept tables in an empty store's place, if their sources are what they were. Otherwise, or when it fails, the
   * store has to be made anew.
   */
  async open(kept: KeptFile, { signal, onProgress }: TakeOptions): Promise<boolean> {
    const { databases } = this.engine;
    if (!databases) return false;
    const over = new AbortController();
    let checked = 0;
    let doing = "opening kept tables";
    const say = () => over.signal.aborted || onProgress({ doing, share: checked / kept.paths.length });
    const hashed = async (path: string) => {
      const hash = await kept.hash(path, AbortSignal.any([signal, over.signal]));
      checked++;
      say();
      return hash;
    };
    say();
    try {
      // The hashes tell whether anything has changed, and take longer than the opening.
      const hashes = Promise.all(kept.paths.map(hashed));
      hashes.catch(() => undefined);
      this.#database = await databases.open(await kept.open(signal));
      const found = (await this.#showTables(this.#database)).map(({ path, sha256 }) => [path, sha256]);
      doing = "checking sources";
      say();
      const now = (await hashes).map((sha256, index) => [kept.paths[index], sha256]);
      return JSON.stringify(found) === JSON.stringify(now);
    } finally {
      over.abort();
    }
  }

  #showTables(database: string): Promise<readonly ReadFrom[]> {
    return together(this.engine, async (within) => {
      for (const table of listings) await within.query(`INSERT INTO store.${table} FROM ${database}.store.${table}`);
      for (const table of dataTableNames) {
        await within.query(`DROP TABLE store.${table}`);
        // A table's rows are known by their place, which a view would hide.
        await within.query(`CREATE VIEW store.${table} AS SELECT rowid, * FROM ${database}.store.${table}`);
      }
      return sourcesIn(within);
    });
  }

  /** Copies the tables into the store, because one transaction writes to one database. All of it or, stopped, nothing. */
  async take(options: TakeOptions): Promise<void> {
    if (this.#database === null) return;
    this.#taking ??= this.#copy(this.#database, options).finally(() => {
      this.#taking = null;
    });
    await this.#taking;
  }

  async #copy(database: string, { signal, onProgress }: TakeOptions): Promise<void> {
    const say = (share: number) => onProgress({ doing: "copying kept tables", share });
    say(0);
    await together(this.engine, async (within) => {
      for (const table of dataTableNames) await within.query(`DROP VIEW store.${table}`);
      const plain = (await plainTables(within)).map((name) => `main.${identifier(name)}`);
      const names = [...dataTableNames.map((table) => `store.${table}`), ...plain];
      for (const name of names) await within.query(`CREATE TABLE ${name} AS FROM ${database}.${name} LIMIT 0`);
      const parts = await partsOf(within, database, names);
      for (const [index, { name, from }] of parts.entries()) {
        signal.throwIfAborted();
        const rows = `rowid >= ${from} AND rowid < ${from + rowsAtOnce}`;
        await within.query(`INSERT INTO ${name} FROM ${database}.${name} WHERE ${rows}`);
        say((index + 1) / parts.length);
      }
      signal.throwIfAborted();
    });
    await this.close();
  }

  async close(): Promise<void> {
    if (this.#database === null) return;
    this.#database = null;
    await this.engine.databases?.close();
  }
}

/** As many as a table of the engine holds in one group, which it reads as one. */
const rowsAtOnce = 122_880;

interface Part {
  readonly name: string;
  /** Its first row. */
  readonly from: number;
}

async function partsOf(within: Transaction, database: string, names: readonly string[]): Promise<readonly Part[]> {
  const counted = names.map((name, index) => `SELECT ${index} AS i, count(*) AS n FROM ${database}.${name}`);
  const counts = toObjects(await within.query(`FROM (${counted.join(" UNION ALL ")}) ORDER BY i`));
  return names.flatMap((name, index) => {
    const parts = Math.ceil(Number(counts[index]?.n) / rowsAtOnce);
    return Array.from({ length: parts }, (_, part) => ({ name, from: part * rowsAtOnce }));
  });
}

async function sourcesIn(within: Transaction): Promise<readonly ReadFrom[]> {
  const rows = toObjects(await within.query(`SELECT path, sha256 FROM store.sources ORDER BY source_id`));
  return rows.map(({ path, sha256 }) => ({ path: String(path), sha256: String(sha256) }));
}

async function plainTables(within: Transaction): Promise<readonly string[]> {
  const rows = toObjects(await within.query(`SELECT unnest(tables) AS name FROM store.sources ORDER BY source_id`));
  return rows.map(({ name }) => String(name));
}
