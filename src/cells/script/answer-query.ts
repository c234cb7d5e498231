import { type RecordBatch, Table, tableToIPC } from "apache-arrow";
import type { Engine } from "../../engine/engine.ts";
import { identifier } from "../../engine/sql.ts";
import { splitStatements } from "../../engine/sql-statements.ts";
import { inputsInSql } from "../../notebook/bound-sql.ts";
import { boundSql } from "../../notebook/script/bind-values.ts";
import type { ScriptAnswer, ScriptQuery } from "../../notebook/script/messages.ts";
import { refusal } from "../sql-guard.ts";
import { actionOf } from "../sql-verbs.ts";

const mostBytes = 512 * 2 ** 20;

/**
 * Runs a script's query, which may read and nothing else.
 * @throws for what does not only read, for a value that cannot be bound, for a result of more than 512 MB; QueryError
 */
export async function answerQuery(engine: Engine, query: ScriptQuery, signal: AbortSignal): Promise<ScriptAnswer> {
  const sql = onlyReading(boundSql(query.parts, query.values));
  if (query.numbers && query.columns) return numbers(await batchesOf(engine, listed(sql, query.columns), signal));
  const asked = query.columns ? picked(sql, query.columns) : sql;
  const batches = await batchesOf(engine, asked, signal);
  // A result without rows comes without a schema.
  const table = batches.length ? new Table(batches) : await engine.query(asked, { signal });
  return whole(tableToIPC(table, "stream"));
}

async function batchesOf(engine: Engine, sql: string, signal: AbortSignal): Promise<readonly RecordBatch[]> {
  const batches: RecordBatch[] = [];
  let bytes = 0;
  for await (const batch of engine.stream(sql, { signal })) {
    bytes += batch.data.byteLength;
    if (bytes > mostBytes) throw new Error("sql: the result is larger than 512 MB: choose fewer columns, or aggregate");
    batches.push(batch);
  }
  return batches;
}

/** The list in the only row, NaN for NULL, where the engine's answer lies: nothing else holds that. */
function numbers([batch]: readonly RecordBatch[]): Float64Array {
  const list = batch?.getChildAt(0)?.data[0]?.children[0];
  if (!list?.length) return new Float64Array(0);
  const found = (list.values as Float64Array).subarray(0, list.length);
  if (list.nullCount) for (let row = 0; row < list.length; row++) if (!list.getValid(row)) found[row] = Number.NaN;
  return found;
}

function onlyReading(sql: string): string {
  const [statement, ...more] = splitStatements(sql);
  if (!statement) throw new Error("sql: the query is empty");
  if (more.length) throw new Error("sql: one statement at a time; wait for each with await");
  const refused = refusal(statement, new Map());
  if (refused) throw new Error(`sql: ${refused.reason}`);
  if (actionOf(statement).writes)
    throw new Error("sql: a script reads and does not write: return rows to have them as this cell's table");
  const [input] = inputsInSql(statement.text);
  if (input) throw new Error(`sql: $${input}: in a script an input is a variable: write \${${input}}`);
  return statement.text;
}

function picked(sql: string, columns: readonly string[]): string {
  return `SELECT ${columns.map(identifier).join(", ")} FROM (${sql}\n)`;
}

/** The first column's values in one piece: the engine otherwise hands over 2,048 rows at a time. */
function listed(sql: string, [column]: readonly string[]): string {
  return `SELECT list(n) AS n FROM (SELECT ${identifier(column as string)}::DOUBLE AS n FROM (${sql}\n))`;
}

function whole(bytes: Uint8Array): Uint8Array {
  return bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice();
}
