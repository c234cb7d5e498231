import type { Convention } from "./conventions.ts";

/** OpenTelemetry's GenAI conventions as they stand, with the costs that vendors put beside them. */
export const genAi: Convention = {
  kind: ["gen_ai.operation.name"],
  model: ["gen_ai.response.model", "gen_ai.request.model"],
  provider: ["gen_ai.provider.name"],
  inputTokens: ["gen_ai.usage.input_tokens"],
  outputTokens: ["gen_ai.usage.output_tokens"],
  cacheReadTokens: ["gen_ai.usage.cache_read.input_tokens"],
  cacheWriteTokens: ["gen_ai.usage.cache_write.input_tokens", "gen_ai.usage.cache_creation.input_tokens"],
  reasoningTokens: ["gen_ai.usage.reasoning.output_tokens"],
  cost: ["gen_ai.usage.cost", "gen_ai.usage.total_cost"],
  inputCost: ["gen_ai.usage.input_cost"],
  outputCost: ["gen_ai.usage.output_cost"],
  session: ["gen_ai.conversation.id"],
  input: ["gen_ai.input.messages", "gen_ai.tool.call.arguments", "gen_ai.retrieval.query.text"],
  output: ["gen_ai.output.messages", "gen_ai.tool.call.result"],
  documents: ["gen_ai.retrieval.documents"],
  scoreName: ["gen_ai.evaluation.name"],
  scoreValue: ["gen_ai.evaluation.score.value"],
  scoreLabel: ["gen_ai.evaluation.score.label"],
  scoreExplanation: ["gen_ai.evaluation.explanation"],
};

/** Names that the GenAI conventions have given up, and those that instrumentations made up beside them. */
export const genAiOld: Convention = {
  provider: ["gen_ai.system"],
  inputTokens: ["gen_ai.usage.prompt_tokens"],
  outputTokens: ["gen_ai.usage.completion_tokens"],
  cacheReadTokens: ["gen_ai.usage.cache_read_input_tokens", "gen_ai.usage.input_tokens.cached"],
  cacheWriteTokens: ["gen_ai.usage.cache_creation_input_tokens"],
  reasoningTokens: ["gen_ai.usage.reasoning_tokens", "gen_ai.usage.output_tokens.reasoning"],
  input: ["gen_ai.prompt", "gen_ai.prompt.*", "gen_ai.task.input", "gen_ai.tool.args", "gen_ai.input"],
  output: ["gen_ai.completion", "gen_ai.completion.*", "gen_ai.task.output", "gen_ai.tool.result", "gen_ai.output"],
};
