import type { Sink } from "../importer.ts";
import { isObject, type JsonObject, jsonText } from "../json/json.ts";
import { isSaid, numberOf, objectsIn, textOf, without } from "../score-rows.ts";
import { type Place, SpanWriter } from "../spans/span-row.ts";
import { readDuration, readTime } from "../spans/times.ts";
import { PromptfooScores } from "./promptfoo-scores.ts";

/** What the results of one evaluation have in common. */
export interface Run {
  readonly evalId: string | null;
  readonly timestamp: string | null;
  /** The names of a table's variables, in the order of its rows. */
  readonly vars: readonly string[];
}

export const unknownRun: Run = { evalId: null, timestamp: null, vars: [] };

/** 2000-01-01: where spans begin when nothing says when the evaluation ran. */
const noTime = 946_684_800_000_000_000n;

const taken = new Set(
  "id prompt response latencyMs cost gradingResult namedScores error score success pass text".split(" "),
);
const responseTaken = new Set("output raw cost error tokenUsage".split(" "));

/**
 * Makes a span of every result, one after the other from the time of the evaluation on: promptfoo says how long a call
 * took, not when it began, so each is marked `synthetic_time`. A result that failed an assertion is no failed call.
 */
export class PromptfooResults {
  private readonly writer: SpanWriter;
  private readonly scores: PromptfooScores;
  private run: Run | null = null;
  private at = noTime;
  private count = 0;

  constructor(sink: Sink) {
    this.writer = new SpanWriter(sink);
    this.scores = new PromptfooScores(sink);
  }

  /** One result, given as an object of promptfoo's EvaluateResult. */
  take(result: JsonObject, place: Place, run: Run): void {
    try {
      this.begin(run, place);
      const id = textOf(result.id) ?? this.ownId(result, run);
      this.span(result, id, place, run);
      this.scores.write(result, { type: "span", id });
    } catch (error) {
      this.lose(place, error instanceof Error ? error.message : String(error));
    }
  }

  /** A row of a table: the outputs of all prompts for one test case. */
  tableRow(row: JsonObject, place: Place, run: Run): void {
    const test = isObject(row.test) ? row.test : {};
    const values = Array.isArray(row.vars) ? row.vars : [];
    const vars = isObject(test.vars) ? test.vars : Object.fromEntries(run.vars.map((name, at) => [name, values[at]]));
    const outputs = Array.isArray(row.outputs) ? row.outputs : [];
    if (outputs.length === 0) this.lose(place, "a row of promptfoo's table has no outputs");
    for (const [promptIdx, output] of outputs.entries()) {
      if (!isObject(output)) continue;
      const common = { testIdx: row.testIdx ?? place.line, promptIdx, vars, testCase: test };
      this.take({ ...common, ...output, success: output.pass, response: responseOf(output) }, place, run);
    }
  }

  lose(place: Place, reason: string): void {
    this.writer.lose(place, reason);
  }

  note(text: string, place: Place, example = ""): void {
    this.writer.notes.add(text, place, example);
  }

  tellCount(): void {
    this.writer.tellCount();
  }

  finish(): void {
    this.writer.finish();
  }

  private begin(run: Run, place: Place): void {
    if (run === this.run) return;
    this.run = run;
    const time = readTime(run.timestamp, "ms");
    this.at = time?.ns ?? noTime;
    const said = "spans begin one after the other from the evaluation's time on: when each call began is not told";
    const unsaid = "spans begin one after the other from 2000-01-01 on: when the calls were made is not told";
    this.writer.notes.add(time === null ? unsaid : said, place, textOf(run.timestamp) ?? "");
  }

  private ownId(result: JsonObject, run: Run): string {
    this.count += 1;
    const { testIdx = this.count, promptIdx = 0 } = result;
    return [run.evalId ?? "eval", textOf(testIdx), textOf(promptIdx)].join(":");
  }

  private span(result: JsonObject, id: string, place: Place, run: Run): void {
    const { facts } = this.writer;
    const response = isObject(result.response) ? result.response : {};
    const provider = providerOf(result.provider);
    const prompt = promptOf(result);
    facts.begin();
    this.state(result, response, provider);
    facts.state("session", run.evalId ?? "");
    facts.state("tenant", isObject(result.metadata) ? (textOf(result.metadata.tenant) ?? "") : "");
    facts.state("input", prompt.text);
    for (const key in result) {
      const value = taken.has(key) ? null : textOf(result[key]);
      if (value !== null) facts.addPart(key, value);
    }
    const rest = jsonText(without(response, responseTaken));
    if (rest !== "{}") facts.addPart("response", rest);
    facts.addPart("synthetic_time", "true");
    const failed = failure(result, response);
    const duration = readDuration(result.latencyMs, "ms");
    const startNs = this.at;
    const endNs = duration === null || duration < 0n ? null : startNs + duration;
    this.at = endNs ?? startNs + 1_000_000n;
    const name = [provider.label === "" ? "" : `[${provider.label}]`, prompt.label].filter(Boolean).join(" ");
    this.writer.write(
      {
        traceId: id,
        spanId: id,
        parentId: "",
        name: name || "promptfoo",
        startNs,
        endNs,
        status: failed === null ? "OK" : "ERROR",
        statusMessage: failed ?? "",
        events: [],
        links: [],
        row: place.line ?? 0,
        place,
        idsAreOwn: true,
      },
      this.writer.context("", []),
    );
  }

  private state(result: JsonObject, response: JsonObject, provider: Provider): void {
    const { facts } = this.writer;
    facts.state("kind", "LLM");
    facts.state("model", provider.model);
    facts.state("provider", provider.name);
    facts.state("output", textOf(response.output) ?? textOf(response.raw) ?? "");
    facts.state("cost", textOf(result.cost ?? response.cost) ?? "");
    const usage = usageOf(result, response);
    const details = isObject(usage.completionDetails) ? usage.completionDetails : {};
    facts.state("inputTokens", textOf(usage.prompt) ?? "");
    facts.state("outputTokens", textOf(usage.completion) ?? "");
    facts.state("reasoningTokens", textOf(details.reasoning) ?? "");
    facts.state("cacheReadTokens", textOf(details.cacheReadInputTokens) ?? "");
    facts.state("cacheWriteTokens", textOf(details.cacheCreationInputTokens) ?? "");
  }
}

/** The usage of the call itself; that of the graders stands apart in it, under `assertions`. */
function usageOf(result: JsonObject, response: JsonObject): JsonObject {
  const own = isObject(response.tokenUsage) ? response.tokenUsage : {};
  const all = isObject(result.tokenUsage) ? result.tokenUsage : {};
  if (numberOf(own.prompt) !== null && isObject(own.completionDetails)) return own;
  const said = (key: string) => (isSaid(own[key]) ? own[key] : all[key]);
  return { prompt: said("prompt"), completion: said("completion"), completionDetails: said("completionDetails") };
}

function responseOf(output: JsonObject): JsonObject {
  const response = isObject(output.response) ? output.response : {};
  return { output: output.text, ...response };
}

/** Why the call itself failed; null when it did not. `error` also repeats why an assertion did not hold. */
function failure(result: JsonObject, response: JsonObject): string | null {
  const error = textOf(result.error);
  const reason = numberOf(result.failureReason);
  if (reason === 2) return error ?? textOf(response.error) ?? "";
  if (reason !== null) return null;
  return textOf(response.error) ?? (isObject(result.gradingResult) ? null : error);
}

interface Provider {
  readonly name: string;
  readonly model: string;
  readonly label: string;
}

const modes = new Set(
  "chat completion completions messages responses embedding embeddings realtime assistant live image text-generation".split(
    " ",
  ),
);

/** promptfoo's ids of providers: "openai:chat:gpt-4o", "anthropic:messages:…", "echo", "file://provider.py". */
function providerOf(provider: unknown): Provider {
  const object = isObject(provider) ? provider : { id: provider };
  const id = textOf(object.id) ?? "";
  const label = textOf(object.label) ?? id;
  const parts = id.split(":");
  const isPath = /^(?:file|https?|wss?|exec|python|package|golang|ruby)$/.test(parts[0] ?? "") || parts.length < 2;
  if (isPath) return { name: "", model: id, label };
  const rest = parts.slice(modes.has(parts[1] ?? "") && parts.length > 2 ? 2 : 1);
  return { name: parts[0] ?? "", model: rest.join(":"), label };
}

function promptOf({ prompt }: JsonObject): { readonly text: string; readonly label: string } {
  if (!isObject(prompt)) return { text: textOf(prompt) ?? "", label: "" };
  const text = textOf(prompt.raw) ?? textOf(prompt.display) ?? "";
  const label = textOf(prompt.label) ?? textOf(prompt.display) ?? "";
  return { text, label: label.length > 120 ? `${label.slice(0, 120)}…` : label };
}

export function resultsIn(summary: JsonObject): readonly JsonObject[] {
  return objectsIn(isObject(summary.results) ? summary.results.results : summary.results);
}
