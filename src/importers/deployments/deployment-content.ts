import type { Sample } from "../importer.ts";
import { isObject } from "../json/json.ts";
import { plainKey } from "./deployment-fields.ts";
import { type DeploymentFormat, firstShape, recordShape } from "./deployment-shapes.ts";
import { detectDotprompt } from "./dotprompt.ts";
import { yamlDocuments } from "./yaml-documents.ts";

/** What a file of prompts, configurations or deployments is, and how it is written. */
export interface DeploymentContent {
  readonly format: DeploymentFormat;
  readonly reason: string;
  readonly syntax: "yaml" | "dotprompt" | "json" | "rows";
}

const examined = new WeakMap<Sample, DeploymentContent | null>();
/** As much YAML as is read to know what it is. */
const headLength = 32 * 1024;

/** Null for any other file. */
export function deploymentContent(sample: Sample): DeploymentContent | null {
  const known = examined.get(sample);
  if (known !== undefined) return known;
  const found = examine(sample);
  examined.set(sample, found);
  return found;
}

function examine(sample: Sample): DeploymentContent | null {
  const { text, columns } = sample;
  if (text !== null && /^\uFEFF?\s*[{[]/.test(text)) return fromJson(sample, text);
  if (text !== null && looksLikeYaml(text)) {
    const reason = detectDotprompt(text);
    if (reason !== null) return { format: "prompt", reason, syntax: "dotprompt" };
    const found = fromYaml(text, sample.whole);
    if (found) return found;
  }
  return columns ? fromColumns(columns) : null;
}

function fromJson({ value }: Sample, text: string): DeploymentContent | null {
  // Rows of a table are written one to a line; a file of configuration is written to be read.
  const isConfiguration = isObject(value) && /^[^\n]{0,200}\n\s*"/.test(text);
  const shape = firstShape(value, isConfiguration);
  return shape && { format: shape.format, reason: shape.reason, syntax: "json" };
}

function fromYaml(text: string, whole: boolean): DeploymentContent | null {
  for (const value of yamlHead(text, whole)) {
    const shape = firstShape(value, true);
    if (shape) return { format: shape.format, reason: shape.reason, syntax: "yaml" };
  }
  return null;
}

function fromColumns(columns: readonly string[]): DeploymentContent | null {
  if (columns.length > 40) return null;
  const shape = recordShape(Object.fromEntries(columns.map((column) => [plainKey(column), "?"])), false);
  return shape?.format === "deployment" ? { ...shape, syntax: "rows" } : null;
}

/** The documents in the head of a YAML text, as far as they go. */
export function yamlHead(text: string, whole: boolean): readonly unknown[] {
  const isAll = whole && text.length <= headLength;
  const head = text.slice(0, headLength);
  try {
    return yamlDocuments(isAll ? head : head.slice(0, head.lastIndexOf("\n") + 1)).map(({ value }) => value);
  } catch {
    return [];
  }
}

/** True when one of the first lines is a key with its value, and none of them is longer than people write. */
export function looksLikeYaml(text: string): boolean {
  const lines = text.slice(0, 4096).split(/\r?\n/, 60);
  return lines.some((line) =>
    /^(?:- +)*(?:"[^"\n]{1,80}"|'[^'\n]{1,80}'|[\w./-][\w ./-]{0,80})\s*:(?:\s|$)/.test(line),
  );
}
