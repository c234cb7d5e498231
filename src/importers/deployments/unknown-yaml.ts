import type { Sample } from "../importer.ts";
import { isObject } from "../json/json.ts";
import { looksLikeYaml, yamlHead } from "./deployment-content.ts";

const readable =
  "of YAML, Casebook reads prompts (version, model_target, system), promptfoo's configurations, retrieval configurations (embedding_model, chunk_size) and deployments (promoted_at, prompt_version, or time and version)";

/** What a YAML file is that no importer takes, and what would have been read; null when the text is not YAML. */
export function unknownYaml({ text, whole }: Sample): string | null {
  if (text === null || !looksLikeYaml(text)) return null;
  const first = yamlHead(text, whole).find((value) => typeof value === "object" && value !== null);
  const record: unknown = Array.isArray(first) ? first.find(isObject) : first;
  if (!isObject(record)) return null;
  const keys = Object.keys(record).slice(0, 6).join(", ").slice(0, 120);
  return `this is YAML with the keys ${keys}; ${readable}`;
}
