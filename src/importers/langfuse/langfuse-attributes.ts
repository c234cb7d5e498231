import type { JsonObject } from "../json/json.ts";
import { valueText } from "../spans/attributes.ts";
import { type Fact, facts as factNames } from "../spans/conventions.ts";
import { afterAttributes, type SpanFacts } from "../spans/span-facts.ts";
import { asList, asNumber, asObject, isEmpty, text } from "../spans/written-values.ts";
import { field } from "./langfuse-fields.ts";

/** Facts that a user's own metadata may give: whose request it was. */
const metadataFacts: readonly Fact[] = ["tenant", "user", "session"];

/** Metadata: what OpenTelemetry recorded, under its own keys, and the user's own, under `metadata.` and its key. */
export function addMetadata(facts: SpanFacts, metadata: unknown): void {
  for (const [key, value] of metadataEntries(facts, metadata, "metadata")) {
    const recorded = key === "attributes" || key === "resourceAttributes" ? asObject(value) : null;
    if (recorded) addAll(facts, recorded);
    else if (key === "scope") addScope(facts, value);
    else addOwn(facts, `metadata.${key}`, key, valueText(value));
  }
}

/** A trace's metadata repeats what OpenTelemetry recorded of its root: that says nothing new of a span. */
export function addTraceMetadata(facts: SpanFacts, metadata: unknown, prefix: "metadata." | "trace.metadata."): void {
  for (const [key, value] of metadataEntries(facts, metadata, prefix.slice(0, -1))) {
    addOwn(facts, prefix + key, key, valueText(value));
    const service = key === "resourceAttributes" ? asObject(value)?.["service.name"] : null;
    if (!isEmpty(service)) facts.state("service", text(service), afterAttributes);
  }
}

function metadataEntries(facts: SpanFacts, metadata: unknown, key: string): readonly (readonly [string, unknown])[] {
  if (isEmpty(metadata)) return [];
  const object = asObject(metadata);
  if (object === null) facts.add(key, valueText(metadata));
  return Object.entries(object ?? {}).filter(([, value]) => !isEmpty(value));
}

function addAll(facts: SpanFacts, attributes: JsonObject): void {
  for (const key of Object.keys(attributes)) {
    const value = attributes[key];
    if (value !== null && value !== undefined) facts.add(key, valueText(value));
  }
}

function addScope(facts: SpanFacts, value: unknown): void {
  const scope = asObject(value);
  if (scope === null) facts.add("metadata.scope", valueText(value));
  else {
    const { name, version, attributes, ...others } = scope;
    if (!isEmpty(name)) facts.add("otel.scope.name", valueText(name));
    if (!isEmpty(version)) facts.add("otel.scope.version", valueText(version));
    if (!isEmpty(attributes)) facts.add("otel.scope.attributes", valueText(attributes));
    if (!isEmpty(others)) facts.add("metadata.scope", valueText(others));
  }
}

function addOwn(facts: SpanFacts, as: string, key: string, value: string): void {
  const { fact, rank } = facts.keys.find(key);
  const name = fact < 0 ? undefined : factNames[fact];
  if (name === undefined || !metadataFacts.includes(name)) facts.add(as, value);
  else {
    facts.addPart(as, value);
    facts.state(name, value, rank);
  }
}

/** The counts of tokens under the names that Langfuse's SDKs and integrations give them, the surest first. */
const usageNames: readonly (readonly [Fact, readonly string[]])[] = [
  ["inputTokens", ["input", "input_tokens", "prompt_tokens", "promptTokens", "inputTokens"]],
  ["outputTokens", ["output", "output_tokens", "completion_tokens", "completionTokens", "outputTokens"]],
  [
    "cacheReadTokens",
    [
      ...["input_cached_tokens", "input_cache_read", "cache_read_input_tokens", "prompt_details.cache_read"],
      ...["input_cache_read_input_tokens", "cached_tokens", "prompt_details.cache_input", "input_cached"],
    ],
  ],
  [
    "cacheWriteTokens",
    [
      ...["input_cache_creation", "cache_creation_input_tokens", "input_cache_write", "prompt_details.cache_write"],
      ...["input_cache_creation_input_tokens", "cache_write_input_tokens"],
    ],
  ],
  [
    "reasoningTokens",
    [
      ...["output_reasoning_tokens", "output_reasoning", "reasoning_tokens", "completion_details.reasoning"],
      "reasoning",
    ],
  ],
];

const usageFields = new Map([
  ["inputTokens", ["inputUsage", "promptTokens", "inputTokens", "prompt_tokens"]],
  ["outputTokens", ["outputUsage", "completionTokens", "outputTokens", "completion_tokens"]],
]);

/** What a call used, by its details, else by fields of its own: there 0 stands for "not told". */
export function stateUsage(facts: SpanFacts, row: JsonObject): void {
  const details = asObject(field(row, "usageDetails", "usage_details"));
  const given = details !== null && !isEmpty(details);
  const usage = given ? details : asObject(row.usage);
  if (usage !== null && !isEmpty(usage) && (given || !allZero(usage))) {
    for (const [fact, names] of usageNames) stateFirst(facts, fact, usage, names);
  } else if (!given) {
    const told = [...usageFields.values()].flat().some((name) => (asNumber(row[name]) ?? 0) > 0);
    if (!told) return;
    stateFirst(facts, "inputTokens", row, usageFields.get("inputTokens") ?? []);
    stateFirst(facts, "outputTokens", row, usageFields.get("outputTokens") ?? []);
  }
}

function stateFirst(facts: SpanFacts, fact: Fact, values: JsonObject, names: readonly string[]): void {
  for (const name of names) {
    if (!Object.hasOwn(values, name)) continue;
    const number = asNumber(values[name]);
    if (number === null) continue;
    facts.state(fact, String(number));
    return;
  }
}

function allZero(usage: JsonObject): boolean {
  return Object.values(usage).every((value) => !asNumber(value));
}

/** What a call cost, in US dollars. A total of 0 is only believed where its parts are told. */
export function stateCost(facts: SpanFacts, row: JsonObject): void {
  const details = asObject(field(row, "costDetails", "cost_details"));
  const known = details !== null && !isEmpty(details);
  const total = [
    field(row, "totalCost", "total_cost"),
    field(row, "calculatedTotalCost", "calculated_total_cost"),
    known ? details.total : null,
    known ? partsOf(details) : null,
    asObject(row.usage)?.totalCost,
  ].map(asNumber);
  const cost = total.find((value) => value !== null && (value !== 0 || known));
  if (cost !== undefined && cost !== null) facts.state("cost", String(cost));
  else stateParts(facts, row);
}

function stateParts(facts: SpanFacts, row: JsonObject): void {
  const parts = [
    field(row, "inputCost", "input_cost") ?? row.calculatedInputCost,
    field(row, "outputCost", "output_cost") ?? row.calculatedOutputCost,
  ].map(asNumber);
  const sum = parts.reduce<number>((all, part) => all + (part ?? 0), 0);
  if (sum > 0) facts.state("cost", String(sum));
}

function partsOf(details: JsonObject): number | null {
  const parts = Object.values(details).map(asNumber);
  return parts.some((part) => part !== null) ? parts.reduce<number>((sum, part) => sum + (part ?? 0), 0) : null;
}

/** The observation's own word for its kind counts where no attribute has a better one. */
export function stateKind(facts: SpanFacts, type: string): void {
  if (type !== "") facts.state("kind", type, afterAttributes);
}

export function stateOwner(facts: SpanFacts, row: JsonObject): void {
  const user = text(field(row, "userId", "user_id"));
  if (user !== "") facts.state("user", user);
  const session = text(field(row, "sessionId", "session_id"));
  if (session !== "") facts.state("session", session);
}

/** The scores in a column that is named by them: a list of numbers or of labels. Null when it is something else. */
export function columnValues(value: unknown): readonly (string | number)[] | null {
  const list = asList(value);
  return list?.length && list.every((item) => typeof item === "number" || typeof item === "string")
    ? (list as readonly (string | number)[])
    : null;
}
