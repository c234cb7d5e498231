import type { OpenAI } from "openai";
import type { ModelRequest } from "../src/host.ts";

type Body = OpenAI.ChatCompletionCreateParamsNonStreaming;

/** What an endpoint has turned out not to take for a model. */
export interface Refused {
  /** The name of the limit on tokens that it wants; the usual one unless it said so. */
  limit?: "max_tokens" | "max_completion_tokens";
  /** How much of the answer's form can be asked for; all of it unless it said so. */
  format?: "json" | "text";
  seed?: true;
  temperature?: true;
}

/** The body of a call, without what the endpoint does not take. */
export function bodyOf(request: ModelRequest, { hostname }: URL, refused: Refused): Body {
  const { model, messages, temperature, seed, maxTokens } = request;
  // OpenAI's newer models refuse the old name, and some local servers do not know the new one.
  const limit = refused.limit ?? (hostname === "api.openai.com" ? "max_completion_tokens" : "max_tokens");
  const format = formatOf(refused.format === "text" ? "text" : formatWithin(request.format, refused.format));
  return {
    model,
    messages: messages.map(({ role, content }) => ({ role, content })),
    [limit]: maxTokens,
    ...(temperature === null || refused.temperature ? {} : { temperature }),
    ...(seed === null || refused.seed ? {} : { seed }),
    ...(format ? { response_format: format } : {}),
  };
}

function formatWithin(format: ModelRequest["format"], most: "json" | undefined): ModelRequest["format"] {
  return most === "json" && typeof format === "object" ? "json" : format;
}

function formatOf(format: ModelRequest["format"]): Body["response_format"] | null {
  if (format === "text") return null;
  if (format === "json") return { type: "json_object" };
  return { type: "json_schema", json_schema: { name: format.name, schema: { ...format.schema }, strict: true } };
}

const unwilling =
  /not.{0,20}(support|permit|allow|available|recogni|accept|valid)|unsupported|unavailable|unknown|unrecogni|unexpected|extra|invalid|must be|only/i;

/** What a refusal of the call says is not taken, beyond what was known; null where it is about something else. */
export function refusedMore(message: string, body: Body, known: Refused): Refused | null {
  if (!unwilling.test(message)) return null;
  if ("max_tokens" in body && /max_completion_tokens/.test(message)) return fresh(known, "max_completion_tokens");
  if ("max_completion_tokens" in body && /max_completion_tokens/.test(message)) return fresh(known, "max_tokens");
  const { response_format: format } = body;
  if (format && /response.?format|json.?schema|json.?object|structured|grammar/i.test(message))
    return { ...known, format: format.type === "json_schema" ? "json" : "text" };
  if ("seed" in body && /\bseed\b/i.test(message)) return { ...known, seed: true };
  if ("temperature" in body && /\btemperature\b/i.test(message)) return { ...known, temperature: true };
  return null;
}

/** A name that was tried and refused is not tried again. */
function fresh(known: Refused, limit: NonNullable<Refused["limit"]>): Refused | null {
  return known.limit === undefined ? { ...known, limit } : null;
}

/** What was asked for and left out, in words. */
export function leftOut({ format, temperature, seed }: ModelRequest, refused: Refused): readonly string[] {
  const schema = typeof format === "object";
  return [
    ...(refused.format === "text" && format !== "text" ? ["response_format"] : []),
    ...(refused.format === "json" && schema ? ["json_schema"] : []),
    ...(refused.seed && seed !== null ? ["seed"] : []),
    ...(refused.temperature && temperature !== null ? ["temperature"] : []),
  ];
}
