import { isSymbol, isWord, nameOf, sqlTokens, type Token } from "../../engine/sql-statements.ts";

/** What a place in SQL asks for, as far as the tokens around it tell. */
export type Place =
  | { readonly kind: "nothing" | "table" | "expression" }
  | { readonly kind: "member"; readonly of: string }
  | { readonly kind: "key"; readonly column: string; readonly of: string | null };

/** Something that columns come from: a table, or a query whose columns are named where it stands. */
export interface Source {
  readonly alias: string;
  /** null for a query in brackets and for a table function. */
  readonly table: string | null;
  readonly output: Output | null;
}

/** The columns of a query: those with a name, and everything of some sources (`*`). */
export interface Output {
  readonly names: readonly string[];
  readonly all: readonly Source[];
}

export interface Scope {
  readonly place: Place;
  /** The piece of a name or of a quoted text that the place is in. */
  readonly start: number;
  readonly end: number;
  /** What FROM and JOIN of this query, and of those around it, bring in. */
  readonly sources: readonly Source[];
  /** The queries that WITH names. */
  readonly queries: ReadonlyMap<string, Output>;
  /** The names that the query gives its own columns. */
  readonly aliases: readonly string[];
}

/** Reads the statement around a place; the statement need not be whole. */
export function scopeAt(source: string, offset: number): Scope {
  const tokens = statementAround(sqlTokens(source), offset);
  const at = tokens.findIndex((token) => token.start < offset && offset <= token.end);
  const token = tokens[at];
  const { start, end } = token && token.kind !== "symbol" ? token : { start: offset, end: offset };
  const before = tokens.slice(0, token && token.kind !== "symbol" ? at : tokens.filter((t) => t.end <= offset).length);
  const queries = namedQueries(tokens);
  const groups = groupsOf(tokens);
  const open = openAt(groups, tokens, offset);
  const visible = (index: number) => open.has(groups[index] ?? -1);
  return {
    place: placeOf(source, tokens, before, token, offset),
    start,
    end,
    sources: sourcesIn(tokens, queries).flatMap(({ index, ...found }) => (visible(index) ? [found] : [])),
    queries,
    aliases: outputOf(tokens, queries).names,
  };
}

function statementAround(all: Iterable<Token>, offset: number): readonly Token[] {
  let tokens: Token[] = [];
  for (const token of all) {
    if (!isSymbol(token, ";")) tokens.push(token);
    else if (token.start < offset) tokens = [];
    else break;
  }
  return tokens;
}

const beforeTables = "from join into update table describe desc summarize".split(" ");

function placeOf(
  source: string,
  tokens: readonly Token[],
  before: readonly Token[],
  token: Token | undefined,
  at: number,
): Place {
  if (inComment(source, tokens, at) || token?.kind === "number") return { kind: "nothing" };
  if (token?.kind === "string") return keyPlace(before, token, at);
  const last = before.at(-1);
  const owner = before.at(-2);
  if (isSymbol(last, "."))
    return owner && isNameToken(owner) ? { kind: "member", of: nameOf(owner) } : { kind: "nothing" };
  if (isWord(last, "as")) return { kind: "nothing" };
  if (isWord(last, ...beforeTables) || fromCommas(before).has(before.length - 1)) return { kind: "table" };
  return { kind: "expression" };
}

/** `attributes['…` asks for a key; any other text in quotes for nothing. */
function keyPlace(before: readonly Token[], token: Token, at: number): Place {
  const [dot, name, bracket] = [before.at(-3), before.at(-2), before.at(-1)];
  const closed = token.text.length > 1 && token.text.endsWith("'") && at === token.end;
  if (closed || !isSymbol(bracket, "[") || !name || !isNameToken(name)) return { kind: "nothing" };
  const owner = isSymbol(dot, ".") ? before.at(-4) : undefined;
  return { kind: "key", column: nameOf(name), of: owner ? nameOf(owner) : null };
}

function inComment(source: string, tokens: readonly Token[], at: number): boolean {
  if (tokens.some((token) => token.start < at && at < token.end)) return false;
  const from = tokens.findLast((token) => token.end <= at)?.end ?? 0;
  const gap = source.slice(from, at).replace(/\/\*[\s\S]*?\*\/|--[^\n]*\n/g, "");
  return /--|\/\*/.test(gap);
}

const clauses = `where group order having limit offset qualify window select union intersect except sample set
  values returning pivot unpivot`.split(/\s+/);
const joins =
  "join left right full inner outer cross natural asof positional semi anti lateral tablesample on using".split(" ");

/** The commas that go on in a FROM, by their index. */
function fromCommas(tokens: readonly Token[]): ReadonlySet<number> {
  const found = new Set<number>();
  const inFrom = [false];
  for (const [index, token] of tokens.entries()) {
    if (isSymbol(token, "(")) inFrom.push(false);
    else if (isSymbol(token, ")")) inFrom.pop();
    else if (isWord(token, "from")) inFrom[inFrom.length - 1] = true;
    else if (isWord(token, ...clauses)) inFrom[inFrom.length - 1] = false;
    else if (isSymbol(token, ",") && inFrom.at(-1)) found.add(index);
  }
  return found;
}

/** For each token the index of the bracket that it stands in, -1 outside of all. */
function groupsOf(tokens: readonly Token[]): readonly number[] {
  const stack = [-1];
  return tokens.map((token, index) => {
    if (isSymbol(token, ")") && stack.length > 1) stack.pop();
    const group = stack.at(-1) as number;
    if (isSymbol(token, "(")) stack.push(index);
    return group;
  });
}

/** The brackets that are open at a place. */
function openAt(groups: readonly number[], tokens: readonly Token[], offset: number): ReadonlySet<number> {
  const stack = [-1];
  for (const [index, token] of tokens.entries()) {
    if (token.end > offset) break;
    if (isSymbol(token, "(")) stack.push(index);
    else if (isSymbol(token, ")") && groups[index] !== undefined && stack.length > 1) stack.pop();
  }
  return new Set(stack);
}

type Queries = ReadonlyMap<string, Output>;

function namedQueries(tokens: readonly Token[]): Queries {
  const found = new Map<string, Output>();
  for (const [index, token] of tokens.entries()) {
    if (!isNameToken(token) || !isWord(tokens[index + 1], "as")) continue;
    const open = isWord(tokens[index + 2], "materialized") ? index + 3 : index + 2;
    const opens = index > 0 && (isWord(tokens[index - 1], "with", "recursive") || isSymbol(tokens[index - 1], ","));
    if (!opens || !isSymbol(tokens[open], "(") || !isWord(tokens[open + 1], "select", "from", "with")) continue;
    found.set(nameOf(token).toLowerCase(), outputOf(tokens.slice(open + 1, closing(tokens, open)), found));
  }
  return found;
}

/** The sources that a statement names anywhere, with the index of the token that starts each. */
function sourcesIn(tokens: readonly Token[], queries: Queries): readonly (Source & { readonly index: number })[] {
  const found: (Source & { readonly index: number })[] = [];
  const commas = fromCommas(tokens);
  for (const [index, token] of tokens.entries()) {
    const begins = isWord(token, "from", "join", "into", "update", "describe", "summarize");
    if (!begins && !commas.has(index)) continue;
    const source = sourceAt(tokens, index + 1, queries);
    if (source) found.push({ ...source, index });
  }
  return found;
}

function sourceAt(tokens: readonly Token[], start: number, queries: Queries): Source | null {
  let at = start;
  const first = tokens[at];
  if (!first) return null;
  if (isSymbol(first, "(")) {
    const end = closing(tokens, at);
    const output = outputOf(tokens.slice(at + 1, end), queries);
    return { alias: aliasAt(tokens, end + 1) ?? "", table: null, output };
  }
  if (!isNameToken(first)) return null;
  while (isSymbol(tokens[at + 1], ".") && tokens[at + 2] && isNameToken(tokens[at + 2] as Token)) at += 2;
  const name = nameOf(tokens[at] as Token);
  const called = isSymbol(tokens[at + 1], "(");
  const end = called ? closing(tokens, at + 1) : at;
  const alias = aliasAt(tokens, end + 1);
  const named = columnList(tokens, end + 1);
  const output = named.length ? { names: named, all: [] } : (queries.get(name.toLowerCase()) ?? null);
  return { alias: alias ?? name, table: called ? null : name, output };
}

function aliasAt(tokens: readonly Token[], at: number): string | null {
  const token = isWord(tokens[at], "as") ? tokens[at + 1] : tokens[at];
  if (!token || !isNameToken(token) || isWord(token, ...clauses, ...joins, "from", "as")) return null;
  return nameOf(token);
}

/** The names in `t(a, b)` after an alias. */
function columnList(tokens: readonly Token[], at: number): readonly string[] {
  const open = isWord(tokens[at], "as") ? at + 2 : at + 1;
  if (aliasAt(tokens, at) === null || !isSymbol(tokens[open], "(")) return [];
  return tokens
    .slice(open + 1, closing(tokens, open))
    .filter(isNameToken)
    .map(nameOf);
}

/** The columns of a query, from the items of its first SELECT that have a name. */
function outputOf(tokens: readonly Token[], queries: Queries): Output {
  const depths = depthsOf(tokens);
  const select = tokens.findIndex((token, index) => isWord(token, "select") && depths[index] === 0);
  const items = select < 0 ? [] : itemsFrom(tokens, select + 1);
  const star = (item: readonly Token[]) => item.some((token) => isSymbol(token, "*")) && item.length <= 3;
  const names = items.flatMap((item) => {
    const last = item.at(-1);
    const named = last && isNameToken(last) && !isWord(last, "end", "null", "true", "false");
    return named ? [nameOf(last)] : [];
  });
  const every = select < 0 || items.some(star);
  const own = every ? sourcesIn(tokens, queries).filter(({ index }) => depths[index] === 0) : [];
  return { names, all: own };
}

function itemsFrom(tokens: readonly Token[], start: number): readonly (readonly Token[])[] {
  const items: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens.slice(start)) {
    if (isSymbol(token, "(") || isSymbol(token, "[")) depth++;
    if (isSymbol(token, ")") || isSymbol(token, "]")) depth--;
    if (depth < 0 || (depth === 0 && isWord(token, "from", "where", "group", "order", "limit", "union"))) break;
    if (depth === 0 && isSymbol(token, ",")) items.push([]);
    else if (!(items.length === 1 && isWord(token, "distinct", "all"))) items.at(-1)?.push(token);
  }
  return items;
}

/** How many brackets are open before each token. */
function depthsOf(tokens: readonly Token[]): readonly number[] {
  let depth = 0;
  return tokens.map((token) => {
    const before = depth;
    depth += isSymbol(token, "(") ? 1 : isSymbol(token, ")") ? -1 : 0;
    return before;
  });
}

function closing(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let at = open; at < tokens.length; at++) {
    if (isSymbol(tokens[at], "(")) depth++;
    if (isSymbol(tokens[at], ")") && --depth === 0) return at;
  }
  return tokens.length;
}

function isNameToken(token: Token): boolean {
  return token.kind === "word" || token.kind === "quoted";
}
