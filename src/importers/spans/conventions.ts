import { genAi, genAiOld } from "./conventions-genai.ts";
import { openInference } from "./conventions-openinference.ts";
import { general, langfuse, mlflow, openLlmetry, vercel } from "./conventions-vendors.ts";

/** What is taken from attributes into columns of its own, or into rows of other tables. */
export const facts = [
  "kind",
  "model",
  "modelAround",
  "provider",
  "providerAround",
  "inputTokens",
  "outputTokens",
  "cacheReadTokens",
  "cacheWriteTokens",
  "reasoningTokens",
  "usage",
  "cost",
  "inputCost",
  "outputCost",
  "costs",
  "tenant",
  "user",
  "session",
  "promptVersion",
  "service",
  "scope",
  "input",
  "output",
  "documents",
  "scoreName",
  "scoreValue",
  "scoreLabel",
  "scoreExplanation",
] as const;

export type Fact = (typeof facts)[number];

/**
 * One generation of names: for each fact the keys that give it, the best first. A key that ends in `.*` stands for a
 * flattened list: every key that goes on with an index.
 */
export type Convention = { readonly [F in Fact]?: readonly string[] };

/** What a key is good for. A smaller rank wins. */
export interface Role {
  readonly fact: Fact;
  readonly rank: number;
}

/** Newest first. Where two stand on one span and disagree, the earlier one here is believed. */
const generations: readonly Convention[] = [
  general,
  genAi,
  openInference,
  genAiOld,
  openLlmetry,
  vercel,
  mlflow,
  langfuse,
];

/** The kind alone has an order of its own: who says it in so many words is believed first. */
const kinds: readonly Convention[] = [openInference, genAi, openLlmetry, mlflow, vercel, langfuse];

/** Attributes on the span or its resource that name the customer whose request it was, the best first. */
export const tenantKeys: readonly string[] = general.tenant ?? [];

const roles = new Map<string, Role>();
const lists = new Map<string, Role>();

for (const fact of facts) {
  const order = fact === "kind" ? kinds : generations;
  for (const [rank, key] of order.flatMap((convention) => convention[fact] ?? []).entries()) {
    if (key.endsWith(".*")) lists.set(key.slice(0, -1), { fact, rank });
    else if (!roles.has(key)) roles.set(key, { fact, rank });
  }
}

/** The roles of flattened lists by their prefix, "llm.input_messages.". */
export const listRoles: ReadonlyMap<string, Role> = lists;

export function roleOf(key: string): Role | null {
  return roles.get(key) ?? null;
}
