/** What a span does in an LLM system. OpenTelemetry's own SpanKind (CLIENT, INTERNAL …) is something else. */
export const spanKinds = [
  "AGENT",
  "LLM",
  "TOOL",
  "RETRIEVER",
  "RERANKER",
  "EMBEDDING",
  "CHAIN",
  "GUARDRAIL",
  "EVALUATOR",
  "PROMPT",
  "UNKNOWN",
] as const;

export type SpanKind = (typeof spanKinds)[number];

/** The two letters that stand beside a kind's colour. */
export const kindCode: Record<SpanKind, string> = {
  AGENT: "AG",
  LLM: "LM",
  TOOL: "TL",
  RETRIEVER: "RT",
  RERANKER: "RR",
  EMBEDDING: "EM",
  CHAIN: "CH",
  GUARDRAIL: "GD",
  EVALUATOR: "EV",
  PROMPT: "PR",
  UNKNOWN: "??",
};

export function isSpanKind(text: string): text is SpanKind {
  return (spanKinds as readonly string[]).includes(text);
}
