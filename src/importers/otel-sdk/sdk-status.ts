import { isObject, type JsonObject } from "../json/json.ts";
import { type SpanStatus, statusOf } from "../otlp/otlp.ts";
import { valueText } from "../spans/attributes.ts";
import type { SpanFacts } from "../spans/span-facts.ts";

interface ReadStatus {
  readonly status: SpanStatus;
  readonly message: string;
}

/** Words that exporters of people's own put for a status. */
const words: Readonly<Record<string, SpanStatus>> = {
  success: "OK",
  succeeded: "OK",
  completed: "OK",
  failed: "ERROR",
  failure: "ERROR",
};

/** A span's status, from an object, a code or a word; one that is no status stays an attribute. */
export function readStatus(span: JsonObject, facts: SpanFacts): ReadStatus {
  const { status } = span;
  const code = isObject(status) ? (status.status_code ?? status.code) : (status ?? span.status_code);
  const said = isObject(status) ? (status.description ?? status.message) : undefined;
  const message = said ?? span.status_message ?? span.status_description;
  return { status: codeOf(code, facts), message: typeof message === "string" ? message : "" };
}

function codeOf(code: unknown, facts: SpanFacts): SpanStatus {
  if (typeof code === "number") return statusOf(code);
  if (typeof code !== "string") return "UNSET";
  const name = code.replace(/^StatusCode\./i, "");
  const status = statusOf(name);
  if (status !== "UNSET" || /^(?:status_code_)?unset$|^0?$/i.test(name)) return status;
  const word = name.toLowerCase();
  if (Object.hasOwn(words, word)) return words[word] ?? "UNSET";
  facts.addPart("status", valueText(code));
  return "UNSET";
}
