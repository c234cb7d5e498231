import { isObject, type JsonObject } from "../json/json.ts";
import { objectOf, objectsOf, text } from "./mlflow-values.ts";

/** What is told of a trace as a whole, by whichever generation. */
export interface TraceInfo {
  /** As MLflow writes it: "tr-…", "trace:/…", or bare digits. */
  readonly id: string;
  readonly name: string;
  readonly start: unknown;
  readonly duration: unknown;
  readonly state: unknown;
  readonly input: string;
  readonly output: string;
  /** Metadata and tags under their own keys, for every span of the trace. */
  readonly shared: readonly (readonly [string, string])[];
  /** What else there is, for its root alone. */
  readonly own: readonly (readonly [string, string])[];
  readonly usage: string;
  readonly cost: string;
  /** The judge that made the trace while it judged another one. */
  readonly scorer: string;
  readonly assessments: readonly JsonObject[];
}

const metadataKeys = ["trace_metadata", "request_metadata"] as const;
const read = new Set<string>([
  ...["trace_id", "request_id", "tags", "assessments", "trace", "spans", "data", "info", "trace_info", ...metadataKeys],
  ...["request", "response", "databricks_output", "__index_level_0__", ""],
]);

/** True for an object, or the names of columns, that tell of a trace of MLflow. */
export function tellsOfTrace(has: (key: string) => boolean): boolean {
  if (has("databricks_request_id")) return has("request") || has("response");
  if (!has("trace_id") && !has("request_id")) return false;
  if (metadataKeys.some(has))
    return ["state", "status", "spans", "request_time", "timestamp_ms", "trace_location"].some(has);
  if (has("timestamp_ms") && has("execution_time_ms")) return has("request_id") && has("status");
  if (has("trace_location")) return has("request_time") || has("state");
  return has("state") && has("request_time") && ["execution_duration", "execution_duration_ms"].some(has);
}

export function readInfo(info: JsonObject): TraceInfo {
  const metadata =
    metadataKeys.map((key) => objectOf(info[key])).find((object) => Object.keys(object).length > 0) ?? {};
  const tags = objectOf(info.tags);
  const shared = experiment(info);
  const own: [string, string][] = [];
  for (const object of [metadata, tags]) {
    for (const key in object)
      if (object[key] !== null) (previews.has(key) ? own : shared).push([key, text(object[key])]);
  }
  for (const key in info) {
    const field = read.has(key) ? null : info[key];
    if (field !== null && field !== "") own.push([ownKeys.has(key) ? `mlflow.trace.${key}` : key, text(field)]);
  }
  const value = (key: string) => text(metadata[key]);
  return {
    id: text(info.trace_id ?? info.request_id ?? info.databricks_request_id),
    name: text(tags["mlflow.traceName"]),
    start: info.request_time ?? info.timestamp_ms,
    duration: info.execution_duration_ms ?? info.execution_duration ?? info.execution_time_ms,
    state: info.state ?? info.status ?? httpState(info.status_code),
    input: text(info.request ?? info.request_preview) || value("mlflow.traceInputs"),
    output: text(info.response ?? info.response_preview) || value("mlflow.traceOutputs"),
    shared,
    own,
    usage: value("mlflow.trace.tokenUsage"),
    cost: value("mlflow.trace.cost"),
    scorer: text(tags["mlflow.trace.sourceScorer"]),
    assessments: objectsOf(info.assessments),
  };
}

/** Too long to stand on every span of a trace. */
const previews = new Set(["mlflow.traceInputs", "mlflow.traceOutputs", "mlflow.trace.sizeStats"]);

/** Fields of MLflow's own, whose bare names would say nothing among attributes; columns that people add keep theirs. */
const ownKeys = new Set([
  ...["trace_location", "request_time", "timestamp_ms", "execution_duration", "execution_duration_ms", "status"],
  ...["execution_time_ms", "state", "client_request_id", "request_preview", "response_preview", "experiment_id"],
]);

function experiment(info: JsonObject): [string, string][] {
  const location = objectOf(info.trace_location);
  const id = isObject(location.mlflow_experiment) ? location.mlflow_experiment.experiment_id : info.experiment_id;
  return text(id) === "" ? [] : [["mlflow.experimentId", text(id)]];
}

/** Serving tells how a request went by its HTTP status. */
function httpState(code: unknown): string {
  const status = Number(code ?? Number.NaN);
  return Number.isNaN(status) ? "" : status >= 400 ? "ERROR" : "OK";
}
