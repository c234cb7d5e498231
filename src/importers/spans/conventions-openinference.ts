import type { Convention } from "./conventions.ts";

/** https://github.com/Arize-ai/openinference, spec/semantic_conventions.md */
export const openInference: Convention = {
  kind: ["openinference.span.kind"],
  model: [
    "llm.response.model_name",
    "llm.model_name",
    "llm.request.model_name",
    "embedding.model_name",
    "reranker.model_name",
  ],
  provider: ["llm.provider", "llm.system"],
  inputTokens: ["llm.token_count.prompt"],
  outputTokens: ["llm.token_count.completion"],
  cacheReadTokens: ["llm.token_count.prompt_details.cache_read", "llm.token_count.prompt_details.cache_input"],
  cacheWriteTokens: ["llm.token_count.prompt_details.cache_write"],
  reasoningTokens: ["llm.token_count.completion_details.reasoning"],
  cost: ["llm.cost.total"],
  inputCost: ["llm.cost.prompt"],
  outputCost: ["llm.cost.completion"],
  input: [
    "input.value",
    "llm.input_messages.*",
    "llm.input_messages",
    "llm.prompts.*",
    "llm.prompts",
    "reranker.query",
    "tool.parameters",
  ],
  output: ["output.value", "llm.output_messages.*", "llm.output_messages", "llm.choices.*"],
  documents: [
    "retrieval.documents.*",
    "retrieval.documents",
    "reranker.output_documents.*",
    "reranker.input_documents.*",
  ],
};

/** Lists of feedback, with what each judges. */
export const feedbackLists: Readonly<Record<string, "span" | "trace" | "session">> = {
  "annotations.": "span",
  "evaluations.": "span",
  "trace.annotations.": "trace",
  "trace.evaluations.": "trace",
  "session.annotations.": "session",
  "session.evaluations.": "session",
};

/** The embeddings that a span made. */
export const embeddingList = "embedding.embeddings.";
