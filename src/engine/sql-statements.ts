/** A piece of SQL text as the engine's own scanner would cut it; comments and white space are left out. */
export interface Token {
  /** `word`: a keyword or plain name; `quoted`: a name in double quotes; `string`: text in any kind of quotes. */
  readonly kind: "word" | "quoted" | "string" | "number" | "symbol";
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export interface Statement {
  readonly tokens: readonly Token[];
  /** From the first token to the last, as written. */
  readonly text: string;
  /** Where that stands in the source. */
  readonly start: number;
}

/** The statements of a source, split at semicolons outside quotes and comments; empty ones left out. */
export function splitStatements(source: string): readonly Statement[] {
  const groups: Token[][] = [[]];
  for (const token of sqlTokens(source)) {
    if (token.kind === "symbol" && token.text === ";") groups.push([]);
    else groups.at(-1)?.push(token);
  }
  return groups.flatMap((group) => {
    const [first, last] = [group[0], group.at(-1)];
    return first && last ? [{ tokens: group, text: source.slice(first.start, last.end), start: first.start }] : [];
  });
}

const patterns: readonly (readonly [kind: Token["kind"], pattern: RegExp])[] = [
  // An escape string: a backslash takes the next character with it.
  ["string", /[eE]'(?:[^'\\]|''|\\[\s\S])*(?:'|$)/y],
  ["string", /'(?:[^']|'')*(?:'|$)/y],
  ["quoted", /"(?:[^"]|"")*(?:"|$)/y],
  ["word", /[\p{L}_][\p{L}\p{M}\p{N}_$]*/uy],
  ["number", /(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?/y],
];

/** The tokens of a source, one after another. */
export function* sqlTokens(source: string): Generator<Token> {
  for (let start = skipBlank(source, 0); start < source.length; ) {
    const [kind, end] = tokenAt(source, start);
    yield { kind, text: source.slice(start, end), start, end };
    start = skipBlank(source, end);
  }
}

function tokenAt(source: string, start: number): readonly [Token["kind"], number] {
  const dollar = dollarQuoteEnd(source, start);
  if (dollar !== null) return ["string", dollar];
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = start;
    if (pattern.test(source)) return [kind, pattern.lastIndex];
  }
  return ["symbol", start + ((source.codePointAt(start) ?? 0) > 0xffff ? 2 : 1)];
}

/** The end of `$$ … $$` or `$tag$ … $tag$`, of the source where it is never closed; null when there is none. */
function dollarQuoteEnd(source: string, start: number): number | null {
  const open = /\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$/uy;
  open.lastIndex = start;
  const tag = open.exec(source)?.[0];
  if (!tag) return null;
  const close = source.indexOf(tag, start + tag.length);
  return close < 0 ? source.length : close + tag.length;
}

/** The first place at or after `start` that is neither white space nor comment. Block comments nest. */
function skipBlank(source: string, start: number): number {
  let at = start;
  for (;;) {
    while (/\s/.test(source[at] ?? "x")) at++;
    if (source.startsWith("--", at)) at = lineEnd(source, at);
    else if (source.startsWith("/*", at)) at = commentEnd(source, at);
    else return at;
  }
}

function lineEnd(source: string, start: number): number {
  const end = source.slice(start).search(/[\r\n]/);
  return end < 0 ? source.length : start + end;
}

function commentEnd(source: string, start: number): number {
  const mark = /\/\*|\*\//g;
  mark.lastIndex = start;
  let depth = 0;
  for (let found = mark.exec(source); found; found = mark.exec(source)) {
    depth += found[0] === "/*" ? 1 : -1;
    if (depth === 0) return mark.lastIndex;
  }
  return source.length;
}

/** A place in a text, 1-based. */
export function placeAt(source: string, offset: number): { readonly line: number; readonly column: number } {
  const before = source.slice(0, offset);
  const line = before.split("\n").length;
  return { line, column: offset - (before.lastIndexOf("\n") + 1) + 1 };
}

/** What a name token names, quotes taken off. */
export function nameOf(token: Token): string {
  return token.kind === "quoted" ? token.text.slice(1, -1).replaceAll('""', '"') : token.text;
}

/** Whether the token is this word and not a name in quotes. */
export function isWord(token: Token | undefined, ...words: readonly string[]): boolean {
  return token?.kind === "word" && words.includes(token.text.toLowerCase());
}

export function isSymbol(token: Token | undefined, symbol: string): boolean {
  return token?.kind === "symbol" && token.text === symbol;
}
