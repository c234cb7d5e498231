import { isObject, type JsonObject, jsonText, tryParseJson } from "../json/json.ts";
import { lists } from "../spans/attribute-keys.ts";
import { valueText } from "../spans/attributes.ts";
import { parsePythonRepr } from "../spans/python-repr.ts";
import type { SpanFacts } from "../spans/span-facts.ts";

const deepest = 50;

/** Keys that hold a list of objects: on the wire each value in it has a key of its own. */
const listKeys = new Set([...lists.map(({ prefix }) => prefix.slice(0, -1)), "llm.tools", "llm.prompts", "tag.tags"]);

/** What the conventions write as JSON text, and Phoenix holds as an object. */
const jsonEndings = [
  "metadata",
  "llm.prompt_template.variables",
  "llm.invocation_parameters",
  "tool.parameters",
  "tool.json_schema",
  "tool_call.function.arguments",
];

const jsonKeys = new Map<string, boolean>();

function isJsonKey(key: string): boolean {
  const known = jsonKeys.get(key);
  if (known !== undefined) return known;
  if (jsonKeys.size > 10_000) jsonKeys.clear();
  const is = jsonEndings.some((ending) => key.endsWith(ending));
  jsonKeys.set(key, is);
  return is;
}

/**
 * Gives attributes to the facts as OpenTelemetry has them, one flat key for each value, from the nested form in which
 * Phoenix hands them out. `sparse` says that nested objects have every key that any row has (Parquet): those without
 * a value are left out.
 */
export class PhoenixAttributes {
  private readonly facts: SpanFacts;
  private readonly sparse: boolean;

  constructor(facts: SpanFacts, sparse: boolean) {
    this.facts = facts;
    this.sparse = sparse;
  }

  addAll(attributes: JsonObject): void {
    for (const key of Object.keys(attributes)) this.add(key, attributes[key]);
  }

  add(key: string, value: unknown): void {
    if (typeof value !== "string") this.flatten(key, value, 0);
    else {
      const first = value.charCodeAt(0);
      if (first === 0x5b || first === 0x7b) this.addWritten(key, value);
      else this.facts.add(key, value);
    }
  }

  /** Text that may be a list or an object: in a cell of delimited text they are written as JSON or as Python does. */
  private addWritten(key: string, text: string): void {
    const value = writtenValue(key, text);
    if (value === null) this.facts.add(key, text);
    else this.flatten(key, value, 0);
  }

  private flatten(key: string, value: unknown, depth: number): void {
    if (value === null || value === undefined) return;
    if (typeof value !== "object") this.facts.add(key, valueText(value));
    else if (depth > deepest) this.facts.add(key, jsonText(value));
    else if (Array.isArray(value)) this.flattenList(key, value, depth);
    else if (isObject(value)) this.flattenObject(key, value, depth);
  }

  private flattenList(key: string, list: readonly unknown[], depth: number): void {
    if (!list.some(isObject)) this.facts.add(key, jsonText(list));
    else for (let at = 0; at < list.length; at += 1) this.flatten(`${key}.${at}`, list[at], depth + 1);
  }

  private flattenObject(key: string, object: JsonObject, depth: number): void {
    if (isJsonKey(key)) {
      const text = this.sparse ? JSON.stringify(object, withoutNull) : jsonText(object);
      if (text !== "{}" || !this.sparse) this.facts.add(key, text);
      return;
    }
    for (const inner of Object.keys(object)) this.flatten(`${key}.${inner}`, object[inner], depth + 1);
  }
}

function writtenValue(key: string, text: string): readonly unknown[] | JsonObject | null {
  if (listKeys.has(key)) {
    const list = tryParseJson(text) ?? parsePythonRepr(text);
    return Array.isArray(list) ? list : null;
  }
  if (!text.startsWith("{'") || (key.includes(".") && !isJsonKey(key))) return null;
  const object = parsePythonRepr(text);
  return isObject(object) ? object : null;
}

function withoutNull(_key: string, value: unknown): unknown {
  return value === null ? undefined : value;
}
