import type { CST } from "yaml";

/**
 * True when YAML is nested more deeply than that. Asked of the tokens, without recursion: the library composes
 * recursively, and V8 may abort where its stack runs out.
 */
export function deeperThan(levels: number, tokens: Iterable<CST.Token>): boolean {
  const open: [token: CST.Token | null | undefined, depth: number][] = [];
  for (const token of tokens) open.push([token, 0]);
  for (let next = open.pop(); next; next = open.pop()) {
    const [token, depth] = next;
    if (depth > levels) return true;
    if (token?.type === "document") open.push([token.value, depth]);
    else if (token && "items" in token)
      for (const item of token.items) open.push([item.key, depth + 1], [item.value, depth + 1]);
  }
  return false;
}
