import { isMap, parseDocument } from "yaml";

/** What a view may write behind a key. */
export type YamlValue = string | number | boolean | null | readonly YamlValue[] | { readonly [key: string]: YamlValue };

/**
 * A YAML cell's source with some keys set (null takes a key out); comments and the other keys stay as they were.
 * For views that change their own cell.
 */
export function withKeys(source: string, changes: Readonly<Record<string, YamlValue>>): string {
  const document = parseDocument(source, { uniqueKeys: false });
  for (const [key, value] of Object.entries(changes)) {
    if (value !== null)
      document.set(key, typeof value === "object" ? document.createNode(value, { flow: true }) : value);
    else if (document.has(key)) document.delete(key);
  }
  if (isMap(document.contents) && document.contents.items.length === 0) document.contents = null;
  const text = document.toString({ lineWidth: 0, nullStr: "" });
  return text.trim() === "" ? "" : text;
}
