import { isObject, type JsonObject, jsonText } from "../json/json.ts";
import { digestId } from "../spans/ids.ts";
import type { SpanEvent } from "../spans/span-events.ts";
import type { Place } from "../spans/span-row.ts";
import {
  fieldsBut,
  type TrajectoryRun,
  type TrajectorySpan,
  type TrajectoryUsage,
  type TrajectoryWriter,
  text,
} from "./trajectory.ts";

const nothing: JsonObject = {};
const deepest = 20;

/** One agent's run. Its subagents' runs lie below the step that started them. */
export class AtifRun {
  private readonly writer: TrajectoryWriter;
  private readonly trajectory: JsonObject;
  private readonly run: TrajectoryRun;
  private readonly model: string;
  private readonly depth: number;
  /** The span that started a subagent, by the subagent's id. */
  private readonly starters = new Map<string, string>();
  private readonly events: SpanEvent[] = [];
  /** What was said and observed since the model was last asked. */
  private given: JsonObject[] = [];

  constructor(
    writer: TrajectoryWriter,
    trajectory: JsonObject,
    place: Place,
    around: TrajectoryRun | null = null,
    depth = 0,
  ) {
    this.writer = writer;
    this.trajectory = trajectory;
    this.depth = depth;
    const agent = isObject(trajectory.agent) ? trajectory.agent : nothing;
    this.model = text(agent.model_name);
    const id = idsOf(trajectory)[0] ?? digestId(jsonText([trajectory.agent, trajectory.steps]), 32);
    const traceId = around?.traceId ?? (text(trajectory.session_id) || id);
    this.run = {
      traceId,
      id,
      ...(around?.parentId === undefined ? {} : { parentId: around.parentId }),
      session: around?.session ?? text(trajectory.session_id),
      service: text(agent.name) || "atif",
      scope: "atif",
      place,
      row: place.line ?? 0,
    };
  }

  write(): void {
    const began = this.writer.begin();
    const steps = Array.isArray(this.trajectory.steps) ? this.trajectory.steps : [];
    const times = steps.map((step) => (isObject(step) ? this.time(step.timestamp) : null));
    for (const [at, step] of steps.entries()) {
      if (isObject(step)) this.step(step, times[at] ?? null, nextTime(times, at));
      else this.writer.spans.lose(this.run.place, "a step that is no object");
    }
    const told = times.filter((time) => time !== null);
    this.writer.end(this.run, began, this.root(steps, told[0] ?? null, told.at(-1) ?? null));
    this.subagents();
  }

  private root(steps: readonly unknown[], startNs: bigint | null, endNs: bigint | null): TrajectorySpan {
    const said = steps.filter(isObject);
    const { agent, final_metrics } = this.trajectory;
    const metrics = isObject(final_metrics) ? final_metrics : nothing;
    return {
      kind: "AGENT",
      name: text(isObject(agent) ? agent.name : "") || "agent",
      model: this.model,
      input: said.find(({ source }) => source === "user")?.message,
      output: said.findLast(({ source, message }) => source === "agent" && message !== "")?.message,
      usage: {
        inputTokens: metrics.total_prompt_tokens,
        outputTokens: metrics.total_completion_tokens,
        cacheReadTokens: metrics.total_cached_tokens,
        cost: metrics.total_cost_usd,
      },
      events: this.events,
      startNs,
      endNs,
      fields: fieldsBut(this.trajectory, takenOfRun),
    };
  }

  private step(step: JsonObject, startNs: bigint | null, endNs: bigint | null): void {
    const results = resultsOf(step);
    if (step.source === "agent") this.agentStep(step, results, { startNs, endNs });
    else {
      this.events.push({
        name: `${text(step.source) || "other"} message`,
        timeNs: startNs,
        attributes: fieldsBut(step, takenOfMessage),
      });
      this.given.push({ role: text(step.source) || "user", content: step.message });
      this.remember(results, this.run.id ?? this.run.traceId);
    }
  }

  /** A call to the model and the tools that it called; a step without a call is one that the agent's program took. */
  private agentStep(step: JsonObject, results: readonly JsonObject[], times: Times): void {
    const calls = (Array.isArray(step.tool_calls) ? step.tool_calls : []).filter(isObject);
    const isCall = step.is_copied_context !== true && step.llm_call_count !== 0;
    const model = text(step.model_name) || this.model;
    const id = this.writer.step(this.run, {
      kind: isCall ? "LLM" : "CHAIN",
      name: isCall ? model || "model" : "step",
      ...(isCall ? { model } : {}),
      input: this.given.length === 0 ? undefined : this.given,
      output: [answerOf(step, calls)],
      usage: usageOf(step.metrics),
      ...times,
      fields: { ...fieldsBut(step, takenOfAgentStep), ...metricsBeside(step.metrics), ...endNote(times) },
    });
    this.given = results.map(({ source_call_id, content }) => ({
      role: "tool",
      tool_call_id: source_call_id,
      content,
    }));
    const answered = new Set<JsonObject>();
    for (const call of calls) this.call(call, results, answered, times);
    this.remember(
      results.filter((result) => !answered.has(result)),
      id,
    );
    if (calls.length === 0 && results.length > 0) this.observation(results, times);
  }

  private call(call: JsonObject, results: readonly JsonObject[], answered: Set<JsonObject>, times: Times): void {
    const callId = text(call.tool_call_id);
    const own = results.filter(({ source_call_id }) => callId !== "" && source_call_id === callId);
    for (const result of own) answered.add(result);
    const failed = own.find(({ is_error, extra }) => is_error === true || (isObject(extra) && extra.is_error === true));
    const id = this.writer.step(this.run, {
      kind: "TOOL",
      name: text(call.function_name) || "tool",
      input: call.arguments,
      output: contentOf(own),
      error: failed ? text(failed.content) || "error" : "",
      ...times,
      fields: { ...fieldsBut(call, takenOfCall), ...endNote(times) },
    });
    this.remember(own, id);
  }

  /** What the agent met without having called a tool by name. */
  private observation(results: readonly JsonObject[], times: Times): void {
    const id = this.writer.step(this.run, {
      kind: "TOOL",
      name: "observation",
      output: contentOf(results),
      ...times,
      fields: endNote(times),
    });
    this.remember(results, id);
  }

  private remember(results: readonly JsonObject[], id: string): void {
    for (const { subagent_trajectory_ref } of results) {
      const refs = Array.isArray(subagent_trajectory_ref) ? subagent_trajectory_ref : [subagent_trajectory_ref];
      for (const ref of refs) for (const child of isObject(ref) ? idsOf(ref) : []) this.starters.set(child, id);
    }
  }

  private subagents(): void {
    const { subagent_trajectories } = this.trajectory;
    for (const child of Array.isArray(subagent_trajectories) ? subagent_trajectories : []) {
      if (!isObject(child) || this.depth >= deepest) {
        this.writer.spans.lose(this.run.place, "a subagent's trajectory that is none, or lies too deep");
        continue;
      }
      const starter = idsOf(child)
        .map((id) => this.starters.get(id))
        .find((id) => id !== undefined);
      const around = { ...this.run, parentId: starter ?? this.run.id ?? this.run.traceId };
      new AtifRun(this.writer, child, this.run.place, around, this.depth + 1).write();
    }
  }

  private time(written: unknown): bigint | null {
    if (written === undefined || written === null) return null;
    return this.writer.spans.time(written, this.run.place, "s")?.ns ?? null;
  }
}

interface Times {
  readonly startNs: bigint | null;
  readonly endNs: bigint | null;
}

const takenOfRun = new Set(["steps", "subagent_trajectories"]);
const takenOfMessage = new Set(["source", "timestamp"]);
const takenOfAgentStep = new Set([
  "source",
  "timestamp",
  "message",
  "tool_calls",
  "observation",
  "metrics",
  "reasoning_content",
]);
const takenOfCall = new Set(["function_name", "arguments"]);
const takenOfMetrics = new Set(["prompt_tokens", "completion_tokens", "cached_tokens", "cost_usd"]);

function idsOf({ trajectory_id, session_id }: JsonObject): readonly string[] {
  return [text(trajectory_id), text(session_id)].filter((id) => id !== "");
}

function resultsOf({ observation }: JsonObject): readonly JsonObject[] {
  const { results } = isObject(observation) ? observation : nothing;
  return (Array.isArray(results) ? results : []).filter(isObject);
}

/** When a step ends is not told: it lasts until the next one, or no time at all. */
function nextTime(times: readonly (bigint | null)[], at: number): bigint | null {
  const own = times[at] ?? null;
  const next = times[at + 1] ?? null;
  return own === null ? null : next !== null && next >= own ? next : own;
}

function endNote({ startNs }: Times): JsonObject {
  return startNs === null ? nothing : { synthetic_time: "end" };
}

function answerOf(step: JsonObject, calls: readonly JsonObject[]): JsonObject {
  const { message, reasoning_content } = step;
  const tool_calls = calls.map((call) => ({
    id: call.tool_call_id,
    type: "function",
    function: { name: call.function_name, arguments: call.arguments },
  }));
  return {
    role: "assistant",
    content: message,
    ...(reasoning_content === undefined || reasoning_content === null ? {} : { reasoning_content }),
    ...(tool_calls.length === 0 ? {} : { tool_calls }),
  };
}

function contentOf(results: readonly JsonObject[]): unknown {
  const contents = results.map(({ content, subagent_trajectory_ref }) => content ?? subagent_trajectory_ref);
  return contents.length === 1 ? contents[0] : contents.length === 0 ? undefined : contents;
}

function usageOf(metrics: unknown): TrajectoryUsage {
  const { prompt_tokens, completion_tokens, cached_tokens, cost_usd, extra } = isObject(metrics) ? metrics : nothing;
  const { reasoning_tokens } = isObject(extra) ? extra : nothing;
  return {
    inputTokens: prompt_tokens,
    outputTokens: completion_tokens,
    cacheReadTokens: cached_tokens,
    reasoningTokens: reasoning_tokens,
    cost: cost_usd,
  };
}

function metricsBeside(metrics: unknown): JsonObject {
  const fields: Record<string, unknown> = Object.create(null);
  const rest = isObject(metrics) ? fieldsBut(metrics, takenOfMetrics) : nothing;
  for (const key of Object.keys(rest)) fields[`metrics.${key}`] = rest[key];
  return fields;
}
