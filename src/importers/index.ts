import { argilla } from "./argilla/argilla.ts";
import { casebookScores } from "./casebook-scores.ts";
import { chromeTrace } from "./chrome-trace/chrome-trace.ts";
import { deployment } from "./deployments/deployment.ts";
import { prompt } from "./deployments/prompt.ts";
import { embeddings } from "./embeddings/embeddings.ts";
import type { Importer } from "./importer.ts";
import { inspect } from "./inspect/inspect.ts";
import { jaeger } from "./jaeger.ts";
import { labelSet } from "./label-set/label-set.ts";
import { labelStudio } from "./label-studio/label-studio.ts";
import { langfuse } from "./langfuse/langfuse.ts";
import { langsmith } from "./langsmith/langsmith.ts";
import { mlflow } from "./mlflow/mlflow.ts";
import { openAiEvals } from "./openai-evals/openai-evals.ts";
import { anyAgent } from "./otel-sdk/any-agent.ts";
import { otelConsole } from "./otel-sdk/otel-console.ts";
import { otelJs } from "./otel-sdk/otel-js.ts";
import { otlpJson } from "./otlp/otlp-json.ts";
import { otlpProtobuf } from "./otlp/otlp-protobuf.ts";
import { pairwise } from "./pairwise/pairwise.ts";
import { phoenix } from "./phoenix/phoenix.ts";
import { promptfoo } from "./promptfoo/promptfoo.ts";
import { arrowIpc } from "./tables/arrow-ipc.ts";
import { delimited } from "./tables/delimited.ts";
import { jsonTable } from "./tables/json-table.ts";
import { parquet } from "./tables/parquet.ts";
import { atif } from "./trajectories/atif.ts";
import { sweAgent } from "./trajectories/swe-agent.ts";
import { tauBench } from "./trajectories/tau-bench.ts";
import { zipkin } from "./zipkin/zipkin.ts";

/** Every format, in the order of asking: the first that knows a file's content reads it. Plain tables come last. */
export const importers: readonly Importer[] = [
  otlpProtobuf,
  otlpJson,
  jaeger,
  phoenix,
  mlflow,
  zipkin,
  otelJs,
  anyAgent,
  chromeTrace,
  langfuse,
  langsmith,
  inspect,
  sweAgent,
  tauBench,
  atif,
  otelConsole,
  casebookScores,
  promptfoo,
  labelStudio,
  argilla,
  openAiEvals,
  pairwise,
  prompt,
  deployment,
  labelSet,
  embeddings,
  parquet,
  arrowIpc,
  jsonTable,
  delimited,
];
