import { closeSync, existsSync, mkdirSync, openSync, renameSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { OtherFile } from "./format-binary.ts";
import { beginning, elements, lines, repeated, text } from "./format-corpus.ts";
import { chroma, consoleSpan, pairwiseRow, promptVersion, traceEvent, vectorRow } from "./format-rows.ts";

// Large files of each JSON format: records of the corpus again and again, made-up ones where it has none. They are made
// once and stay in the temporary folder.

const size = Number(process.env.CASEBOOK_BENCH_MB || 32) * 1_000_000;

export interface FormatFile {
  /** What the table calls it. */
  readonly name: string;
  /** The importer that has to take it. */
  readonly format: string;
  /** Record number `index`. */
  readonly record: (index: number) => string;
  readonly open: string;
  /** What stands between two records. When there is nothing around them, each is a JSON text of its own. */
  readonly between: string;
  readonly close: string;
}

type Make = FormatFile["record"];

const lined = (format: string, record: Make, name = format): FormatFile => {
  return { name, format, record, open: "", between: "\n", close: "\n" };
};
const listed = (format: string, record: Make, [open, close] = ["[", "]"], name = format): FormatFile => {
  return { name, format, record, open, between: ",\n", close };
};
/** All of it on one line. */
const packed = (format: string, record: Make, [open, close] = ["[", "]"], name = format): FormatFile => {
  return { name, format, record, open, between: ",", close };
};

const otel = "otlp-json/jaeger-otel_traces_01.json";
const inspectLog = "inspect-eval-log/2025-05-12T20-28-13-04-00_popularity.json";
const langSmith = "langsmith-run-json/langsmith_py_wrap_openai_stream.json";

export const formatFiles: readonly FormatFile[] = [
  lined("otlp-json", repeated(lines("otlp-derived/packet-panic-R1.otlp.jsonl")), "otlp-json lines"),
  listed(
    "otlp-json",
    repeated(elements(otel, "resourceSpans", 2)),
    ['{\n"resourceSpans": [\n', "\n]\n}"],
    "otlp-json pretty",
  ),
  packed("jaeger", repeated(elements("jaeger-json/packet-panic-get-inventory.json", "data")), ['{"data":[', "]}"]),
  listed("zipkin", repeated(elements("zipkin-v2-json/smartthings-oauth-authorization.json", null, 2))),
  lined("phoenix", repeated(lines("phoenix-spans-df-jsonl/phoenix_llm_spans_20250821_125133.first-6-lines.jsonl"))),
  lined("mlflow", repeated(lines("mlflow-synthetic/frame.jsonl"))),
  listed("langfuse", repeated([text("langfuse-trace-export/beeai-2025-08-01.trace.json")])),
  packed("langsmith", repeated(elements(langSmith, "post")), ['{"post":[', "]}"]),
  lined("otel-console", consoleSpan),
  listed("otel-js", repeated(elements("otel-js-readablespan-json/vercel-ai-v6-all-spans.json", null, 2))),
  listed("any-agent", repeated([text("any-agent-trace/OPENAI_trace.json")])),
  listed("chrome-trace", traceEvent, ['{"traceEvents":[\n', '\n],"displayTimeUnit":"ms"}']),
  packed("label-studio", repeated(elements("label-studio-json/csv_test.json", null))),
  lined("promptfoo", repeated(lines("promptfoo-results/output.jsonl"))),
  lined("pairwise", pairwiseRow),
  lined("embeddings", vectorRow, "embeddings lines"),
  { ...packed("embeddings", () => chroma(size / 4_000), ["", ""], "embeddings chroma"), between: "" },
  listed("inspect", repeated(elements(inspectLog, "samples", 2)), [beginning(inspectLog, "samples"), "\n]\n}"]),
  listed("swe-agent", repeated([text("swe-agent-traj/pydicom__pydicom-1458.traj")])),
  packed("prompt", promptVersion, ['{"data":[', '],"meta":{"page":1}}'], "prompt registry"),
];

/** The path of the file, which is made when it is not there yet and stays for the next run. */
export function formatFile(file: FormatFile): Promise<string> {
  return kept(file.name, (path) => {
    const handle = openSync(path, "w");
    let written = writeSync(handle, file.open);
    for (let index = 0; written < size; index += 1)
      written += writeSync(handle, (index > 0 ? file.between : "") + file.record(index));
    writeSync(handle, file.close);
    closeSync(handle);
  });
}

export function otherFile(file: OtherFile): Promise<string> {
  return kept(file.name, async (path) => writeFileSync(path, await file.content(size)));
}

async function kept(name: string, write: (path: string) => void | Promise<void>): Promise<string> {
  const folder = join(tmpdir(), "casebook-bench", `formats-1-${size}`);
  const path = join(folder, `${name.replace(" ", "-")}.data`);
  if (existsSync(path)) return path;
  mkdirSync(folder, { recursive: true });
  const begun = `${path}.${process.pid}`;
  await write(begun);
  renameSync(begun, path);
  return path;
}

/** The JSON texts that the content of such a file consists of. */
export function jsonTexts(file: FormatFile, content: string): string[] {
  if (file.open !== "" || file.between === "") return [content];
  return file.format === "otel-console" ? content.trimEnd().split(/(?<=^\})\n/m) : content.trimEnd().split("\n");
}
