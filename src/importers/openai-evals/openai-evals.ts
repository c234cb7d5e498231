import type { Importer, Input, Sample, Sink } from "../importer.ts";
import { isObject, type JsonObject } from "../json/json.ts";
import type { Shape } from "../json/json-stream.ts";
import { readRows } from "../rows.ts";
import { objectsIn } from "../score-rows.ts";
import { EvalEvents } from "./openai-evals-events.ts";
import { OutputItems } from "./openai-evals-items.ts";

/**
 * Logs of the evals framework (a spec, events, a final report) and the output items of OpenAI's hosted evals. What was
 * sampled and what else was recorded are spans, matches, metrics and graders' results are scores of their trace.
 * https://github.com/openai/evals, evals/record.py
 */
export const openAiEvals: Importer = {
  format: "openai-evals",
  title: "OpenAI evals",
  detect: ({ value }: Sample) => {
    const outer = Array.isArray(value) ? value[0] : value;
    if (!isObject(outer)) return null;
    const [item] = objectsIn(outer.data);
    return detectRecord(item !== undefined && isOutputItem(item) ? item : outer);
  },
  read: readEvals,
};

const file: Shape = { items: {}, keys: { data: { items: {} } } };

function detectRecord(record: JsonObject): string | null {
  const { spec } = record;
  if (isObject(spec) && ["completion_fns", "eval_name", "base_eval", "run_id", "model_name"].some((key) => key in spec))
    return "the first line is the spec of an eval";
  if (isEvent(record)) return "events have run_id, event_id, sample_id and type";
  return isOutputItem(record) ? "output items of an eval run hold results and a sample" : null;
}

function isEvent(record: JsonObject): boolean {
  return ["run_id", "event_id", "sample_id", "type"].every((key) => key in record);
}

function isOutputItem(record: JsonObject): boolean {
  if (record.object === "eval.run.output_item") return true;
  return "datasource_item" in record && ("run_id" in record || "eval_id" in record);
}

async function readEvals(input: Input, sink: Sink): Promise<void> {
  const events = new EvalEvents(sink);
  const items = new OutputItems(sink);
  const shape = isObject(input.sample.value) && Array.isArray(input.sample.value.data) ? file : { items: {} };
  await readRows(
    input,
    sink,
    (record, place) => {
      if (isOutputItem(record)) items.take(record, place);
      else if (isObject(record.spec)) events.spec(record.spec, place);
      else if ("final_report" in record) events.report(record.final_report, place);
      else if (isEvent(record) || ("type" in record && "data" in record)) events.take(record, place);
      else throw new Error("no record of an eval: it has no spec, type or final_report");
      events.tellCount();
      items.tellCount();
    },
    shape,
  );
  events.finish();
  items.finish();
}
