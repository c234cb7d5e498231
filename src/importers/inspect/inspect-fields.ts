import { isObject, type JsonObject } from "../json/json.ts";

/** What of a step goes into columns; everything else stays in its attributes. */
export interface StepFacts {
  readonly name: string;
  readonly kind: string;
  readonly input: unknown;
  readonly output: unknown;
  readonly model: string;
  readonly provider: string;
  readonly usage: JsonObject;
  /** Why it failed, empty when it did not. */
  readonly error: string;
  /** Seconds that it took, where only that is told. */
  readonly seconds: number | null;
  /** The fields that are told here, or in the span's own columns. */
  readonly taken: ReadonlySet<string>;
}

const nothing: JsonObject = {};
const common = ["event", "timestamp", "span_id", "completed", "events"];

const nameless: StepFacts = {
  name: "",
  kind: "CHAIN",
  input: undefined,
  output: undefined,
  model: "",
  provider: "",
  usage: nothing,
  error: "",
  seconds: null,
  taken: new Set(),
};

/** What an event of Inspect that takes time tells of itself. */
export function stepFacts(event: JsonObject): StepFacts {
  if (event.event === "model") return modelFacts(event);
  if (event.event === "tool") return toolFacts(event);
  if (event.event === "sandbox") return sandboxFacts(event);
  if (event.event === "subtask") return subtaskFacts(event);
  return stretchFacts(event);
}

const takenOfModel = new Set([...common, "model", "input", "input_refs", "output", "error"]);

function modelFacts(event: JsonObject): StepFacts {
  const output = isObject(event.output) ? event.output : nothing;
  const [provider, model] = modelNames(text(event.model));
  const told = text(output.model);
  return {
    ...nameless,
    name: text(event.model),
    kind: "LLM",
    output: messagesOf(output),
    model: told === "" || told === text(event.model) ? model : told,
    provider,
    usage: isObject(output.usage) ? output.usage : nothing,
    error: errorText(event.error) || errorText(output.error),
    seconds: number(output.time) ?? number(event.working_time),
    taken: takenOfModel,
  };
}

/** "openai/azure/gpt-4o" is openai's "azure/gpt-4o". */
export function modelNames(name: string): readonly [provider: string, model: string] {
  const slash = name.indexOf("/");
  return slash < 0 ? ["", name] : [name.slice(0, slash), name.slice(slash + 1)];
}

/** The messages that came out: one for each choice. */
export function messagesOf(output: JsonObject): unknown {
  if (!Array.isArray(output.choices)) return output.completion;
  const messages = output.choices.map((choice) => (isObject(choice) ? (choice.message ?? choice) : choice));
  return messages.length === 0 ? undefined : messages;
}

const takenOfTool = new Set([...common, "function", "arguments", "result", "error"]);

function toolFacts(event: JsonObject): StepFacts {
  return {
    ...nameless,
    name: text(event.function),
    kind: "TOOL",
    input: event.arguments,
    output: event.result,
    error: errorText(event.error) || (event.failed === true ? "the tool failed" : ""),
    seconds: number(event.working_time),
    taken: takenOfTool,
  };
}

const takenOfSandbox = new Set([...common, "cmd", "file", "input", "output"]);

function sandboxFacts(event: JsonObject): StepFacts {
  const { cmd, file, input } = event;
  return {
    ...nameless,
    name: `sandbox ${text(event.action)}`,
    input: input === undefined || input === null ? (cmd ?? file) : { cmd, file, input },
    output: event.output,
    taken: takenOfSandbox,
  };
}

const takenOfSubtask = new Set([...common, "name", "input", "result"]);

function subtaskFacts(event: JsonObject): StepFacts {
  return {
    ...nameless,
    name: text(event.name),
    input: event.input,
    output: event.result,
    seconds: number(event.working_time),
    taken: takenOfSubtask,
  };
}

const stretchKinds: Readonly<Record<string, string>> = { agent: "AGENT", scorer: "EVALUATOR", tool: "TOOL" };
const takenOfStretch = new Set([...common, "id", "parent_id", "name", "action"]);

function stretchFacts(event: JsonObject): StepFacts {
  const type = text(event.type);
  const kind = Object.hasOwn(stretchKinds, type) ? stretchKinds[type] : undefined;
  return { ...nameless, name: text(event.name), kind: kind ?? "CHAIN", taken: takenOfStretch };
}

/** What an error says, whether it is text or an object with a message. */
export function errorText(error: unknown): string {
  return isObject(error) ? text(error.message) || text(error.type) || "error" : text(error);
}

export function text(value: unknown): string {
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
}

export function number(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

/** True for what says something: no empty text, list or object. */
export function present(value: unknown): boolean {
  if (value === null || value === undefined || value === "") return false;
  if (typeof value !== "object") return true;
  for (const _ in value) return true;
  return false;
}
