import type { Sink } from "../importer.ts";
import { isObject, type JsonObject } from "../json/json.ts";
import { valueText } from "../spans/attributes.ts";
import type { SpanContext } from "../spans/span-context.ts";
import { type Place, SpanWriter } from "../spans/span-row.ts";
import { present, text } from "./inspect-fields.ts";
import { InspectTrace, inspectScope } from "./inspect-trace.ts";

const nothing: JsonObject = {};

/** Makes a trace of each sample of an Inspect log: a span for the sample, one for each step below it, and its scores. */
export class InspectSamples {
  readonly writer: SpanWriter;
  private readonly sink: Sink;
  /** What every sample of a run has in common. */
  private readonly contexts = new WeakMap<JsonObject, SpanContext>();

  constructor(sink: Sink) {
    this.sink = sink;
    this.writer = new SpanWriter(sink);
  }

  /** `log` is the object around the samples, which tells what was run; `row` is the sample's line or number. */
  write(sample: JsonObject, log: JsonObject, place: Place, row: number): void {
    if (text(sample.id) === "" && text(sample.uuid) === "") throw new Error("no sample of Inspect: it has no id");
    const evaluation = isObject(log.eval) ? log.eval : nothing;
    const trace = new InspectTrace(this.writer, { sample, evaluation, place, row });
    trace.write(this.contextOf(log, evaluation));
    for (const score of trace.scores) this.sink.score(score);
  }

  private contextOf(log: JsonObject, evaluation: JsonObject): SpanContext {
    const known = this.contexts.get(log);
    if (known) return known;
    const context = this.writer.context(inspectScope, logEntries(log, evaluation));
    this.contexts.set(log, context);
    return context;
  }
}

/** The samples' ids are left out of the data set: each stands on its own trace. */
function logEntries({ plan }: JsonObject, evaluation: JsonObject): (readonly [string, string])[] {
  const entries: [string, string][] = present(plan) ? [["plan", valueText(plan)]] : [];
  for (const [key, value] of Object.entries(evaluation)) {
    const { sample_ids: _, ...rest } = isObject(value) ? value : nothing;
    const kept = key === "dataset" && isObject(value) ? rest : value;
    if (present(kept)) entries.push([`eval.${key}`, valueText(kept)]);
  }
  return entries;
}
