import type { RecordBatch, Table } from "apache-arrow";

/** The database behind the notebook. One implementation (duckdb.ts); everything else sees this. */
export interface Engine {
  /**
   * Runs a statement and returns its whole result. For results of unknown size use `stream` or a LIMIT.
   * @throws QueryError; the signal's reason when aborted (the query is cancelled in the engine).
   */
  query(sql: string, options?: QueryOptions): Promise<Table>;
  /** Runs a statement and yields its result as it comes. Leaving the loop early cancels the query. */
  stream(sql: string, options?: QueryOptions): AsyncIterable<RecordBatch>;
  /**
   * As `query`, at a third of its cost where many rows come: they come in one piece. Until then nothing else runs, and a
   * stop waits, so it is for what is soon done and gives some hundred thousand rows at most.
   */
  queryAtOnce(sql: string, options?: QueryOptions): Promise<Table>;
  /** Appends a complete Arrow IPC stream to a table (which must fit, column by column), or creates it. */
  insert(table: TableName, stream: Uint8Array, options?: { create?: boolean }): Promise<void>;
  /** Begins statements that take effect together. */
  begin(): Promise<Transaction>;
  /** The tables that a statement reads, by the engine's own parser. Throws QueryError when it does not parse. */
  tableNames(sql: string): Promise<readonly string[]>;
  /** Writes a query's result as CSV with a header. */
  csv(sql: string, options?: QueryOptions): Promise<Uint8Array>;
  /** Bytes in use and the engine's limit. */
  memory(): Promise<{ readonly used: number; readonly limit: number }>;
  /** Databases in files; null where the platform has no place for them. */
  readonly databases: DatabaseFiles | null;
  /** What runs now, oldest first, and a way to be told when that changes. */
  readonly activity: Activity;
  close(): Promise<void>;
}

/** Carries tables out of the engine and in again, in the engine's own format: nothing is converted. */
export interface DatabaseFiles {
  /**
   * Makes a database of what `fill` puts under the given name, seeing everything as it was at one moment, and hands it
   * to `send`. Its file ends with that.
   */
  write(fill: FillDatabase, send: (file: Blob) => Promise<void>): Promise<void>;
  /**
   * Opens a database to be read where it lies, instead of one that was open, and gives its name. Statements find the
   * tables of its `main` as they find our own. Rejects for a damaged one.
   */
  open(file: Blob): Promise<string>;
  /** Ends what `open` began. */
  close(): Promise<void>;
}

export type FillDatabase = (within: Transaction, database: string) => Promise<void>;

/** What it does nobody else sees before `commit`. End it with `commit` or `rollback`; after an error only the latter. */
export interface Transaction {
  query(sql: string): Promise<Table>;
  /** As `Engine.insert`, but many small streams go in as quickly as a few large ones. */
  insert(table: TableName, stream: Uint8Array, options?: { create?: boolean }): Promise<void>;
  commit(): Promise<void>;
  rollback(): Promise<void>;
}

export interface QueryOptions {
  readonly signal?: AbortSignal;
}

export interface TableName {
  readonly schema?: string;
  readonly name: string;
}

export interface RunningQuery {
  readonly sql: string;
  /** performance.now() at the start. */
  readonly since: number;
  stop(): void;
}

export interface Activity {
  readonly running: readonly RunningQuery[];
  subscribe(listener: () => void): () => void;
}

/** A statement that failed, with the place in its text where the engine saw the trouble. */
export class QueryError extends Error {
  override readonly name = "QueryError";
  constructor(
    message: string,
    readonly sql: string,
    /** 1-based; null when the engine does not say. */
    readonly place: { readonly line: number; readonly column: number } | null,
  ) {
    super(message);
  }
}
