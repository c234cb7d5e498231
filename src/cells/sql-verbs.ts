import { isSymbol, isWord, nameOf, type Statement, type Token } from "../engine/sql-statements.ts";

const reading = ["select", "from", "values", "table", "pivot", "unpivot", "describe", "desc", "show", "summarize"];
const writing = ["create", "drop", "alter", "insert", "update", "delete", "truncate", "merge", "comment"];

/** What a statement does, EXPLAIN looked through (EXPLAIN ANALYZE runs what it explains). */
export interface Action {
  /** The word that says it, in lower case; "(" for a query in brackets. */
  readonly verb: string;
  /** From that word on. */
  readonly tokens: readonly Token[];
  readonly writes: boolean;
  readonly explained: boolean;
}

export function actionOf({ tokens }: Statement): Action {
  const inner = explained(tokens);
  const from = inner.slice(verbIndex(inner));
  const verb = (from[0]?.text ?? "").toLowerCase();
  return { verb, tokens: from, writes: writing.includes(verb), explained: inner.length < tokens.length };
}

function explained(tokens: readonly Token[]): readonly Token[] {
  if (!isWord(tokens[0], "explain")) return tokens;
  const rest = tokens.slice(isWord(tokens[1], "analyze", "analyse") ? 2 : 1);
  const options = isSymbol(rest[0], "(") && isWord(rest[1], "format", "analyze", "analyse");
  const inner = options ? rest.slice(closing(rest) + 1) : rest;
  return inner.length ? explained(inner) : tokens;
}

/** Past WITH and its common table expressions. */
function verbIndex(tokens: readonly Token[]): number {
  if (!isWord(tokens[0], "with")) return 0;
  let depth = 0;
  for (const [index, token] of tokens.entries()) {
    if (isSymbol(token, "(")) depth++;
    else if (isSymbol(token, ")")) depth--;
    else if (depth === 0 && index > 0 && isWord(token, ...reading, ...writing)) return index;
  }
  return 0;
}

function closing(tokens: readonly Token[]): number {
  let depth = 0;
  for (const [index, token] of tokens.entries()) {
    if (isSymbol(token, "(")) depth++;
    if (isSymbol(token, ")") && --depth === 0) return index;
  }
  return tokens.length;
}

export interface QualifiedName {
  readonly token: Token;
  /** What stands before the name, in lower case: a database, a schema. */
  readonly schema: readonly string[];
  readonly name: string;
}

const between = `or replace ignore temp temporary persistent unique recursive table view macro function sequence type
  schema index into from if not exists on column materialized`.split(/\s+/);

/** The names that a writing statement makes, changes or drops; for an index also the table that it is on. */
export function changedNames({ tokens }: Action): readonly QualifiedName[] {
  const names: QualifiedName[] = [];
  for (let at = 1; at < tokens.length; at++) {
    if (isWord(tokens[at], ...between)) continue;
    const name = qualifiedName(tokens, at);
    if (!name) break;
    names.push(name);
    at += name.schema.length * 2 + 1;
    if (!isWord(tokens[at], "on") && !isSymbol(tokens[at], ",")) break;
  }
  return names;
}

function qualifiedName(tokens: readonly Token[], start: number): QualifiedName | null {
  const parts: string[] = [];
  for (let at = start; isName(tokens[at]); at += 2) {
    parts.push(nameOf(tokens[at] as Token));
    if (!isSymbol(tokens[at + 1], ".")) break;
  }
  const name = parts.at(-1);
  if (name === undefined) return null;
  return { token: tokens[start] as Token, schema: parts.slice(0, -1).map((part) => part.toLowerCase()), name };
}

export function isName(token: Token | undefined): boolean {
  return token?.kind === "word" || token?.kind === "quoted";
}

/** What kind of thing a CREATE, DROP or ALTER is about: "table", "macro" … */
export function objectKind({ tokens }: Action): string {
  const skipped = ["or", "replace", "temp", "temporary", "persistent", "unique", "recursive"];
  return (tokens.slice(1).find((token) => !isWord(token, ...skipped))?.text ?? "").toLowerCase();
}
