import * as acorn from "acorn";
import { simple } from "acorn-walk";
import { transform } from "sucrase";
import { CellError } from "../cell.ts";
import { freeNames } from "./free-names.ts";

/** A script that can be run, and what it depends on. */
export interface Script {
  /** JavaScript that stands in an async function, line for line as in the source; its last expression is returned. */
  readonly code: string;
  /** Names that it uses and does not declare: tables, cells, inputs, what the sandbox offers, JavaScript's own. */
  readonly free: readonly string[];
  /** The names in `table("…")`. */
  readonly tables: readonly string[];
  /** The texts of `` sql`…` ``, NULL where a value stands. */
  readonly queries: readonly string[];
  /** How long it may take. */
  readonly seconds: number;
}

const defaultSeconds = 30;
const longestSeconds = 3600;

/**
 * Takes the types off a script and finds what it depends on.
 * @throws CellError with the place of what does not parse, of an import, or of a time limit that cannot be
 */
export function readScript(source: string): Script {
  const seconds = timeLimit(source);
  const code = withoutTypes(source);
  const program = parsed(code);
  const { tables, queries } = calls(program);
  return { code: returning(code, program), free: freeNames(program), tables, queries, seconds };
}

/** `// @timeout 120` on a line of its own. */
function timeLimit(source: string): number {
  const found = /^[ \t]*\/\/[ \t]*@timeout\b[ \t:]*(.*)$/m.exec(source);
  if (!found) return defaultSeconds;
  const seconds = Number((found[1] as string).trim().replace(/\s*s(econds)?$/, ""));
  if (seconds > 0 && seconds <= longestSeconds) return seconds;
  const line = source.slice(0, found.index).split("\n").length;
  const problem = `@timeout: a number of seconds from 1 to ${longestSeconds} is expected, as in "// @timeout 120"`;
  throw new CellError(problem, { line, column: 1 });
}

function withoutTypes(source: string): string {
  try {
    return transform(source, { transforms: ["typescript"], disableESTransforms: true, keepUnusedImports: true }).code;
  } catch (error) {
    // Sucrase counts columns from 1.
    throw syntaxError(error, 1);
  }
}

function parsed(code: string): acorn.Program {
  try {
    const options = { ecmaVersion: "latest", sourceType: "module", locations: true } as const;
    const program = acorn.parse(code, { ...options, allowReturnOutsideFunction: true });
    for (const node of program.body) refuseModule(node);
    return program;
  } catch (error) {
    throw syntaxError(error, 0);
  }
}

const moduleWords: Readonly<Record<string, string>> = {
  ImportDeclaration: "import: a script has no modules to import; sql, table, display and stats are there without",
  ExportNamedDeclaration: "export: a script exports nothing; return the rows that are to be the cell's table",
  ExportDefaultDeclaration: "export: a script exports nothing; return the rows that are to be the cell's table",
  ExportAllDeclaration: "export: a script exports nothing; return the rows that are to be the cell's table",
};

function refuseModule(node: acorn.Node): void {
  const words = moduleWords[node.type];
  if (words) throw new CellError(words, place(node.loc?.start));
}

function place(start: acorn.Position | undefined): { line?: number; column?: number } {
  return start ? { line: start.line, column: start.column + 1 } : {};
}

/** Both parsers write the place behind the message: "Unexpected token (3:14)". */
function syntaxError(error: unknown, firstColumn: 0 | 1): unknown {
  if (!(error instanceof Error) || error instanceof CellError) return error;
  const { loc } = error as { loc?: acorn.Position };
  const words = error.message.replace(/ \(\d+:\d+\)$/, "");
  const at = loc ? { line: loc.line, column: Math.max(1, loc.column + 1 - firstColumn) } : {};
  return new CellError(`the script does not parse: ${words}`, at);
}

/** The code with its last expression returned. */
function returning(code: string, program: acorn.Program): string {
  const last = program.body.at(-1);
  if (last?.type !== "ExpressionStatement" || last.directive !== undefined) return code;
  const { start, end } = last.expression;
  // In brackets, because a line break or a comment behind a bare return ends it.
  return `${code.slice(0, last.start)}return (${code.slice(last.start, start)}${code.slice(start, end)}\n)${code.slice(end)}`;
}

function calls(program: acorn.Program): Pick<Script, "tables" | "queries"> {
  const tables: string[] = [];
  const queries: string[] = [];
  simple(program, {
    CallExpression({ callee, arguments: [name] }) {
      const text = name && isNamed(callee, "table") ? fixedText(name) : null;
      if (text !== null) tables.push(text);
    },
    TaggedTemplateExpression({ tag, quasi }) {
      if (isNamed(tag, "sql")) queries.push(quasi.quasis.map(({ value }) => value.cooked ?? "").join(" NULL "));
    },
  });
  return { tables, queries };
}

function isNamed(node: acorn.Node, name: string): boolean {
  return node.type === "Identifier" && (node as acorn.Identifier).name === name;
}

function fixedText(node: acorn.Node): string | null {
  if (node.type === "TemplateLiteral") {
    const [only, ...more] = (node as acorn.TemplateLiteral).quasis;
    return more.length ? null : (only?.value.cooked ?? null);
  }
  const { value } = node as acorn.Literal;
  return node.type === "Literal" && typeof value === "string" ? value : null;
}
