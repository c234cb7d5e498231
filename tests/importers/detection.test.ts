import { readdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { corpus } from "../support/importing.ts";
import { useParquet } from "../support/parquet.ts";
import { readAll, sourceFromBytes } from "../support/source-files.ts";

beforeAll(useParquet);

/** What is in each folder of the corpus; of files that are not like the others of their folder, each by its name. */
const formats: Readonly<Record<string, string>> = {
  "any-agent-trace": "any-agent",
  "arrow-files": "table",
  "cost-csv": "table",
  "embeddings-raw": "embeddings",
  "embeddings-raw/iris_labels.tsv": "table",
  "embeddings-synthetic": "embeddings",
  "embeddings-synthetic/name-only.parquet": "table",
  "embeddings-synthetic/other-lists.parquet": "table",
  "inspect-eval-log": "inspect",
  "jaeger-json": "jaeger",
  "judge-data/llmbar_pairwise-gpt4-vanilla.csv": "pairwise",
  "judge-data/topical_chat_unieval.csv": "label-set",
  "label-studio-json": "label-studio",
  "label-studio-json/data_examples.json": "table",
  "langfuse-trace-export": "langfuse",
  "langsmith-run-json": "langsmith",
  "mlflow-synthetic": "mlflow",
  "otel-custom-openinference-jsonl": "otel-console",
  "otel-js-readablespan-json": "otel-js",
  "otlp-derived": "otlp-json",
  "otlp-derived/packet-panic-R1.otlp.pb": "otlp-protobuf",
  "otlp-derived/packet-panic-R1.fileexporter-proto.bin": "otlp-protobuf",
  "otlp-json": "otlp-json",
  "phoenix-spans-df-jsonl": "phoenix",
  "phoenix-synthetic": "phoenix",
  "phoenix-synthetic/otlp.json": "otlp-json",
  "prompt-files": "prompt",
  "promptfoo-results": "promptfoo",
  "promptfoo-results/promptfooconfig.yaml": "prompt",
  "swe-agent-traj": "swe-agent",
  "zipkin-v2-json": "zipkin",
};

const folder = join(import.meta.dirname, "../corpus");
const files = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name }) => readdirSync(join(folder, name)).map((file) => `${name}/${file}`))
  .filter((name) => !/\.(py|md)$/.test(name));

const expected = (name: string) => formats[name] ?? formats[name.split("/")[0] ?? ""];

/** What stands at the end of a file is gone with its second half. */
const halves = files.filter((name) => !/\.(parquet|eval|npz|arrow|feather|arrows)$/.test(name));

test("every folder of the corpus has its format here", () => {
  expect(files.filter((name) => expected(name) === undefined)).toEqual([]);
});

test.each(files)("%s is known without its name", async (name) => {
  const { format } = await readAll(sourceFromBytes(corpus(name), "x"));
  expect(format).toBe(expected(name));
});

test.each(halves)("the first half of %s is known too", async (name) => {
  const bytes = corpus(name);
  const { format } = await readAll(sourceFromBytes(bytes.slice(0, bytes.length >> 1), "x"));
  expect(format).toBe(expected(name));
});
