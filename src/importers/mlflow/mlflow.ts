import { headerNames } from "../header-names.ts";
import type { Importer, Input, Sample, Sink } from "../importer.ts";
import { isObject, type JsonObject, tryParseJson } from "../json/json.ts";
import { readJsonInContext } from "../json/json-context.ts";
import { looksWhole } from "../json/json-cursor.ts";
import type { Frame, Shape } from "../json/json-stream.ts";
import { readRows } from "../rows.ts";
import { isAssessment } from "./mlflow-assessments.ts";
import { tellsOfTrace } from "./mlflow-info.ts";
import { MlflowReader, traceFrame } from "./mlflow-reader.ts";

/**
 * Traces of MLflow: as they are written to files and artifacts, as its API gives them, as frames of `search_traces`,
 * and inside the answers of served models.
 * https://github.com/mlflow/mlflow, mlflow/entities
 */
export const mlflow: Importer = {
  format: "mlflow",
  title: "MLflow traces",
  detect: detectMlflow,
  read: readMlflow,
};

const list: Shape = { items: {} };
const traceKeys = { data: { keys: { spans: list } }, spans: list };
const trace: Shape = { keys: traceKeys };
const object: Shape = {
  keys: { ...traceKeys, traces: { items: trace }, trace, databricks_output: { keys: { trace } } },
};
const file: Shape = { ...object, items: object };

function detectMlflow(sample: Sample): string | null {
  const { value, text } = sample;
  const columns = headerNames(sample);
  if (columns) {
    if (tellsOfTrace((key) => columns.includes(key))) return "the columns are those of MLflow's traces";
    const served = columns.includes("response") && (text?.includes("databricks_output") ?? false);
    return served ? "the column response holds databricks_output" : null;
  }
  const first = Array.isArray(value) ? value[0] : value;
  if (!isObject(first)) return null;
  return (
    reasonOf(first) ?? (isCutRow(first, text ?? "") ? "the first object has the trace_id of a trace of MLflow" : null)
  );
}

/** The first row of a frame, of which so much is missing that it has little more than the id. */
function isCutRow(first: JsonObject, text: string): boolean {
  const id = first.trace_id ?? first.request_id;
  return typeof id === "string" && /^(tr-|trace:\/)/.test(id) && text.includes("mlflow.");
}

function reasonOf(first: JsonObject): string | null {
  const [inList] = Array.isArray(first.traces) ? first.traces : [];
  if (isObject(inList)) return isTrace(inList) ? "traces holds traces of MLflow" : null;
  if (isObject(first.trace) && isTrace(first.trace)) return "trace is one of MLflow";
  if (isObject(first.info) && tellsOf(first.info)) return "the first object has info of a trace and data";
  if ("databricks_output" in first) return "the first object has databricks_output";
  if (typeof first.response === "string" && first.response.includes("databricks_output"))
    return "response holds databricks_output";
  if (isAssessment(first)) return "the first object is an assessment of MLflow";
  if (isTrace(first)) return "the first object is a trace of MLflow";
  return isSpanOfMlflow(first) ? "the first object is a span with attributes of MLflow" : null;
}

function isTrace(value: JsonObject): boolean {
  if (tellsOf(value)) return true;
  for (const info of [value.info, value.trace_info]) if (isObject(info) && tellsOf(info)) return true;
  const spans = isObject(value.data) ? value.data.spans : value.spans;
  return Array.isArray(spans) && isObject(spans[0]) && isSpanOfMlflow(spans[0]);
}

function tellsOf(info: JsonObject): boolean {
  return tellsOfTrace((key) => Object.hasOwn(info, key));
}

function isSpanOfMlflow({ attributes }: JsonObject): boolean {
  const keys = Array.isArray(attributes)
    ? attributes.map((pair) => (isObject(pair) ? String(pair.key) : ""))
    : Object.keys(isObject(attributes) ? attributes : {});
  return keys.includes("mlflow.traceRequestId") || keys.includes("mlflow.spanType");
}

async function readMlflow(input: Input, sink: Sink): Promise<void> {
  const reader = new MlflowReader(sink);
  if (input.sample.value === undefined) {
    await readRows(input, sink, (row, place) => {
      reader.value(row, place);
      reader.writer.tellCount();
    });
  } else await readJsonTraces(input, sink, reader);
  reader.finish();
}

async function readJsonTraces(input: Input, sink: Sink, reader: MlflowReader): Promise<void> {
  const takeLine = (text: string, from: number, to: number, line: number): boolean => {
    const value = looksWhole(text, from, to) ? tryParseJson(text.slice(from, to)) : undefined;
    if (value === undefined) return false;
    reader.value(value, { line });
    return true;
  };
  const options = { open: () => input.utf8(), shape: file, missing: withoutInfo, takeLine, signal: input.signal };
  for await (const pieces of readJsonInContext(options)) {
    for (const piece of pieces) reader.take(piece);
    reader.writer.tellCount();
    await sink.drain();
  }
}

/** What is told of a trace stands beside `data`, as a rule before it. */
function withoutInfo(frames: readonly Frame[]): number {
  const frame = frames[traceFrame(frames)];
  return frame?.key === "data" && frame.offset >= 0 && frame.rest.info === undefined ? frame.offset : -1;
}
