import type { JsonObject } from "../json/json.ts";
import type { Fact } from "../spans/conventions.ts";
import type { SpanFacts } from "../spans/span-facts.ts";
import { asNumber } from "../spans/written-values.ts";
import { dig, objectOf } from "./langsmith-fields.ts";

type Counts = { readonly [F in Fact]?: unknown };

/** What a run used: by the run's own fields, which LangSmith counted, else by what its outputs say. */
export function stateUsage(
  facts: SpanFacts,
  run: JsonObject,
  outputs: JsonObject | null,
  metadata: JsonObject | null,
): void {
  const own = ownCounts(run);
  const told = [own.inputTokens, own.outputTokens].some((count) => (asNumber(count) ?? 0) > 0);
  const counts = told ? own : (usageOf(outputs, metadata) ?? {});
  for (const fact of counted) {
    const count = asNumber(counts[fact]);
    if (count !== null) facts.state(fact, String(count));
  }
}

const counted = ["inputTokens", "outputTokens", "cacheReadTokens", "cacheWriteTokens", "reasoningTokens"] as const;

function ownCounts(run: JsonObject): Counts {
  const prompt = objectOf(run.prompt_token_details);
  const completion = objectOf(run.completion_token_details);
  return {
    inputTokens: run.prompt_tokens,
    outputTokens: run.completion_tokens,
    cacheReadTokens: prompt?.cache_read,
    cacheWriteTokens: prompt?.cache_creation ?? prompt?.cache_write,
    reasoningTokens: completion?.reasoning,
  };
}

function usageOf(outputs: JsonObject | null, metadata: JsonObject | null): Counts | null {
  const message = dig(outputs, "generations", 0, 0, "message") ?? dig(outputs, "generations", 0, "message");
  const places = [
    outputs?.usage_metadata,
    metadata?.usage_metadata,
    dig(outputs, "llm_output", "token_usage"),
    dig(outputs, "llm_output", "usage"),
    dig(message, "kwargs", "usage_metadata"),
    dig(message, "usage_metadata"),
    dig(outputs, "output", "usage_metadata"),
    outputs?.usage,
    dig(outputs, "token_usage"),
  ];
  for (const place of places) {
    const usage = objectOf(place);
    if (usage && (inputOf(usage) !== undefined || outputOf(usage) !== undefined)) return countsIn(usage);
  }
  return null;
}

function inputOf(usage: JsonObject): unknown {
  return usage.input_tokens ?? usage.prompt_tokens;
}

function outputOf(usage: JsonObject): unknown {
  return usage.output_tokens ?? usage.completion_tokens;
}

function countsIn(usage: JsonObject): Counts {
  const input = objectOf(usage.input_token_details ?? usage.prompt_tokens_details ?? usage.input_tokens_details);
  const output = objectOf(usage.output_token_details ?? usage.completion_tokens_details ?? usage.output_tokens_details);
  return {
    inputTokens: inputOf(usage),
    outputTokens: outputOf(usage),
    cacheReadTokens: input?.cache_read ?? input?.cached_tokens ?? usage.cache_read_input_tokens,
    cacheWriteTokens: input?.cache_creation ?? usage.cache_creation_input_tokens,
    reasoningTokens: output?.reasoning ?? output?.reasoning_tokens,
  };
}

/** Costs are decimal text. LangSmith writes 0 where it knows no price. */
export function stateCost(facts: SpanFacts, run: JsonObject, outputs: JsonObject | null): void {
  const usage = objectOf(outputs?.usage_metadata);
  const total = asNumber(run.total_cost) || asNumber(usage?.total_cost);
  if (total) facts.state("cost", String(total));
  else {
    const sum = (asNumber(run.prompt_cost) ?? 0) + (asNumber(run.completion_cost) ?? 0);
    if (sum > 0) facts.state("cost", String(sum));
  }
}
