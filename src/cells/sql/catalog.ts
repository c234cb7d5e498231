import type { Engine } from "../../engine/engine.ts";
import { identifier, literal } from "../../engine/sql.ts";
import { type ColumnInfo, toObjects } from "../../engine/table-data.ts";

export interface CatalogTable {
  readonly name: string;
  readonly columns: readonly ColumnInfo[];
}

export interface CatalogFunction {
  readonly name: string;
  /** Takes the place of a table rather than of a value. */
  readonly givesTable: boolean;
  /** "quantile_cont(x, pos) → DOUBLE", one for each way to call it that differs. */
  readonly ways: readonly string[];
  readonly about: string;
}

/** How many rows are looked at for keys and for values. */
const sampleRows = 5000;
const mostValues = 6;

/** What the engine knows of tables, functions and values, asked anew when it may have changed. */
export class SqlCatalog {
  readonly #remembered = new Map<string, { readonly at: number; readonly value: Promise<unknown> }>();

  constructor(readonly engine: Engine) {}

  /** The tables that a cell can read, by their names in lower case. */
  tables(): Promise<ReadonlyMap<string, CatalogTable>> {
    return this.#recent("tables", 1500, () => readTables(this.engine));
  }

  functions(): Promise<ReadonlyMap<string, CatalogFunction>> {
    return this.#recent("functions", Number.POSITIVE_INFINITY, () => readFunctions(this.engine));
  }

  /** The keys of a MAP column's first rows, the most frequent first. */
  keys(table: string, column: string): Promise<readonly string[]> {
    return this.#recent(`keys ${table}.${column}`, 10_000, () => readKeys(this.engine, table, column));
  }

  /** A few different values among an expression's first rows, cut short, as text. */
  async values(table: string, expression: string, signal: AbortSignal): Promise<readonly string[]> {
    const sql = `SELECT DISTINCT left(CAST(v AS VARCHAR), 60) AS v
      FROM (SELECT ${expression} AS v FROM ${identifier(table)} LIMIT ${sampleRows}) WHERE v IS NOT NULL LIMIT ${mostValues}`;
    return toObjects(await this.engine.query(sql, { signal })).map(({ v }) => String(v));
  }

  /** While the engine works for somebody else, an older answer is better than one that comes after that. */
  #recent<T>(key: string, forMs: number, read: () => Promise<T>): Promise<T> {
    const known = this.#remembered.get(key);
    const age = performance.now() - (known?.at ?? 0);
    if (known && (age < forMs || this.engine.activity.running.length > 0)) return known.value as Promise<T>;
    const value = read();
    this.#remembered.set(key, { at: performance.now(), value });
    value.catch(() => this.#remembered.delete(key));
    return value;
  }
}

async function readTables(engine: Engine): Promise<ReadonlyMap<string, CatalogTable>> {
  const rows = toObjects(
    await engine.query(`SELECT table_name AS name, list(column_name ORDER BY ordinal_position) AS columns,
        list(data_type ORDER BY ordinal_position) AS types
      FROM information_schema.columns WHERE in_search_path(table_catalog, table_schema) AND table_name NOT LIKE '\\_%' ESCAPE '\\'
      GROUP BY table_name ORDER BY table_name`),
  );
  return new Map(
    rows.map(({ name, columns, types }) => [
      String(name).toLowerCase(),
      { name: String(name), columns: paired(columns, types) },
    ]),
  );
}

function paired(names: unknown, types: unknown): readonly ColumnInfo[] {
  const list = (value: unknown) => (Array.isArray(value) ? value.map(String) : []);
  const given = list(types);
  return list(names).map((name, index) => ({ name, type: given[index] ?? "" }));
}

// What reads files or is refused by cells is not offered.
const refused = "^(read_|parquet_|sniff_|arrow_scan|scan_arrow|glob$|query$|query_table$|force_|checkpoint|test_)";

async function readFunctions(engine: Engine): Promise<ReadonlyMap<string, CatalogFunction>> {
  const rows = toObjects(
    await engine.query(`SELECT function_name AS name, bool_or(function_type LIKE 'table%') AS gives_table,
        list(DISTINCT function_name || '(' || array_to_string(parameters, ', ') || ')' || coalesce(' → ' || return_type, '')) AS ways,
        coalesce(any_value(description), '') AS about
      FROM duckdb_functions()
      WHERE function_type <> 'pragma' AND regexp_full_match(function_name, '[a-z][a-z0-9_]*')
        AND NOT regexp_matches(function_name, ${literal(refused)})
      GROUP BY function_name ORDER BY function_name`),
  );
  return new Map(
    rows.map(({ name, gives_table, ways, about }) => {
      const list = (Array.isArray(ways) ? ways.map(String) : []).sort((a, b) => a.length - b.length);
      return [String(name), { name: String(name), givesTable: Boolean(gives_table), ways: list, about: String(about) }];
    }),
  );
}

async function readKeys(engine: Engine, table: string, column: string): Promise<readonly string[]> {
  const rows = toObjects(
    await engine.query(`SELECT k, count(*) AS n FROM (SELECT unnest(map_keys(m)) AS k
        FROM (SELECT ${identifier(column)} AS m FROM ${identifier(table)} LIMIT ${sampleRows}))
      GROUP BY k ORDER BY n DESC, k LIMIT 500`),
  );
  const rest = column === "attributes" && table === "spans" ? await unmapped(engine) : [];
  return [...new Set([...rows.map(({ k }) => String(k)), ...rest])];
}

/** The attributes that the importers had no column for, whichever spans have them. */
async function unmapped(engine: Engine): Promise<readonly string[]> {
  const sql = "SELECT key, sum(spans) AS n FROM import_attributes GROUP BY key ORDER BY n DESC, key LIMIT 500";
  return toObjects(await engine.query(sql)).map(({ key }) => String(key));
}
