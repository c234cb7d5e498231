import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { argilla } from "../../src/importers/argilla/argilla.ts";
import { chromeTrace } from "../../src/importers/chrome-trace/chrome-trace.ts";
import { deployment } from "../../src/importers/deployments/deployment.ts";
import { prompt } from "../../src/importers/deployments/prompt.ts";
import { embeddings } from "../../src/importers/embeddings/embeddings.ts";
import type { Importer } from "../../src/importers/importer.ts";
import { inspect } from "../../src/importers/inspect/inspect.ts";
import { jaeger } from "../../src/importers/jaeger.ts";
import { labelSet } from "../../src/importers/label-set/label-set.ts";
import { labelStudio } from "../../src/importers/label-studio/label-studio.ts";
import { langfuse } from "../../src/importers/langfuse/langfuse.ts";
import { langsmith } from "../../src/importers/langsmith/langsmith.ts";
import { mlflow } from "../../src/importers/mlflow/mlflow.ts";
import { openAiEvals } from "../../src/importers/openai-evals/openai-evals.ts";
import { anyAgent } from "../../src/importers/otel-sdk/any-agent.ts";
import { otelConsole } from "../../src/importers/otel-sdk/otel-console.ts";
import { otelJs } from "../../src/importers/otel-sdk/otel-js.ts";
import { otlpJson } from "../../src/importers/otlp/otlp-json.ts";
import { otlpProtobuf } from "../../src/importers/otlp/otlp-protobuf.ts";
import { pairwise } from "../../src/importers/pairwise/pairwise.ts";
import { phoenix } from "../../src/importers/phoenix/phoenix.ts";
import { promptfoo } from "../../src/importers/promptfoo/promptfoo.ts";
import { atif } from "../../src/importers/trajectories/atif.ts";
import { sweAgent } from "../../src/importers/trajectories/swe-agent.ts";
import { tauBench } from "../../src/importers/trajectories/tau-bench.ts";
import { zipkin } from "../../src/importers/zipkin/zipkin.ts";
import { corpus, emptyImport, type Imported, importWith, inputOf, lost, sinkInto } from "../support/importing.ts";
import { otlpRequest, otlpSpan } from "../support/otlp.ts";
import { seededRandom } from "../support/random.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

type Random = () => number;
type Mutation = (bytes: Uint8Array, random: Random) => Uint8Array;

const below = (limit: number, random: Random) => Math.floor(random() * limit);
const encode = (text: string) => new TextEncoder().encode(text);

function spliced(bytes: Uint8Array, at: number, removed: number, added: Uint8Array): Uint8Array {
  const result = new Uint8Array(bytes.length - removed + added.length);
  result.set(bytes.subarray(0, at));
  result.set(added, at);
  result.set(bytes.subarray(at + removed), at + added.length);
  return result;
}

function lineAround(bytes: Uint8Array, at: number): [number, number] {
  const end = bytes.indexOf(0x0a, at);
  return [bytes.lastIndexOf(0x0a, at - 1) + 1, end < 0 ? bytes.length : end + 1];
}

const mutations: Readonly<Record<string, Mutation>> = {
  "cut off": (bytes, random) => bytes.slice(0, below(bytes.length, random)),
  "with flipped bits": (bytes, random) => {
    const result = bytes.slice();
    for (let flips = 1 + below(8, random); flips > 0; flips -= 1) {
      result[below(bytes.length, random)]! ^= 1 << below(8, random);
    }
    return result;
  },
  "with bytes overwritten": (bytes, random) => {
    const result = bytes.slice();
    const at = below(bytes.length, random);
    for (let place = at; place < Math.min(at + 40, bytes.length); place += 1) result[place] = below(256, random);
    return result;
  },
  "without a line": (bytes, random) => {
    const [start, end] = lineAround(bytes, below(bytes.length, random));
    return spliced(bytes, start, end - start, new Uint8Array());
  },
  "with a line twice": (bytes, random) => {
    const [start, end] = lineAround(bytes, below(bytes.length, random));
    return spliced(bytes, start, 0, bytes.slice(start, end));
  },
  "with NULs": (bytes, random) => spliced(bytes, below(bytes.length, random), 0, new Uint8Array(1 + below(5, random))),
  "with brackets without end": (bytes, random) =>
    spliced(bytes, below(bytes.length, random), 0, encode(["[", '{"a":', "[{"][below(3, random)]!.repeat(20_000))),
  "with a stretch missing": (bytes, random) => {
    const at = below(bytes.length, random);
    return spliced(bytes, at, Math.min(1 + below(300, random), bytes.length - at), new Uint8Array());
  },
  "with HTML inside": (bytes, random) =>
    spliced(bytes, below(bytes.length, random), 0, encode("<script>alert(1)</script><img src=x onerror='x'>")),
};

const pretty = (name: string) =>
  encode(JSON.stringify(JSON.parse(new TextDecoder().decode(corpus(name).slice(0))), null, 2));
const firstLines = (name: string, size: number) => corpus(name).slice(0, corpus(name).indexOf(0x0a, size) + 1);

const files: readonly (readonly [string, Importer, Uint8Array])[] = [
  ["OTLP JSON, pretty-printed", otlpJson, corpus("otlp-json/jaeger-otel_traces_01.json")],
  ["OTLP JSON of several resources", otlpJson, pretty("otlp-json/otlp2jaeger-multi-in-combined.json")],
  ["OTLP JSON Lines", otlpJson, firstLines("otlp-derived/packet-panic-R1.otlp.jsonl", 1)],
  ["OTLP JSON in zstd frames", otlpJson, corpus("otlp-derived/packet-panic-R1.legacy-zstd-json.bin")],
  ["OTLP protobuf", otlpProtobuf, corpus("otlp-derived/packet-panic-R1.otlp.pb").slice(0, 200_000)],
  [
    "framed OTLP protobuf",
    otlpProtobuf,
    corpus("otlp-derived/packet-panic-R1.fileexporter-proto.bin").slice(0, 300_000),
  ],
  ["Phoenix's spans", phoenix, corpus("phoenix-spans-df-jsonl/phoenix_retriever_spans_20250821_125133.jsonl")],
  ["prompts", prompt, corpus("prompt-files/10-kitchen-sink.prompt")],
  [
    "deployments",
    deployment,
    encode("- {promoted_at: 2026-03-15T10:00:00Z, prompt_version: 1.10, model: m}\n".repeat(30)),
  ],
  ["a trace of Langfuse", langfuse, corpus("langfuse-trace-export/autogen-2025-06-06.trace.json")],
  ["payloads of LangSmith's SDK", langsmith, corpus("langsmith-run-json/langsmith_py_wrap_openai_stream.json")],
  ["MLflow's frame", mlflow, corpus("mlflow-synthetic/frame.jsonl")],
  ["a log of Inspect", inspect, corpus("inspect-eval-log/2025-05-12T20-28-13-04-00_popularity.json")],
  ["a trajectory of SWE-agent", sweAgent, corpus("swe-agent-traj/pydicom__pydicom-1458.traj")],
  [
    "results of tau-bench",
    tauBench,
    encode(
      '[{"task_id":1,"reward":1,"traj":[{"role":"user"},{"role":"assistant","content":"x"}]},\n{"task_id":2,"traj":[]}]',
    ),
  ],
  [
    "trajectories in ATIF",
    atif,
    encode(
      '{"schema_version":"ATIF-v1.4","session_id":"s","agent":{},"steps":[{"source":"agent","message":"x"}]}\n'.repeat(
        20,
      ),
    ),
  ],
  ["Jaeger JSON", jaeger, corpus("jaeger-json/genaiTestTrace.json")],
  ["spans of JavaScript's SDK", otelJs, corpus("otel-js-readablespan-json/vercel-ai-v6-all-spans.json")],
  ["Zipkin JSON", zipkin, corpus("zipkin-v2-json/yelp.json")],
  [
    "a Chrome trace",
    chromeTrace,
    encode(
      JSON.stringify(
        ["X", "B", "E", "b", "e", "i", "s", "f", "M"].flatMap((ph, n) =>
          Array.from({ length: 9 }, (_, m) => ({ ph, name: "n", ts: m * 9 + n, dur: 5, pid: 1, tid: m % 3, id: 1 })),
        ),
        null,
        1,
      ),
    ),
  ],
  ["any-agent", anyAgent, corpus("any-agent-trace/OPENAI_trace.json")],
  [
    "spans of an exporter of one's own",
    otelConsole,
    corpus("otel-custom-openinference-jsonl/URS-001_first-lines.jsonl"),
  ],
  ["promptfoo's results", promptfoo, corpus("promptfoo-results/output.json")],
  ["Label Studio's tasks", labelStudio, corpus("label-studio-json/csv_test.json")],
  [
    "records of Argilla",
    argilla,
    encode(
      '{"id":"r","fields":{"text":"x"},"responses":{"q":[{"value":5,"user_id":"u-1"}]},"suggestions":{}}\n'.repeat(40),
    ),
  ],
  [
    "a log of OpenAI evals",
    openAiEvals,
    encode('{"run_id":"r","event_id":1,"sample_id":"s","type":"sampling","data":{"sampled":["x"]}}\n'.repeat(40)),
  ],
  ["pairwise verdicts", pairwise, corpus("judge-data/llmbar_pairwise-gpt4-vanilla.csv").slice(0, 4000)],
  ["labels beside judges", labelSet, corpus("judge-data/topical_chat_unieval.csv").slice(0, 8000)],
  ["a NumPy array", embeddings, corpus("embeddings-synthetic/iris.npy")],
  ["vectors on lines", embeddings, encode('{"id":1,"embedding":[0.5,1,-2,3,4,5,6,7],"metadata":{"a":1}}\n'.repeat(40))],
  ["Chroma's lists", embeddings, encode('{"ids":["a","b"],\n"embeddings":[[0.5,1],\n[2,3]],\n"documents":["x","y"]}')],
  ["vectors as text", embeddings, encode(`id,embedding\n${'7,"[0.5,1,-2,3,4,5,6,7]"\n'.repeat(40)}`)],
];

function assertAccounted(imported: Imported): void {
  const labels = imported.scores.filter(({ target_type: type }) => type === "sample" || type === "pair");
  // The vectors of spans come with those, and are no records; these are vectors of their own.
  const vectors = imported.embeddings.filter(({ attributes }) => !attributes?.has("span_id"));
  const rows = imported.spans.length + imported.deployments.length + labels.length + vectors.length;
  expect(imported.records).toBe(rows + lost(imported));
  for (const { line, offset, reason } of imported.issues) {
    expect(reason).not.toBe("");
    expect(line ?? offset ?? -1).toBeGreaterThanOrEqual(0);
  }
}

describe.each(files)("%s", (_, importer, original) => {
  const names = Object.keys(mutations);

  test.each(names)("%s: nothing is lost in silence, and nothing is thrown", async (name) => {
    const random = seededRandom(names.indexOf(name) + 1);
    for (let round = 0; round < 12; round += 1) {
      const content = mutations[name]!(original, random);
      const began = performance.now();
      assertAccounted(await importWith(importer, content, { chunk: 1 + below(100_000, random) }));
      expect(performance.now() - began).toBeLessThan(20_000);
    }
  });

  test("mutated again and again", async () => {
    const random = seededRandom(42);
    for (let round = 0; round < 8; round += 1) {
      let content = original;
      for (let times = 2 + below(6, random); times > 0; times -= 1) {
        content = mutations[names[below(names.length, random)]!]!(content, random);
      }
      assertAccounted(await importWith(importer, content));
    }
  });
});

describe("what must survive", () => {
  const original = corpus("otlp-derived/packet-panic-R1.otlp.jsonl");
  const text = new TextDecoder().decode(original);
  const starts = [...text.matchAll(/\{"traceId":"[0-9a-f]{32}","spanId":"([0-9a-f]{16})","(?:parentSpanId|name)/g)].map(
    ({ index, 1: id }) => ({ offset: new TextEncoder().encode(text.slice(0, index)).length, id: id! }),
  );

  test("a file cut off anywhere gives every span before the cut", async () => {
    expect(starts.length).toBe(188);
    const random = seededRandom(7);
    for (let round = 0; round < 40; round += 1) {
      const cut = below(original.length, random);
      const { spans } = await importWith(otlpJson, original.slice(0, cut));
      const read = new Set(spans.map(({ span_id }) => span_id));
      for (const [place, { id }] of starts.entries()) {
        if ((starts[place + 1]?.offset ?? original.length) <= cut) expect(read.has(id)).toBe(true);
      }
    }
  });

  test("a broken byte costs no span of another line", async () => {
    const random = seededRandom(8);
    for (let round = 0; round < 40; round += 1) {
      const at = below(original.length, random);
      const [from] = lineAround(original, at);
      const [, to] = lineAround(original, Math.min(at + 1, original.length - 1));
      const content = original.slice();
      content[at] = below(256, random);
      const { spans } = await importWith(otlpJson, content);
      const read = new Set(spans.map(({ span_id }) => span_id));
      for (const { id, offset } of starts) if (offset < from || offset >= to) expect(read.has(id)).toBe(true);
    }
  });

  test("ids and times that are long integers stay apart, digit for digit", async () => {
    const random = seededRandom(9);
    const digits = (count: number) =>
      Array.from({ length: count }, (_, at) => (at === 0 ? 3 : below(10, random))).join("");
    const ids = Array.from({ length: 2000 }, () => ({ trace: digits(39), span: digits(19), start: `17${digits(17)}` }));
    const spans = ids.map(
      ({ trace, span, start }) => `{"traceId":${trace},"spanId":${span},"name":"n","startTimeUnixNano":${start}}`,
    );
    for (const separator of [",", ",\n"]) {
      const imported = await importWith(
        otlpJson,
        `{"resourceSpans":[{"scopeSpans":[{"spans":[${spans.join(separator)}]}]}]}`,
      );
      expect(imported.spans.map(({ trace_id, span_id, start_ns }) => [trace_id, span_id, String(start_ns)])).toEqual(
        ids.map(({ trace, span, start }) => [trace, span, start]),
      );
    }
  });
});

describe("size", () => {
  const span = JSON.stringify(otlpSpan({ attributes: { "input.value": "x".repeat(1000) } }));
  const [head, tail] = JSON.stringify(otlpRequest([{ here: 1 }])).split('{"here":1}') as [string, string];

  /** Imports chunks without keeping rows; gives the count of spans and how many megabytes are held on the way at most. */
  async function measure(importer: Importer, chunks: () => AsyncIterable<Uint8Array>) {
    const imported = emptyImport();
    const sink = sinkInto(imported);
    let spans = 0;
    let drains = 0;
    // What is garbage already says nothing: it is taken away before each look.
    const held = () => {
      collectGarbage();
      return process.memoryUsage().heapUsed;
    };
    const before = held();
    let heap = 0;
    const counting = {
      ...sink,
      span: () => {
        spans += 1;
      },
      drain: async () => {
        if (drains++ % 100 === 50) heap = Math.max(heap, held() - before);
      },
    };
    const input = { ...inputOf(encode(head), 100, new AbortController().signal), utf8: chunks, bytes: chunks };
    await importer.read(input, counting);
    return { spans, heap: heap / 2 ** 20, issues: imported.issues, records: imported.records };
  }

  test("a single line of 100 MB is read span by span", async () => {
    const rounds = 1100;
    const many = encode(`${`${span},`.repeat(74)}${span},`);
    const result = await measure(otlpJson, async function* () {
      yield encode(head);
      for (let round = 0; round < rounds; round += 1) yield many;
      yield encode(span + tail);
    });
    expect(many.length * rounds).toBeGreaterThan(100_000_000);
    expect(result).toMatchObject({ spans: 75 * rounds + 1, issues: [], records: 75 * rounds + 1 });
    expect(result.heap).toBeGreaterThan(-100);
    expect(result.heap).toBeLessThan(100);
  });

  test("a single attribute of 100 MB is read", async () => {
    const part = encode("y".repeat(1_000_000));
    const [before, after] = JSON.stringify(otlpRequest([otlpSpan({ attributes: { "input.value": "HERE" } })])).split(
      "HERE",
    ) as [string, string];
    const imported = emptyImport();
    const chunks = async function* () {
      yield encode(before);
      for (let round = 0; round < 100; round += 1) yield part;
      yield encode(after);
    };
    const input = { ...inputOf(encode(before), 100, new AbortController().signal), utf8: chunks };
    await otlpJson.read(input, sinkInto(imported));
    expect(imported.issues).toEqual([]);
    expect(imported.spans[0]!.input!.length).toBe(100_000_000);
  });

  test("a hundred thousand open brackets are one loss in any format", async () => {
    for (const importer of [otlpJson, jaeger]) {
      for (const text of ["[".repeat(100_000), `{"resourceSpans":${"[".repeat(100_000)}`, '{"a":'.repeat(100_000)]) {
        const imported = await importWith(importer, text);
        expect([imported.spans.length, lost(imported)]).toEqual([0, 1]);
        assertAccounted(imported);
      }
    }
  });

  test("a stop ends the reading", async () => {
    const stopped = new Error("stopped");
    const sink = { ...sinkInto(emptyImport()), drain: () => Promise.reject(stopped) };
    const endless = async function* () {
      for (;;) yield encode(`${head}${span}${tail}\n`);
    };
    const input = { ...inputOf(encode(head), 100, new AbortController().signal), utf8: endless };
    await expect(otlpJson.read(input, sink)).rejects.toBe(stopped);
  });
});
