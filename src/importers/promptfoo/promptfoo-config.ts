import { isObject, type JsonObject } from "../json/json.ts";

export interface PromptfooRecord {
  readonly kind: "prompt" | "model" | "config";
  readonly name: string | null;
  readonly version: string | null;
  readonly record: JsonObject;
}

/** The prompts and the models of a configuration of promptfoo, and the rest of it (its tests) as one record. */
export function promptfooRecords(config: JsonObject): readonly PromptfooRecord[] {
  const { prompts, providers, targets, ...rest } = config;
  const models = [...entries(providers), ...entries(targets)];
  return [
    ...entries(prompts).map((entry, at) => promptRecord(entry, at + 1)),
    ...models.map(modelRecord),
    ...(Object.keys(rest).length > 0 ? [{ kind: "config", name: null, version: null, record: rest } as const] : []),
  ];
}

interface Entry {
  readonly key: string | null;
  readonly value: unknown;
}

/** One thing, a list of things, or things under the names of their files or providers, each also as a bare text. */
function entries(value: unknown): readonly Entry[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value))
    return value.flatMap((item) => (isBareMap(item) ? entries(item) : [{ key: null, value: item }]));
  if (isObject(value) && !isEntry(value)) return Object.entries(value).map(([key, item]) => ({ key, value: item }));
  return [{ key: null, value }];
}

function isEntry(value: JsonObject): boolean {
  return ["id", "label", "raw", "file", "function", "config"].some((key) => Object.hasOwn(value, key));
}

/** `- openai:gpt-4o: {config: …}` */
function isBareMap(value: unknown): value is JsonObject {
  return isObject(value) && !isEntry(value) && Object.values(value).every(isObject);
}

function promptRecord({ key, value }: Entry, number: number): PromptfooRecord {
  const record = isObject(value) ? value : key === null ? { raw: value } : { id: key, label: value };
  const stated = [record.label, record.id, typeof value === "string" && /^\w+:\/\//.test(value) ? value : null];
  return { kind: "prompt", name: firstText(stated) ?? `prompt ${number}`, version: null, record };
}

function modelRecord({ key, value }: Entry): PromptfooRecord {
  const record = isObject(value) ? (key === null ? value : { id: key, ...value }) : { id: key ?? value };
  const id = firstText([record.id]);
  return { kind: "model", name: firstText([record.label]) ?? id, version: id, record };
}

function firstText(values: readonly unknown[]): string | null {
  return values.find((value): value is string => typeof value === "string" && value !== "") ?? null;
}
