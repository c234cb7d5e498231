import { describe, expect, test } from "vitest";
import { zipkin } from "../../src/importers/zipkin/zipkin.ts";
import type { SpanRow } from "../../src/traces/schema.ts";
import { corpus, importWith, lost, sampleOf } from "../support/importing.ts";

const traceId = "0af7651916cd43dd8448eb211c80319c";
const at = (service: string, ipv4 = "10.0.0.1") => ({ localEndpoint: { serviceName: service, ipv4 } });

/** A synthetic span. */
function span(fields: object = {}): object {
  return { traceId, id: "000000000000000a", name: "step", timestamp: 1776000000000001, duration: 1500, ...fields };
}

function detected(content: unknown): string | null {
  return zipkin.detect(sampleOf(new TextEncoder().encode(JSON.stringify(content))));
}

async function rowsOf(...spans: readonly object[]) {
  const imported = await importWith(zipkin, JSON.stringify(spans));
  expect([imported.records, lost(imported)]).toEqual([imported.spans.length, 0]);
  return imported.spans;
}

function byName(spans: readonly SpanRow[]): Map<string, SpanRow> {
  return new Map(spans.map((row) => [row.name!, row]));
}

function assertUnique(spans: readonly SpanRow[]): void {
  expect(new Set(spans.map(({ trace_id, span_id }) => `${trace_id}/${span_id}`)).size).toBe(spans.length);
}

describe("real files", () => {
  test.each([
    ["ascend", 8, 2, 0],
    ["skew", 4, 1, 0],
    ["yelp", 16, 3, 0],
    ["smartthings-oauth-authorization", 175, 42, 3],
  ])(
    "%s: each record is a row with an id of its own, and every parent is there",
    async (name, count, halves, pieces) => {
      const bytes = corpus(`zipkin-v2-json/${name}.json`);
      expect(zipkin.detect(sampleOf(bytes))).toBe("the first spans have traceId, id and localEndpoint");
      const { spans, records, issues } = await importWith(zipkin, bytes);
      expect([spans.length, records]).toEqual([count, count]);
      assertUnique(spans);
      const ids = new Set(spans.map(({ span_id }) => span_id));
      expect(spans.filter(({ parent_span_id: id }) => id !== null && !ids.has(id)).length).toBe(0);
      expect(spans.filter(({ parent_span_id: id }) => id === null).length).toBe(1);
      expect(issues.map(({ reason }) => Number(/: (\d+) \(/.exec(reason)?.[1]))).toEqual(
        [halves, pieces].filter((n) => n > 0),
      );
    },
  );

  test("a server stands below the client that it shares an id with, and its own work below it", async () => {
    const { spans } = await importWith(zipkin, corpus("zipkin-v2-json/skew.json"));
    const [work, half, root, call] = spans as [SpanRow, SpanRow, SpanRow, SpanRow];
    expect(call).toMatchObject({ span_id: "74280ae0c10d8062", parent_span_id: root.span_id, service: "servicea" });
    expect(half).toMatchObject({ parent_span_id: call.span_id, service: "serviceb", name: "post" });
    expect(work.parent_span_id).toBe(half.span_id);
    expect(half.attributes!.get("zipkin.id")).toBe("74280ae0c10d8062");
  });

  test("times, sides, endpoints, tags and annotations", async () => {
    const { spans } = await importWith(zipkin, corpus("zipkin-v2-json/smartthings-oauth-authorization.json"));
    expect(spans[0]).toMatchObject({
      trace_id: "00000000000000008ce82b2e9ed820ba",
      span_id: "c8a2bcb3011b9fcd",
      start_ns: 1543334727215550000n,
      end_ns: 1543334727219366000n,
      service: "auth",
      status: "UNSET",
    });
    const attributes = spans[0]!.attributes!;
    expect(attributes.get("span.kind")).toBe("client");
    expect(attributes.get("localEndpoint.port")).toBe("8180");
    expect(attributes.get("remoteEndpoint.ipv4")).toBe("10.0.0.3");
    expect(attributes.get("cassandra.consistency_level")).toBe("ONE");
    expect(spans.filter(({ status }) => status === "ERROR").map(({ status_message }) => status_message)).toEqual([
      "401",
      "401",
    ]);
    const annotated = spans.find(({ events }) => events !== null)!;
    expect(JSON.parse(annotated.events!)[0]).toEqual({
      name: "Body Part Received",
      time_ns: "1543334725567000000",
      attributes: {},
    });
    expect(spans.filter(({ end_ns }) => end_ns === null).length).toBe(19);
  });

  test("cut in half a file is still known", async () => {
    const bytes = corpus("zipkin-v2-json/yelp.json");
    const half = bytes.slice(0, bytes.length / 2);
    expect(zipkin.detect(sampleOf(half))).not.toBeNull();
    const imported = await importWith(zipkin, half);
    expect(imported.records).toBe(imported.spans.length + lost(imported));
    expect(imported.spans.length).toBeGreaterThan(5);
  });
});

describe("halves and pieces", () => {
  test("servers in two places that share one id are two, each with its own children", async () => {
    const rows = byName(
      await rowsOf(
        span({ name: "call", kind: "CLIENT", ...at("a") }),
        span({ name: "one", kind: "SERVER", shared: true, ...at("b", "10.0.0.2") }),
        span({ name: "two", kind: "SERVER", shared: true, ...at("b", "10.0.0.3") }),
        span({ name: "in one", id: "000000000000000b", parentId: "000000000000000a", ...at("b", "10.0.0.2") }),
        span({ name: "in two", id: "000000000000000c", parentId: "000000000000000a", ...at("b", "10.0.0.3") }),
        span({ name: "elsewhere", id: "000000000000000d", parentId: "000000000000000a", ...at("c") }),
      ),
    );
    assertUnique([...rows.values()]);
    for (const name of ["one", "two", "elsewhere"])
      expect(rows.get(name)!.parent_span_id, name).toBe("000000000000000a");
    expect(rows.get("in one")!.parent_span_id).toBe(rows.get("one")!.span_id);
    expect(rows.get("in two")!.parent_span_id).toBe(rows.get("two")!.span_id);
  });

  test("a server without the flag is known by its client's kind", async () => {
    const rows = byName(
      await rowsOf(
        span({ name: "work", id: "000000000000000b", parentId: "000000000000000a", ...at("b") }),
        span({ name: "server", kind: "SERVER", ...at("b") }),
        span({ name: "call", kind: "CLIENT", shared: true, ...at("a") }),
      ),
    );
    expect(rows.get("call")).toMatchObject({ span_id: "000000000000000a", parent_span_id: null });
    expect(rows.get("server")!.parent_span_id).toBe("000000000000000a");
    expect(rows.get("work")!.parent_span_id).toBe(rows.get("server")!.span_id);
  });

  test("a shared server whose client is not in the file keeps its id and its parent", async () => {
    const rows = await rowsOf(span({ kind: "SERVER", shared: true, parentId: "000000000000000f", ...at("b") }));
    expect(rows).toMatchObject([{ span_id: "000000000000000a", parent_span_id: "000000000000000f" }]);
    expect(rows[0]!.attributes!.get("shared")).toBe("true");
  });

  test("a piece without a time never takes the id from the span, wherever it stands", async () => {
    const piece = span({ name: "late", timestamp: undefined, duration: undefined, tags: { more: "1" } });
    for (const spans of [
      [piece, span()],
      [span(), piece],
    ]) {
      const rows = byName(await rowsOf(...spans));
      assertUnique([...rows.values()]);
      expect(rows.get("step")!.span_id).toBe("000000000000000a");
      expect(rows.get("late")).toMatchObject({ parent_span_id: "000000000000000a", start_ns: null, end_ns: null });
      expect(rows.get("late")!.attributes!.get("more")).toBe("1");
    }
  });

  test("a record that stands in the file twice has one id, so that it is merged as any duplicate", async () => {
    const piece = span({ name: "piece" });
    const rows = await rowsOf(span(), piece, span(), piece);
    expect(rows.map(({ span_id }) => span_id === "000000000000000a")).toEqual([true, false, true, false]);
    expect(rows[1]!.span_id).toBe(rows[3]!.span_id);
  });

  test("the same id in another trace is another span, and one that is its own parent has none", async () => {
    const other = span({ traceId: "00000000000000ff", parentId: "000000000000000a" });
    expect(await rowsOf(span(), other)).toMatchObject([
      { trace_id: traceId, span_id: "000000000000000a" },
      { trace_id: "000000000000000000000000000000ff", span_id: "000000000000000a", parent_span_id: null },
    ]);
  });
});

test.each([
  [{ error: "" }, "ERROR", null],
  [{ error: "true" }, "ERROR", null],
  [{ error: "boom" }, "ERROR", "boom"],
  [{ error: "false" }, "UNSET", null],
  [{ "otel.status_code": "ERROR", error: "late" }, "ERROR", "late"],
  [{ "otel.status_code": "OK" }, "OK", null],
  [{}, "UNSET", null],
])("the tags %j", async (tags, status, status_message) => {
  expect(await rowsOf(span({ tags }))).toMatchObject([{ status, status_message }]);
});

test("GenAI tags fill columns, and what has no column stays", async () => {
  const tags = { "gen_ai.operation.name": "chat", "gen_ai.usage.input_tokens": "12", "gen_ai.request.model": "m" };
  const [row] = await rowsOf(span({ tags, debug: true, kind: "PRODUCER", own: { a: 1 } }));
  expect(row).toMatchObject({ kind: "LLM", input_tokens: 12n, model: "m" });
  expect(row!.attributes).toEqual(
    new Map([...Object.entries(tags), ["span.kind", "producer"], ["debug", "true"], ["own", '{"a":1}']]),
  );
});

test.each([
  ["a list of traces", JSON.stringify([[span(at("a"))], [span({ traceId: "ff", ...at("a") })]])],
  ["one to a line", `${JSON.stringify(span(at("a")))}\n${JSON.stringify(span({ traceId: "ff" }))}\n`],
  ["a trace to a line", `${JSON.stringify([span(at("a"))])}\n${JSON.stringify([span({ traceId: "ff" })])}\n`],
])("%s", async (_, text) => {
  expect(zipkin.detect(sampleOf(new TextEncoder().encode(text)))).not.toBeNull();
  const imported = await importWith(zipkin, text, { chunk: 50 });
  expect(imported.spans.map(({ trace_id }) => trace_id)).toEqual([traceId, "ff".padStart(32, "0")]);
  expect([imported.records, imported.issues]).toEqual([2, []]);
});

describe("version 1", () => {
  const endpoint = (serviceName: string) => ({ serviceName, ipv4: "10.0.0.1", port: 80 });
  const mark = (value: string, timestamp: number, service: string) => ({
    value,
    timestamp,
    endpoint: endpoint(service),
  });

  test("client and server in one record are two spans", async () => {
    const record = {
      traceId,
      id: "000000000000000a",
      name: "get",
      annotations: [
        mark("cs", 1776000000000001, "a"),
        mark("sr", 1776000000000101, "b"),
        mark("cache miss", 1776000000000150, "b"),
        mark("ss", 1776000000000201, "b"),
        mark("cr", 1776000000000301, "a"),
      ],
      binaryAnnotations: [
        { key: "http.path", value: "/x", endpoint: endpoint("a") },
        { key: "error", value: "boom", endpoint: endpoint("b") },
        { key: "sa", value: true, endpoint: endpoint("b") },
      ],
    };
    expect(detected([record])).toBe(
      "the first spans have traceId, id and annotations with endpoints, Zipkin's version 1",
    );
    const [call, server] = await rowsOf(record);
    expect(call).toMatchObject({ span_id: "000000000000000a", service: "a", status: "UNSET", events: null });
    expect([call!.start_ns, call!.end_ns]).toEqual([1776000000000001000n, 1776000000000301000n]);
    expect(call!.attributes!.get("http.path")).toBe("/x");
    expect(call!.attributes!.get("remoteEndpoint.serviceName")).toBe("b");
    expect(server).toMatchObject({ parent_span_id: "000000000000000a", service: "b", status_message: "boom" });
    expect([server!.start_ns, server!.end_ns]).toEqual([1776000000000101000n, 1776000000000201000n]);
    expect(JSON.parse(server!.events!)).toMatchObject([{ name: "cache miss" }]);
  });

  test("a local span has the times and the service that it tells", async () => {
    const record = { traceId, id: "b", name: "work", timestamp: 1776000000000001, duration: 7, parentId: "a" };
    const binaryAnnotations = [{ key: "lc", value: "spark", endpoint: endpoint("job") }];
    const [row] = await rowsOf({ ...record, annotations: [], binaryAnnotations });
    expect(row).toMatchObject({ service: "job", end_ns: 1776000000000008000n, parent_span_id: "000000000000000a" });
    expect(row!.attributes!.get("lc")).toBe("spark");
  });
});

test.each([
  [{ id: "o", traceId: "t", type: "SPAN", startTime: "2026-04-12T13:20:00Z", name: "n" }],
  [{ id: "s", traceId: "t", name: "quality", value: 1, timestamp: "2026-04-12T13:20:00Z" }],
  [{ traceId, id: "a", kind: 0, timestamp: 1776000000000001, resource: {} }],
  [{ traceID: traceId, spanID: "a" }],
])("%j is another format's", (value) => {
  expect(detected([value])).toBeNull();
});

test.each([
  [{ tags: 5, annotations: { a: 1 }, localEndpoint: [], remoteEndpoint: "x", kind: {}, name: [] }],
  [{ timestamp: -5, duration: "x", annotations: [null, 3, {}], tags: { __proto__: "x", a: { b: 1 } } }],
  [{ traceId: 17, id: { a: 1 }, parentId: [], shared: "yes" }],
  [{ traceId: null, id: null }],
])("hostile fields %j are accounted for", async (fields) => {
  const imported = await importWith(zipkin, JSON.stringify([span(fields), span(fields), 7]));
  expect([imported.records, imported.spans.length + lost(imported)]).toEqual([3, 3]);
});

test("thousands of records with one id are read in time that grows with their number", async () => {
  const many = Array.from({ length: 20_000 }, (_, n) => span({ name: `n${n}` }));
  assertUnique(await rowsOf(...many));
});
