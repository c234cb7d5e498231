import { anyAgent } from "./any-agent.ts";
import { argilla } from "./argilla.ts";
import { arrowIpc } from "./arrow-ipc.ts";
import { atif } from "./atif.ts";
import { casebookScores } from "./casebook-scores.ts";
import { chromeTrace } from "./chrome-trace.ts";
import { delimited } from "./delimited.ts";
import { deployment } from "./deployment.ts";
import { embeddings } from "./embeddings.ts";
import type { Importer } from "./importer.ts";
import { inspect } from "./inspect.ts";
import { jaeger } from "./jaeger.ts";
import { jsonTable } from "./json-table.ts";
import { labelSet } from "./label-set.ts";
import { labelStudio } from "./label-studio.ts";
import { langfuse } from "./langfuse.ts";
import { langsmith } from "./langsmith.ts";
import { mlflow } from "./mlflow.ts";
import { openAiEvals } from "./openai-evals.ts";
import { otelConsole } from "./otel-console.ts";
import { otelJs } from "./otel-js.ts";
import { otlpJson } from "./otlp-json.ts";
import { otlpProtobuf } from "./otlp-protobuf.ts";
import { pairwise } from "./pairwise.ts";
import { parquet } from "./parquet.ts";
import { phoenix } from "./phoenix.ts";
import { prompt } from "./prompt.ts";
import { promptfoo } from "./promptfoo.ts";
import { sweAgent } from "./swe-agent.ts";
import { tauBench } from "./tau-bench.ts";
import { zipkin } from "./zipkin.ts";

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
