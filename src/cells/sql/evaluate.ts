import { type Table, tableToIPC } from "apache-arrow";
import { type Engine, QueryError } from "../../engine/engine.ts";
import { identifier, literal } from "../../engine/sql.ts";
import { isWord, placeAt, type Statement } from "../../engine/sql-statements.ts";
import { toObjects } from "../../engine/table-data.ts";
import { type BoundSql, bindSql } from "../../notebook/bound-sql.ts";
import { type CellContext, CellError } from "../../notebook/cell.ts";
import { storeViews } from "../../notebook/store.ts";
import { previewRows } from "../../widgets/row-source.ts";
import { imported, type Kept, refusal } from "../sql-guard.ts";
import { type Action, actionOf, changedNames, objectKind } from "../sql-verbs.ts";
import { readStretch, storedTable } from "../table-source.ts";
import type { SqlSpec } from "./definition.ts";
import type { Cut, SqlResult } from "./result.ts";
import { whatItDid } from "./said.ts";

/**
 * Runs the statements in order. The rows of the last one that gives any become the cell's table, whole.
 * @throws CellError for a statement that a cell may not run, before any has run; QueryError with its place in the
 * cell's source for one that fails
 */
export async function evaluate(spec: SqlSpec, context: CellContext): Promise<SqlResult> {
  const run = new Run(spec, context);
  await run.check();
  return await run.all();
}

class Run {
  readonly #source: string;
  readonly #statements: readonly Statement[];
  readonly #context: CellContext;
  readonly #engine: Engine;
  readonly #bound: ReadonlyMap<Statement, BoundSql>;

  constructor({ source, statements }: SqlSpec, context: CellContext) {
    this.#source = source;
    this.#statements = statements;
    this.#context = context;
    this.#engine = context.engine;
    this.#bound = new Map(statements.map((statement) => [statement, this.#bind(statement)]));
  }

  #bind(statement: Statement): BoundSql {
    try {
      return bindSql(statement.text, this.#context);
    } catch (error) {
      if (!(error instanceof CellError)) throw error;
      const { line, column } = this.#placeIn(statement, offsetOf(statement.text, error.place));
      throw new CellError(error.message, { line, column });
    }
  }

  #text(statement: Statement): string {
    return this.#bound.get(statement)?.text ?? statement.text;
  }

  /** A place in a statement as people count: from the cell's start. */
  #placeIn(statement: Statement, offset: number) {
    return placeAt(this.#source, statement.start + offset);
  }

  async check(): Promise<void> {
    const kept = this.#statements.some((statement) => actionOf(statement).writes)
      ? await keptNames(this.#engine)
      : new Map<string, string>();
    for (const statement of this.#statements) {
      const refused = refusal(statement, kept) ?? (await this.#shadowing(statement));
      if (refused) throw new CellError(refused.reason, placeAt(this.#source, refused.token.start));
    }
  }

  // A macro of that name would take the function's place in every other cell, and in Casebook's own queries.
  async #shadowing(statement: Statement) {
    const action = actionOf(statement);
    if (action.verb !== "create" || !["macro", "function"].includes(objectKind(action))) return null;
    const [made] = changedNames(action);
    if (!made) return null;
    const sql = `SELECT 1 FROM duckdb_functions() WHERE internal AND lower(function_name) = lower(${literal(made.name)}) LIMIT 1`;
    const { numRows } = await this.#engine.query(sql);
    return numRows
      ? { token: made.token, reason: `${made.name}: is a function of the engine's; choose another name` }
      : null;
  }

  async all(): Promise<SqlResult> {
    const { name, progress } = this.#context;
    const said: string[] = [];
    const last = this.#statements.findLastIndex((statement) => givesRows(statement));
    for (const [index, statement] of this.#statements.entries()) {
      if (this.#statements.length > 1) progress(`statement ${index + 1} of ${this.#statements.length}`);
      if (index === last) await this.#keepRows(statement);
      else if (givesRows(statement)) await this.#passThrough(statement);
      else said.push(await this.#change(statement));
    }
    if (last >= 0) return await this.#result([...said, ...(await this.#freeRowId())]);
    if (!this.#makes(name)) await this.#engine.query(`DROP TABLE IF EXISTS ${identifier(name)}`);
    return { table: null, columns: [], rowCount: 0, preview: { columns: [], rows: [] }, cut: [], said };
  }

  #makes(name: string): boolean {
    const made = this.#statements.map(actionOf).filter(({ writes }) => writes);
    return made.flatMap(changedNames).some((changed) => changed.name.toLowerCase() === name.toLowerCase());
  }

  async #keepRows(statement: Statement): Promise<void> {
    const name = identifier(this.#context.name);
    if (isQuery(actionOf(statement))) await this.#query(statement, `CREATE OR REPLACE TABLE ${name} AS`);
    else await this.#insertRows(await this.#query(statement));
  }

  /** For the statements that cannot stand in a query, and never give many rows. */
  async #insertRows(rows: Table): Promise<void> {
    const { name } = this.#context;
    await this.#engine.query(`DROP TABLE IF EXISTS ${identifier(name)}`);
    await this.#engine.insert({ name }, tableToIPC(rows, "stream"), { create: true });
  }

  /** Runs a query for what it may fail at or change in passing; its rows go nowhere. */
  async #passThrough(statement: Statement): Promise<void> {
    const { signal } = this.#context;
    try {
      for await (const _ of this.#engine.stream(this.#text(statement), { signal }));
    } catch (error) {
      throw this.#placed(error, statement, 0);
    }
  }

  async #change(statement: Statement): Promise<string> {
    return whatItDid(actionOf(statement), await this.#query(statement));
  }

  /** Runs a statement, with a lead on a line of its own before it. */
  async #query(statement: Statement, lead: string | null = null): Promise<Table> {
    const text = this.#text(statement);
    const sql = lead === null ? text : `${lead}\n${text}`;
    try {
      return await this.#engine.query(sql, { signal: this.#context.signal });
    } catch (error) {
      throw this.#placed(error, statement, lead === null ? 0 : 1);
    }
  }

  /** The engine counts in what it was given: the statement with its inputs bound, behind the lead. */
  #placed(error: unknown, statement: Statement, leadLines: number): unknown {
    if (!(error instanceof QueryError)) return error;
    const message = advised(error.message);
    const line = (error.place?.line ?? 0) - leadLines;
    if (!error.place || line < 1)
      return new QueryError(message, this.#source, this.#statements.length > 1 ? this.#placeIn(statement, 0) : null);
    const offset = offsetOf(this.#text(statement), { line, column: error.place.column });
    const origin = this.#bound.get(statement)?.origin(offset) ?? offset;
    return new QueryError(message, this.#source, this.#placeIn(statement, origin));
  }

  /** Every table has a hidden rowid, by which its rows are paged: a column of that name would hide it. */
  async #freeRowId(): Promise<readonly string[]> {
    const { name } = this.#context;
    const names = (await storedTable(this.#engine, name)).columns.map((column) => column.name);
    const taken = names.find((column) => column.toLowerCase() === "rowid");
    if (taken === undefined) return [];
    const free = ["row_id", "row_id_1", "row_id_2"].find((candidate) => !names.includes(candidate)) ?? "row_id_3";
    await this.#engine.query(
      `ALTER TABLE ${identifier(name)} RENAME COLUMN ${identifier(taken)} TO ${identifier(free)}`,
    );
    return [`The column ${taken} is called ${free} in the table.`];
  }

  async #result(said: readonly string[]): Promise<SqlResult> {
    const { name, signal } = this.#context;
    const table = await storedTable(this.#engine, name, signal);
    const { rows, lengths = [] } = await readStretch(this.#engine, table, 0, previewRows, { signal });
    const { columns, rowCount } = table;
    return { table: name, columns, rowCount, preview: { columns, rows }, cut: cuts(lengths), said };
  }
}

/** The offset of a place that counts lines and columns from 1. */
function offsetOf(
  text: string,
  { line = 1, column = 1 }: { readonly line?: number; readonly column?: number },
): number {
  const before = text.split("\n").slice(0, line - 1);
  return before.reduce((sum, { length }) => sum + length + 1, 0) + column - 1;
}

/** Whether a statement can stand after CREATE TABLE … AS. */
function isQuery({ verb, explained }: Action): boolean {
  return !explained && ["select", "from", "values", "table", "pivot", "unpivot", "("].includes(verb);
}

function givesRows(statement: Statement): boolean {
  const action = actionOf(statement);
  if (action.explained || isQuery(action)) return true;
  if (action.writes) return statement.tokens.some((token) => isWord(token, "returning"));
  return ["describe", "desc", "show", "summarize", "pragma"].includes(action.verb);
}

function advised(message: string): string {
  if (!/out of memory|malloc of size|allocate block/i.test(message)) return message;
  const first = message.split("\n")[0];
  return `${first}. The result does not fit into memory: aggregate, choose fewer columns, or add a LIMIT.`;
}

async function keptNames(engine: Engine): Promise<Kept> {
  const kept = new Map<string, string>(storeViews.map((name) => [name, imported]));
  const own = "came from an imported file and stays as it was read: change a copy (CREATE TABLE … AS)";
  for (const name of await importedTables(engine)) kept.set(name.toLowerCase(), own);
  return kept;
}

async function importedTables(engine: Engine): Promise<readonly string[]> {
  const stores = "SELECT 1 FROM duckdb_tables() WHERE schema_name = 'store' AND table_name = 'sources'";
  if (!(await engine.query(stores)).numRows) return [];
  return toObjects(await engine.query("SELECT unnest(tables) AS name FROM store.sources")).map(({ name }) =>
    String(name),
  );
}

function cuts(lengths: readonly (readonly (number | null)[])[]): readonly Cut[] {
  return lengths.flatMap((row, index) =>
    row.flatMap((length, column) => (length === null ? [] : [{ row: index, column, length }])),
  );
}
