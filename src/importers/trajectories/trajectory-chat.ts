import { isObject, type JsonObject } from "../json/json.ts";
import {
  fieldsBut,
  type TrajectoryRun,
  type TrajectorySpan,
  type TrajectoryUsage,
  type TrajectoryWriter,
  text,
} from "./trajectory.ts";

export interface ChatCall {
  readonly id: string;
  readonly name: string;
  readonly input: unknown;
}

/** How a tool's messages tell what OpenAI's chat messages do not. */
export interface ChatReading {
  readonly model: string;
  /** When a message was there, in nanoseconds. */
  readonly timeOf?: (message: JsonObject) => bigint | null;
  readonly usageOf?: (message: JsonObject) => TrajectoryUsage;
  /** Calls beside those in `tool_calls`: each is answered by the next message in order. */
  readonly callsIn?: (message: JsonObject) => readonly ChatCall[];
}

/** What a conversation says beside its calls. */
export interface ChatEnds {
  /** Its first and last time, where it tells them. */
  readonly startNs: bigint | null;
  readonly endNs: bigint | null;
  /** The messages that no model answered, as a field. */
  readonly after: JsonObject;
}

/**
 * Writes a conversation as a span for each answer of the model, which was given the messages since the last one, and
 * one for each tool that it called.
 */
export function writeChat(
  writer: TrajectoryWriter,
  run: TrajectoryRun,
  messages: unknown,
  reading: ChatReading,
): ChatEnds {
  const all = Array.isArray(messages) ? messages : [];
  const list = all.filter(isObject);
  if (list.length < all.length) writer.spans.lose(run.place, "messages that are no objects", all.length - list.length);
  let given: JsonObject[] = [];
  for (const [at, message] of list.entries()) {
    if (message.role !== "assistant") given.push(message);
    else {
      writer.step(run, answerSpan(message, given, list[at - 1], reading));
      given = [];
      for (const span of callSpans(message, answersAfter(list, at), reading)) writer.step(run, span);
    }
  }
  const times = list.map((message) => reading.timeOf?.(message) ?? null).filter((time) => time !== null);
  const rest = given.filter(({ role }) => role !== "tool");
  return {
    startNs: times[0] ?? null,
    endNs: times.at(-1) ?? null,
    after: rest.length === 0 ? {} : { messages_after: rest },
  };
}

const takenOfAnswer = new Set(["role", "content", "tool_calls"]);

function answerSpan(
  message: JsonObject,
  given: readonly JsonObject[],
  before: JsonObject | undefined,
  { model, timeOf, usageOf }: ChatReading,
): TrajectorySpan {
  const endNs = timeOf?.(message) ?? null;
  const { role, content, tool_calls } = message;
  return {
    kind: "LLM",
    name: model || "assistant",
    model,
    input: given.length === 0 ? undefined : given,
    output: [{ role, content, ...(tool_calls ? { tool_calls } : {}) }],
    usage: usageOf?.(message) ?? {},
    startNs: endNs === null ? null : ((before && timeOf?.(before)) ?? endNs),
    endNs,
    fields: fieldsBut(message, takenOfAnswer),
  };
}

/** The messages up to the model's next answer. */
function answersAfter(list: readonly JsonObject[], at: number): readonly JsonObject[] {
  let end = at + 1;
  while (end < list.length && list[end]?.role !== "assistant") end += 1;
  return list.slice(at + 1, end);
}

function* callSpans(
  message: JsonObject,
  answers: readonly JsonObject[],
  { timeOf, callsIn }: ChatReading,
): Generator<TrajectorySpan> {
  const calls = toolCalls(message);
  for (const [at, call] of (calls.length > 0 ? calls : (callsIn?.(message) ?? [])).entries()) {
    const byId = call.id === "" ? undefined : answers.find((answer) => (answer.tool_call_id ?? answer.id) === call.id);
    const answer = byId ?? answers.filter(({ role }) => calls.length === 0 || role === "tool")[at];
    const startNs = timeOf?.(message) ?? null;
    yield {
      kind: "TOOL",
      name: call.name || "tool",
      input: call.input,
      output: answer?.content,
      startNs,
      endNs: (answer && timeOf?.(answer)) ?? startNs,
      error: answer?.error === true ? text(answer.content) || "error" : "",
      fields: { tool_call_id: call.id, ...(isObject(answer?.extra) ? { extra: answer.extra } : {}) },
    };
  }
}

/** OpenAI puts a call's name and arguments into `function`, others beside its id. */
function toolCalls({ tool_calls }: JsonObject): readonly ChatCall[] {
  return (Array.isArray(tool_calls) ? tool_calls : []).filter(isObject).map((call) => {
    const called = isObject(call.function) ? call.function : call;
    return { id: text(call.id), name: text(called.name), input: called.arguments };
  });
}
