import { parseArgs } from "node:util";

export type Command =
  | { readonly name: "help"; readonly text: string }
  | { readonly name: "version" }
  | { readonly name: "import"; readonly files: readonly string[]; readonly json: boolean }
  | { readonly name: "query"; readonly sql: string; readonly files: readonly string[]; readonly format: Format }
  | { readonly name: "run"; readonly notebook: string; readonly json: string | null; readonly out: string | null };

export type Format = "json" | "csv";

type CommandName = "import" | "query" | "run";

/** A command line that cannot be understood; `help` is what to read next. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  constructor(
    message: string,
    readonly help: string,
  ) {
    super(message);
  }
}

export const help = `usage: casebook import FILES… [--json]
       casebook query "SQL" FILES… [--format json|csv]
       casebook run NOTEBOOK [--json FILE] [--out REPORT.html]

Casebook without its window: reads exported traces, asks them in SQL, runs notebooks.
Add --help behind a command for more. Exit codes: 0 done, 1 something failed, 2 wrong usage.
`;

const commandHelp: Record<CommandName, string> = {
  import: `usage: casebook import FILES… [--json]

Reads files and whole folders, and says what is in them: format, spans, documents, scores, rows, and every record
that could not be read, with its file, line and reason.

  --json   as one JSON object on standard output:
           {"sources": [{"path", "format", "sha256", "spans", "documents", "scores", "embeddings", "rows", "issues", …}],
            "tables": [{"name", "rows"}], "issues": [{"path", "line", "reason", …}]}

The format is told from the content: OTLP (JSON, JSON Lines, protobuf), Jaeger, CSV, TSV, JSON, JSON Lines, Parquet,
Arrow; each also compressed with gzip or zstd.
`,
  query: `usage: casebook query "SQL" FILES… [--format json|csv]

Imports the files and folders, runs one SQL statement over their tables, and prints its result on standard output.
Traces are in spans, traces and documents; other files become tables named after them: see casebook import.

  --format json   an array of one object per row (default); integers beyond 2^53 are strings
  --format csv    with a header line
`,
  run: `usage: casebook run NOTEBOOK [--json FILE] [--out REPORT.html]

Opens a notebook (*.casebook.md), reads its sources, and runs every cell in order. Says on standard error what is
missing or changed. Exits with 1 when a cell failed, and names it.

  --json FILE         writes each cell's result as JSON; - is standard output
  --out REPORT.html   writes a report of all cells: one file, no scripts, light and dark
`,
};

const allowed: Record<CommandName, readonly string[]> = {
  import: ["json"],
  query: ["format"],
  run: ["json", "out"],
};

/** Understands a command line. @throws UsageError */
export function readCommand(args: readonly string[]): Command {
  const [first, ...rest] = args;
  if (first === undefined) throw new UsageError("say what to do", help);
  if (first === "--help" || first === "-h" || first === "help") return { name: "help", text: help };
  if (first === "--version") return { name: "version" };
  if (!isCommandName(first)) throw new UsageError(`there is no command "${first}"`, help);
  return readOptions(first, rest);
}

function isCommandName(name: string): name is CommandName {
  return Object.hasOwn(commandHelp, name);
}

function readOptions(name: CommandName, args: readonly string[]): Command {
  const text = commandHelp[name];
  const jsonIsFile = name === "run";
  const { values, positionals } = parse(args, jsonIsFile, text);
  if (values.help) return { name: "help", text };
  const wrong = Object.keys(values).find((key) => key !== "help" && !allowed[name].includes(key));
  if (wrong) throw new UsageError(`${name} has no option --${wrong}`, text);
  if (name === "import") return readImport(positionals, values.json === true, text);
  if (name === "query") return readQuery(positionals, values.format, text);
  return readRun(positionals, values, text);
}

interface Values {
  readonly help?: boolean;
  readonly json?: boolean | string;
  readonly format?: string;
  readonly out?: string;
}

function parse(args: readonly string[], jsonIsFile: boolean, text: string): { values: Values; positionals: string[] } {
  const options = {
    help: { type: "boolean", short: "h" },
    json: { type: jsonIsFile ? "string" : "boolean" },
    format: { type: "string" },
    out: { type: "string" },
  } as const;
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    const [message = ""] = (error instanceof Error ? error.message : String(error)).split(/(?<=\.)\s/);
    throw new UsageError(message.replace(/\.$/, ""), text);
  }
}

function readImport(files: readonly string[], json: boolean, text: string): Command {
  if (!files.length) throw new UsageError("import: name at least one file or folder", text);
  return { name: "import", files, json };
}

function readQuery([sql, ...files]: readonly string[], format = "json", text: string): Command {
  if (!sql?.trim()) throw new UsageError("query: give an SQL statement", text);
  if (format !== "json" && format !== "csv")
    throw new UsageError(`query: --format is json or csv, not ${format}`, text);
  return { name: "query", sql, files, format };
}

function readRun(positionals: readonly string[], { json, out }: Values, text: string): Command {
  const [notebook, ...more] = positionals;
  if (!notebook) throw new UsageError("run: name a notebook", text);
  if (more.length) throw new UsageError(`run: one notebook at a time, not also ${more.join(", ")}`, text);
  return { name: "run", notebook, json: typeof json === "string" ? json : null, out: out ?? null };
}
