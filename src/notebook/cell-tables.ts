import type { Engine } from "../engine/engine.ts";
import { identifier, literal } from "../engine/sql.ts";
import { CellError } from "./cell.ts";
import type { Cell } from "./notebook.ts";

/** Which cell made which table. A table that an import made is never replaced, one whose cell is gone never stays. */
export class CellTables {
  readonly #engine: Engine;
  readonly #owned = new Map<string, string>();

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /**
   * Takes the name for a cell's table, and gives up the one that it had. A name that nobody chose is not looked up.
   * @throws CellError when the table belongs to an import
   */
  async claim(id: string, name: string, named: boolean): Promise<void> {
    const mine = this.#owned.get(id);
    if (mine === name) return;
    if (named && !this.#isOwned(name)) await this.#refuseForeign(name);
    if (mine) await this.drop(id);
    this.#owned.set(id, name);
  }

  /** Drops a cell's table, unless another cell has taken the name. */
  async drop(id: string): Promise<void> {
    const name = this.#owned.get(id);
    if (!name) return;
    this.#owned.delete(id);
    if (this.#isOwned(name)) return;
    // A cell's statements may have made it a view.
    const drop = (type: "TABLE" | "VIEW") => this.#engine.query(`DROP ${type} IF EXISTS ${identifier(name)}`);
    await drop("TABLE").catch(() => drop("VIEW"));
  }

  nameOf(id: string): string | null {
    return this.#owned.get(id) ?? null;
  }

  #isOwned(name: string): boolean {
    const lower = name.toLowerCase();
    return [...this.#owned.values()].some((owned) => owned.toLowerCase() === lower);
  }

  async #refuseForeign(name: string): Promise<void> {
    const found = await this.#engine.query(
      `SELECT 1 FROM duckdb_tables() WHERE in_search_path(database_name, schema_name) AND lower(table_name) = ${literal(name.toLowerCase())}`,
    );
    if (found.numRows)
      throw new CellError(`the name "${name}" belongs to an imported table; give this cell another name`);
  }
}

/** The table that a cell becomes. */
export function tableName({ id, name }: Cell): string {
  return name || `_${id}`;
}
