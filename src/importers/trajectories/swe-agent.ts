import type { Importer, Input, Sample, Sink } from "../importer.ts";
import { isObject, type JsonObject, jsonText, tryParseJson } from "../json/json.ts";
import { readJson } from "../json/json-stream.ts";
import { readSpanFile } from "../otel-sdk/span-file.ts";
import { digestId } from "../spans/ids.ts";
import type { Place } from "../spans/span-row.ts";
import { readTime } from "../spans/times.ts";
import { fieldsBut, number, type TrajectoryRun, type TrajectoryUsage, TrajectoryWriter, text } from "./trajectory.ts";
import { type ChatCall, writeChat } from "./trajectory-chat.ts";

/**
 * Trajectories of SWE-agent and of mini-swe-agent: a run for each object, with its cost and tokens as a whole.
 * https://github.com/SWE-agent/SWE-agent, sweagent/types.py; https://github.com/SWE-agent/mini-swe-agent
 */
export const sweAgent: Importer = {
  format: "swe-agent",
  title: "SWE-agent trajectory",
  detect: detectSweAgent,
  read: readSweAgent,
};

function detectSweAgent({ value }: Sample): string | null {
  const first = Array.isArray(value) ? value[0] : value;
  if (!isObject(first)) return null;
  if (isTrajectory(first)) return "trajectory holds steps with action, observation and response";
  if (isAttempts(first)) return "attempts hold trajectories";
  return isMini(first) ? "trajectory_format is that of mini-swe-agent" : null;
}

function isTrajectory({ trajectory, history, info }: JsonObject): boolean {
  if (!Array.isArray(trajectory)) return false;
  const [step] = trajectory;
  if (step === undefined) return Array.isArray(history) && isObject(info);
  return isObject(step) && "action" in step && ("observation" in step || "response" in step || "thought" in step);
}

function isAttempts({ attempts }: JsonObject): boolean {
  return Array.isArray(attempts) && isObject(attempts[0]) && isTrajectory(attempts[0]);
}

function isMini({ messages, info, trajectory_format: format }: JsonObject): boolean {
  if (typeof format === "string") return format.startsWith("mini-swe-agent");
  return Array.isArray(messages) && isObject(info) && isObject(info.model_stats) && "exit_status" in info;
}

async function readSweAgent(input: Input, sink: Sink): Promise<void> {
  const writer = new TrajectoryWriter(sink);
  await readSpanFile(readJson(input.utf8(), { items: {} }), writer.spans, sink, (row, line) =>
    writeRuns(writer, row, { line }),
  );
  writer.spans.finish();
}

function writeRuns(writer: TrajectoryWriter, row: JsonObject, place: Place): void {
  if (isTrajectory(row)) writeTrajectory(writer, row, place);
  else if (isAttempts(row)) writeAttempts(writer, row, place);
  else if (isMini(row)) writeMini(writer, row, place);
  else throw new Error("no trajectory of SWE-agent: it has neither steps nor messages");
}

/** An agent that tries again has a trajectory for each try, and settings that hold for all of them. */
function writeAttempts(writer: TrajectoryWriter, { attempts, ...whole }: JsonObject, place: Place): void {
  for (const attempt of Array.isArray(attempts) ? attempts : []) {
    if (isObject(attempt)) writeTrajectory(writer, { ...whole, ...attempt }, place);
    else writer.spans.lose(place, "an attempt that is no object");
  }
}

const takenOfRun = new Set(["trajectory", "history", "info", "messages", "instance_id"]);
const takenOfInfo = new Set(["model_stats", "submission"]);

function writeTrajectory(writer: TrajectoryWriter, row: JsonObject, place: Place): void {
  const steps = Array.isArray(row.trajectory) ? row.trajectory : [];
  const history = (Array.isArray(row.history) ? row.history : []).filter(isObject);
  const { model, instance } = configOf(row);
  const run = runOf(row, "swe-agent", instance, [steps.length, steps[0], steps.at(-1), row.info], place);
  const began = writer.begin();
  let before: unknown = taskOf(history);
  for (const step of steps) {
    if (isObject(step)) before = writeStep(writer, run, step, before, model);
    else writer.spans.lose(place, "a step that is no object");
  }
  const info = isObject(row.info) ? row.info : {};
  writer.end(run, began, {
    ...outcome(info),
    kind: "AGENT",
    name: instance || "SWE-agent run",
    model,
    input: taskOf(history),
    fields: {
      instance_id: instance,
      ...fieldsBut(row, takenOfRun),
      ...infoFields(info),
      ...historyFields(history, steps),
    },
  });
}

const takenOfStep = new Set(["action", "observation", "response", "thought", "query", "messages"]);
const takenOfAction = new Set([...takenOfStep, "state", "execution_time"]);

/** The call to the model and the command that it led to; gives what the next call is told. */
function writeStep(
  writer: TrajectoryWriter,
  run: TrajectoryRun,
  step: JsonObject,
  before: unknown,
  model: string,
): unknown {
  const { action, observation, response, thought, query, messages } = step;
  const answer = response || thought;
  const acted = text(action).trim() !== "" || text(observation) !== "";
  const asked = query ?? messages;
  writer.step(run, {
    kind: "LLM",
    name: model || "model",
    model,
    input: Array.isArray(asked) && asked.length > 0 ? asked : before,
    output: answer,
    fields: { ...(thought === answer ? {} : { thought }), ...fieldsBut(step, acted ? takenOfAction : takenOfStep) },
  });
  if (acted) {
    writer.step(run, {
      kind: "TOOL",
      name: commandName(text(action)),
      input: action,
      output: observation,
      seconds: number(step.execution_time),
      fields: { state: step.state, execution_time: step.execution_time },
    });
  }
  return observation;
}

function commandName(action: string): string {
  return /^\s*([\w./-]{1,40})/.exec(action)?.[1] ?? "command";
}

function taskOf(history: readonly JsonObject[]): unknown {
  return history.find(({ role, is_demo }) => role === "user" && is_demo !== true)?.content;
}

/** The model and the task stand in the settings that replay the run, as JSON in JSON. */
function configOf(row: JsonObject): { model: string; instance: string } {
  const config = typeof row.replay_config === "string" ? tryParseJson(row.replay_config) : row.replay_config;
  const settings = isObject(config) ? config : {};
  const agent = isObject(settings.agent) ? settings.agent : settings;
  const model = isObject(agent.model) ? agent.model : {};
  const problem = isObject(settings.problem_statement) ? settings.problem_statement : {};
  return {
    model: text(model.name) || text(model.model_name),
    instance: text(row.instance_id) || text(problem.id),
  };
}

/** What the steps do not hold: demonstrations, and messages that the steps were made from. */
function historyFields(history: readonly JsonObject[], steps: readonly unknown[]): JsonObject {
  const kept =
    steps.length === 0 ? history : history.filter(({ role, is_demo }) => role === "system" || is_demo === true);
  return kept.length === 0 ? {} : { history: jsonText(kept) };
}

function infoFields(info: JsonObject): JsonObject {
  const fields: Record<string, unknown> = Object.create(null);
  for (const [key, value] of Object.entries(fieldsBut(info, takenOfInfo))) fields[`info.${key}`] = value;
  if (isObject(info.model_stats)) fields["info.model_stats"] = info.model_stats;
  return fields;
}

function outcome(info: JsonObject): { output: unknown; usage: TrajectoryUsage; error: string } {
  const stats = isObject(info.model_stats) ? info.model_stats : {};
  const status = text(info.exit_status);
  return {
    output: info.submission,
    usage: {
      inputTokens: stats.tokens_sent,
      outputTokens: stats.tokens_received,
      cost: stats.instance_cost ?? stats.total_cost,
    },
    error: status === "" || /submitted|^completed?$/i.test(status) ? "" : status,
  };
}

function runOf(
  row: JsonObject,
  service: string,
  instance: string,
  content: readonly unknown[],
  place: Place,
): TrajectoryRun {
  // Two runs of one task, by two models, are two traces.
  const parts = content.map((part) => jsonText(part ?? null).slice(0, 1500));
  const traceId = digestId(jsonText([service, instance, row.environment, parts]), 32);
  return { traceId, service, scope: service, place, row: place.line ?? 0 };
}

function writeMini(writer: TrajectoryWriter, row: JsonObject, place: Place): void {
  const messages = Array.isArray(row.messages) ? row.messages : [];
  const info = isObject(row.info) ? row.info : {};
  const config = isObject(info.config) ? info.config : {};
  const model = text(isObject(config.model) ? config.model.model_name : "");
  const instance = text(row.instance_id);
  const run = runOf(row, "mini-swe-agent", instance, [messages.length, messages[2], messages.at(-1), info], place);
  const began = writer.begin();
  const { startNs, endNs, after } = writeChat(writer, run, messages, {
    model,
    timeOf: miniTime,
    usageOf: miniUsage,
    callsIn: miniCalls,
  });
  writer.end(run, began, {
    ...outcome(info),
    kind: "AGENT",
    name: instance || "mini-swe-agent run",
    model,
    input: messages.filter(isObject).find(({ role }) => role === "user")?.content,
    startNs,
    endNs,
    fields: { instance_id: instance, ...fieldsBut(row, takenOfRun), ...infoFields(info), ...after },
  });
}

function miniTime({ extra, timestamp }: JsonObject): bigint | null {
  return readTime(isObject(extra) ? (extra.timestamp ?? timestamp) : timestamp, "s")?.ns ?? null;
}

function miniUsage({ extra }: JsonObject): TrajectoryUsage {
  const { response, cost } = isObject(extra) ? extra : {};
  const usage = isObject(response) && isObject(response.usage) ? response.usage : {};
  return {
    inputTokens: usage.prompt_tokens ?? usage.input_tokens,
    outputTokens: usage.completion_tokens ?? usage.output_tokens,
    cost,
  };
}

/** The commands, as the agent noted them, else as it wrote them between fences. */
function miniCalls({ extra, content }: JsonObject): readonly ChatCall[] {
  const actions = isObject(extra) && Array.isArray(extra.actions) ? extra.actions.filter(isObject) : [];
  if (actions.length > 0)
    return actions.map(({ command, action, tool_call_id }) => ({
      id: text(tool_call_id),
      name: "bash",
      input: command ?? action,
    }));
  const [, command] = /```(?:bash|sh|mswea_bash_command)\s*\n([\s\S]*?)\n?```/.exec(text(content)) ?? [];
  return command === undefined ? [] : [{ id: "", name: "bash", input: command.trim() }];
}
