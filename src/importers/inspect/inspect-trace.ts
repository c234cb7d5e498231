import type { ScoreRow } from "../../traces/schema.ts";
import { isObject, type JsonObject } from "../json/json.ts";
import { put, type Target } from "../score-rows.ts";
import type { SpanContext } from "../spans/span-context.ts";
import type { SpanEvent } from "../spans/span-events.ts";
import type { Place, SpanWriter } from "../spans/span-row.ts";
import { errorText, present, type StepFacts, stepFacts, text } from "./inspect-fields.ts";
import { runId, sampleFacts } from "./inspect-sample-fields.ts";
import { inspectScores } from "./inspect-scores.ts";
import { type InspectStep, inspectSteps } from "./inspect-steps.ts";
import { InspectTexts } from "./inspect-texts.ts";
import { sampleTimes, stepTimes, type Times } from "./inspect-times.ts";

export const inspectScope = "inspect_ai";

const nothing: JsonObject = {};

export interface InspectSample {
  readonly sample: JsonObject;
  /** The log's `eval`: what was run. */
  readonly evaluation: JsonObject;
  readonly place: Place;
  /** The sample's line or number. */
  readonly row: number;
}

interface Told {
  readonly name: string;
  readonly error: string;
  readonly times: Times;
}

/** Writes the spans of one sample: the sample itself and its steps. */
export class InspectTrace {
  /** The scores of the sample and of its steps, once it is written. */
  readonly scores: ScoreRow[] = [];
  private readonly writer: SpanWriter;
  private readonly sample: JsonObject;
  private readonly evaluation: JsonObject;
  private readonly place: Place;
  private readonly row: number;
  private readonly texts: InspectTexts;
  private readonly id: string;
  private readonly session: string;

  constructor(writer: SpanWriter, { sample, evaluation, place, row }: InspectSample) {
    this.writer = writer;
    this.sample = sample;
    this.evaluation = evaluation;
    this.place = place;
    this.row = row;
    this.texts = new InspectTexts(sample);
    this.session = runId(evaluation);
    this.id = text(sample.uuid) || [this.session, text(sample.id), text(sample.epoch) || "1"].filter(Boolean).join(":");
  }

  write(context: SpanContext): void {
    const [root, ...steps] = inspectSteps(this.sample, this.id);
    const read = (written: unknown) => this.time(written);
    const times = new Map(steps.map((step) => [step, stepTimes(step, read)]));
    const whole = sampleTimes(
      this.sample,
      [...(root?.events ?? []), ...steps.flatMap(({ event, events }) => [event, ...events])],
      times.values(),
      read,
    );
    const isTold = steps.some(({ event }) => event.event === "model");
    if (root) this.writeRoot(root, whole, isTold, context);
    for (const step of steps) this.writeStep(step, times.get(step) ?? whole);
    this.writeScores(whole);
    if (this.texts.left > 0)
      this.writer.notes.add(
        "samples whose calls repeat so much text that a part of it stays a reference",
        this.place,
        this.id,
      );
  }

  private writeRoot(root: InspectStep, times: Times, isTold: boolean, context: SpanContext): void {
    const { facts } = this.writer;
    const told = sampleFacts(this.sample, this.evaluation, isTold);
    facts.begin();
    this.stateFacts(told);
    facts.state("input", this.texts.text(told.input ?? ""));
    facts.state("output", this.texts.text(told.output ?? ""));
    this.addFields(this.sample, told.taken);
    this.span(root, { name: told.name, error: told.error, times }, context);
  }

  private writeStep(step: InspectStep, times: Times): void {
    const { facts } = this.writer;
    const told = stepFacts(step.call ?? step.event);
    facts.begin();
    this.stateFacts(told);
    this.statePayloads(step.call ?? step.event, told);
    this.addFields(step.call ?? step.event, told.taken);
    if (step.call) this.addParts(step.event);
    if (told.kind === "LLM") this.addOutput(step.event);
    const context = this.writer.context(inspectScope, []);
    this.span(step, { name: told.name, error: told.error || failureIn(step), times }, context);
    for (const event of step.events) {
      if (event.event === "score" && event.intermediate === true)
        this.addScores(told.name || "score", event.score, { type: "span", id: step.id }, this.time(event.timestamp));
    }
  }

  private statePayloads(event: JsonObject, { kind, input, output }: StepFacts): void {
    const { facts } = this.writer;
    const { texts } = this;
    if (kind === "LLM") facts.state("input", texts.messages(event.input, event.input_refs));
    else if (present(input)) facts.state("input", texts.text(input));
    if (present(output)) facts.state("output", texts.text(output));
  }

  private stateFacts({ kind, model, provider, usage }: StepFacts): void {
    const { facts } = this.writer;
    facts.state("kind", kind);
    facts.state("model", model);
    facts.state("provider", provider);
    facts.state("inputTokens", text(usage.input_tokens));
    facts.state("outputTokens", text(usage.output_tokens));
    facts.state("cacheReadTokens", text(usage.input_tokens_cache_read));
    facts.state("cacheWriteTokens", text(usage.input_tokens_cache_write));
    facts.state("reasoningTokens", text(usage.reasoning_tokens));
    facts.state("cost", text(usage.total_cost));
  }

  private addFields(fields: JsonObject, taken: ReadonlySet<string>): void {
    for (const key in fields) {
      if (!taken.has(key) && present(fields[key])) this.writer.facts.add(key, this.texts.text(fields[key]));
    }
  }

  /** The stretch around a tool's event has the same name and no more to say than this. */
  private addParts(stretch: JsonObject): void {
    for (const key of ["type", "metadata", "working_start"])
      if (present(stretch[key])) this.writer.facts.addPart(`span.${key}`, this.texts.text(stretch[key]));
  }

  /** What a model's answer holds beside its messages. */
  private addOutput({ model, output }: JsonObject): void {
    this.writer.facts.addPart("model", text(model));
    if (!isObject(output)) return;
    for (const key in output) {
      if (key === "choices" || key === "completion" || key === "error" || !present(output[key])) continue;
      this.writer.facts.addPart(`output.${key}`, this.texts.text(output[key]));
    }
    const reasons = Array.isArray(output.choices)
      ? output.choices.filter(isObject).map((choice) => choice.stop_reason)
      : [];
    if (reasons.some(present)) this.writer.facts.add("output.stop_reason", reasons.filter(present).map(text).join(","));
  }

  private span(step: InspectStep, { name, error, times }: Told, context: SpanContext): void {
    this.writer.facts.state("session", this.session);
    this.writer.facts.state("service", text(this.evaluation.task));
    this.writer.write(
      {
        traceId: this.id,
        spanId: step.id,
        parentId: step.parent?.id ?? "",
        name,
        ...times,
        status: error === "" ? "UNSET" : "ERROR",
        statusMessage: error,
        events: step.events.map((event) => this.event(event)),
        links: [],
        row: this.row,
        place: this.place,
        idsAreOwn: true,
      },
      context,
    );
  }

  private event(event: JsonObject): SpanEvent {
    const attributes: Record<string, unknown> = {};
    for (const key in event) {
      if (key === "event" || key === "timestamp" || key === "span_id" || !present(event[key])) continue;
      put(attributes, key, this.texts.resolve(event[key]));
    }
    return { name: text(event.event), timeNs: this.time(event.timestamp), attributes };
  }

  private time(written: unknown): bigint | null {
    return present(written) ? (this.writer.time(written, this.place, "s")?.ns ?? null) : null;
  }

  private writeScores({ endNs, startNs }: Times): void {
    const { scores, score } = this.sample;
    const named = isObject(scores) ? scores : present(score) ? { score } : nothing;
    for (const [name, each] of Object.entries(named))
      this.addScores(name, each, { type: "trace", id: this.id }, endNs ?? startNs);
  }

  private addScores(name: string, score: unknown, target: Target, timeNs: bigint | null): void {
    const { id, epoch, target: expected } = this.sample;
    const about = { sample_id: id, epoch, target: expected };
    this.scores.push(...inspectScores(this.texts.resolve(score), { target, name, timeNs, about }));
  }
}

function failureIn({ events }: InspectStep): string {
  const failure = events.find(({ event }) => event === "error");
  return failure ? errorText(failure.error) : "";
}
