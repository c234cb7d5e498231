import { jsonText } from "../json/json.ts";

/** JSON text of a value that came from JSON, however deep it goes. */
export function anyJsonText(value: unknown): string {
  try {
    return jsonText(value);
  } catch {
    return deepJsonText(value);
  }
}

/** Without recursion, which would run out of stack. */
function deepJsonText(value: unknown): string {
  const pieces: string[] = [];
  /** What is still to be written, the next last: text as it is, and values. */
  const waiting: ({ readonly text: string } | { readonly value: unknown })[] = [{ value }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if ("text" in next) pieces.push(next.text);
    else if (typeof next.value !== "object" || next.value === null) pieces.push(JSON.stringify(next.value) ?? "null");
    else for (const part of partsOf(next.value).reverse()) waiting.push(part);
  }
  return pieces.join("");
}

function partsOf(value: object): ({ readonly text: string } | { readonly value: unknown })[] {
  const isList = Array.isArray(value);
  const inner = Object.entries(value).flatMap(([key, item], index) => {
    const before = `${index ? "," : ""}${isList ? "" : `${JSON.stringify(key)}:`}`;
    return [{ text: before }, { value: item as unknown }];
  });
  return [{ text: isList ? "[" : "{" }, ...inner, { text: isList ? "]" : "}" }];
}
