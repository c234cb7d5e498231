import type { Engine } from "../engine/engine.ts";
import { isSymbol, isWord, nameOf, type Statement, type Token } from "../engine/sql-statements.ts";
import { unboundSql } from "../notebook/bound-sql.ts";
import { isName } from "./sql-verbs.ts";

/** The tables that a statement reads or changes. */
export async function namesIn(statement: Statement, engine: Engine): Promise<readonly string[]> {
  // The engine's parser knows best, but it cannot say for PIVOT, for joins that USE columns, for changes of tables that
  // are not there yet, and for what does not parse.
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
