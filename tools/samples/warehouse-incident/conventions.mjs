import { double } from "../otlp.mjs";

/**
 * One model call, spelled three ways, because the services of this system were instrumented at different times:
 * OpenInference, the GenAI conventions of today, and the GenAI conventions before their renames.
 *
 * A call is `{model, system, user, reply, usage: {input, cached, output}}`.
 */

export function costOf({ model, usage }) {
  const [input, cached, output] = model.prices;
  const micros = (usage.input - usage.cached) * input + usage.cached * cached + usage.output * output;
  return Number((micros / 1e6).toFixed(8));
}

export function openInference(call) {
  const { model, usage } = call;
  return {
    "openinference.span.kind": "LLM",
    "llm.model_name": model.name,
    "llm.provider": model.provider,
    "llm.input_messages.0.message.role": "system",
    "llm.input_messages.0.message.content": call.system,
    "llm.input_messages.1.message.role": "user",
    "llm.input_messages.1.message.content": call.user,
    ...(call.reply !== null && {
      "llm.output_messages.0.message.role": "assistant",
      "llm.output_messages.0.message.content": call.reply,
      "llm.token_count.prompt": usage.input,
      "llm.token_count.completion": usage.output,
      "llm.token_count.total": usage.input + usage.output,
      "llm.token_count.prompt_details.cache_read": usage.cached,
      "llm.cost.total": double(costOf(call)),
    }),
  };
}

export function genAi(call, id) {
  const { model, usage } = call;
  return {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": model.provider,
    "gen_ai.request.model": model.alias,
    "gen_ai.request.temperature": double(0),
    "gen_ai.system_instructions": JSON.stringify([{ type: "text", content: call.system }]),
    "gen_ai.input.messages": JSON.stringify([message("user", call.user)]),
    ...(call.reply !== null && {
      "gen_ai.response.id": `msg_${id}`,
      "gen_ai.response.model": model.name,
      "gen_ai.response.finish_reasons": ["stop"],
      "gen_ai.output.messages": JSON.stringify([{ ...message("assistant", call.reply), finish_reason: "stop" }]),
      "gen_ai.usage.input_tokens": usage.input,
      "gen_ai.usage.output_tokens": usage.output,
      "gen_ai.usage.cache_read.input_tokens": usage.cached,
      "gen_ai.usage.cost": double(costOf(call)),
    }),
  };
}

function message(role, content) {
  return { role, parts: [{ type: "text", content }] };
}

/** The names before the renames. This service leaves out the system prompt and reports no cost. */
export function genAiBefore(call) {
  const { model, usage } = call;
  return {
    "gen_ai.operation.name": "chat",
    "gen_ai.system": model.provider,
    "gen_ai.request.model": model.alias,
    "gen_ai.prompt.0.role": "user",
    "gen_ai.prompt.0.content": call.user,
    ...(call.reply !== null && {
      "gen_ai.response.model": model.name,
      "gen_ai.completion.0.role": "assistant",
      "gen_ai.completion.0.content": call.reply,
      "gen_ai.usage.prompt_tokens": usage.input,
      "gen_ai.usage.completion_tokens": usage.output,
    }),
  };
}

/** Retrieved documents, flattened as OpenInference has it. */
export function documents(prefix, found, whole = true) {
  const attributes = {};
  found.forEach(({ note, score }, i) => {
    const key = `${prefix}.${i}.document`;
    attributes[`${key}.id`] = note.id;
    attributes[`${key}.score`] = double(score);
    if (!whole) return;
    attributes[`${key}.content`] = note.content;
    attributes[`${key}.metadata`] = JSON.stringify({ last_updated: note.lastUpdated, collection: "schema-notes" });
  });
  return attributes;
}
