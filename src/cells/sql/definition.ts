import type { Engine } from "../../engine/engine.ts";
import { type Statement, splitStatements } from "../../engine/sql-statements.ts";
import { inputsInSql } from "../../notebook/bound-sql.ts";
import { namesIn } from "../sql-names.ts";
import { actionOf, changedNames } from "../sql-verbs.ts";

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
