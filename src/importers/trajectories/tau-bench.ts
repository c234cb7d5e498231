import type { Importer, Input, Sample, Sink } from "../importer.ts";
import { isObject, type JsonObject, jsonText } from "../json/json.ts";
import { readJson, type Shape } from "../json/json-stream.ts";
import { readSpanFile } from "../otel-sdk/span-file.ts";
import { scoreRow } from "../score-rows.ts";
import { digestId } from "../spans/ids.ts";
import type { Place } from "../spans/span-row.ts";
import { readTime } from "../spans/times.ts";
import { fieldsBut, type TrajectoryRun, type TrajectoryUsage, TrajectoryWriter, text } from "./trajectory.ts";
import { writeChat } from "./trajectory-chat.ts";

/**
 * Results of tau-bench, and the simulations of its successor: a conversation for each task and trial, with a reward.
 * https://github.com/sierra-research/tau-bench, tau_bench/types.py; tau2-bench, src/tau2/data_model/simulation.py
 */
export const tauBench: Importer = {
  format: "tau-bench",
  title: "tau-bench results",
  detect: detectTauBench,
  read: readTauBench,
};

const list: Shape = { items: {} };
const file: Shape = { ...list, keys: { simulations: list } };

function detectTauBench({ value }: Sample): string | null {
  const first = Array.isArray(value) ? value[0] : value;
  if (!isObject(first)) return null;
  if (isResult(first)) return "the first object has task_id, reward and traj";
  const [simulation] = Array.isArray(first.simulations) ? first.simulations : [];
  return (isObject(simulation) && isSimulation(simulation)) || isSimulation(first)
    ? "simulations have a task_id, messages and reward_info"
    : null;
}

function isResult(value: JsonObject): boolean {
  return "task_id" in value && Array.isArray(value.traj) && ("reward" in value || "trial" in value);
}

function isSimulation(value: JsonObject): boolean {
  const told = "reward_info" in value || "termination_reason" in value;
  return "task_id" in value && Array.isArray(value.messages) && told;
}

async function readTauBench(input: Input, sink: Sink): Promise<void> {
  const writer = new TrajectoryWriter(sink);
  await readSpanFile(readJson(input.utf8(), file), writer.spans, sink, (row, line, [around]) => {
    if (isResult(row)) writeResult(writer, sink, row, { line });
    else if (isSimulation(row)) writeSimulation(writer, sink, row, settingOf(around?.rest.info), { line });
    else throw new Error("no result of tau-bench: it has no task_id with a conversation");
  });
  writer.spans.finish();
}

const takenOfResult = new Set(["traj", "reward"]);

function writeResult(writer: TrajectoryWriter, sink: Sink, row: JsonObject, place: Place): void {
  const { traj } = row;
  const info = isObject(row.info) ? row.info : {};
  const run = runOf(row, traj, place);
  const began = writer.begin();
  const { after } = writeChat(writer, run, traj, { model: "" });
  writer.end(run, began, {
    kind: "AGENT",
    name: `task ${text(row.task_id)}`,
    input: firstOf(traj, "user"),
    output: lastOf(traj, "assistant"),
    // The cost of the simulated user is told, that of the agent is not: it stays beside the other facts of the run.
    error: text(info.error),
    fields: { ...fieldsBut(row, takenOfResult), ...after },
  });
  const { reward_info } = info;
  score(sink, run, "reward", row.reward, reward_info);
}

const takenOfSimulation = new Set(["messages"]);

interface Setting {
  readonly model: string;
  readonly domain: string;
}

/** What all simulations of a file have in common stands before them, beside the list. */
function settingOf(info: unknown): Setting {
  const { agent_info, environment_info } = isObject(info) ? info : {};
  const domain = isObject(environment_info) ? environment_info.domain_name : "";
  return { model: text(isObject(agent_info) ? agent_info.llm : ""), domain: text(domain) };
}

function writeSimulation(
  writer: TrajectoryWriter,
  sink: Sink,
  row: JsonObject,
  { model, domain }: Setting,
  place: Place,
): void {
  const { messages, reward_info } = row;
  const run = runOf(row, messages, place);
  const began = writer.begin();
  const told = writeChat(writer, run, messages, { model, timeOf: messageTime, usageOf });
  writer.end(run, began, {
    kind: "AGENT",
    name: `task ${text(row.task_id)}`,
    input: firstOf(messages, "user"),
    output: lastOf(messages, "assistant"),
    usage: { cost: row.agent_cost },
    startNs: readTime(row.start_time, "s")?.ns ?? told.startNs,
    endNs: readTime(row.end_time, "s")?.ns ?? told.endNs,
    fields: { ...fieldsBut(row, takenOfSimulation), ...(domain && { domain }), ...told.after },
  });
  if (isObject(reward_info)) score(sink, run, "reward", reward_info.reward, reward_info);
}

function score(sink: Sink, run: TrajectoryRun, name: string, value: unknown, info: unknown): void {
  if (value === undefined || value === null) return;
  const target = { type: "trace", id: run.traceId } as const;
  sink.score(scoreRow({ target, name, value, source: "code", metadata: isObject(info) ? { reward_info: info } : {} }));
}

function messageTime({ timestamp }: JsonObject): bigint | null {
  return readTime(timestamp, "s")?.ns ?? null;
}

function usageOf({ usage, cost }: JsonObject): TrajectoryUsage {
  const { prompt_tokens, completion_tokens } = isObject(usage) ? usage : {};
  return { inputTokens: prompt_tokens, outputTokens: completion_tokens, cost };
}

function runOf(row: JsonObject, messages: unknown, place: Place): TrajectoryRun {
  const list = Array.isArray(messages) ? messages : [];
  // Runs of one task by two models are told apart by what was said; the beginning is the same in all of them.
  const said = [jsonText(list[2]).slice(0, 500), jsonText(list.slice(-3)).slice(-1500)];
  const content = [row.task_id, row.trial, row.reward, list.length, said];
  const traceId = text(row.id) || digestId(jsonText(content), 32);
  return { traceId, service: "tau-bench", scope: "tau-bench", place, row: place.line ?? 0 };
}

function firstOf(messages: unknown, role: string): unknown {
  return (Array.isArray(messages) ? messages : []).filter(isObject).find((message) => message.role === role)?.content;
}

function lastOf(messages: unknown, role: string): unknown {
  const list = (Array.isArray(messages) ? messages : []).filter(isObject);
  return list.findLast((message) => message.role === role && text(message.content) !== "")?.content;
}
