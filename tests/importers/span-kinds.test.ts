import { describe, expect, test } from "vitest";
import { otlpJson } from "../../src/importers/otlp/otlp-json.ts";
import type { SpanRow } from "../../src/traces/schema.ts";
import { importWith } from "../support/importing.ts";
import { type Attributes, otlpRequest, otlpSpan, type SpanOptions } from "../support/otlp.ts";

async function row(attributes: Attributes, more: SpanOptions = {}): Promise<SpanRow> {
  const { spans } = await importWith(otlpJson, JSON.stringify(otlpRequest([otlpSpan({ attributes, ...more })])));
  expect(spans.length).toBe(1);
  return spans[0]!;
}

describe("kind", () => {
  test.each([
    ["openinference.span.kind", "RERANKER", "RERANKER"],
    ["openinference.span.kind", "llm", "LLM"],
    ["openinference.span.kind", "GUARDRAIL", "GUARDRAIL"],
    ["openinference.span.kind", "PROMPT", "PROMPT"],
    ["gen_ai.operation.name", "chat", "LLM"],
    ["gen_ai.operation.name", "text_completion", "LLM"],
    ["gen_ai.operation.name", "generate_content", "LLM"],
    ["gen_ai.operation.name", "embeddings", "EMBEDDING"],
    ["gen_ai.operation.name", "retrieval", "RETRIEVER"],
    ["gen_ai.operation.name", "search_memory", "RETRIEVER"],
    ["gen_ai.operation.name", "create_agent", "AGENT"],
    ["gen_ai.operation.name", "invoke_agent", "AGENT"],
    ["gen_ai.operation.name", "execute_tool", "TOOL"],
    ["gen_ai.operation.name", "invoke_workflow", "CHAIN"],
    ["gen_ai.operation.name", "plan", "CHAIN"],
    ["gen_ai.operation.name", "delete_memory_store", "UNKNOWN"],
    ["traceloop.span.kind", "workflow", "CHAIN"],
    ["traceloop.span.kind", "tool", "TOOL"],
    ["mlflow.spanType", '"CHAT_MODEL"', "LLM"],
    ["mlflow.spanType", '"PARSER"', "CHAIN"],
    ["mlflow.spanType", '"My own"', "UNKNOWN"],
    ["ai.operationId", "ai.generateText", "CHAIN"],
    ["ai.operationId", "ai.streamText.doStream", "LLM"],
    ["ai.operationId", "ai.embed.doEmbed", "EMBEDDING"],
    ["ai.operationId", "ai.toolCall", "TOOL"],
    ["langfuse.observation.type", "generation", "LLM"],
    ["langfuse.observation.type", "score", "EVALUATOR"],
    ["llm.request.type", "rerank", "RERANKER"],
  ])("%s %s is %s", async (key, value, kind) => {
    expect((await row({ [key]: value })).kind).toBe(kind);
  });

  test("who says it first is believed: OpenInference, GenAI, OpenLLMetry, MLflow, Vercel, and then the name", async () => {
    const all: [string, string][] = [
      ["openinference.span.kind", "AGENT"],
      ["gen_ai.operation.name", "chat"],
      ["traceloop.span.kind", "tool"],
      ["mlflow.spanType", '"RETRIEVER"'],
      ["ai.operationId", "ai.embed.doEmbed"],
    ];
    const kinds: (string | null)[] = [];
    for (let from = 0; from <= all.length; from += 1) {
      for (const order of [all.slice(from), all.slice(from).reverse()]) {
        kinds.push((await row(Object.fromEntries(order), { name: "rerank" })).kind);
      }
    }
    expect(kinds).toEqual(
      ["AGENT", "LLM", "TOOL", "RETRIEVER", "EMBEDDING", "RERANKER"].flatMap((kind) => [kind, kind]),
    );
  });

  test("a value that says nothing leaves the word to the next", async () => {
    expect((await row({ "openinference.span.kind": "UNKNOWN", "gen_ai.operation.name": "chat" })).kind).toBe("LLM");
  });

  test.each([
    ["chat gpt-4o", "LLM"],
    ["execute_tool search", "TOOL"],
    ["invoke_agent", "AGENT"],
    ["ChatOpenAI.chat", "LLM"],
    ["plan.workflow", "CHAIN"],
    ["retriever", "RETRIEVER"],
    ["chatter", "UNKNOWN"],
    ["POST /v1/chat", "LLM"],
    ["agent_start_event", "UNKNOWN"],
    ["", "UNKNOWN"],
  ])("the name %j alone means %s", async (name, kind) => {
    expect((await row({}, { name })).kind).toBe(kind);
  });

  test("a model with tokens is a call to it, whatever its name", async () => {
    expect((await row({ "gen_ai.request.model": "m", "gen_ai.usage.output_tokens": 3 })).kind).toBe("LLM");
    expect((await row({ "gen_ai.request.model": "m" })).kind).toBe("UNKNOWN");
  });

  test("OpenTelemetry's own kind is not this kind", async () => {
    expect((await row({}, { kind: 3 })).kind).toBe("UNKNOWN");
  });

  test("an event takes no time", async () => {
    const event = await row({ "langfuse.observation.type": "event" }, { endTimeUnixNano: undefined });
    expect([event.kind, event.end_ns]).toEqual(["CHAIN", event.start_ns]);
  });
});
