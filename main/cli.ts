import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Command, readCommand, UsageError } from "./cli/arguments.ts";
import { print, say } from "./cli/output.ts";
import { programFolder } from "./places.ts";

const program = programFolder(fileURLToPath(import.meta.url));
/** The folder of the built page. */
const page = join(program, "dist", "renderer");

/** Does what the command line says and gives the exit code. */
async function perform(command: Command): Promise<number> {
  switch (command.name) {
    case "help":
      await print(command.text);
      return 0;
    case "version":
      await print(`${version()}\n`);
      return 0;
    case "import":
      return (await import("./cli/import.ts")).runImport(command.files, command.json);
    case "query":
      return (await import("./cli/query.ts")).runQuery(command.sql, command.files, command.format);
    case "export":
      return (await import("./cli/export.ts")).runExport(command);
    case "run":
      return (await import("./cli/run.ts")).runNotebook(command.notebook, { ...command, app: version(), page });
    case "judge":
      return (await import("./cli/judge.ts")).runJudge({ ...command, page });
    case "verify":
      return (await import("./cli/verify.ts")).runVerify({ ...command, app: version(), page });
  }
}

function version(): string {
  const file = join(program, "package.json");
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}

function codeFor(error: unknown): number {
  const message = error instanceof Error ? error.message : String(error);
  say(`casebook: ${message}`);
  if (error instanceof UsageError) say(`\n${error.help.trimEnd()}`);
  return error instanceof UsageError || (error instanceof Error && error.name === "MissingFile") ? 2 : 1;
}

// A reader that closed its end early (head, less) wants no more; that is not an error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));

try {
  process.exitCode = await perform(readCommand(process.argv.slice(2)));
} catch (error) {
  process.exitCode = codeFor(error);
}
