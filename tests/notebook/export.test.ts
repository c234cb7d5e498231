import { readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tableFromIPC } from "apache-arrow";
import { readParquet } from "parquet-wasm/esm";
import { beforeEach, describe, expect, it } from "vitest";
import type { Engine } from "../../src/engine/engine.ts";
import { toObjects } from "../../src/engine/table-data.ts";
import type { SourceFile } from "../../src/importers/importer.ts";
import { isObject, type JsonObject } from "../../src/importers/json/json.ts";
import { readSource } from "../../src/importers/read.ts";
import { loadParquet } from "../../src/importers/tables/parquet-wasm.ts";
import { noCohorts } from "../../src/notebook/cohorts.ts";
import { countExported, exportScores, exportSpans } from "../../src/notebook/export.ts";
import { importSources } from "../../src/notebook/sources.ts";
import { clearStore, createStore } from "../../src/notebook/store.ts";
import { canonicalTables } from "../../src/traces/schema.ts";
import { testEngine } from "../support/engine.ts";
import { testFolder } from "../support/folder.ts";
import { nativeRows } from "../support/native.ts";
import { useParquet as startParquet } from "../support/parquet.ts";
import { randomSpans } from "../support/random-spans.ts";
import { sourceFromBytes, sourceFromPath } from "../support/source-files.ts";
import { type SomeSpan, storeOf } from "../support/spans.ts";

const opened = testEngine();
let engine: Engine;
startParquet();
beforeEach(async () => {
  engine = await opened();
  await createStore(engine);
  await clearStore(engine, noCohorts);
});

async function bytesOf(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of pieces) parts.push(part);
  return Buffer.concat(parts);
}

const textOf = async (pieces: AsyncIterable<Uint8Array>) => (await bytesOf(pieces)).toString("utf8");
const query = async (sql: string) => toObjects(await engine.query(sql));

async function read(...files: readonly SourceFile[]): Promise<void> {
  await importSources(engine, readSource, files, { signal: new AbortController().signal });
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesBelow(path) : [path];
  });
}

const start = 1_776_000_000_000_000_001n;

const agent: readonly SomeSpan[] = [
  {
    ...{ trace_id: "t1", span_id: "root", name: "ask", kind: "AGENT", start_ns: start, end_ns: start + 10_000_000n },
    ...{ status: "OK", input: "x".repeat(5000), output: 'a "quoted", line\nbreak', tenant: "harbor", source_row: 1n },
    attributes: { "warehouse.size": "large", __proto__x: "1", empty: "" },
  },
  {
    ...{ trace_id: "t1", span_id: "call", parent_span_id: "root", name: "chat", kind: "LLM", start_ns: start + 1001n },
    ...{ end_ns: start + 5_000_000n, status: "ERROR", model: "gpt-4o", input_tokens: 9_007_199_254_740_993n },
    ...{ cost_usd: 0.25, cost_source: "reported", links: '[{"trace_id":"t2","span_id":"alone","attributes":{}}]' },
    attributes: { a: "b" },
  },
  { trace_id: "t2", span_id: "alone", name: "late", kind: "TOOL", start_ns: start + 50n, status: "UNSET" },
];

describe("spans as OTLP JSON Lines", () => {
  const same = Object.keys(canonicalTables.spans).filter((column) => column !== "source_row");
  const rows = `SELECT ${[...same, "self_ms", "counts_usage", "trace_start_ns"].join(", ")} FROM spans`;
  const documents = "SELECT trace_id, span_id, rank, doc_id, score, score_kind, content FROM documents";

  it("come back as the rows that they were, whatever format they came from", async () => {
    await read(...filesBelow(join(import.meta.dirname, "../corpus")).map((path) => sourceFromPath(path)));
    const formats = await query("SELECT format, sum(spans) AS n FROM sources WHERE spans > 0 GROUP BY 1");
    expect(formats.length).toBeGreaterThan(5);
    await engine.query("CREATE SCHEMA kept");
    try {
      await engine.query(`CREATE TABLE kept.spans AS ${rows}`);
      await engine.query(`CREATE TABLE kept.documents AS ${documents}`);
      const text = await bytesOf(exportSpans(engine, "otlp"));
      await clearStore(engine, noCohorts);
      await read(sourceFromBytes(text));
      expect(await query("SELECT format, lost FROM sources")).toEqual([{ format: "otlp-json", lost: 0 }]);
      for (const [table, sql] of [
        ["spans", rows],
        ["documents", documents],
      ]) {
        const [count] = await query(`SELECT count(*) AS n FROM kept.${table}`);
        expect(Number(count?.n)).toBeGreaterThan(10);
        expect(await query(`SELECT * FROM kept.${table} EXCEPT ALL ${sql}`), `${table} that were lost`).toEqual([]);
        expect(await query(`${sql} EXCEPT ALL SELECT * FROM kept.${table}`), `${table} that are new`).toEqual([]);
      }
    } finally {
      await engine.query("DROP SCHEMA kept CASCADE");
    }
  });

  it("are those of one trace, or those for which a condition holds", async () => {
    await storeOf(engine, agent);
    const names = async (selection: object) =>
      [...(await textOf(exportSpans(engine, "otlp", selection))).matchAll(/"name":"(ask|chat|late)"/g)].map(
        ([, name]) => name,
      );
    expect(await names({})).toEqual(["ask", "chat", "late"]);
    expect(await names({ trace: "t2" })).toEqual(["late"]);
    expect(await names({ where: "kind = 'LLM' OR kind = 'TOOL' -- both" })).toEqual(["chat", "late"]);
    expect(await names({ trace: "t1", where: "kind = 'LLM' OR kind = 'TOOL'" })).toEqual(["chat"]);
    expect(await names({ trace: "'; --" })).toEqual([]);
    expect(await countExported(engine, "spans", { trace: "t1" })).toBe(2);
  });

  it("stop when they are stopped, and say what is wrong with a condition", async () => {
    await storeOf(engine, agent);
    const signal = AbortSignal.abort(new Error("enough"));
    for (const format of ["otlp", "chrome", "csv", "parquet"] as const) {
      await expect(bytesOf(exportSpans(engine, format, {}, { signal }))).rejects.toThrow("enough");
      await expect(bytesOf(exportSpans(engine, format, { where: "nope = 1" }))).rejects.toThrow('"nope" not found');
    }
  });
});

interface ChromeEvent extends JsonObject {
  readonly ph: string;
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur: number;
  readonly args: JsonObject;
}

async function chromeEvents(selection = {}): Promise<readonly ChromeEvent[]> {
  const file: unknown = JSON.parse(await textOf(exportSpans(engine, "chrome", selection)));
  if (!isObject(file) || !Array.isArray(file.traceEvents)) throw new Error("no trace");
  expect(file.displayTimeUnit).toBe("ms");
  return file.traceEvents;
}

const ofPhase = (events: readonly ChromeEvent[], ph: string) => events.filter((event) => event.ph === ph);

/** Pairs of events on one thread that overlap without one holding the other, and events that stand out of order. */
function chromeFaults(events: readonly ChromeEvent[]): string[] {
  const faults: string[] = [];
  const open = new Map<number, number[]>();
  let [pid, before] = [0, 0];
  for (const event of ofPhase(events, "X")) {
    const [from, to] = [ns(event.ts), ns(event.ts) + ns(event.dur)];
    if (event.pid === pid && from < before) faults.push(`${event.name} stands behind a later one`);
    [pid, before] = [event.pid, from];
    const ends = open.get(event.tid) ?? [];
    while (ends.length && (ends.at(-1) ?? 0) <= from) ends.pop();
    if (to > (ends.at(-1) ?? Number.POSITIVE_INFINITY)) faults.push(`${event.name} breaks the nesting`);
    open.set(event.tid, [...ends, to]);
  }
  return faults;
}

const ns = (microseconds: number) => Math.round(microseconds * 1000);

describe("spans as a Chrome trace", () => {
  it("are an event each, with the times to the nanosecond since the start of their trace", async () => {
    await storeOf(engine, agent);
    const events = await chromeEvents();
    const [root, call, alone] = ofPhase(events, "X");
    expect(root).toMatchObject({ name: "ask", cat: "AGENT", ts: 0, dur: 10_000, pid: root?.tid });
    expect(call).toMatchObject({ name: "chat", ts: 1.001, dur: 4998.999, pid: root?.pid, tid: root?.tid });
    expect(alone).toMatchObject({ name: "late", ts: 0, dur: 0, args: { mended: "no end" } });
    expect(alone?.pid).not.toBe(root?.pid);
    expect(root?.args).toMatchObject({
      ...{ trace_id: "t1", span_id: "root", kind: "AGENT", start_ns: String(start), tenant: "harbor" },
      ...{ output: 'a "quoted", line\nbreak', attributes: { "warehouse.size": "large", empty: "" } },
    });
    expect(root?.args.input).toBe(`${"x".repeat(2000)}… (5000 characters)`);
    expect(call?.args).toMatchObject({ parent_span_id: "root", cost_usd: 0.25, input_tokens: "9007199254740993" });
    expect(chromeFaults(events)).toEqual([]);
  });

  it("name traces and lanes, and draw links as arrows", async () => {
    await storeOf(engine, agent);
    const events = await chromeEvents();
    const named = ofPhase(events, "M").filter(({ name }) => name === "process_name");
    expect(named.map(({ args }) => args.name)).toEqual(["ask · t1", "late · t2"]);
    const lanes = ofPhase(events, "M").filter(({ name }) => name === "thread_name");
    expect(lanes.map(({ tid, args }) => [tid, args.name])).toEqual([
      [1, "lane 1"],
      [2, "lane 1"],
    ]);
    expect([...ofPhase(events, "s"), ...ofPhase(events, "f")]).toMatchObject([
      { id: 1, pid: 2, tid: 2, ts: 0 },
      { id: 1, pid: 1, tid: 1, ts: 1.001, bp: "e" },
    ]);
    expect(ofPhase(await chromeEvents({ trace: "t1" }), "s")).toEqual([]);
  });

  it.each([1, 2, 3])("never break the nesting on a lane, and stand in order (seed %i)", async (seed) => {
    const spans = Array.from({ length: 30 }, (_, trace) =>
      randomSpans(seed * 100 + trace, 40).map(
        ([id, parent, from, to], place): SomeSpan => ({
          ...{ trace_id: `t${trace}`, span_id: id, parent_span_id: parent, name: `${trace}/${id}` },
          start_ns: from === null || place % 17 === 3 ? null : start + BigInt(from),
          end_ns: to === null || place % 11 === 2 ? null : start + BigInt(to),
        }),
      ),
    );
    await storeOf(engine, spans.flat());
    const events = await chromeEvents();
    expect(
      ofPhase(events, "X")
        .map(({ name }) => name)
        .sort(),
    ).toEqual(
      spans
        .flat()
        .map(({ name }) => name)
        .sort(),
    );
    expect(chromeFaults(events)).toEqual([]);
    for (const { ts, dur } of ofPhase(events, "X")) expect([ts >= 0, dur >= 0]).toEqual([true, true]);
  });

  it("of one trace come in pieces when it is large, none twice and none left out", async () => {
    await createStore(engine);
    await engine.query(`INSERT INTO store.spans (trace_id, span_id, parent_span_id, name, start_ns, end_ns, trace_start_ns)
      SELECT 'big', 's' || i, CASE WHEN i > 0 THEN 's' || (i // 10) END, 'n', ${start} + (i % 1000) * 7, ${start} + 9000,
      ${start} FROM range(20000) t(i)`);
    await engine.query("UPDATE store.spans SET start_ns = NULL WHERE span_id LIKE '%77'");
    const events = await chromeEvents();
    const ids = ofPhase(events, "X").map(({ args }) => String(args.span_id));
    expect([ids.length, new Set(ids).size]).toEqual([20_000, 20_000]);
    expect(chromeFaults(events)).toEqual([]);
  });

  it("are an empty trace where there are none", async () => {
    expect(await chromeEvents()).toEqual([]);
  });
});

describe("spans and scores as tables", () => {
  const folder = testFolder();
  const scores = [
    ["s1", "trace", "t1", "good", 1, '{"a": 12345678901234567890,\n "b": "x"}'],
    ["s2", "span", "call", "good", 0.5, null],
    ["s3", "span", "alone", 'näme, "x"', null, "not JSON"],
  ];

  async function addScores(): Promise<void> {
    const rows = scores.map(([id, type, target, name, value, metadata]) => {
      const text = (words: unknown) => (words === null ? "NULL" : `'${String(words)}'`);
      return `(${[id, type, target, name].map(text).join(", ")}, ${value}, ${start}, ${text(metadata)})`;
    });
    await engine.query(`INSERT INTO store.scores (score_id, target_type, target_id, name, value_num, time_ns, metadata)
      VALUES ${rows.join(", ")}`);
  }

  it("are a CSV with exact times, and attributes as JSON", async () => {
    await storeOf(engine, agent);
    const path = join(folder, "spans.csv");
    writeFileSync(path, await bytesOf(exportSpans(engine, "csv")));
    const found = await nativeRows([
      `SELECT span_id, start_ns::VARCHAR AS start_ns, input_tokens::VARCHAR AS input_tokens, length(input) AS input,
        output, attributes, cost_usd, duration_ms::DOUBLE AS duration_ms FROM read_csv('${path}', header = true) ORDER BY start_ns`,
    ]);
    expect(found).toMatchObject([
      { span_id: "root", start_ns: String(start), duration_ms: 10, output: 'a "quoted", line\nbreak' },
      { span_id: "alone", duration_ms: null },
      { span_id: "call", input_tokens: "9007199254740993", cost_usd: 0.25 },
    ]);
    expect(JSON.parse(String(found[0]?.attributes))).toEqual({ "warehouse.size": "large", __proto__x: "1", empty: "" });
  });

  it("are Parquet in row groups, with their types", async () => {
    await createStore(engine);
    await engine.query(`INSERT INTO store.spans (trace_id, span_id, name, start_ns, attributes)
      SELECT 't', 's' || i, repeat('x', 100), ${start} + i, MAP {'k': i::VARCHAR} FROM range(50000) t(i)`);
    const path = join(folder, "spans.parquet");
    writeFileSync(path, await bytesOf(exportSpans(engine, "parquet")));
    const [sum, groups] = await Promise.all([
      nativeRows([
        `SELECT count(*) AS n, max(start_ns)::VARCHAR AS last, typeof(any_value(attributes)) AS type,
          count(DISTINCT attributes['k']) AS ks FROM '${path}'`,
      ]),
      nativeRows([`SELECT count(DISTINCT row_group_id) AS n FROM parquet_metadata('${path}')`]),
    ]);
    expect(sum).toEqual([{ n: 50_000n, last: String(start + 49_999n), type: "MAP(VARCHAR, VARCHAR)", ks: 50_000n }]);
    expect(Number(groups[0]?.n)).toBeGreaterThan(2);
  });

  it("have their columns where there are no rows", async () => {
    const csv = await textOf(exportSpans(engine, "csv"));
    expect(csv).toMatch(/^trace_id,span_id,[a-z_,]+\n$/);
    await loadParquet();
    const parquet = tableFromIPC(readParquet(await bytesOf(exportSpans(engine, "parquet"))).intoIPCStream());
    expect(`${parquet.schema.fields.map(({ name }) => name).join(",")}\n`).toBe(csv);
    expect(await textOf(exportScores(engine, "jsonl"))).toBe("");
  });

  it("give scores as JSON Lines, every digit kept", async () => {
    await storeOf(engine, agent);
    await addScores();
    const text = await textOf(exportScores(engine, "jsonl"));
    const lines = text.trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { score_id: "s1", target_type: "trace", value_num: 1, time_ns: String(start), metadata: { b: "x" } },
      { score_id: "s2", target_id: "call", value_num: 0.5, metadata: null },
      { score_id: "s3", name: 'näme, "x"', value_num: null, metadata: "not JSON" },
    ]);
    expect(lines[0]).toContain("12345678901234567890");
  });

  it("give scores as CSV, those on a trace with those on its spans", async () => {
    await storeOf(engine, agent);
    await addScores();
    const ids = async (selection: object) =>
      (await textOf(exportScores(engine, "csv", selection))).split("\n").flatMap((line) => /^s\d/.exec(line) ?? []);
    expect(await ids({})).toEqual(["s1", "s2", "s3"]);
    expect(await ids({ trace: "t1" })).toEqual(["s1", "s2"]);
    expect(await ids({ trace: "t1", where: "value_num < 1 OR value_num IS NULL" })).toEqual(["s2"]);
    expect(await countExported(engine, "scores", { trace: "t2" })).toBe(1);
  });
});
