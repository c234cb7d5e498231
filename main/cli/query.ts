import type { RecordBatch } from "apache-arrow";
import { Table } from "apache-arrow";
import { type TableData, toTableData } from "../../src/engine/table-data.ts";
import type { Format } from "./arguments.ts";
import { csvField, print, say } from "./output.ts";
import { cliHost, namedSources, withSession } from "./session.ts";

/** Imports the files and prints a statement's result, batch by batch as it comes. */
export async function runQuery(sql: string, paths: readonly string[], format: Format): Promise<number> {
  const files = await namedSources(cliHost(), paths);
  return withSession([], async (session) => {
    for (const { path, issues } of await session.importFiles(files)) sayLosses(path, issues);
    const write = format === "csv" ? writeCsv : writeJson;
    await write(session.engine.stream(sql));
    return 0;
  });
}

/** Names the first records of a file that could not be read. */
export function sayLosses(path: string, issues: readonly { line: number | null; reason: string }[]): void {
  for (const { line, reason } of issues.slice(0, 20)) say(`${path}${line === null ? "" : `:${line}`}: ${reason}`);
  if (issues.length > 20) say(`${path}: ${issues.length - 20} more issues: see casebook import`);
}

async function writeJson(batches: AsyncIterable<RecordBatch>): Promise<void> {
  let written = 0;
  for await (const { columns, rows } of tables(batches)) {
    const names = uniqueNames(columns.map((column) => column.name));
    for (const row of rows) {
      const object = Object.fromEntries(names.map((name, index) => [name, row[index]]));
      await print(`${written++ ? "," : "["}\n${JSON.stringify(object)}`);
    }
  }
  await print(written ? "\n]\n" : "[]\n");
}

async function writeCsv(batches: AsyncIterable<RecordBatch>): Promise<void> {
  let headed = false;
  for await (const { columns, rows } of tables(batches)) {
    if (!headed) await print(csvLine(columns.map((column) => column.name)));
    headed = true;
    for (const row of rows) await print(csvLine(row));
  }
}

function csvLine(values: readonly unknown[]): string {
  return `${values.map(csvField).join(",")}\n`;
}

async function* tables(batches: AsyncIterable<RecordBatch>): AsyncIterable<TableData> {
  for await (const batch of batches) yield toTableData(new Table([batch]));
}

/** A statement may give two columns one name; an object cannot. */
function uniqueNames(names: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let unique = name;
    for (let n = 2; taken.has(unique); n++) unique = `${name}_${n}`;
    taken.add(unique);
    return unique;
  });
}
