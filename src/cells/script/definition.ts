import type { Engine } from "../../engine/engine.ts";
import { splitStatements } from "../../engine/sql-statements.ts";
import { offeredNames } from "../../notebook/script/offered.ts";
import { readScript, type Script } from "../../notebook/script/read-script.ts";
import { namesIn } from "../sql-names.ts";
import { isGlobal } from "./globals.ts";

export interface ScriptSpec {
  readonly script: Script;
  /** What it uses and neither declares nor finds in JavaScript or in the sandbox: tables, cells and inputs. */
  readonly names: readonly string[];
}

export function parse(source: string): ScriptSpec {
  const script = readScript(source);
  return { script, names: script.free.filter((name) => !isGlobal(name) && !offeredNames.includes(name)) };
}

/** The tables, cells and inputs that it uses by name, by `table("…")`, and in its queries. */
export async function reads({ script, names }: ScriptSpec, engine: Engine): Promise<readonly string[]> {
  const statements = script.queries.flatMap(splitStatements);
  const inQueries = await Promise.all(statements.map((statement) => namesIn(statement, engine)));
  return [...new Set([...names, ...script.tables, ...inQueries.flat()])];
}
