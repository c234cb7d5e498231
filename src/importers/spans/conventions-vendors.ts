import { promptVersionKeys } from "../../traces/prompt-version.ts";
import type { Convention } from "./conventions.ts";

/** OpenTelemetry's general names, and the usual ones for what it has no name for. */
export const general: Convention = {
  tenant: [
    "tenant.id",
    "tenant",
    "tenant_id",
    "tenant.name",
    "tenantId",
    "customer.id",
    "customer_id",
    "customer",
    "organization.id",
    "organization_id",
    "org.id",
    "org_id",
  ],
  user: ["user.id", "enduser.id", "user_id", "user.name", "enduser.pseudo.id"],
  session: ["session.id"],
  promptVersion: promptVersionKeys,
  service: ["service.name"],
  scope: ["otel.scope.name", "otel.library.name"],
};

/**
 * OpenLLMetry, and the forks that kept its names under a prefix of their own. Its association properties are handed
 * down to every span below the one that sets them, so the model among them is that of a call to a model alone.
 */
export const openLlmetry: Convention = {
  kind: ["traceloop.span.kind", "ioa_observe.span.kind", "llm.request.type"],
  modelAround: ["traceloop.association.properties.ls_model_name", "ioa_observe.association.properties.ls_model_name"],
  providerAround: ["traceloop.association.properties.ls_provider", "ioa_observe.association.properties.ls_provider"],
  inputTokens: ["llm.usage.prompt_tokens"],
  outputTokens: ["llm.usage.completion_tokens"],
  cacheReadTokens: ["llm.usage.cache_read_input_tokens"],
  cacheWriteTokens: ["llm.usage.cache_creation_input_tokens"],
  reasoningTokens: ["llm.usage.reasoning_tokens"],
  tenant: ["traceloop.association.properties.tenant_id", "traceloop.association.properties.tenant"],
  user: ["traceloop.association.properties.user_id", "traceloop.association.properties.user"],
  session: [
    "traceloop.association.properties.session_id",
    "traceloop.association.properties.conversation_id",
    "traceloop.association.properties.thread_id",
  ],
  input: ["traceloop.entity.input", "ioa_observe.entity.input"],
  output: ["traceloop.entity.output", "ioa_observe.entity.output"],
};

/** The AI SDK of Vercel. */
export const vercel: Convention = {
  kind: ["ai.operationId"],
  model: ["ai.response.model", "ai.model.id"],
  provider: ["ai.model.provider"],
  inputTokens: ["ai.usage.inputTokens", "ai.usage.promptTokens", "ai.usage.tokens"],
  outputTokens: ["ai.usage.outputTokens", "ai.usage.completionTokens"],
  cacheReadTokens: ["ai.usage.cachedInputTokens"],
  reasoningTokens: ["ai.usage.reasoningTokens"],
  user: ["ai.telemetry.metadata.userId"],
  session: ["ai.telemetry.metadata.sessionId"],
  input: ["ai.prompt.messages", "ai.prompt", "ai.toolCall.args", "ai.value", "ai.values"],
  output: ["ai.response.text", "ai.response.object", "ai.response.toolCalls", "ai.toolCall.result"],
};

export const mlflow: Convention = {
  kind: ["mlflow.spanType"],
  model: ["mlflow.llm.model"],
  provider: ["mlflow.llm.provider"],
  usage: ["mlflow.chat.tokenUsage"],
  costs: ["mlflow.llm.cost"],
  user: ["mlflow.trace.user"],
  session: ["mlflow.trace.session"],
  input: ["mlflow.spanInputs"],
  output: ["mlflow.spanOutputs"],
};

/** Langfuse's own names on spans sent by OpenTelemetry. */
export const langfuse: Convention = {
  kind: ["langfuse.observation.type"],
  model: ["langfuse.observation.model.name"],
  usage: ["langfuse.observation.usage_details"],
  costs: ["langfuse.observation.cost_details"],
  user: ["langfuse.user.id"],
  session: ["langfuse.session.id"],
  input: ["langfuse.observation.input"],
  output: ["langfuse.observation.output"],
};
