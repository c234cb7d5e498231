import { parseArgs } from "node:util";
import { type ScoreFormat, type SpanFormat, scoreFormats, spanFormats } from "../../src/notebook/export-formats.ts";

export type Command =
  | { readonly name: "help"; readonly text: string }
  | { readonly name: "version" }
  | { readonly name: "import"; readonly files: readonly string[]; readonly json: boolean }
  | { readonly name: "query"; readonly sql: string; readonly files: readonly string[]; readonly format: Format }
  | ({ readonly name: "export" } & ExportCommand)
  | ({ readonly name: "run"; readonly notebook: string } & RunOutputs)
  | ({ readonly name: "judge" } & JudgeCommand)
  | { readonly name: "verify"; readonly notebook: string; readonly json: boolean; readonly update: boolean };

/** Where a run's results go: a path each, "-" for standard output, or nowhere. */
export interface RunOutputs {
  readonly json: string | null;
  /** The report. */
  readonly out: string | null;
  /** The report's figures move, by scripts. */
  readonly moving: boolean;
  readonly ipynb: string | null;
  readonly markdown: string | null;
}

export type Format = "json" | "csv";

export interface ExportCommand {
  readonly files: readonly string[];
  readonly what:
    | { readonly table: "spans"; readonly format: SpanFormat }
    | { readonly table: "scores"; readonly format: ScoreFormat };
  readonly trace: string | null;
  /** A condition in SQL. */
  readonly where: string | null;
  /** A path, or "-" for standard output. */
  readonly out: string;
}

export interface JudgeCommand {
  readonly notebook: string;
  /** The name of one cell; null for all. */
  readonly cell: string | null;
  /** null without --yes: nothing is sent. */
  readonly budgetUsd: number | null;
  readonly text: boolean;
}

type CommandName = "import" | "query" | "export" | "run" | "judge" | "verify";

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
       casebook export FILES… --spans otlp|chrome|parquet|csv --out FILE
       casebook export FILES… --scores csv|jsonl --out FILE
       casebook run NOTEBOOK [--json FILE] [--out REPORT.html [--moving]] [--ipynb FILE] [--markdown FILE]
       casebook judge NOTEBOOK [--cell NAME] [--text] [--yes --budget USD]
       casebook verify NOTEBOOK [--json] [--update]

Casebook without its window: reads exported traces, asks them in SQL, exports them, runs and verifies notebooks.
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
  export: `usage: casebook export FILES… --spans otlp|chrome|parquet|csv [--trace ID] [--where SQL] --out FILE
       casebook export FILES… --scores csv|jsonl [--trace ID] [--where SQL] --out FILE

Imports the files and folders, and writes their spans or their scores into one file, whatever formats they came in.

  --spans otlp      OTLP as JSON Lines; imported again, it gives the same rows
  --spans chrome    a Chrome trace for Perfetto and Speedscope: a process for each trace
  --spans parquet   the table spans with its types
  --spans csv       the table spans; attributes are a JSON object
  --scores csv      the table scores
  --scores jsonl    the table scores, an object to a line; integers beyond 2^53 are strings
  --trace ID        only this trace; of scores, those on it and on its spans
  --where SQL       only rows for which this condition holds: "kind = 'LLM' and cost_usd > 0.1"
  --out FILE        where it goes, written in one step; - is standard output
`,
  run: `usage: casebook run NOTEBOOK [--json FILE] [--out REPORT.html [--moving]] [--ipynb FILE] [--markdown FILE]

Opens a notebook (*.casebook.md), reads its sources, and runs every cell in order. Says on standard error what is
missing or changed. Exits with 1 when a cell failed, and names it. Script cells run in the sandbox of a Chromium, Chrome
or Edge without a window: the one installed, or the one that CASEBOOK_CHROMIUM names.

  --json FILE         writes each cell's result as JSON; - is standard output
  --out REPORT.html   writes a report: findings, prose, tables, figures and where they come from; one file, no scripts,
                      light and dark
  --moving            lets the report's figures be zoomed and read off by pointing; it grows by 5 MB
  --ipynb FILE        writes a Jupyter notebook with the results (nbformat 4.5)
  --markdown FILE     writes plain Markdown with the results; - is standard output
`,
  judge: `usage: casebook judge NOTEBOOK [--cell NAME] [--text] [--yes --budget USD]

Says what a notebook's judge cells would send to which endpoint, and what it would cost. Sends nothing without --yes.
Answers are kept beside the notebook (*.casebook.judge.jsonl) and never asked for twice; run shows them without asking
anybody. Endpoints and their keys are set in the window, or by CASEBOOK_KEY_<NAME> in the environment.

  --cell NAME    only this cell
  --text         prints every call that would be sent, word for word, as lines of JSON
  --yes          sends the calls
  --budget USD   what all of it may cost; no call begins that could go beyond, nor beyond the cell's own budget_usd
`,
  verify: `usage: casebook verify NOTEBOOK [--json] [--update]

Reads a notebook's sources and runs its cells again, and compares both with the lockfile beside it
(*.casebook.lock.json, written when the notebook is saved). Says of each source and each cell: same, changed (with what
differs: data, code, version, seed), or cannot re-run. Exits with 0 only when all are the same.

  --json     as one JSON object on standard output:
             {"notebook", "same", "versions": {"locked", "now"}, "sources": [{"name", "verdict", "causes", "note"}],
              "cells": [{"name", "verdict", "causes", "note"}]}
  --update   writes the lockfile from this run instead of comparing

Outputs are compared by a digest: fractions to nine significant digits, the rows of a table in any order.
`,
};

const allowed: Record<CommandName, readonly string[]> = {
  import: ["json"],
  query: ["format"],
  export: ["spans", "scores", "trace", "where", "out"],
  run: ["json", "out", "moving", "ipynb", "markdown"],
  judge: ["cell", "text", "yes", "budget"],
  verify: ["json", "update"],
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
  if (name === "export") return readExport(positionals, values, text);
  if (name === "judge") return readJudge(positionals, values, text);
  if (name === "verify") return readVerify(positionals, values, text);
  return readRun(positionals, values, text);
}

interface Values {
  readonly help?: boolean;
  readonly json?: boolean | string;
  readonly format?: string;
  readonly out?: string;
  readonly moving?: boolean;
  readonly ipynb?: string;
  readonly markdown?: string;
  readonly update?: boolean;
  readonly spans?: string;
  readonly scores?: string;
  readonly trace?: string;
  readonly where?: string;
  readonly cell?: string;
  readonly text?: boolean;
  readonly yes?: boolean;
  readonly budget?: string;
}

function parse(args: readonly string[], jsonIsFile: boolean, text: string): { values: Values; positionals: string[] } {
  const options = {
    help: { type: "boolean", short: "h" },
    json: { type: jsonIsFile ? "string" : "boolean" },
    format: { type: "string" },
    out: { type: "string" },
    moving: { type: "boolean" },
    ipynb: { type: "string" },
    markdown: { type: "string" },
    update: { type: "boolean" },
    spans: { type: "string" },
    scores: { type: "string" },
    trace: { type: "string" },
    where: { type: "string" },
    cell: { type: "string" },
    text: { type: "boolean" },
    yes: { type: "boolean" },
    budget: { type: "string" },
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

function readExport(files: readonly string[], values: Values, text: string): Command {
  if (!files.length) throw new UsageError("export: name at least one file or folder", text);
  const { trace = null, where = null, out } = values;
  const what = readWhat(values, text);
  if (trace !== null && !trace.trim()) throw new UsageError("export: --trace is the id of a trace", text);
  if (where !== null && !where.trim()) throw new UsageError("export: --where is a condition in SQL", text);
  if (!out) throw new UsageError("export: say where it goes: --out FILE", text);
  return { name: "export", files, what, trace, where, out };
}

function readWhat({ spans, scores }: Values, text: string): ExportCommand["what"] {
  if (spans !== undefined && scores !== undefined)
    throw new UsageError("export: spans and scores go into files of their own", text);
  if (spans !== undefined) return { table: "spans", format: oneOf("--spans", spanFormats, spans, text) };
  if (scores !== undefined) return { table: "scores", format: oneOf("--scores", scoreFormats, scores, text) };
  throw new UsageError("export: say what: --spans or --scores, and in which format", text);
}

function oneOf<F extends string>(option: string, formats: Readonly<Record<F, unknown>>, said: string, text: string): F {
  const known = Object.keys(formats) as F[];
  const format = known.find((name) => name === said);
  if (format === undefined)
    throw new UsageError(`export: ${option} is ${known.slice(0, -1).join(", ")} or ${known.at(-1)}, not ${said}`, text);
  return format;
}

function readRun(positionals: readonly string[], values: Values, text: string): Command {
  const { json, out = null, moving = false, ipynb = null, markdown = null } = values;
  const notebook = oneNotebook("run", positionals, text);
  if (moving && out === null) throw new UsageError("run: --moving is about a report: name it with --out FILE", text);
  return { name: "run", notebook, json: typeof json === "string" ? json : null, out, moving, ipynb, markdown };
}

function readJudge(positionals: readonly string[], values: Values, help: string): Command {
  const { cell = null, text = false, yes = false, budget } = values;
  const notebook = oneNotebook("judge", positionals, help);
  const budgetUsd = budget === undefined ? null : Number(budget);
  if (budgetUsd !== null && !(budgetUsd >= 0 && budget?.trim()))
    throw new UsageError(`judge: --budget is an amount in USD, not ${budget}`, help);
  if (yes !== (budgetUsd !== null)) throw new UsageError("judge: --yes and --budget USD go together", help);
  return { name: "judge", notebook, cell, text, budgetUsd };
}

function readVerify(positionals: readonly string[], { json, update = false }: Values, text: string): Command {
  return { name: "verify", notebook: oneNotebook("verify", positionals, text), json: json === true, update };
}

function oneNotebook(command: string, [notebook, ...more]: readonly string[], text: string): string {
  if (!notebook) throw new UsageError(`${command}: name a notebook`, text);
  if (more.length) throw new UsageError(`${command}: one notebook at a time, not also ${more.join(", ")}`, text);
  return notebook;
}
