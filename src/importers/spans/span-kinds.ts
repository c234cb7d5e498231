import type { SpanKind } from "../../traces/kind.ts";

/** Every name in use for a kind, in upper case. */
const names: Readonly<Record<Exclude<SpanKind, "UNKNOWN">, readonly string[]>> = {
  LLM: ["LLM", "GENERATION", "CHAT_MODEL", "CHAT", "TEXT_COMPLETION", "COMPLETION", "GENERATE_CONTENT", "CALL_LLM"],
  AGENT: ["AGENT", "INVOKE_AGENT", "CREATE_AGENT"],
  TOOL: ["TOOL", "EXECUTE_TOOL"],
  RETRIEVER: ["RETRIEVER", "RETRIEVAL", "SEARCH_MEMORY"],
  RERANKER: ["RERANKER", "RERANK"],
  EMBEDDING: ["EMBEDDING", "EMBEDDINGS"],
  GUARDRAIL: ["GUARDRAIL"],
  EVALUATOR: ["EVALUATOR", "SCORE"],
  PROMPT: ["PROMPT"],
  CHAIN: ["CHAIN", "INVOKE_WORKFLOW", "WORKFLOW", "TASK", "EXECUTE_TASK", "SPAN", "EVENT", "PARSER", "MEMORY", "PLAN"],
};

const kinds = new Map<string, SpanKind>();
for (const [kind, spellings] of Object.entries(names)) {
  for (const spelling of spellings) kinds.set(spelling, kind as SpanKind);
}

/** The kind that an attribute's value names, or UNKNOWN. */
export function namedKind(value: string): SpanKind {
  return kinds.get(value) ?? kinds.get(value.toUpperCase()) ?? vercelKind(value);
}

/** `ai.generateText` holds the whole loop of steps; the calls to the model are its `.doGenerate` children. */
function vercelKind(value: string): SpanKind {
  if (!value.startsWith("ai.")) return "UNKNOWN";
  if (/\.do(Generate|Stream)$/.test(value)) return "LLM";
  if (value.endsWith(".doEmbed")) return "EMBEDDING";
  if (value.endsWith(".doRerank")) return "RERANKER";
  return value.startsWith("ai.toolCall") ? "TOOL" : "CHAIN";
}

/** Operations that GenAI conventions put first in a span's name: "chat gpt-4o", "execute_tool search". */
const operations =
  /^(chat|text_completion|generate_content|embeddings|retrieval|rerank|execute_tool|invoke_agent|create_agent|invoke_workflow|execute_task|search_memory|call_llm)(?: |$)/;

/** What instrumentations put last in a span's name: "openai.chat", "plan.workflow". */
const endings =
  /(?:^|[.:/])(chat|completions?|embeddings?|retrieve|retriever|rerank|reranker|tool|agent|workflow|task|guardrail|evaluator)$/i;

const endingKinds: Readonly<Record<string, SpanKind>> = {
  completions: "LLM",
  retrieve: "RETRIEVER",
};

const remembered = new Map<string, SpanKind>();

/** A guess at the kind from a span's name alone, UNKNOWN for most names. */
export function guessedKind(name: string): SpanKind {
  const known = remembered.get(name);
  if (known) return known;
  const word = (operations.exec(name)?.[1] ?? endings.exec(name)?.[1])?.toLowerCase();
  const kind = word === undefined ? "UNKNOWN" : (endingKinds[word] ?? namedKind(word));
  if (remembered.size > 10_000) remembered.clear();
  remembered.set(name.slice(), kind);
  return kind;
}
