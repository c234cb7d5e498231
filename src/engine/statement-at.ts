import { splitStatements } from "./sql-statements.ts";

/** The statement that a place in a source is in, or the one before it where it is between two; null when there is none. */
export function statementAt(source: string, offset: number): string | null {
  const statements = splitStatements(source);
  return (statements.findLast(({ start }) => start <= offset) ?? statements[0])?.text ?? null;
}
