import { isObject, type JsonObject } from "../json/json.ts";
import { type YamlRemark, yamlDocuments } from "./yaml-documents.ts";

/** A prompt with YAML front matter and a template as its body, as dotprompt and Prompty write them. */
export interface Dotprompt {
  readonly frontMatter: string;
  /** The line on which the front matter begins. */
  readonly line: number;
  /** Null where the front matter has no end. */
  readonly template: string | null;
}

// Comments, a licence as a rule, may stand before the front matter.
const opening = /^\uFEFF?(?:[ \t]*(?:#[^\n]*)?\r?\n)*---[ \t]*\r?\n/;
const closing = /^---[ \t]*(?:\r?\n|$)/m;

/** The parts of a text with front matter, or null when it has none. */
export function splitDotprompt(text: string): Dotprompt | null {
  const [head] = opening.exec(text) ?? [];
  if (head === undefined) return null;
  const rest = text.slice(head.length);
  const end = closing.exec(rest);
  const line = head.split("\n").length;
  if (!end) return { frontMatter: rest, line, template: null };
  return { frontMatter: rest.slice(0, end.index), line, template: rest.slice(end.index + end[0].length) };
}

/** Why a text is a prompt with front matter, or null when it is not one. */
export function detectDotprompt(text: string): string | null {
  const parts = splitDotprompt(text);
  if (!parts) return null;
  const { value } = yamlDocuments(wholeLines(parts.frontMatter, parts.template !== null))[0] ?? {};
  if (!isObject(value)) return null;
  const keys = ["model", "config", "tools", "input", "output", "inputs", "sample"].filter((key) =>
    Object.hasOwn(value, key),
  );
  const isTemplate = parts.template !== null && /\{\{|^(?:system|user|assistant):\s*$/m.test(parts.template);
  const isSchema =
    isPrompt(value.input) || isPrompt(value.output) || (keys.includes("model") && keys.includes("config"));
  if (keys.length === 0 || !(isTemplate || (parts.template === null && isSchema))) return null;
  return `front matter with ${keys.slice(0, 3).join(", ")}${isTemplate ? " before a template" : ""}`;
}

/**
 * The prompt as one record: what the front matter says, and the template. Front matter that is not valid YAML, as
 * dotprompt's own examples have it, is kept as text beside the keys before the damage.
 */
export function dotpromptRecord({ frontMatter, template, line }: Dotprompt): {
  readonly record: JsonObject;
  readonly damage: YamlRemark | null;
} {
  const [document] = yamlDocuments(frontMatter);
  const stated = isObject(document?.value) ? document.value : {};
  const damage = document?.damage ?? null;
  const record = {
    ...stated,
    ...(damage || (document && !isObject(document.value)) ? { front_matter: frontMatter } : {}),
    ...(template === null ? {} : { template }),
  };
  return { record, damage: damage && { ...damage, line: damage.line + line - 1 } };
}

function isPrompt(value: unknown): boolean {
  return isObject(value) && ["schema", "format", "default"].some((key) => Object.hasOwn(value, key));
}

function wholeLines(text: string, isWhole: boolean): string {
  return isWhole ? text : text.slice(0, text.lastIndexOf("\n") + 1);
}
