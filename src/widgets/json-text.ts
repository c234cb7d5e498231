const token = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|[^\s{}[\],:"]+/gs;

/** How deep brackets nest in JSON text. */
export function jsonDepth(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [part] of text.matchAll(token)) {
    if (part === "{" || part === "[") deepest = Math.max(deepest, ++depth);
    else if (part === "}" || part === "]") depth--;
  }
  return deepest;
}

/** JSON text over many lines. Works on the text, so that long numbers keep every digit. */
export function indentJson(text: string): string {
  let depth = 0;
  let before = "";
  const line = () => `\n${"  ".repeat(depth)}`;
  const parts: string[] = [];
  for (const [part] of text.matchAll(token)) {
    const opens = before === "{" || before === "[";
    if (part === "}" || part === "]") {
      depth--;
      parts.push(opens ? part : line() + part);
    } else {
      const lead = opens || before === "," ? line() : "";
      if (part === "{" || part === "[") depth++;
      parts.push(lead + (part === ":" ? ": " : part));
    }
    before = part;
  }
  return parts.join("");
}
