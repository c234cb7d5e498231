import type { DatabaseFiles, FillDatabase, Transaction } from "../engine/engine.ts";
import { identifier, literal } from "../engine/sql.ts";
import { toObjects } from "../engine/table-data.ts";
import { canonicalTableNames } from "../traces/schema.ts";

/** All that an import leaves in the store, what `derive` computed of it included. */
const tables = [
  ...canonicalTableNames,
  ...(["sources", "import_issues", "import_attributes", "model_prices", "traces"] as const),
];

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
    for (const schema of ["store", "plain"]) await within.query(`CREATE SCHEMA ${database}.${schema}`);
    for (const table of tables) await within.query(`CREATE TABLE ${database}.store.${table} AS FROM store.${table}`);
    for (const name of await plainTables(within))
      await within.query(`CREATE TABLE ${database}.plain.${identifier(name)} AS FROM main.${identifier(name)}`);
  };
  return databases.write(fill, send);
}

/**
 * Puts kept tables into an empty store and gives their sources. All of it or nothing.
 * @throws Error for a damaged database, or one that holds other sources than these
 */
export async function takeKeptImports(
  databases: DatabaseFiles,
  kept: Blob,
  paths: readonly string[],
): Promise<readonly ReadFrom[]> {
  let sources: readonly ReadFrom[] = [];
  await databases.read(kept, async (within, database) => {
    for (const table of tables) await within.query(`INSERT INTO store.${table} FROM ${database}.store.${table}`);
    for (const name of await plainTables(within))
      await within.query(`CREATE TABLE main.${identifier(name)} AS FROM ${database}.plain.${identifier(name)}`);
    sources = await sourcesIn(within);
    if (JSON.stringify(sources.map(({ path }) => path)) !== JSON.stringify(paths))
      throw new Error(`imports: kept are other sources: ${literal(sources.map(({ path }) => path).join(", "))}`);
  });
  return sources;
}

async function sourcesIn(within: Transaction): Promise<readonly ReadFrom[]> {
  const rows = toObjects(await within.query(`SELECT path, sha256 FROM store.sources ORDER BY source_id`));
  return rows.map(({ path, sha256 }) => ({ path: String(path), sha256: String(sha256) }));
}

async function plainTables(within: Transaction): Promise<readonly string[]> {
  const rows = toObjects(await within.query(`SELECT unnest(tables) AS name FROM store.sources ORDER BY source_id`));
  return rows.map(({ name }) => String(name));
}
