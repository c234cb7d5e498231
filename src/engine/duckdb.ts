import {
  AsyncDuckDB,
  type AsyncDuckDBConnection,
  DuckDBDataProtocol,
  VoidLogger,
} from "@duckdb/duckdb-wasm/dist/duckdb-browser.mjs";
import { type RecordBatch, type Schema, Table } from "apache-arrow";
import { csvLine } from "./csv.ts";
import { databaseFileNames, databaseFiles, type EngineFiles, type ScratchFile } from "./database-files.ts";
import {
  type Activity,
  type DatabaseFiles,
  type Engine,
  QueryError,
  type QueryOptions,
  type RunningQuery,
  type TableName,
  type Transaction,
} from "./engine.ts";
import { literal } from "./sql.ts";

/** What the platform brings: a started worker, and addresses that the worker can load. */
export interface DuckDBAssets {
  /** A started DuckDB worker: a Worker in a browser, or an object that speaks like one. */
  readonly worker: DuckDBWorker;
  readonly wasmUrl: string;
  /** Where extensions would be, same origin; nothing has to be there. */
  readonly extensions: string;
  /** A new empty file of the page's own; without it the engine has no `databases`. */
  readonly scratch?: () => Promise<ScratchFile>;
}

export interface DuckDBWorker {
  postMessage(message: unknown, transfer?: readonly unknown[]): void;
  terminate(): unknown;
}

/** Starts DuckDB-WASM, cut off from every network before the first statement. */
export async function openDuckDB(assets: DuckDBAssets): Promise<Engine> {
  const database = new AsyncDuckDB(new VoidLogger(), assets.worker as ConstructorParameters<typeof AsyncDuckDB>[1]);
  await database.instantiate(assets.wasmUrl);
  await database.open({});
  const engine = new DuckDB(database, await namesConnection(database), assets.scratch);
  // An extension fetched from the internet that does not arrive corrupts the instance, so nothing may be fetched.
  await engine.query("SET autoload_known_extensions = false");
  await engine.query("SET autoinstall_known_extensions = false");
  await engine.query(`SET custom_extension_repository = ${literal(assets.extensions)}`);
  // Outside the browser these would be names of the computer's files.
  if (assets.scratch) await engine.query(`SET allowed_paths = [${databaseFileNames.map(literal).join(", ")}]`);
  // A notebook's SQL is not trusted: outside the browser it could reach the computer's files.
  await engine.query("SET enable_external_access = false");
  await engine.query("SET lock_configuration = true");
  return engine;
}

/**
 * A connection that sees no table of ours. The parser's list of table names names what it cannot find, but puts a view's
 * tables in the view's place (and fails on some views), so names are asked where there is nothing to find.
 */
async function namesConnection(database: AsyncDuckDB): Promise<AsyncDuckDBConnection> {
  const connection = await database.connect();
  for (const sql of ["ATTACH ':memory:' AS nothing", "USE nothing"]) await connection.query(sql);
  return connection;
}

const ownPath = "memory.main";

class DuckDB implements Engine {
  readonly activity = new Running();
  readonly databases: DatabaseFiles | null;
  readonly #database: AsyncDuckDB;
  readonly #names: AsyncDuckDBConnection;
  readonly #idle: AsyncDuckDBConnection[] = [];
  /** Where statements look for tables, and where each connection has last been told to. */
  #path = ownPath;
  readonly #paths = new WeakMap<AsyncDuckDBConnection, string>();

  constructor(database: AsyncDuckDB, names: AsyncDuckDBConnection, scratch: DuckDBAssets["scratch"]) {
    this.#database = database;
    this.#names = names;
    this.databases = scratch ? databaseFiles(this.#files(), scratch) : null;
  }

  async query(sql: string, options: QueryOptions = {}): Promise<Table> {
    const batches: RecordBatch[] = [];
    let schema: Schema | undefined;
    for await (const batch of this.#run(sql, options, (found) => (schema = found))) batches.push(batch);
    // The batches bring their schema, two columns of one name included, which apache-arrow refuses when it is given apart.
    return schema && !batches.length ? new Table(schema) : new Table(batches);
  }

  stream(sql: string, options: QueryOptions = {}): AsyncIterable<RecordBatch> {
    return this.#run(sql, options);
  }

  async *#run(sql: string, { signal }: QueryOptions, onSchema?: (schema: Schema) => void): AsyncGenerator<RecordBatch> {
    signal?.throwIfAborted();
    const connection = await this.#connection();
    const stopped = new AbortController();
    const cancel = () => void connection.cancelSent().catch(() => undefined);
    const stop = () => stopped.abort(new DOMException("stopped", "AbortError"));
    const forward = () => stopped.abort(signal?.reason);
    stopped.signal.addEventListener("abort", cancel);
    signal?.addEventListener("abort", forward);
    const running = this.activity.add(sql, stop);
    let finished = false;
    try {
      const reader = await (await connection.send(sql, true)).open();
      onSchema?.(reader.schema);
      for await (const batch of readAhead(reader)) {
        stopped.signal.throwIfAborted();
        yield batch;
      }
      finished = true;
    } catch (error) {
      finished = true;
      stopped.signal.throwIfAborted();
      throw queryError(error, sql);
    } finally {
      if (!finished) await connection.cancelSent().catch(() => undefined);
      stopped.signal.removeEventListener("abort", cancel);
      signal?.removeEventListener("abort", forward);
      this.activity.remove(running);
      this.#idle.push(connection);
    }
  }

  async queryAtOnce(sql: string, { signal }: QueryOptions = {}): Promise<Table> {
    signal?.throwIfAborted();
    const connection = await this.#connection();
    const stopped = new AbortController();
    const running = this.activity.add(sql, () => stopped.abort(new DOMException("stopped", "AbortError")));
    let result: Table;
    try {
      result = await connection.query(sql);
    } catch (error) {
      throw queryError(error, sql);
    } finally {
      this.activity.remove(running);
      this.#idle.push(connection);
    }
    stopped.signal.throwIfAborted();
    signal?.throwIfAborted();
    return result;
  }

  async insert(table: TableName, stream: Uint8Array, options: { create?: boolean } = {}): Promise<void> {
    const connection = await this.#connection();
    try {
      await insertInto(connection, table, stream, options);
      this.#idle.push(connection);
    } catch (error) {
      // A refused stream leaves its connection unable to take another.
      await connection.close();
      throw error;
    }
  }

  async begin(): Promise<Transaction> {
    const connection = await this.#connection();
    const query = (sql: string) => wholeResult(connection, sql);
    const end = async (how: "COMMIT" | "ROLLBACK") => {
      await query(how);
      this.#idle.push(connection);
    };
    await query("BEGIN");
    return {
      query,
      insert: (table, stream, options = {}) => insertInto(connection, table, stream, options),
      commit: () => end("COMMIT"),
      rollback: () => end("ROLLBACK"),
    };
  }

  async tableNames(sql: string): Promise<readonly string[]> {
    return await this.#names.getTableNames(sql).catch((error) => {
      throw queryError(error, sql);
    });
  }

  async csv(sql: string, options: QueryOptions = {}): Promise<Uint8Array> {
    const encoder = new TextEncoder();
    const parts: Uint8Array[] = [];
    const write = (lines: string) => parts.push(encoder.encode(lines));
    const asText = `SELECT COLUMNS(*)::VARCHAR FROM (${sql}\n)`;
    const header = (schema: Schema) => write(csvLine(schema.fields.map((field) => field.name)));
    for await (const batch of this.#run(asText, options, header)) write(csvLines(batch));
    return concatenate(parts);
  }

  async memory(): Promise<{ used: number; limit: number }> {
    const sql =
      "SELECT sum(memory_usage_bytes)::DOUBLE AS used, current_setting('memory_limit') AS memory_limit FROM duckdb_memory()";
    const row = (await this.#quiet(sql)).get(0) as { used: number | null; memory_limit: string } | null;
    return { used: row?.used ?? 0, limit: bytes(row?.memory_limit ?? "") };
  }

  #files(): EngineFiles {
    const { BROWSER_FILEREADER, BROWSER_FSACCESS } = DuckDBDataProtocol;
    return {
      register: (name, file) =>
        // Written past the buffer of the engine's file system, which keeps a database's last pages for itself.
        this.#database.registerFileHandle(
          name,
          file,
          file instanceof Blob ? BROWSER_FILEREADER : BROWSER_FSACCESS,
          true,
        ),
      drop: async (name) => void (await this.#database.dropFile(name)),
      query: (sql) => this.#quiet(sql),
      begin: () => this.begin(),
      search: (database) => {
        this.#path = database === null ? ownPath : `${ownPath},${database}.main`;
      },
    };
  }

  /** A statement that the status bar does not show. */
  async #quiet(sql: string): Promise<Table> {
    return await this.#with((connection) => wholeResult(connection, sql));
  }

  async #with<T>(use: (connection: AsyncDuckDBConnection) => Promise<T>): Promise<T> {
    const connection = await this.#connection();
    try {
      return await use(connection);
    } finally {
      this.#idle.push(connection);
    }
  }

  async #connection(): Promise<AsyncDuckDBConnection> {
    const connection = this.#idle.pop() ?? (await this.#database.connect());
    // It may change on the way.
    while ((this.#paths.get(connection) ?? ownPath) !== this.#path) {
      const path = this.#path;
      await connection.query(`SET search_path = ${literal(path)}`);
      this.#paths.set(connection, path);
    }
    return connection;
  }

  async close(): Promise<void> {
    await this.#database.terminate();
  }
}

/** Asks for the next batch before one is given out, so that the engine makes it meanwhile. */
async function* readAhead(batches: AsyncIterator<RecordBatch>): AsyncGenerator<RecordBatch> {
  let next = batches.next();
  try {
    for (let found = await next; !found.done; found = await next) {
      next = batches.next();
      // Its failure is told when it is waited for.
      next.catch(() => undefined);
      yield found.value;
    }
  } finally {
    await next.catch(() => undefined);
  }
}

async function insertInto(
  connection: AsyncDuckDBConnection,
  table: TableName,
  stream: Uint8Array,
  { create = false }: { create?: boolean },
): Promise<void> {
  await connection.insertArrowFromIPCStream(stream, { name: table.name, schema: table.schema ?? "main", create });
}

async function wholeResult(connection: AsyncDuckDBConnection, sql: string): Promise<Table> {
  try {
    const batches: RecordBatch[] = [];
    for await (const batch of await connection.send(sql, true)) batches.push(batch);
    return new Table(batches);
  } catch (error) {
    throw queryError(error, sql);
  }
}

class Running implements Activity {
  running: readonly RunningQuery[] = [];
  readonly #listeners = new Set<() => void>();

  add(sql: string, stop: () => void): RunningQuery {
    const query = { sql, since: performance.now(), stop };
    this.#set([...this.running, query]);
    return query;
  }

  remove(query: RunningQuery): void {
    this.#set(this.running.filter((other) => other !== query));
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #set(running: readonly RunningQuery[]): void {
    this.running = running;
    for (const listener of this.#listeners) listener();
  }
}

/** DuckDB writes the place into the message: "LINE 2: select …" and a caret under the trouble. */
function queryError(error: unknown, sql: string): Error {
  const message = messageOf(error);
  const match = /\n\nLINE (\d+): ([^\n]*)\n( *)\^/.exec(message);
  if (!match) return new QueryError(message.trim(), sql, null);
  const [whole, line, excerpt, indent] = match as unknown as [string, string, string, string];
  const column = columnOf(sql, Number(line), excerpt, indent.length - `LINE ${line}: `.length);
  return new QueryError(message.replace(whole, "").trim(), sql, { line: Number(line), column });
}

/** What fails before it is bound comes as JSON: {"exception_type":"Parser","exception_message":"syntax error …"}. */
function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  if (!text.startsWith('{"exception_type"')) return text;
  const { exception_type: type, exception_message: message } = JSON.parse(text) as Record<string, string>;
  return `${type} Error: ${message}`;
}

/** A long line is shown from its middle, between "..." marks; the caret counts in what is shown. */
function columnOf(sql: string, line: number, excerpt: string, caret: number): number {
  const text = sql.split("\n")[line - 1] ?? "";
  const cut = excerpt.startsWith("...");
  const shown = excerpt.replace(/^\.\.\./, "").replace(/\.\.\.$/, "");
  const start = cut ? Math.max(0, text.indexOf(shown)) - 3 : 0;
  return start + caret + 1;
}

/** "3.1 GiB" as a number of bytes. */
function bytes(text: string): number {
  const match = /([\d.]+)\s*([KMGT]?)i?B/i.exec(text);
  if (!match) return 0;
  return Number(match[1]) * 1024 ** " KMGT".indexOf((match[2] ?? "").toUpperCase() || " ");
}

function csvLines(batch: RecordBatch): string {
  const columns = batch.schema.fields.map((_, index) => batch.getChildAt(index));
  let text = "";
  for (let row = 0; row < batch.numRows; row++)
    text += csvLine(columns.map((column) => column?.get(row) as string | null));
  return text;
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
