import type { Engine } from "../../engine/engine.ts";
import { isSymbol, isWord, nameOf, type Statement, splitStatements, type Token } from "../../engine/sql-statements.ts";
import { inputsInSql, unboundSql } from "../../notebook/bound-sql.ts";
import { actionOf, changedNames, isName } from "../sql-verbs.ts";

export interface SqlSpec {
  readonly source: string;
  readonly statements: readonly Statement[];
}

export function parse(source: string): SqlSpec {
  return { source, statements: splitStatements(source) };
}

/** The tables that the statements read, but for those that an earlier one of them makes; and the inputs. */
export async function reads({ statements }: SqlSpec, engine: Engine): Promise<readonly string[]> {
  const found = new Set<string>();
  const made = new Set<string>();
  for (const statement of statements) {
    for (const name of inputsInSql(statement.text)) found.add(name);
    for (const name of await namesIn(statement, engine)) if (!made.has(name.toLowerCase())) found.add(name);
    const action = actionOf(statement);
    if (action.verb === "create") for (const { name } of changedNames(action).slice(0, 1)) made.add(name.toLowerCase());
  }
  return [...found];
}

// The engine's parser knows best, but it cannot say for PIVOT, for changes of tables that are not there yet, and for
// what does not parse.
async function namesIn(statement: Statement, engine: Engine): Promise<readonly string[]> {
  try {
    return await engine.tableNames(unboundSql(statement.text));
  } catch {
    return namesByPlace(statement);
  }
}

const beforeNames = ["from", "join", "pivot", "unpivot", "summarize", "describe", "table", "into", "update", "using"];

/** Names that stand where tables stand. */
function namesByPlace({ tokens }: Statement): readonly string[] {
  return tokens.flatMap((token, index) => {
    const named = isName(token) && isWord(tokens[index - 1], ...beforeNames) && !isWord(token, "if", "select");
    return named && !isSymbol(tokens[index + 1], "(") ? [lastPart(tokens, index)] : [];
  });
}

/** Of `database.schema.name` the name. */
function lastPart(tokens: Statement["tokens"], start: number): string {
  let at = start;
  while (isSymbol(tokens[at + 1], ".") && isName(tokens[at + 2])) at += 2;
  return nameOf(tokens[at] as Token);
}
