import { gzipSync } from "node:zlib";
import { beforeAll, expect, test } from "vitest";
import { batchRows, messageKind, readMetadata, splitMessages } from "../../src/importers/tables/arrow-message.ts";
import { corpus } from "../support/importing.ts";
import { useParquet } from "../support/parquet.ts";
import { seededRandom } from "../support/random.ts";
import { readAll, sourceFromBytes } from "../support/source-files.ts";

beforeAll(useParquet);

type Random = () => number;

/** What happens to files on their way. */
const mutations: Record<string, (bytes: Uint8Array, random: Random) => Uint8Array> = {
  "cut off": (bytes, random) => bytes.subarray(0, Math.floor(random() * bytes.length)),
  "beginning lost": (bytes, random) => bytes.subarray(Math.floor(random() * bytes.length)),
  hole: (bytes, random) => {
    const start = Math.floor(random() * bytes.length);
    return joined(bytes.subarray(0, start), bytes.subarray(start + Math.floor(random() * 2000)));
  },
  "bytes changed": (bytes, random) => {
    const changed = bytes.slice();
    for (let count = 0; count < 1 + random() * 8; count++)
      changed[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
    return changed;
  },
  "block overwritten": (bytes, random) => {
    const changed = bytes.slice();
    const start = Math.floor(random() * bytes.length);
    return changed.fill(random() < 0.5 ? 0 : 0xff, start, start + Math.floor(random() * 500));
  },
  "text put in": (bytes, random) => {
    const pieces = ['"', "\n", "{", "]", ',"', "\0", "\r", "\ufeff", "é", "}\n{", '\\"', "1e999", "<script>"];
    const at = Math.floor(random() * bytes.length);
    const piece = pieces[Math.floor(random() * pieces.length)] as string;
    return joined(bytes.subarray(0, at), new TextEncoder().encode(piece), bytes.subarray(at));
  },
  "part repeated": (bytes, random) => {
    const start = Math.floor(random() * bytes.length);
    const end = start + Math.floor(random() * 3000);
    return joined(bytes.subarray(0, end), bytes.subarray(start));
  },
  "compressed, then cut off": (bytes, random) => {
    const gzip = gzipSync(bytes);
    return new Uint8Array(gzip.subarray(0, Math.floor(random() * gzip.length)));
  },
  "compressed, then changed": (bytes, random) => {
    const gzip = new Uint8Array(gzipSync(bytes));
    gzip[Math.floor(random() * gzip.length)] = Math.floor(random() * 256);
    return gzip;
  },
};

function joined(...parts: Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

const files = [
  "cost-csv/openrouter_activity_2025-08-21.csv",
  "embeddings-raw/iris_labels.tsv",
  "embeddings-raw/iris_tensors.bytes",
  "promptfoo-results/output.csv",
  "promptfoo-results/output.json",
  "promptfoo-results/output.jsonl",
  "any-agent-trace/OPENAI_trace.json",
  "otel-js-readablespan-json/vercel-ai-v6-all-spans.json",
  "otlp-json/jaeger-otel_traces_01.json",
  "otlp-derived/packet-panic-R1.native.otlp.jsonl.zst",
  "otlp-derived/packet-panic-R1.legacy-zstd-json.bin",
  "jaeger-json/genaiTestTrace.json",
  "arrow-files/every-lz4.feather",
  "arrow-files/every.arrows",
  "arrow-files/every.parquet",
  "arrow-files/polars.arrow",
];

const rounds = 12;

test.each(files)("however %s is damaged, each record is a row or counted as lost", async (name) => {
  const bytes = corpus(name);
  const random = seededRandom(name.length * 1009);
  for (const [kind, mutate] of Object.entries(mutations))
    for (let round = 0; round < rounds; round++) {
      const damaged = mutate(bytes, random);
      const what = `${name}, ${kind}, round ${round}`;
      const chunk = 1 + Math.floor(random() * 30_000);
      const { counts, batches, issues } = await readAll(sourceFromBytes(damaged, "damaged", chunk)).catch((error) => {
        throw new Error(`${what}: ${error.stack}`);
      });
      const { documents: _, scores: __, embeddings: ___, ...rows } = counts.rows;
      const given = Object.values(rows).reduce((sum, count) => sum + count, 0);
      expect(counts.records, what).toBe(given + counts.lost);
      expect(lostIn(issues), what).toBe(counts.lost);
      for (const batch of batches) expect(rowsIn(batch.stream), what).toBe(batch.rows);
    }
});

function lostIn(issues: readonly { readonly severity: string; readonly records?: number }[]): number {
  return issues.reduce((sum, issue) => sum + (issue.severity === "record" ? (issue.records ?? 1) : 0), 0);
}

function rowsIn(stream: Uint8Array): number {
  return splitMessages(stream)
    .filter(({ metadata }) => readMetadata(metadata).kind === messageKind.batch)
    .reduce((sum, { metadata }) => sum + batchRows(metadata), 0);
}
