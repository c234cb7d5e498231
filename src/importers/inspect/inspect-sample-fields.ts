import { isObject, type JsonObject } from "../json/json.ts";
import { errorText, messagesOf, modelNames, number, present, type StepFacts, text } from "./inspect-fields.ts";

const nothing: JsonObject = {};

/** `isTold`: the calls that a sample made are among its events, so that its messages need not be kept once more. */
export function sampleFacts(sample: JsonObject, evaluation: JsonObject, isTold: boolean): StepFacts {
  const [provider, model] = modelNames(text(evaluation.model));
  return {
    name: `${text(evaluation.task) || "sample"} ${text(sample.id)}`.trim(),
    kind: "CHAIN",
    input: sample.input,
    output: finalOutput(sample),
    model,
    provider,
    usage: total(sample.model_usage),
    error: errorText(sample.error),
    seconds: null,
    taken: isTold ? takenOfSample : takenWithoutCalls,
  };
}

const takenWithoutCalls = new Set([
  ...["input", "events", "attachments", "scores", "score", "error", "started_at", "completed_at"],
]);

const takenOfSample = new Set([
  ...takenWithoutCalls,
  ...["output", "messages", "transcript", "events_data", "message_pool", "call_pool"],
]);

/** What tells a run apart from all others. */
export function runId({ eval_id, run_id, task_id }: JsonObject): string {
  return text(eval_id) || text(run_id) || text(task_id);
}

/** The text of the only answer, else all of its messages; the whole conversation where there was no answer. */
function finalOutput(sample: JsonObject): unknown {
  const messages = isObject(sample.output) ? messagesOf(sample.output) : undefined;
  if (!Array.isArray(messages)) return present(messages) ? messages : sample.messages;
  const [only] = messages;
  return messages.length === 1 && isObject(only) && typeof only.content === "string" ? only.content : messages;
}

/** The usage of all models together. */
function total(usages: unknown): JsonObject {
  const sums: Record<string, number> = Object.create(null);
  for (const usage of isObject(usages) ? Object.values(usages) : []) {
    for (const [key, value] of Object.entries(isObject(usage) ? usage : nothing)) {
      const count = number(value);
      if (count !== null) sums[key] = (sums[key] ?? 0) + count;
    }
  }
  return sums;
}
