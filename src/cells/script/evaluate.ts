import type { Engine } from "../../engine/engine.ts";
import { identifier } from "../../engine/sql.ts";
import { toObjects } from "../../engine/table-data.ts";
import { type CellContext, CellError } from "../../notebook/cell.ts";
import type { ReturnedTable } from "../../notebook/script/messages.ts";
import { runScript } from "../../notebook/script/run-script.ts";
import type { ScriptSandbox } from "../../notebook/script/sandbox.ts";
import { previewRows } from "../../widgets/row-source.ts";
import { readStretch, storedTable } from "../table-source.ts";
import { answerQuery } from "./answer-query.ts";
import type { ScriptSpec } from "./definition.ts";
import type { ScriptResult } from "./result.ts";

const withoutSandbox =
  "a script needs a browser, which keeps it from the network and the disk, and none was found: install Chromium, Chrome or Edge, or name one in CASEBOOK_CHROMIUM; or open the notebook in the window";

/**
 * Runs the script in the sandbox. The rows that it returns become the cell's table.
 * @throws CellError for what it throws, with its place; where there is no sandbox; when it takes too long
 */
export async function evaluate(
  { script, names }: ScriptSpec,
  context: CellContext,
  sandbox: ScriptSandbox | null,
): Promise<ScriptResult> {
  if (!sandbox) throw new CellError(withoutSandbox);
  const { engine, signal, progress } = context;
  const inputs = Object.fromEntries(Object.entries(context.inputs).filter(([name]) => names.includes(name)));
  const tables = await tablesAmong(engine, names);
  const query = (query: Parameters<typeof answerQuery>[1], over: AbortSignal) => answerQuery(engine, query, over);
  const end = await runScript(script, sandbox, { inputs, tables, signal, progress, query });
  return { outputs: end.outputs, ...(await keep(end.table, context)) };
}

/** The names that are tables or views, as the script writes them. */
async function tablesAmong(engine: Engine, names: readonly string[]): Promise<readonly string[]> {
  if (names.length === 0) return [];
  const sql =
    "SELECT lower(table_name) AS name FROM information_schema.tables WHERE in_search_path(table_catalog, table_schema)";
  const known = new Set(toObjects(await engine.query(sql)).map(({ name }) => name));
  return names.filter((name) => known.has(name.toLowerCase()));
}

async function keep(returned: ReturnedTable | null, context: CellContext): Promise<Omit<ScriptResult, "outputs">> {
  const { engine, name, signal } = context;
  signal.throwIfAborted();
  await engine.query(`DROP TABLE IF EXISTS ${identifier(name)}`);
  if (!returned) return { table: null, columns: [], rowCount: 0, preview: { columns: [], rows: [] }, lengths: [] };
  await insert(engine, name, returned);
  const table = await storedTable(engine, name, signal);
  const { rows, lengths = [] } = await readStretch(engine, table, 0, previewRows, { signal });
  return {
    table: name,
    columns: table.columns,
    rowCount: table.rowCount,
    preview: { columns: table.columns, rows },
    lengths,
  };
}

async function insert(engine: Engine, name: string, { stream }: ReturnedTable): Promise<void> {
  try {
    await engine.insert({ name }, stream, { create: true });
  } catch (error) {
    throw new CellError(
      `the returned rows could not become a table: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
