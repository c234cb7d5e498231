import { type Table, tableFromIPC } from "apache-arrow";
import { type Plain, toObjects, toTableData } from "../../engine/table-data.ts";
import type { Bound, ScriptAnswer } from "./messages.ts";

export type Row = Record<string, Plain>;

/** Asks the engine. */
export type Ask = (query: {
  readonly parts: readonly string[];
  readonly values: readonly Bound[];
  readonly columns: readonly string[] | null;
  readonly numbers: boolean;
}) => Promise<ScriptAnswer>;

/**
 * A query that has not run yet, or a table: `await` gives its rows. Every method asks the engine for what it gives,
 * and no more.
 */
export class TableQuery implements PromiseLike<Row[]> {
  readonly #ask: Ask;
  readonly #parts: readonly string[];
  readonly #values: readonly Bound[];
  /** The table's name; null for a query. */
  readonly tableName: string | null;
  /** Made where the script wrote the query: an answer comes from nowhere. */
  readonly #made = new Error();

  constructor(ask: Ask, parts: readonly string[], values: readonly Bound[], tableName: string | null = null) {
    this.#ask = ask;
    this.#parts = parts;
    this.#values = values;
    this.tableName = tableName;
  }

  static ofTable(ask: Ask, name: string): TableQuery {
    return new TableQuery(ask, ["FROM ", ""], [{ table: name }], name);
  }

  // A query is awaited as a promise is.
  // biome-ignore lint/suspicious/noThenProperty: see above
  then<A = Row[], B = never>(
    onRows?: ((rows: Row[]) => A | PromiseLike<A>) | null,
    onError?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.rows().then(onRows, onError);
  }

  /** Every row as an object. Times are ISO text, integers beyond 2^53 digits as text. */
  async rows(): Promise<Row[]> {
    return toObjects(await this.arrow());
  }

  /** One column's values, as in `rows`. */
  async values(column: string): Promise<Plain[]> {
    return toTableData(await this.arrow(column)).rows.map(([value]) => value ?? null);
  }

  /** One column as numbers; NaN where there is none. */
  async numbers(column: string): Promise<Float64Array> {
    const answer = await this.#answer([column], true);
    return answer instanceof Float64Array ? answer : new Float64Array(0);
  }

  /** The named columns, or all of them, as an Arrow table with typed arrays below it. */
  async arrow(...columns: readonly string[]): Promise<Table> {
    const answer = await this.#answer(columns.length ? columns : null, false);
    return tableFromIPC(answer);
  }

  async #answer(columns: readonly string[] | null, numbers: boolean): Promise<ScriptAnswer> {
    try {
      return await this.#ask({ parts: this.#parts, values: this.#values, columns, numbers });
    } catch (error) {
      throw Object.assign(error as Error, { stack: this.#made.stack });
    }
  }
}
