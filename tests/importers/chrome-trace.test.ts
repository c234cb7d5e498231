import { describe, expect, test } from "vitest";
import { chromeTrace } from "../../src/importers/chrome-trace/chrome-trace.ts";
import { jaeger } from "../../src/importers/jaeger.ts";
import { flowEvents, processEvents, spanEvent } from "../../src/traces/chrome-trace.ts";
import type { SpanRow } from "../../src/traces/schema.ts";
import { corpus, emptyImport, importWith, inputOf, lost, sampleOf, sinkInto } from "../support/importing.ts";

/** A synthetic complete event. */
function x(name: string, ts: number, dur: number, fields: object = {}): object {
  return { ph: "X", name, cat: "llm", ts, dur, pid: 1, tid: 1, ...fields };
}

const mark = (ph: string, name: string, ts: number, fields: object = {}) => ({
  ph,
  name,
  ts,
  pid: 1,
  tid: 1,
  ...fields,
});

const file = (...events: readonly object[]) => JSON.stringify({ traceEvents: events, displayTimeUnit: "ms" });

function detected(text: string): string | null {
  return chromeTrace.detect(sampleOf(new TextEncoder().encode(text)));
}

async function rowsOf(...events: readonly object[]): Promise<Map<string, SpanRow>> {
  const imported = await importWith(chromeTrace, file(...events));
  expect([imported.records, lost(imported)]).toEqual([imported.spans.length, 0]);
  expect(new Set(imported.spans.map(({ span_id }) => span_id)).size).toBe(imported.spans.length);
  return new Map(imported.spans.map((row) => [row.name!, row]));
}

/** By the name of each span the name of the one around it. */
async function tree(...events: readonly object[]): Promise<Record<string, string | null>> {
  const rows = [...(await rowsOf(...events)).values()];
  const names = new Map(rows.map(({ span_id, name }) => [span_id, name]));
  return Object.fromEntries(
    rows.map(({ name, parent_span_id: id }) => [name!, id === null ? null : (names.get(id) ?? "missing")]),
  );
}

describe("spans within spans", () => {
  test("by their times on a thread, in any order of the file", async () => {
    const events = [
      x("late", 60, 10),
      x("inner", 12, 3),
      x("outer", 10, 20),
      x("root", 0, 100),
      x("same time", 10, 20),
      x("other thread", 12, 3, { tid: 2 }),
    ];
    expect(await tree(...events)).toEqual({
      late: "root",
      inner: "same time",
      outer: "root",
      root: null,
      "same time": "outer",
      "other thread": null,
    });
  });

  test("spans that overlap lie within none of each other, and what is in both within the later", async () => {
    expect(await tree(x("a", 0, 10), x("b", 5, 10), x("in both", 6, 2), x("in b", 12, 1), x("after", 10, 0))).toEqual({
      a: null,
      b: null,
      "in both": "b",
      "in b": "b",
      after: "b",
    });
  });

  test("beginnings and ends, nested, with the end's arguments, and mixed with complete events", async () => {
    const events = [
      mark("B", "outer", 0, { args: { a: 1 } }),
      x("whole", 1, 3),
      mark("B", "inner", 5),
      mark("E", "", 8, { args: { b: 2 } }),
      mark("E", "outer", 10),
      mark("B", "open", 20),
    ];
    expect(await tree(...events)).toEqual({ outer: null, whole: "outer", inner: "outer", open: null });
    const rows = await rowsOf(...events);
    expect(rows.get("inner")).toMatchObject({ start_ns: 5000n, end_ns: 8000n });
    expect(rows.get("inner")!.attributes!.get("b")).toBe("2");
    expect(rows.get("outer")!.attributes!.get("a")).toBe("1");
    expect(rows.get("open")!.end_ns).toBeNull();
    const turned = await rowsOf(...[...events].reverse());
    expect(turned.get("inner")).toMatchObject({ start_ns: 5000n, end_ns: 8000n });
  });

  test("an end without a beginning is lost with its line", async () => {
    const imported = await importWith(chromeTrace, JSON.stringify([x("a", 0, 1), mark("E", "b", 5)], null, 1));
    expect([imported.spans.length, imported.records, lost(imported)]).toEqual([1, 2, 1]);
    expect(imported.issues).toContainEqual(
      expect.objectContaining({ severity: "record", reason: "an end without a beginning: b" }),
    );
  });

  test("asynchronous events with one id, across threads", async () => {
    const id = { cat: "net", id: "0x7" };
    const events = [
      mark("b", "request", 0, { ...id, tid: 1 }),
      mark("b", "read", 5, { ...id, tid: 2 }),
      mark("n", "first byte", 6, { ...id, tid: 3 }),
      mark("e", "request", 9, { ...id, tid: 2 }),
      mark("e", "read", 9, { ...id, tid: 2 }),
      mark("b", "of another", 3, { cat: "net", id2: { local: "0x7" } }),
      mark("e", "of another", 4, { cat: "net", id2: { local: "0x7" } }),
      mark("S", "old", 1, { id: 9 }),
      mark("F", "old", 2, { id: 9 }),
    ];
    expect(await tree(...events)).toEqual({
      request: null,
      read: "request",
      "first byte": "read",
      "of another": null,
      old: null,
    });
    expect((await rowsOf(...events)).get("old")).toMatchObject({ start_ns: 1000n, end_ns: 2000n });
  });

  test("instants are spans that take no time", async () => {
    const rows = await rowsOf(x("a", 0, 10), mark("i", "token", 3, { s: "t", args: { n: 1 } }), mark("R", "mark", 20));
    expect(rows.get("token")).toMatchObject({ start_ns: 3000n, end_ns: 3000n, parent_span_id: rows.get("a")!.span_id });
    expect(rows.get("token")!.attributes!.get("ph")).toBe("i");
    expect(rows.get("mark")!.parent_span_id).toBeNull();
  });
});

test.each([
  [[], 1],
  [[x("before", 20, 5)], 3],
  [[mark("s", "flow", 120, { id: 1 })], 3],
  [[x("begins with it, longer", 110, 40)], 3],
  [[mark("M", "process_name", 0, { args: { name: "late" } })], 3],
])("a file in order is opened once, and one that turns out to be none twice more: %j", async (more, opened) => {
  const events = [x("outer", 100, 100), x("inner", 110, 20), x("innermost", 110, 10), ...more, x("after", 150, 10)];
  const bytes = new TextEncoder().encode(file(...events));
  const imported = emptyImport();
  const input = inputOf(bytes, 100, new AbortController().signal);
  let read = 0;
  const utf8 = () => {
    read += 1;
    return input.utf8();
  };
  await chromeTrace.read({ ...input, utf8 }, sinkInto(imported));
  expect(read).toBe(opened);
  const ids = new Map(imported.spans.map(({ name, span_id }) => [span_id, name]));
  const around = new Map(imported.spans.map(({ name, parent_span_id: id }) => [name, id && ids.get(id)]));
  const inner = around.has("begins with it, longer") ? "begins with it, longer" : "outer";
  expect(["outer", "inner", "innermost", "after"].map((name) => around.get(name))).toEqual([
    null,
    inner,
    "inner",
    "outer",
  ]);
});

test("times are exact to the nanosecond, from 1970 or from the recording's start", async () => {
  const text = `[${JSON.stringify(x("a", 0.001, 1234.567))},
    {"ph":"X","name":"b","ts":1776000000000001,"dur":2,"pid":1,"tid":2},
    {"ph":"X","name":"c","ts":1776000000000001.5,"dur":0.25,"pid":1,"tid":3}]`;
  const { spans, issues } = await importWith(chromeTrace, text);
  expect(spans.map(({ start_ns, end_ns }) => [start_ns, end_ns])).toEqual([
    [1n, 1_234_568n],
    [1776000000000001000n, 1776000000000003000n],
    [1776000000000001500n, 1776000000000001750n],
  ]);
  expect(issues.map(({ reason }) => reason)).toEqual([
    "events whose time counts from a start of its own, not from 1970: 1 (first: 0.001)",
    "processes, each taken for one trace: 1 (first: pid 1)",
  ]);
});

test("processes are traces with a name, threads have one too, and arguments are attributes", async () => {
  const rows = await rowsOf(
    x("a", 0, 1, { args: { "gen_ai.operation.name": "chat", n: 5, deep: { x: [1] } }, tts: 3 }),
    x("b", 0, 1, { pid: 2 }),
    { ph: "M", name: "process_name", pid: 1, args: { name: "agent" } },
    { ph: "M", name: "thread_name", pid: 1, tid: 1, args: { name: "main" } },
    { ph: "M", name: "process_sort_index", pid: 1, args: { sort_index: 1 } },
  );
  expect(rows.get("a")).toMatchObject({ service: "agent", kind: "LLM" });
  expect(rows.get("a")!.attributes).toEqual(
    new Map([
      ["gen_ai.operation.name", "chat"],
      ["n", "5"],
      ["deep", '{"x":[1]}'],
      ["cat", "llm"],
      ["tts", "3"],
      ["service.name", "agent"],
      ["process.pid", "1"],
      ["thread.id", "1"],
      ["thread.name", "main"],
    ]),
  );
  expect(rows.get("b")!.trace_id).not.toBe(rows.get("a")!.trace_id);
});

test("flows become links from the span that they lead to", async () => {
  const flow = { id: 5, cat: "f" };
  const rows = await rowsOf(
    x("producer", 0, 10),
    x("step", 20, 10, { tid: 2 }),
    x("next", 41, 5, { pid: 2 }),
    x("bound", 50, 5, { bind_id: "0x1", flow_out: true }),
    x("bound to", 60, 5, { bind_id: "0x1", flow_in: true }),
    mark("s", "go", 5, flow),
    mark("t", "go", 25, { ...flow, tid: 2 }),
    mark("f", "go", 40, { ...flow, pid: 2 }),
  );
  const link = (name: string) => [
    { trace_id: rows.get(name)!.trace_id, span_id: rows.get(name)!.span_id, attributes: {} },
  ];
  expect(JSON.parse(rows.get("step")!.links!)).toEqual(link("producer"));
  expect(JSON.parse(rows.get("next")!.links!)).toEqual(link("step"));
  expect(JSON.parse(rows.get("bound to")!.links!)).toEqual(link("bound"));
  expect(rows.get("producer")!.links).toBeNull();
});

test("counters and samples are told, not lost", async () => {
  const { spans, records, issues } = await importWith(
    chromeTrace,
    file(x("a", 0, 1), mark("C", "memory", 1, { args: { mb: 5 } }), mark("P", "sample", 2)),
  );
  expect([spans.length, records]).toEqual([1, 1]);
  expect(issues.map(({ reason }) => reason)).toContain(
    "events of other kinds (counters, samples, objects), not read: 2 (first: ph C)",
  );
});

test.each([
  ["a list", (events: string[]) => `[${events.join(",\n")}]`],
  ["a list that was never closed", (events: string[]) => `[\n${events.join(",\n")}`],
  ["a list that ends in a comma", (events: string[]) => `[\n${events.join(",\n")},\n`],
  ["one event to a line", (events: string[]) => events.join("\n")],
  ["an object with more in it", (events: string[]) => `{"otherData":{"v":1},"traceEvents":[${events}]}`],
])("%s", async (_, make) => {
  const text = make([x("a", 0, 10), x("b", 2, 3)].map((event) => JSON.stringify(event)));
  expect(detected(text)).not.toBeNull();
  const imported = await importWith(chromeTrace, text, { chunk: 20 });
  expect(imported.spans.map(({ name }) => name)).toEqual(["a", "b"]);
  expect(imported.spans[1]!.parent_span_id).toBe(imported.spans[0]!.span_id);
  expect([imported.records, lost(imported)]).toEqual([2, 0]);
});

test("what Casebook exports comes back with its ids, parents, times, links and columns", async () => {
  const { spans } = await importWith(jaeger, corpus("jaeger-json/packet-panic-get-inventory.json"));
  const startNs = spans.reduce((least, { start_ns }) => (start_ns! < least ? start_ns! : least), spans[0]!.start_ns!);
  const placed = (row: SpanRow, thread: number) => ({
    process: 1000,
    thread: 1000 + thread,
    start: Number(row.start_ns! - startNs),
    duration: Number(row.end_ns! - row.start_ns!),
  });
  const named = processEvents({ process: 1000, name: "trace", place: 0, startNs, threads: spans.length });
  const flows = flowEvents(1, placed(spans[0]!, 0), placed(spans[1]!, 1));
  const text = `{"traceEvents":[${[...named, ...spans.map((row, n) => spanEvent(row, placed(row, n))), ...flows]}]}`;
  expect(detected(text)).toBe("the first object has traceEvents");
  const again = await importWith(chromeTrace, text);
  expect([again.records, again.issues]).toEqual([spans.length, []]);
  const short = (value: string | null) => value === null || value.length <= 2000;
  for (const [n, row] of again.spans.entries()) {
    const { attributes, input, output, events, links, source_row, ...rest } = spans[n]!;
    expect(row).toMatchObject(rest);
    if (short(input) && short(output)) expect([row.input, row.output]).toEqual([input, output]);
    if (short(events)) expect(row.events).toBe(events);
    if (short(links)) expect(row.links).toBe(links);
    for (const [key, value] of attributes!) if (short(value)) expect(row.attributes!.get(key)).toBe(value);
    expect(row.attributes!.size).toBe(attributes!.size);
  }
});

test("a file cut in half is known, and gives the events before the cut", async () => {
  const text = file(...Array.from({ length: 50 }, (_, n) => x(`s${n}`, n * 10, 5, { args: { text: "some text" } })));
  const half = text.slice(0, text.length / 2);
  expect(detected(half)).not.toBeNull();
  const imported = await importWith(chromeTrace, half);
  expect(imported.spans.length).toBeGreaterThan(20);
  expect([imported.records, lost(imported)]).toEqual([imported.spans.length + 1, 1]);
});

test("the same events in another file are other spans, and in the same file the same", async () => {
  const [one, again, other] = await Promise.all(
    [file(x("a", 0, 1)), file(x("a", 0, 1)), file(x("a", 0, 2))].map(async (text) => {
      const { spans } = await importWith(chromeTrace, text);
      return spans[0]!;
    }),
  );
  expect(again).toEqual(one);
  expect(other!.trace_id).not.toBe(one!.trace_id);
});

test.each([
  '{"ph":5}',
  '[{"ph":"X","name":"a"}]',
  '{"traceEvents":5}',
  '{"traceEvents":[{"a":1}]}',
  '[{"ph":"7.4","ts":1,"pid":1}]',
])("%s is another format's", (text) => expect(detected(text)).toBeNull());

test.each([
  [x("a", Number.NaN, -5, { args: [], pid: {}, tid: [] })],
  [{ ...x("b", 0, 1), ts: "soon", dur: {}, name: { a: 1 }, id2: 7, args: { __proto__: 1 } }],
  [mark("B", "c", 1), { ...mark("E", "c", 0), ts: null }],
  [{ ph: 7 }, { ph: "__proto__" }, { ph: "constructor", ts: 1 }],
  [x("d", 1e300, 1e300), x("e", -1e18, 5), x("f", 0, 1e18)],
])("hostile events are accounted for", async (...events) => {
  const imported = await importWith(chromeTrace, file(...events));
  const told = imported.issues.filter(({ severity }) => severity === "record").length;
  expect(imported.records).toBe(imported.spans.length + told);
});

test("a hundred thousand spans that overlap, nest and flow are put in relation quickly", async () => {
  const many = Array.from({ length: 30_000 }, (_, n) => [x("o", n, 100_000), x("n", n, 200_000 - 2 * n, { tid: 2 })]);
  const flows = Array.from({ length: 30_000 }, (_, n) => mark("t", "f", n + 0.5, { id: 1, tid: 2 }));
  const began = performance.now();
  const { spans } = await importWith(chromeTrace, file(...many.flat(), ...flows));
  expect(spans.length).toBe(60_000);
  expect(performance.now() - began).toBeLessThan(20_000);
});
