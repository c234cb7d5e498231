import type { Sink } from "../importer.ts";
import { isObject, type JsonObject, jsonText } from "../json/json.ts";
import { numberOf, type ScoreSource, scoreRow, type Target, textOf, without } from "../score-rows.ts";
import { type Place, SpanWriter } from "../spans/span-row.ts";

const verdictKeys = new Set(["correct"]);
const samplingTaken = new Set(["prompt", "sampled", "completion", "model"]);

/** Reads one log: events of the same sample come in any order and mixed with those of others. */
export class EvalEvents {
  private readonly writer: SpanWriter;
  private run: JsonObject = {};

  constructor(sink: Sink) {
    this.writer = new SpanWriter(sink);
  }

  /** The run's spec stands for all its events; it is told, for it gives no row. */
  spec(spec: JsonObject, place: Place): void {
    this.run = spec;
    this.writer.notes.add(
      "runs of an eval",
      place,
      `${nameOf(spec) ?? "unnamed"} with ${modelOf(spec) ?? "no model told"}`,
    );
  }

  take(event: JsonObject, place: Place): void {
    const type = textOf(event.type) ?? "event";
    const data = isObject(event.data) ? event.data : { value: event.data };
    const runId = textOf(event.run_id) ?? textOf(this.run.run_id);
    const sampleId = textOf(event.sample_id) ?? `line ${place.line}`;
    const id = runId === null ? sampleId : `${runId}/${sampleId}`;
    const at = { event, id, place, runId, sampleId };
    if (type === "match") this.match(data, at);
    else if (type !== "metrics" || !this.metrics(data, at)) this.span(type, data, at);
  }

  /** The figures of the whole run, as scores of the session that its spans are in. */
  report(report: unknown, place: Place): void {
    const runId = textOf(this.run.run_id);
    if (!isObject(report)) {
      this.writer.lose(place, "the final report is no object");
      return;
    }
    const target: Target = { type: "session", id: runId ?? "eval" };
    const metadata = { ...this.about(), scope: "run" };
    for (const [name, value] of Object.entries(report))
      this.writer.writeScore(scoreRow({ target, name, value, source: "code", metadata }));
    if (Object.keys(report).length === 0) this.writer.notes.add("empty final reports", place);
  }

  tellCount(): void {
    this.writer.tellCount();
  }

  finish(): void {
    this.writer.finish();
  }

  private match(data: JsonObject, at: EventPlace): void {
    this.score("match", data.correct ?? null, "code", without(data, verdictKeys), at);
  }

  /** A grading by a model has its choice beside the score. False when there is nothing in it. */
  private metrics(data: JsonObject, at: EventPlace): boolean {
    const source: ScoreSource = "choice" in data ? "judge" : "code";
    const entries = Object.entries(data).filter(([, value]) => isFigure(value));
    const rest = Object.fromEntries(Object.entries(data).filter(([, value]) => !isFigure(value)));
    for (const [name, value] of entries) this.score(name, value, source, rest, at);
    return entries.length > 0;
  }

  private score(name: string, value: unknown, source: ScoreSource, rest: JsonObject, at: EventPlace): void {
    const { id, event, place, sampleId } = at;
    const timeNs = this.writer.time(event.created_at, place, "s")?.ns ?? null;
    const key = textOf(event.event_id) ?? "";
    const metadata = { sample_id: sampleId, event_id: event.event_id, ...this.about(), ...rest };
    this.writer.writeScore(scoreRow({ target: { type: "trace", id }, name, value, source, timeNs, key, metadata }));
  }

  private span(type: string, data: JsonObject, { event, id, place, runId, sampleId }: EventPlace): void {
    const { facts } = this.writer;
    const usage = isObject(data.usage) ? data.usage : {};
    const sampling = type === "sampling";
    facts.begin();
    facts.state("kind", sampling ? "LLM" : "CHAIN");
    facts.state("model", textOf(data.model) ?? (sampling ? modelOf(this.run) : null) ?? "");
    facts.state("session", runId ?? "");
    facts.state("input", textOf(data.prompt) ?? "");
    facts.state("output", outputOf(data.sampled ?? data.completion));
    facts.state("inputTokens", textOf(usage.prompt_tokens) ?? "");
    facts.state("outputTokens", textOf(usage.completion_tokens) ?? "");
    for (const [key, value] of Object.entries(without(data, samplingTaken))) facts.addPart(key, textOf(value) ?? "");
    facts.addPart("sample_id", sampleId);
    facts.addPart("eval", jsonText(this.about()));
    facts.addPart("synthetic_time", "true");
    const time = this.writer.time(event.created_at, place, "s")?.ns ?? null;
    const eventId = textOf(event.event_id) ?? String(place.line);
    this.writer.write(
      {
        traceId: id,
        spanId: `${id}/${eventId}`,
        parentId: "",
        name: type,
        startNs: time,
        endNs: time,
        status: type === "error" ? "ERROR" : "UNSET",
        statusMessage: type === "error" ? (textOf(data.message) ?? "") : "",
        events: [],
        links: [],
        row: place.line ?? 0,
        place,
        idsAreOwn: true,
      },
      this.writer.context("", []),
    );
  }

  private about(): JsonObject {
    const [name, model] = [nameOf(this.run), modelOf(this.run)];
    return { ...(name === null ? {} : { eval_name: name }), ...(model === null ? {} : { model }) };
  }
}

interface EventPlace {
  readonly event: JsonObject;
  readonly id: string;
  readonly place: Place;
  readonly runId: string | null;
  readonly sampleId: string;
}

function isFigure(value: unknown): boolean {
  return numberOf(value) !== null || (typeof value === "string" && value.length <= 200);
}

function nameOf(spec: JsonObject): string | null {
  return textOf(spec.eval_name) ?? textOf(spec.base_eval);
}

function modelOf({ completion_fns, model_name }: JsonObject): string | null {
  if (isObject(model_name)) return textOf(model_name.completions);
  const models = completion_fns ?? model_name;
  return Array.isArray(models) ? models.map(textOf).join(", ") || null : textOf(models);
}

function outputOf(sampled: unknown): string {
  return (Array.isArray(sampled) && sampled.length === 1 ? textOf(sampled[0]) : textOf(sampled)) ?? "";
}
