import { resolve } from "node:path";
import type { Engine } from "../../src/engine/engine.ts";
import { countExported, exportScores, exportSpans } from "../../src/notebook/export.ts";
import { writeAtomically } from "../atomic.ts";
import type { ExportCommand } from "./arguments.ts";
import { print, say } from "./output.ts";
import { sayLosses } from "./query.ts";
import { cliHost, namedSources, withSession } from "./session.ts";

/** Imports the files and writes their spans or scores into one file, piece by piece as they come. */
export async function runExport(command: ExportCommand): Promise<number> {
  const files = await namedSources(cliHost(), command.files);
  return withSession([], async (session) => {
    for (const { path, issues } of await session.importFiles(files)) sayLosses(path, issues);
    await checkTrace(session.engine, command.trace);
    await write(command, pieces(session.engine, command));
    const { table } = command.what;
    const rows = await countExported(session.engine, table, command);
    say(`${command.out === "-" ? "standard output" : command.out}: ${rows} ${rows === 1 ? table.slice(0, -1) : table}`);
    return 0;
  });
}

async function checkTrace(engine: Engine, trace: string | null): Promise<void> {
  if (trace !== null && (await countExported(engine, "spans", { trace })) === 0)
    throw new Error(`${trace}: the files hold no span of such a trace`);
}

function pieces(engine: Engine, { what, ...selection }: ExportCommand): AsyncIterable<Uint8Array> {
  if (what.table === "spans") return exportSpans(engine, what.format, selection);
  return exportScores(engine, what.format, selection);
}

async function write({ out }: ExportCommand, content: AsyncIterable<Uint8Array>): Promise<void> {
  if (out === "-") for await (const piece of content) await print(piece);
  else await writeAtomically(resolve(out), content);
}
