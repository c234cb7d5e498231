import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeBig } from "../../tools/samples/big.mjs";
import { testFolder } from "../support/folder.ts";

const folder = testFolder();

interface Flat {
  trace_id: string;
  span_id: string;
  parent_span_id: string | null;
  name: string;
  start_ns: number;
  end_ns: number;
  attributes: Record<string, string>;
}

function write(name: string, options: { spans: number; single?: boolean; seed?: string }) {
  const files = { otlp: join(folder, `${name}.otlp.jsonl`), flat: join(folder, `${name}.ndjson`) };
  return { files, counts: writeBig({ ...files, ...options }) };
}

function lines<T>(path: string): T[] {
  return readFileSync(path, "utf8")
    .trimEnd()
    .split("\n")
    .map((line): T => JSON.parse(line));
}

interface Batch {
  resourceSpans: {
    scopeSpans: { spans: { traceId: string; spanId: string; name: string; attributes: { key: string }[] }[] }[];
  }[];
}

function otlpSpans(path: string) {
  return lines<Batch>(path).flatMap((batch) =>
    batch.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)),
  );
}

test("both files hold the same spans, exactly as many as asked, about 50 a trace and 12 attributes each", () => {
  const { files, counts } = write("many", { spans: 1234 });
  const flat = lines<Flat>(files.flat);
  const otlp = otlpSpans(files.otlp);
  expect(flat).toHaveLength(1234);
  expect(otlp.map(({ traceId, spanId }) => traceId + spanId).sort()).toEqual(
    flat.map(({ trace_id, span_id }) => trace_id + span_id).sort(),
  );
  expect(new Set(flat.map(({ span_id }) => span_id)).size).toBe(1234);
  expect(1234 / counts.traces).toBeGreaterThan(40);
  expect(1234 / counts.traces).toBeLessThan(60);
  expect(new Set(otlp.map(({ attributes }) => attributes.length))).toEqual(new Set([12]));
  const spansPerLine = lines<Batch>(files.otlp).map(
    (batch) => batch.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)).length,
  );
  expect(Math.max(...spansPerLine)).toBe(50);
});

test("one trace of many spans is one tree: a single root, every parent there, every child inside it", () => {
  const { files, counts } = write("single", { spans: 5000, single: true });
  const spans = lines<Flat>(files.flat);
  expect(counts.traces).toBe(1);
  expect(spans).toHaveLength(5000);
  const byId = new Map(spans.map((span) => [span.span_id, span]));
  expect(spans.filter(({ parent_span_id }) => parent_span_id === null)).toHaveLength(1);
  for (const { parent_span_id, start_ns, end_ns } of spans) {
    if (parent_span_id === null) continue;
    const parent = byId.get(parent_span_id);
    expect(parent).toBeDefined();
    expect(start_ns).toBeGreaterThanOrEqual(parent?.start_ns ?? Number.NaN);
    expect(end_ns).toBeLessThanOrEqual(parent?.end_ns ?? Number.NaN);
  }
});

test("the same seed gives the same bytes and another seed gives others", () => {
  const [one, two, other] = ["a", "b", "c"].map((name, i) =>
    readFileSync(write(name, { spans: 300, seed: i < 2 ? "same" : "other" }).files.otlp, "utf8"),
  );
  expect(one).toBe(two);
  expect(one).not.toBe(other);
});
