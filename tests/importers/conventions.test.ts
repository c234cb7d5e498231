import { describe, expect, test } from "vitest";
import { otlpJson } from "../../src/importers/otlp/otlp-json.ts";
import { roleOf, tenantKeys } from "../../src/importers/spans/conventions.ts";
import { promptVersionKeys } from "../../src/traces/prompt-version.ts";
import type { SpanRow } from "../../src/traces/schema.ts";
import { corpus, type Imported, importWith } from "../support/importing.ts";
import { type Attributes, otlpAttributes, otlpRequest, otlpSpan, type SpanOptions } from "../support/otlp.ts";

async function imported(span: SpanOptions, resource: Attributes = {}): Promise<Imported> {
  return importWith(otlpJson, JSON.stringify(otlpRequest([otlpSpan(span)], resource)));
}

async function row(attributes: Attributes, more: SpanOptions = {}, resource: Attributes = {}): Promise<SpanRow> {
  const { spans } = await imported({ attributes, ...more }, resource);
  expect(spans.length).toBe(1);
  return spans[0]!;
}

describe("model and provider", () => {
  test.each([
    [{ "gen_ai.request.model": "gpt-4o", "gen_ai.response.model": "gpt-4o-2024-08-06" }, "gpt-4o-2024-08-06"],
    [{ "gen_ai.request.model": "gpt-4o", "llm.model_name": "other" }, "gpt-4o"],
    [{ "llm.request.model_name": "alias", "llm.model_name": "model" }, "model"],
    [{ "embedding.model_name": "ada" }, "ada"],
    [{ "reranker.model_name": "cohere-rerank" }, "cohere-rerank"],
    [{ "ai.model.id": "m", "ai.response.model": "m-1" }, "m-1"],
    [{ "mlflow.llm.model": '"claude"' }, "claude"],
    [{ "gen_ai.request.model": "unknown" }, "unknown"],
    [
      {
        "gen_ai.operation.name": "chat",
        "gen_ai.request.model": "unknown",
        "traceloop.association.properties.ls_model_name": "known",
      },
      "known",
    ],
    [
      { "traceloop.span.kind": "task", "traceloop.association.properties.ls_model_name": "the model of another span" },
      null,
    ],
  ])("%j", async (attributes, model) => {
    expect((await row(attributes)).model).toBe(model);
  });

  test.each([
    [{ "gen_ai.provider.name": "aws.bedrock", "gen_ai.system": "anthropic" }, "aws.bedrock"],
    [{ "gen_ai.system": "vertex_ai" }, "gcp.vertex_ai"],
    [{ "gen_ai.system": "gemini" }, "gcp.gemini"],
    [{ "gen_ai.system": "az.ai.inference" }, "azure.ai.inference"],
    [{ "gen_ai.system": "az.ai.openai" }, "azure.ai.openai"],
    [{ "gen_ai.system": "xai" }, "x_ai"],
    [{ "gen_ai.system": "OpenAI" }, "openai"],
    [{ "gen_ai.system": "openai.responses" }, "openai"],
    [{ "gen_ai.provider.name": "azure.ai.openai" }, "azure.ai.openai"],
    [{ "llm.system": "openai", "llm.provider": "azure" }, "azure"],
    [{ "ai.model.provider": "anthropic.messages" }, "anthropic"],
  ])("%j", async (attributes, provider) => {
    expect((await row(attributes)).provider).toBe(provider);
  });
});

describe("tokens and cost", () => {
  const counts = ({ input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens }: SpanRow) =>
    [input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens].map((count) =>
      count === null ? null : Number(count),
    );

  test.each<[Attributes, (number | null)[]]>([
    [
      {
        "gen_ai.usage.input_tokens": 10,
        "gen_ai.usage.output_tokens": 20,
        "gen_ai.usage.cache_read.input_tokens": 3,
        "gen_ai.usage.cache_creation.input_tokens": 4,
        "gen_ai.usage.reasoning.output_tokens": 5,
      },
      [10, 20, 3, 4, 5],
    ],
    [
      { "gen_ai.usage.cache_write.input_tokens": 6, "gen_ai.usage.cache_creation.input_tokens": 4 },
      [null, null, null, 6, null],
    ],
    [{ "gen_ai.usage.prompt_tokens": 10, "gen_ai.usage.completion_tokens": 20 }, [10, 20, null, null, null]],
    [
      { "gen_ai.usage.cache_read_input_tokens": 3, "gen_ai.usage.cache_creation_input_tokens": 4 },
      [null, null, 3, 4, null],
    ],
    [
      {
        "llm.token_count.prompt": 10,
        "llm.token_count.completion": 20,
        "llm.token_count.prompt_details.cache_read": 3,
        "llm.token_count.prompt_details.cache_write": 4,
        "llm.token_count.completion_details.reasoning": 5,
      },
      [10, 20, 3, 4, 5],
    ],
    [{ "llm.usage.prompt_tokens": "10", "llm.usage.completion_tokens": "20" }, [10, 20, null, null, null]],
    [
      {
        "ai.usage.promptTokens": 10,
        "ai.usage.completionTokens": 20,
        "ai.usage.cachedInputTokens": 3,
        "ai.usage.reasoningTokens": 5,
      },
      [10, 20, 3, null, 5],
    ],
    [
      {
        "mlflow.chat.tokenUsage":
          '{"input_tokens": 10, "output_tokens": 20, "total_tokens": 30, "cache_read_input_tokens": 3}',
      },
      [10, 20, 3, null, null],
    ],
    [{ "mlflow.chat.tokenUsage": '"{\\"input_tokens\\": 10, \\"output_tokens\\": 20}"' }, [10, 20, null, null, null]],
    [{ "langfuse.observation.usage_details": '{"input": 10, "output": 20, "total": 30}' }, [10, 20, null, null, null]],
    [{ "gen_ai.usage.input_tokens": "many", "llm.token_count.prompt": 7 }, [7, null, null, null, null]],
    [{ "gen_ai.usage.input_tokens": -1, "gen_ai.usage.output_tokens": 1.5 }, [null, null, null, null, null]],
    [
      { "gen_ai.usage.input_tokens": 1, "llm.token_count.prompt": 2, "gen_ai.usage.prompt_tokens": 3 },
      [1, null, null, null, null],
    ],
  ])("%j", async (attributes, expected) => {
    expect(counts(await row(attributes))).toEqual(expected);
  });

  test.each<[Attributes, number | null]>([
    [{ "llm.cost.total": 0.25 }, 0.25],
    [{ "gen_ai.usage.cost": "0.5" }, 0.5],
    [{ "gen_ai.usage.input_cost": 0.25, "gen_ai.usage.output_cost": 0.5 }, 0.75],
    [{ "llm.cost.prompt": 0.25, "llm.cost.completion": 0.5 }, 0.75],
    [{ "llm.cost.prompt": 0.25 }, 0.25],
    [{ "gen_ai.usage.cost": 1, "llm.cost.total": 2, "gen_ai.usage.input_cost": 4 }, 1],
    [{ "mlflow.llm.cost": '{"input_cost": 0.1, "output_cost": 0.2, "total_cost": 0.375}' }, 0.375],
    [{ "langfuse.observation.cost_details": '{"total": 0.125}' }, 0.125],
    [{ "gen_ai.usage.cost": 0 }, 0],
    [{ "gen_ai.usage.cost": "free" }, null],
    [{ "gen_ai.usage.input_tokens": 5 }, null],
  ])("the cost of %j is %d", async (attributes, cost) => {
    const { cost_usd, cost_source } = await row(attributes);
    expect([cost_usd, cost_source]).toEqual([cost, cost === null ? null : "reported"]);
  });
});

describe("input and output", () => {
  test.each<[string, Attributes, string | null, string | null]>([
    ["OpenInference values", { "input.value": "q", "output.value": "a" }, "q", "a"],
    [
      "GenAI messages go before OpenInference values",
      {
        "input.value": "q",
        "gen_ai.input.messages": '[{"role":"user"}]',
        "output.value": "a",
        "gen_ai.output.messages": "[]",
      },
      '[{"role":"user"}]',
      "[]",
    ],
    [
      "structured GenAI messages",
      { "gen_ai.input.messages": [{ role: "user", parts: [{ type: "text", content: "hi" }] }] },
      '[{"role":"user","parts":[{"type":"text","content":"hi"}]}]',
      null,
    ],
    [
      "flattened messages, in order of their index, with tool calls and contents",
      {
        "llm.input_messages.10.message.role": "assistant",
        "llm.input_messages.10.message.tool_calls.0.tool_call.function.name": "search",
        "llm.input_messages.10.message.tool_calls.0.tool_call.function.arguments": '{"q":1}',
        "llm.input_messages.2.message.role": "user",
        "llm.input_messages.2.message.contents.0.message_content.type": "text",
        "llm.input_messages.2.message.contents.0.message_content.text": "hi",
        "llm.output_messages.0.message.role": "assistant",
        "llm.output_messages.0.message.content": "there",
      },
      '[{"role":"user","contents":[{"type":"text","text":"hi"}]},' +
        '{"role":"assistant","tool_calls":[{"function":{"name":"search","arguments":"{\\"q\\":1}"}}]}]',
      '[{"role":"assistant","content":"there"}]',
    ],
    [
      "a value goes before flattened messages",
      { "llm.input_messages.0.message.role": "user", "input.value": "q" },
      "q",
      null,
    ],
    [
      "legacy prompts and completions",
      { "gen_ai.prompt.0.role": "user", "gen_ai.prompt.0.content": "hi", "gen_ai.completion.0.content": "there" },
      '[{"role":"user","content":"hi"}]',
      '[{"content":"there"}]',
    ],
    [
      "plain prompts and choices",
      { "llm.prompts.0.prompt.text": "Once", "llm.choices.0.completion.text": "upon" },
      '[{"text":"Once"}]',
      '[{"text":"upon"}]',
    ],
    ["OpenLLMetry entities", { "traceloop.entity.input": "{}", "traceloop.entity.output": '"done"' }, "{}", "done"],
    [
      "Vercel",
      { "ai.prompt.messages": "[]", "ai.prompt": "p", "ai.response.text": "t", "ai.response.object": "{}" },
      "[]",
      "t",
    ],
    ["Vercel's tools", { "ai.toolCall.args": '{"a":1}', "ai.toolCall.result": "2" }, '{"a":1}', "2"],
    [
      "MLflow, encoded twice",
      { "mlflow.spanInputs": '"{\\"q\\": 1}"', "mlflow.spanOutputs": "[1]" },
      '{"q": 1}',
      "[1]",
    ],
    ["tools", { "gen_ai.tool.call.arguments": '{"a":1}', "gen_ai.tool.call.result": "ok" }, '{"a":1}', "ok"],
    ["a retrieval's query", { "gen_ai.retrieval.query.text": "where" }, "where", null],
    ["empty values are none", { "gen_ai.input.messages": "", "input.value": "q" }, "q", null],
  ])("%s", async (_, attributes, input, output) => {
    const span = await row(attributes);
    expect([span.input, span.output]).toEqual([input, output]);
  });

  test("messages recorded as events", async () => {
    const events = [
      { name: "gen_ai.system.message", attributes: otlpAttributes({ content: "be kind" }) },
      { name: "gen_ai.user.message", attributes: otlpAttributes({ content: "hi" }) },
      { name: "gen_ai.choice", attributes: otlpAttributes({ index: 0, message: { content: "there" } }) },
    ];
    expect(await row({}, { events })).toMatchObject({
      input: '[{"role":"system","content":"be kind"},{"role":"user","content":"hi"}]',
      output: '[{"index":0,"message":{"content":"there"}}]',
    });
    const older = [
      { name: "gen_ai.content.prompt", attributes: otlpAttributes({ "gen_ai.prompt": "hi" }) },
      { name: "gen_ai.content.completion", attributes: otlpAttributes({ "gen_ai.completion": "there" }) },
    ];
    expect(await row({}, { events: older })).toMatchObject({ input: "hi", output: "there" });
    expect(await row({ "input.value": "q" }, { events })).toMatchObject({ input: "q" });
  });

  test("a message with an index beyond all reason takes no room", async () => {
    const { input } = await row({
      "llm.input_messages.4000000000.message.role": "user",
      "llm.input_messages.1.message.role": "system",
    });
    expect(input).toBe('[{"role":"system"},{"role":"user"}]');
  });
});

describe("who", () => {
  test.each<[Attributes, Partial<SpanRow>]>([
    [
      { "user.id": "u", "session.id": "s" },
      { user_id: "u", session_id: "s" },
    ],
    [
      { "enduser.id": "u", "gen_ai.conversation.id": "c" },
      { user_id: "u", session_id: "c" },
    ],
    [{ "session.id": "s", "gen_ai.conversation.id": "c" }, { session_id: "s" }],
    [
      { "traceloop.association.properties.user_id": "u", "traceloop.association.properties.session_id": "s" },
      { user_id: "u", session_id: "s" },
    ],
    [
      { "mlflow.trace.user": '"u"', "mlflow.trace.session": '"s"' },
      { user_id: "u", session_id: "s" },
    ],
    [
      { "langfuse.user.id": "u", "langfuse.session.id": "s" },
      { user_id: "u", session_id: "s" },
    ],
    [
      { "ai.telemetry.metadata.userId": "u", "ai.telemetry.metadata.sessionId": "s" },
      { user_id: "u", session_id: "s" },
    ],
  ])("%j", async (attributes, expected) => {
    expect(await row(attributes)).toMatchObject(expected);
  });

  test("the tenant is named by any of its keys, on the span before the resource", async () => {
    expect(tenantKeys).toEqual(
      expect.arrayContaining([
        "tenant.id",
        "tenant",
        "tenant_id",
        "customer.id",
        "customer_id",
        "organization.id",
        "org_id",
      ]),
    );
    for (const key of tenantKeys) expect((await row({ [key]: "acme" })).tenant).toBe("acme");
    expect((await row({ org_id: "span" }, {}, { "tenant.id": "resource" })).tenant).toBe("span");
    expect(await row({}, {}, { "tenant.id": "resource", "session.id": "s", "user.id": "u" })).toMatchObject({
      tenant: "resource",
      session_id: "s",
      user_id: "u",
    });
  });
});

test("a span says its prompt's version in the surest of the attributes that it has; an empty one says nothing", async () => {
  for (const key of promptVersionKeys) expect((await row({ [key]: "3" })).prompt_version).toBe("3");
  const versionOf = async (...said: Parameters<typeof row>) => (await row(...said)).prompt_version;
  expect(await versionOf({ "prompt.id": "p", "prompt.version": "3" })).toBe("3");
  expect(await versionOf({ "prompt.version": "", "langfuse.prompt.version": "7" })).toBe("7");
  expect(await versionOf({ other: "x" }, {}, { "prompt.version": "2" })).toBe("2");
  expect(await versionOf({ other: "x" })).toBeNull();
});

test("a key that a column takes stays in the attributes too, and is not counted as unmapped", async () => {
  const attributes = { "gen_ai.request.model": "m", "llm.input_messages.0.message.role": "user", mine: "x" };
  const { spans, unmapped } = await imported({ attributes });
  expect(spans[0]!.attributes).toEqual(new Map([...Object.entries(attributes), ["span.kind", "internal"]]));
  expect(Object.fromEntries(unmapped)).toEqual({ mine: 1 });
});

test("no key stands for two facts", () => {
  expect(roleOf("gen_ai.usage.input_tokens")).toEqual({ fact: "inputTokens", rank: 0 });
  expect(roleOf("constructor")).toBeNull();
});

describe("a real run of Vercel's AI SDK", () => {
  test("calls to the model are LLM spans, the functions around them chains, and each has its tokens", async () => {
    const dumped: unknown = JSON.parse(
      new TextDecoder().decode(corpus("otel-js-readablespan-json/vercel-ai-v6-all-spans.json")),
    );
    const attributes = (Array.isArray(dumped) ? dumped : []).map((span: { attributes: Attributes }) => span.attributes);
    const spans = attributes.map((each, place) =>
      otlpSpan({ attributes: each, spanId: String(place + 1).padStart(16, "0") }),
    );
    const rows = (await importWith(otlpJson, JSON.stringify(otlpRequest(spans)))).spans;
    expect(
      rows.map(({ kind, model, provider, input_tokens, output_tokens }) => [
        kind,
        model,
        provider,
        input_tokens,
        output_tokens,
      ]),
    ).toEqual([
      ["LLM", "gpt-4o-mini-2024-07-18", "openai", 14n, 20n],
      ["CHAIN", "gpt-4o-mini", "openai", 14n, 20n],
      expect.any(Array),
      expect.any(Array),
      ["LLM", "gpt-4o-mini-2024-07-18", "openai", expect.anything(), expect.anything()],
      ["CHAIN", "gpt-4o-mini", "openai", expect.anything(), expect.anything()],
      ["LLM", "gpt-4o-mini-2024-07-18", "openai", 15n, 112n],
      ["CHAIN", "gpt-4o-mini", "openai", 15n, 112n],
      ["EMBEDDING", "text-embedding-3-small", "openai", 10n, null],
      ["CHAIN", "text-embedding-3-small", "openai", 10n, null],
    ]);
    expect(rows[0]!.input).toContain("Write a haiku about programming.");
    expect(rows[0]!.output).toContain("Lines of code align");
  });
});
