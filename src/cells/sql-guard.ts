import { isSymbol, isWord, nameOf, type Statement, type Token } from "../engine/sql-statements.ts";
import { type Action, actionOf, changedNames, isName, objectKind } from "./sql-verbs.ts";

/** Why a statement is not run, and the token that is to blame. */
export interface Refusal {
  readonly token: Token;
  readonly reason: string;
}

/** Names that a cell may read and not change, in lower case, and why not. */
export type Kept = ReadonlyMap<string, string>;

export const imported = "holds what was imported and cannot be changed by a cell";

/** Refuses what would change imported data, reach outside the notebook, or alter how other cells run. */
export function refusal(statement: Statement, kept: Kept): Refusal | null {
  const action = actionOf(statement);
  return (
    forbiddenFunction(statement.tokens) ??
    forbiddenVerb(action) ??
    (action.writes ? forbiddenWrite(action, kept) : null)
  );
}

const settings = "settings are shared by all cells and cannot be changed by one";
const transaction = "each statement is a transaction of its own";
const offline = "extensions cannot be had: Casebook works without a network";
const prepared = "prepared statements do not last from one statement to the next";

const reasons: ReadonlyMap<string, string> = new Map([
  ["attach", "another database cannot be attached: import the file instead"],
  ["detach", "the notebook's database stays attached"],
  ["install", offline],
  ["load", offline],
  ["copy", "files are neither read nor written by SQL: import a file, or export rows with the buttons below them"],
  ["export", "files are not written by SQL: export rows with the buttons below them"],
  ["import", "files are not read by SQL: import them with the notebook's sources"],
  ["set", settings],
  ["reset", settings],
  ["use", "the schema that cells use is fixed"],
  ["call", "only functions that read can be called: write SELECT * FROM …"],
  ["prepare", prepared],
  ["execute", prepared],
  ["deallocate", prepared],
  ...["begin", "start", "commit", "end", "rollback", "abort"].map((verb) => [verb, transaction] as const),
]);

function forbiddenVerb({ verb, tokens }: Action): Refusal | null {
  const token = tokens[0] as Token;
  if (verb === "pragma") return forbiddenPragma(tokens);
  if (verb === "force" && isWord(tokens[1], "install")) return { token, reason: `INSTALL: ${offline}` };
  const reason = reasons.get(verb);
  return reason === undefined ? null : { token, reason: `${verb.toUpperCase()}: ${reason}` };
}

const readingPragmas = `table_info show_tables show_tables_expanded show database_list database_size storage_info
  version platform collations functions`.split(/\s+/);

function forbiddenPragma(tokens: readonly Token[]): Refusal | null {
  const token = tokens[1] ?? (tokens[0] as Token);
  if (isWord(token, ...readingPragmas) && !tokens.some((part) => isSymbol(part, "="))) return null;
  return { token, reason: `PRAGMA: ${settings}` };
}

function forbiddenWrite(action: Action, kept: Kept): Refusal | null {
  const token = action.tokens[0] as Token;
  const kind = objectKind(action);
  if (action.verb === "create" && action.tokens.slice(1, 4).some((word) => isWord(word, "temp", "temporary")))
    return {
      token,
      reason: "CREATE TEMP: what is temporary does not last from one statement to the next: leave out TEMP",
    };
  if (["secret", "database", "extensions"].includes(kind))
    return { token, reason: `${action.verb.toUpperCase()} ${kind.toUpperCase()}: not something that a cell can do` };
  for (const { token, schema, name } of changedNames(action)) {
    if (schema.includes("store") || (kind === "schema" && ["store", "main"].includes(name.toLowerCase())))
      return { token, reason: `store: ${imported}` };
    const reason = kept.get(name.toLowerCase());
    if (reason !== undefined) return { token, reason: `${name}: ${reason}` };
  }
  return null;
}

const readers = `read_csv read_csv_auto sniff_csv read_text read_blob glob read_parquet parquet_scan parquet_metadata
  parquet_schema parquet_file_metadata parquet_kv_metadata read_json read_json_auto read_json_objects
  read_json_objects_auto read_ndjson read_ndjson_auto read_ndjson_objects read_xlsx read_duckdb`.split(/\s+/);
const byAddress = ["arrow_scan", "arrow_scan_dumb", "scan_arrow_ipc", "query"];

/** Functions that read files, memory by its address, or SQL that nobody looked at. */
function forbiddenFunction(tokens: readonly Token[]): Refusal | null {
  for (const [index, token] of tokens.entries()) {
    if (!isName(token) || !isSymbol(tokens[index + 1], "(")) continue;
    const name = nameOf(token).toLowerCase();
    if (byAddress.includes(name)) return { token, reason: `${name}(…): not something that a cell can call` };
    if (readers.includes(name))
      return {
        token,
        reason: `${name}(…): files are not read by SQL: import them, so that the notebook knows what it read`,
      };
  }
  return null;
}
