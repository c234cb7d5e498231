import { isObject, type JsonObject, jsonText, tryParseJson } from "../json/json.ts";
import { valueText } from "../spans/attributes.ts";
import { type Fact, facts as factNames } from "../spans/conventions.ts";
import type { SpanContext } from "../spans/span-context.ts";
import type { SpanEvent } from "../spans/span-events.ts";
import type { SpanWriter } from "../spans/span-row.ts";
import { isEmpty, text } from "../spans/written-values.ts";
import { dig, dottedSteps, isoOfStep, objectOf, runId } from "./langsmith-fields.ts";
import { stateCost, stateUsage } from "./langsmith-usage.ts";

/** Fields that are columns of the span, or are taken apart. */
const columns = new Set([
  ...["id", "trace_id", "parent_run_id", "name", "start_time", "end_time", "error", "inputs", "outputs"],
  ...["extra", "events", "child_runs"],
]);

/** Fields that are columns too, in other words; the session is LangSmith's project, the tenant its workspace. */
const mapped = new Set([
  ...["run_type", "status", "prompt_tokens", "completion_tokens", "total_tokens", "prompt_token_details"],
  ...["completion_token_details", "total_cost", "prompt_cost", "completion_cost", "dotted_order"],
  ...["parent_run_ids", "session_id", "tenant_id"],
]);

/** Kinds of runs whose metadata names the model that they call; it is handed down to others. */
const callsModel = new Set(["llm", "embedding"]);

const conversations = ["session_id", "thread_id", "conversation_id"];
const users = ["user_id", "userId", "user", "ls_user_id"];
/** Metadata that columns are made of. */
const told = new Set([...conversations, ...users, "ls_model_name", "ls_provider"]);

/** Writes spans of LangSmith's runs. */
export class LangSmithRuns {
  readonly writer: SpanWriter;
  private readonly context: SpanContext;

  constructor(writer: SpanWriter) {
    this.writer = writer;
    this.context = writer.context("", []);
  }

  write(run: JsonObject, line: number): void {
    const { facts } = this.writer;
    const outputs = objectOf(run.outputs);
    const extra = objectOf(run.extra);
    const metadata = objectOf(extra?.metadata ?? run.metadata);
    facts.begin();
    this.fields(run, extra, metadata);
    const type = text(run.run_type);
    if (type !== "") facts.state("kind", type);
    this.model(type.toLowerCase(), run, outputs, extra, metadata);
    stateUsage(facts, run, outputs, metadata);
    stateCost(facts, run, outputs);
    this.payload("input", run.inputs);
    this.payload("output", run.outputs);
    if (type.toLowerCase() === "retriever") this.documents(outputs, run.outputs);
    const error = text(run.error);
    const steps = dottedSteps(run.dotted_order);
    const id = runId(run);
    this.writer.write(
      {
        traceId: text(run.trace_id) || (steps[0]?.id ?? "") || id,
        spanId: id,
        parentId: parentOf(run),
        name: text(run.name) || text(objectOf(run.serialized)?.name),
        startNs: this.time(run.start_time || isoOfStep(steps.at(-1)?.start ?? ""), line),
        endNs: this.time(run.end_time, line),
        status: statusOf(run, error),
        statusMessage: error,
        events: this.events(run.events, line),
        links: [],
        row: line,
        place: { line },
        idsAreOwn: true,
      },
      this.context,
    );
  }

  time(value: unknown, line: number): bigint | null {
    if (value === null || value === undefined || value === "") return null;
    return this.writer.time(value, { line }, "ms")?.ns ?? null;
  }

  private fields(run: JsonObject, extra: JsonObject | null, metadata: JsonObject | null): void {
    const { facts } = this.writer;
    for (const key of Object.keys(run)) {
      const value = run[key];
      if (columns.has(key) || isEmpty(value) || (key === "metadata" && metadata)) continue;
      if (mapped.has(key)) facts.addPart(key, valueText(value));
      else facts.add(key, valueText(value));
    }
    if (extra === null && !isEmpty(run.extra)) facts.add("extra", valueText(run.extra));
    for (const [key, value] of Object.entries(extra ?? {})) {
      if (!isEmpty(value) && !(key === "metadata" && metadata)) facts.add(`extra.${key}`, valueText(value));
    }
    for (const [key, value] of Object.entries(metadata ?? {})) {
      if (!isEmpty(value)) this.metadata(key, valueText(value));
    }
    this.owner(metadata);
  }

  /** What OpenTelemetry calls something keeps its name; the rest stands under `metadata.` and its key. */
  private metadata(key: string, value: string): void {
    const { facts } = this.writer;
    const { fact, rank, list } = facts.keys.find(key);
    const name: Fact | undefined = fact < 0 ? undefined : factNames[fact];
    if (list >= 0 || (name !== undefined && name !== "tenant" && key.includes("."))) facts.add(key, value);
    else if (name === "tenant") {
      facts.addPart(`metadata.${key}`, value);
      facts.state(name, value, rank);
    } else if (told.has(key)) facts.addPart(`metadata.${key}`, value);
    else facts.add(`metadata.${key}`, value);
  }

  private owner(metadata: JsonObject | null): void {
    const session = conversations.map((key) => metadata?.[key]).find((value) => !isEmpty(value));
    if (session !== undefined) this.writer.facts.state("session", text(session));
    const user = users.map((key) => metadata?.[key]).find((value) => !isEmpty(value) && !isObject(value));
    if (user !== undefined) this.writer.facts.state("user", text(user));
  }

  private model(
    type: string,
    run: JsonObject,
    outputs: JsonObject | null,
    extra: JsonObject | null,
    metadata: JsonObject | null,
  ): void {
    if (!callsModel.has(type)) return;
    const { facts } = this.writer;
    const params = objectOf(extra?.invocation_params);
    const model = [
      metadata?.ls_model_name,
      dig(outputs, "llm_output", "model_name"),
      params?.model,
      params?.model_name,
      outputs?.model,
      objectOf(run.inputs)?.model,
    ].find((name) => typeof name === "string" && name !== "");
    if (model !== undefined) facts.state("model", text(model));
    if (!isEmpty(metadata?.ls_provider)) facts.state("provider", text(metadata?.ls_provider));
  }

  private payload(fact: "input" | "output", value: unknown): void {
    if (!isEmpty(value) && value !== "null") this.writer.facts.state(fact, valueText(value));
  }

  /** Documents may be in LangChain's own serialised form. */
  private documents(outputs: JsonObject | null, written: unknown): void {
    const whole = typeof written === "string" && outputs === null ? tryParseJson(written) : written;
    const list = [outputs?.documents, outputs?.output, outputs?.results, whole].find(Array.isArray);
    if (!list) return;
    const documents = list.map((item: unknown) => (isObject(item) && isObject(item.kwargs) ? item.kwargs : item));
    if (documents.some(isObject)) this.writer.facts.state("documents", jsonText(documents));
  }

  private events(value: unknown, line: number): SpanEvent[] {
    const list = typeof value === "string" ? tryParseJson(value) : value;
    return (Array.isArray(list) ? list : []).filter(isObject).map(({ name, time, ...attributes }) => ({
      name: text(name),
      timeNs: this.time(time, line),
      attributes,
    }));
  }
}

function parentOf(run: JsonObject): string {
  const parent = text(run.parent_run_id);
  if (parent !== "") return parent;
  const steps = dottedSteps(run.dotted_order);
  if (steps.length > 0) return steps.at(-2)?.id ?? "";
  const parents = typeof run.parent_run_ids === "string" ? tryParseJson(run.parent_run_ids) : run.parent_run_ids;
  return Array.isArray(parents) ? text(parents.at(-1)) : "";
}

function statusOf(run: JsonObject, error: string): "UNSET" | "OK" | "ERROR" {
  const status = text(run.status).toLowerCase();
  if (error !== "" || status === "error") return "ERROR";
  return status === "success" ? "OK" : "UNSET";
}
