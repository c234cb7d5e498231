import { createHash } from "node:crypto";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { tableFromIPC } from "apache-arrow";
import { beforeAll, expect, test } from "vitest";
import type { ImportMessage, SourceFile } from "../../src/importers/importer.ts";
import { importers } from "../../src/importers/index.ts";
import { readSource } from "../../src/importers/read.ts";
import { storedZstd } from "../support/frames.ts";
import { corpus } from "../support/importing.ts";
import { useParquet } from "../support/parquet.ts";
import { corpusFile, plainTable, readAll, sourceFromBytes, sourceFromPath } from "../support/source-files.ts";
import { makeZip } from "../support/zip.ts";

beforeAll(useParquet);

const signal = new AbortController().signal;

const real: Record<string, { format: string; rows: number }> = {
  "otlp-derived/packet-panic-R1.otlp.jsonl": { format: "otlp-json", rows: 188 },
  "otlp-derived/packet-panic-R1.native.otlp.jsonl.zst": { format: "otlp-json", rows: 188 },
  "otlp-derived/packet-panic-R1.legacy-zstd-json.bin": { format: "otlp-json", rows: 188 },
  "otlp-derived/packet-panic-R1.otlp.pb": { format: "otlp-protobuf", rows: 188 },
  "otlp-derived/packet-panic-R1.fileexporter-proto.bin": { format: "otlp-protobuf", rows: 188 },
  "jaeger-json/packet-panic-get-inventory.json": { format: "jaeger", rows: 77 },
  "cost-csv/openrouter_activity_2025-08-21.csv": { format: "table", rows: 139 },
  "embeddings-raw/iris_labels.tsv": { format: "table", rows: 150 },
  "promptfoo-results/output.csv": { format: "promptfoo", rows: 4 },
  "promptfoo-results/output.jsonl": { format: "promptfoo", rows: 4 },
  "any-agent-trace/OPENAI_trace.json": { format: "any-agent", rows: 6 },
  "otel-custom-openinference-jsonl/URS-001_first-lines.jsonl": { format: "otel-console", rows: 12 },
  "otel-js-readablespan-json/vercel-ai-v6-all-spans.json": { format: "otel-js", rows: 10 },
  "zipkin-v2-json/smartthings-oauth-authorization.json": { format: "zipkin", rows: 175 },
  "zipkin-v2-json/skew.json": { format: "zipkin", rows: 4 },
  "arrow-files/every-zstd.feather": { format: "table", rows: 60 },
  "arrow-files/every.parquet": { format: "table", rows: 60 },
};

test.each(Object.entries(real))(
  "%s is known by its content, whatever its name, chunks and compression",
  async (name, found) => {
    const bytes = corpus(name);
    for (const [path, content, chunk] of [
      [name, bytes, 65_536],
      ["something.else", bytes, 1777],
      ["spans.csv.json.parquet", name.endsWith(".zst") ? bytes : new Uint8Array(gzipSync(bytes)), 65_536],
    ] as const) {
      const result = await readAll(sourceFromBytes(content, path, chunk));
      expect(result.format, path).toBe(found.format);
      const given = Object.entries(result.counts.rows).filter(([table]) => table !== "documents");
      expect(given[0]?.[1], path).toBe(found.rows);
      expect(result.counts, path).toMatchObject({ records: found.rows, lost: 0, bytes: content.length });
      expect(result.counts.sha256, path).toBe(createHash("sha256").update(content).digest("hex"));
    }
  },
);

test("a format comes first, the counts last, and progress never goes beyond the file", async () => {
  const file = corpusFile("cost-csv/openrouter_activity_2025-08-21.csv");
  const messages: ImportMessage[] = [];
  for await (const message of readSource(file, { signal })) messages.push(message);
  expect(messages[0]).toMatchObject({ type: "format", format: "table" });
  expect(messages.at(-1)?.type).toBe("done");
  const progress = messages.filter((message) => message.type === "progress");
  expect(progress.at(-1)).toMatchObject({ bytes: file.size, size: file.size, records: 139, rows: 139 });
});

const refused: [string, string | Uint8Array, string][] = [
  ["a ZIP named .json", "PK\x03\x04 and so on", "this is a ZIP archive that is damaged"],
  [
    "a workbook",
    makeZip([
      { name: "[Content_Types].xml", content: "" },
      { name: "xl/a.xml", content: "" },
    ]),
    "this is an Excel workbook",
  ],
  ["raw numbers", new Uint8Array(Int32Array.of(7, 1000, -3, 99, 12_345).buffer), "binary data of an unknown kind"],
  ["what is compressed twice", new Uint8Array(gzipSync(gzipSync("a,b\n1,2\n"))), "this is compressed twice"],
  ["PDF", "%PDF-1.7\n%âãÏÓ\n1 0 obj", "this is a PDF document"],
  ["PNG", new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 0]), "this is a PNG image"],
  ["a program", new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0, 0]), "this is a program"],
  ["encrypted", "Salted__\x01\x02\x03\x04\x05\x06\x07", "this is encrypted"],
  ["HTML", "<!DOCTYPE html><html><body>a,b</body></html>", "this is HTML or XML"],
  ["prose", "Once upon a time, there was a log.\nIt was long.\n", "this is text without records"],
  ["not quite JSON", "{name: 'x'}", "this begins like JSON but is not JSON"],
];

test.each(refused)("%s is refused with a reason, and nothing is thrown", async (_, content, reason) => {
  const { counts, issues, batches } = await readAll(sourceFromBytes(content, "data.json"));
  expect(counts).toMatchObject({ format: "unknown", records: 0, lost: 0, rows: {} });
  expect(counts.sha256).toBe(createHash("sha256").update(content).digest("hex"));
  expect(issues).toHaveLength(1);
  expect(issues[0]).toMatchObject({ severity: "record", records: 0 });
  expect(issues[0]?.reason).toContain(reason);
  expect(batches).toEqual([]);
});

test("an empty file and one of blanks have nothing to lose", async () => {
  for (const [content, reason] of [
    ["", "the file is empty"],
    ["\n \n", "the file holds nothing but blanks"],
    [new Uint8Array(gzipSync("")), "the file is empty"],
  ] as const) {
    const { counts, issues } = await readAll(sourceFromBytes(content));
    expect(counts).toMatchObject({ format: "unknown", records: 0, lost: 0 });
    expect(issues).toEqual([{ line: null, reason, severity: "note" }]);
  }
});

test("a compressed file that is cut off gives what can be read, and says where it ends", async () => {
  const text = Array.from({ length: 20_000 }, (_, row) => `${row},${(row * 7919) % 10_007}`).join("\n");
  const gzip = new Uint8Array(gzipSync(`a,b\n${text}\n`));
  const result = await readAll(sourceFromBytes(gzip.subarray(0, gzip.length >> 1), "cut.csv.gz"));
  const { rows } = plainTable(result);
  expect(rows.length).toBeGreaterThan(5000);
  expect(rows[5000]).toEqual({ a: 5000n, b: BigInt((5000 * 7919) % 10_007) });
  expect(result.issues.at(-1)?.reason).toBe(
    `the gzip stream is damaged: it ends too early, near byte ${gzip.length >> 1} of the ${gzip.length >> 1} bytes of the file; what follows could not be read`,
  );
  expect(result.counts.records).toBe(rows.length + result.counts.lost);
  const zstd = storedZstd(new TextEncoder().encode("a,b\n1,2\n"));
  const frames = new Uint8Array([...zstd, ...zstd.subarray(0, 15)]);
  const half = await readAll(sourceFromBytes(frames, "t"));
  expect(plainTable(half).rows[0]).toEqual({ a: 1n, b: 2n });
  expect(half.issues.at(-1)?.reason).toContain("the zstd stream is damaged: it ends too early");
  const nothing = await readAll(sourceFromBytes(gzip.subarray(0, 12), "t.gz"));
  expect(nothing.counts).toMatchObject({ format: "unknown", records: 1, lost: 1 });
});

test("wrong bytes are replaced, counted, and the first is told with its line", async () => {
  const content = Buffer.concat([Buffer.from("a,b\n1,x\n2,"), Buffer.from([0xe9, 0x2c, 0xe8]), Buffer.from("\n3,y\n")]);
  const result = await readAll(sourceFromBytes(new Uint8Array(content), "latin.csv", 5));
  expect(plainTable(result).rows[1]).toMatchObject({ a: 2n, b: "\ufffd" });
  expect(result.issues.at(-1)).toEqual({
    line: 3,
    reason: "2 byte sequences that are not valid UTF-8 became the replacement character U+FFFD, the first here",
    severity: "note",
  });
});

test("thousands of broken records are listed up to a thousand, and the rest is one issue that counts them", async () => {
  const lines = Array.from({ length: 6000 }, (_, row) => (row % 2 ? `{"broken":${row}` : `{"n":${row}}`));
  const { counts, issues } = await readAll(sourceFromBytes(lines.join("\n"), "t.jsonl"));
  expect(counts).toMatchObject({ records: 6000, lost: 3000, rows: { t: 3000 } });
  expect(issues).toHaveLength(1001);
  expect(issues[0]).toMatchObject({ line: 2, severity: "record" });
  expect(issues.at(-1)).toMatchObject({ line: 2002, severity: "record", records: 2000 });
});

test("a stop ends the reading with its reason, soon", async () => {
  const controller = new AbortController();
  const reason = new Error("enough");
  const line = "1,2,three\n".repeat(6554);
  const file: SourceFile = {
    path: "endless.csv",
    size: 1e12,
    async *stream() {
      for (;;) yield new TextEncoder().encode(line);
    },
    slice: async () => new Uint8Array(0),
  };
  let batches = 0;
  const reading = async () => {
    for await (const message of readSource(file, { signal: controller.signal }))
      if (message.type === "batch" && ++batches === 3) controller.abort(reason);
  };
  await expect(reading()).rejects.toBe(reason);
  expect(batches).toBeLessThan(10);
  await expect(readAll(file, AbortSignal.abort(reason))).rejects.toBe(reason);
});

test("a consumer that is slow holds the reader back, and one that leaves ends it", async () => {
  let given = 0;
  let closed = false;
  const line = new TextEncoder().encode("1,2,three\n".repeat(26_215));
  const file: SourceFile = {
    path: "long.csv",
    size: 1e12,
    async *stream() {
      try {
        for (;;) {
          given += line.length;
          yield line;
        }
      } finally {
        closed = true;
      }
    },
    slice: async () => new Uint8Array(0),
  };
  for await (const message of readSource(file, { signal })) {
    if (message.type !== "batch") continue;
    await new Promise((resolve) => setTimeout(resolve, 300));
    break;
  }
  expect(given).toBeLessThan(40_000_000);
  expect(closed).toBe(true);
});

test("a device that fails is no damage of the file: its error is thrown", async () => {
  const bytes = new TextEncoder().encode(`a,b\n${"1,2\n".repeat(200_000)}`);
  const failure = new Error("the disk is gone");
  const base = sourceFromBytes(bytes, "t.csv");
  const file: SourceFile = {
    ...base,
    async *stream() {
      yield bytes.subarray(0, 400_000);
      throw failure;
    },
  };
  await expect(readAll(file)).rejects.toBe(failure);
  const parquet = sourceFromBytes(corpus("arrow-files/every.parquet"));
  const failing = { ...parquet, slice: () => Promise.reject(failure) };
  await expect(readAll(failing)).rejects.toBe(failure);
});

test("a faster hash is used where the platform gives one, and sees each byte once", async () => {
  const lines = Array.from({ length: 30_000 }, (_, row) => (row < 29_000 ? `${row},1` : `${row},x`));
  const file = sourceFromBytes(`a,b\n${lines.join("\n")}`, "t.csv", 10_000);
  const hash = createHash("sha256");
  let seen = 0;
  const sha256 = () => ({
    update: async (bytes: Uint8Array) => {
      seen += bytes.length;
      hash.update(bytes);
    },
    digest: () => hash.digest("hex"),
  });
  let restarts = 0;
  let digest = "";
  for await (const message of readSource(file, { signal, sha256 })) {
    if (message.type === "restart") restarts++;
    if (message.type === "done") digest = message.counts.sha256;
  }
  expect(restarts).toBe(1);
  expect(seen).toBe(file.size);
  expect(digest).toBe((await readAll(file)).counts.sha256);
});

test("spans leave in batches of bounded size, in their order within each, and none twice", async () => {
  const span = (index: number) => ({
    traceId: index.toString(16).padStart(32, "0"),
    spanId: (index + 1).toString(16).padStart(16, "0"),
    name: `step ${index}`,
    startTimeUnixNano: String(1_764_694_340_818_061_307n + BigInt(index)),
    endTimeUnixNano: "1764694350818061307",
    attributes: [{ key: "input.value", value: { stringValue: "x".repeat(index < 1000 ? 20_000 : 10) } }],
  });
  const lines = Array.from({ length: 26_000 }, (_, index) =>
    JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span(index)] }] }] }),
  );
  const { batches, counts } = await readAll(sourceFromBytes(lines.join("\n"), "t.jsonl"));
  expect(counts.rows).toEqual({ spans: 26_000 });
  for (const batch of batches) {
    expect(batch.rows).toBeLessThanOrEqual(20_000);
    expect(batch.stream.length).toBeLessThan(24_000_000);
    expect(batch.stream.buffer.byteLength).toBe(batch.stream.length);
  }
  const perBatch = batches.map(({ stream }) => [...(tableFromIPC(stream).getChild("start_ns") ?? [])] as bigint[]);
  const sorted = (starts: bigint[]) => starts.toSorted((a, b) => Number(a - b));
  for (const starts of perBatch) expect(starts).toEqual(sorted(starts));
  expect(sorted(perBatch.flat())).toEqual(
    Array.from({ length: 26_000 }, (_, index) => 1_764_694_340_818_061_307n + BigInt(index)),
  );
});

test("a single line of 100 megabytes is read without holding it as text", async () => {
  const item = new TextEncoder().encode(`{"name":"a row","text":"${"x".repeat(1000)}","n":1},`);
  const block = new Uint8Array(item.length * 500);
  for (let at = 0; at < block.length; at += item.length) block.set(item, at);
  const rounds = Math.ceil(100e6 / block.length);
  const last = new TextEncoder().encode('{"name":"last","text":"","n":2}]');
  const size = 1 + rounds * block.length + last.length;
  const file: SourceFile = {
    path: "line.json",
    size,
    async *stream() {
      yield new Uint8Array([0x5b]);
      for (let round = 0; round < rounds; round++) yield block;
      yield last;
    },
    slice: async () => new Uint8Array(0),
  };
  let rows = 0;
  let largest = 0;
  const before = process.memoryUsage().rss;
  let peak = 0;
  for await (const message of readSource(file, { signal })) {
    peak = Math.max(peak, process.memoryUsage().rss - before);
    if (message.type !== "batch") continue;
    rows += message.rows;
    largest = Math.max(largest, message.stream.length);
  }
  expect(rows).toBe(rounds * 500 + 1);
  expect(largest).toBeLessThan(32_000_000);
  expect(peak).toBeLessThan(600_000_000);
});

test("every importer has a format and a title of its own, and none throws at a strange sample", () => {
  for (const importer of importers) {
    expect(importer.format).toMatch(/^[a-z][a-z0-9-]*$/);
    expect(importer.title).not.toBe("");
  }
  expect(new Set(importers.map((importer) => importer.title)).size).toBe(importers.length);
});

test("the same file from disk and from memory gives the same", async () => {
  const path = join(import.meta.dirname, "..", "corpus", "promptfoo-results", "output.jsonl");
  const fromDisk = await readAll(sourceFromPath(path, 100));
  const fromMemory = await readAll(sourceFromBytes(corpus("promptfoo-results/output.jsonl"), path));
  expect(fromDisk.batches).toEqual(fromMemory.batches);
  expect(fromDisk.counts).toEqual(fromMemory.counts);
});
