import { sqlTokens } from "../../engine/sql-statements.ts";

/**
 * SQL laid out anew: only white space changes, words keep their case.
 * @throws where the text cannot be read as SQL, or would come out as another
 */
export async function formatSql(source: string): Promise<string> {
  const { duckdb, formatDialect } = await import("sql-formatter");
  const text = laidOut(() =>
    formatDialect(source, {
      dialect: duckdb,
      keywordCase: "preserve",
      tabWidth: 2,
      expressionWidth: 90,
      paramTypes: { named: ["$"] },
    }),
  );
  if (essence(text) !== essence(source))
    throw new Error("format: this SQL would not stay the same, so it was left as it is");
  return text;
}

function laidOut(format: () => string): string {
  try {
    return format();
  } catch (error) {
    // The formatter tells every rule of its grammar; the place is what helps.
    const place = /at line (\d+) column (\d+)/.exec(error instanceof Error ? error.message : "");
    const where = place ? ` at line ${place[1]}, column ${place[2]}` : "";
    throw new Error(`format: the SQL cannot be read${where}; mend it first`);
  }
}

/** Everything but white space, comments included, and where each token ends. */
function essence(source: string): string {
  const tokens = Array.from(sqlTokens(source), ({ text }) => text);
  return `${tokens.join(" ")}\n${source.replace(/\s+/g, "")}`;
}
