import { expect, test } from "vitest";
import { accounting } from "../../../src/cells/import-report/accounting.ts";
import { importReport } from "../../../src/cells/import-report/index.tsx";
import type { Engine } from "../../../src/engine/engine.ts";
import { literal } from "../../../src/engine/sql.ts";
import type { ImportCounts, ImportMessage, Issue, ReadSource, SourceFile } from "../../../src/importers/importer.ts";
import { noCohorts } from "../../../src/notebook/cohorts.ts";
import { importSources } from "../../../src/notebook/sources.ts";
import { clearStore, createStore } from "../../../src/notebook/store.ts";
import { evaluateCell } from "../../support/cell.ts";
import { testStore } from "../../support/engine.ts";
import { type SomeSpan, storeOf } from "../../support/spans.ts";

const engine = testStore();
const second = 1_000_000_000n;
const start = BigInt(Date.UTC(2026, 3, 1)) * 1_000_000n;

const counts: ImportCounts = {
  format: "otlp-json",
  reason: "the first object has resourceSpans",
  compression: null,
  sha256: "00",
  bytes: 1234,
  records: 0,
  lost: 0,
  rows: {},
  unmapped: {},
};

const file = (path: string): SourceFile => ({
  path,
  size: 1,
  async *stream() {},
  slice: async () => new Uint8Array(),
});

/** A reader that tells what it is told to tell. */
function reader(
  told: Readonly<Record<string, { counts: Partial<ImportCounts>; issues?: readonly Issue[] }>>,
): ReadSource {
  return async function* ({ path }): AsyncGenerator<ImportMessage> {
    const { counts: some, issues = [] } = told[path] ?? { counts: {} };
    yield { type: "issues", issues };
    yield { type: "done", counts: { ...counts, sha256: path, ...some } };
  };
}

async function imported(told: Parameters<typeof reader>[0]): Promise<Engine> {
  const db = await engine();
  await createStore(db);
  await clearStore(db, noCohorts);
  const signal = new AbortController().signal;
  await importSources(db, reader(told), Object.keys(told).map(file), { signal });
  return db;
}

async function withSpans(spans: readonly SomeSpan[]): Promise<Engine> {
  const db = await imported({ "/data/a.jsonl": { counts: { records: spans.length, rows: { spans: spans.length } } } });
  await storeOf(db, spans);
  return db;
}

const span = (id: string, parent: string | null, from: bigint, to: bigint | null, rest: SomeSpan = {}): SomeSpan => ({
  trace_id: "t",
  span_id: id,
  parent_span_id: parent,
  name: id,
  start_ns: start + from,
  end_ns: to === null ? null : start + to,
  source_id: 1,
  ...rest,
});

test("a source is accounted for: what it is and why, what was read and what could not be", async () => {
  const db = await imported({
    "/data/a.jsonl": {
      counts: {
        records: 190,
        lost: 2,
        compression: "gzip",
        rows: { spans: 188, documents: 7 },
        unmapped: { "session.id": 4, "a.b": 9, "c.d": 9 },
      },
      issues: [
        { line: 812, reason: "the JSON ends inside a string", severity: "record" },
        { line: 7, reason: "no span id", severity: "record" },
        { line: null, reason: "times are in milliseconds", severity: "note" },
      ],
    },
  });
  const { sources } = await evaluateCell(importReport, "", { engine: db });
  expect(sources).toEqual([
    {
      id: 1,
      path: "/data/a.jsonl",
      format: "otlp-json",
      reason: "the first object has resourceSpans",
      compression: "gzip",
      sha256: "/data/a.jsonl",
      bytes: 1234,
      records: 190,
      lost: 2,
      rows: { spans: 188, documents: 7, scores: 0, embeddings: 0, deployments: 0 },
      tables: [],
      tableRows: 0,
      duplicates: 0,
      spans: null,
      attributes: [
        { key: "a.b", spans: 9 },
        { key: "c.d", spans: 9 },
        { key: "session.id", spans: 4 },
      ],
      attributeKeys: 3,
      unread: [
        { line: 7, byte: null, reason: "no span id", records: 1 },
        { line: 812, byte: null, reason: "the JSON ends inside a string", records: 1 },
      ],
      unreadEntries: 2,
      notes: [{ line: null, byte: null, reason: "times are in milliseconds", records: 0 }],
      noteEntries: 1,
    },
  ]);
  expect(importReport.summary?.({ sources, costs: null })).toBe(
    "1 source, 188 of 190 records read, 2 could not be read",
  );
});

test("orphans, spans without an end, negative durations and skew are counted by hand", async () => {
  const db = await withSpans([
    span("root", null, 0n, 10n * second),
    span("inside", "root", second, 2n * second),
    span("late", "root", 9n * second, 13n * second),
    span("early", "root", -2n * second, second),
    span("close", "root", 5n * second, 10n * second + 1_000_000n),
    span("open", "root", 3n * second, null),
    span("backwards", "root", 5n * second, 4n * second),
    span("lost", "gone", second, second),
    span("other", "root", second, second, { trace_id: "u" }),
  ]);
  const [source] = (await evaluateCell(importReport, "", { engine: db })).sources;
  expect(source?.spans).toEqual({
    spans: 9,
    traces: 2,
    from: "2026-03-31T23:59:58.000Z",
    to: "2026-04-01T00:00:13.000Z",
    orphans: 2,
    withoutEnd: 1,
    negative: 1,
    outside: 2,
    worst: { ms: 3000, traceId: "t", spanId: "late" },
  });
});

test("a parent that came from another file is no orphan's", async () => {
  const db = await imported({ a: { counts: {} }, b: { counts: {} } });
  await storeOf(db, [span("root", null, 0n, second), span("child", "root", 0n, second, { source_id: 2 })]);
  const { sources } = await evaluateCell(importReport, "", { engine: db });
  expect(sources.map((source) => [source.path, source.spans?.spans, source.spans?.orphans])).toEqual([
    ["a", 1, 0],
    ["b", 1, 0],
  ]);
});

test("of many unread records the first thousand are shown, and all of them counted", async () => {
  const issues = Array.from(
    { length: 2500 },
    (_, index): Issue => ({
      line: 2500 - index,
      reason: `bad ${index}`,
      severity: "record",
      records: 2,
    }),
  );
  const db = await imported({ a: { counts: { records: 5001, lost: 5000 }, issues } });
  const [source] = (await evaluateCell(importReport, "", { engine: db })).sources;
  expect(source?.unread).toHaveLength(1000);
  expect(source?.unread[0]).toEqual({ line: 1, byte: null, reason: "bad 2499", records: 2 });
  expect(source?.unreadEntries).toBe(2500);
});

test("source picks one by its path or the end of it, and an unknown one is told with those there are", async () => {
  const db = await imported({ "/data/april/a.jsonl": { counts: {} }, "/data/may/a.jsonl": { counts: {} } });
  const paths = async (source: string) =>
    (await evaluateCell(importReport, source, { engine: db })).sources.map(({ path }) => path);
  expect(await paths("source: a.jsonl")).toHaveLength(2);
  expect(await paths("source: may/a.jsonl")).toEqual(["/data/may/a.jsonl"]);
  expect(await paths("source: ./april/a.jsonl")).toEqual(["/data/april/a.jsonl"]);
  expect(await paths("source: /data/april/a.jsonl")).toEqual(["/data/april/a.jsonl"]);
  await expect(paths("source: l/a.jsonl")).rejects.toThrow("source: no source is called l/a.jsonl; there are a.jsonl");
  await expect(paths("source: b.jsonl")).rejects.toMatchObject({ place: { key: "source" } });
});

test("a store without sources, and a source that is asked for before any is there, give an empty report", async () => {
  const db = await imported({});
  expect(await evaluateCell(importReport, "", { engine: db })).toEqual({ sources: [], costs: null });
  expect(await evaluateCell(importReport, "source: a.jsonl", { engine: db })).toEqual({ sources: [], costs: null });
  expect(importReport.summary?.({ sources: [], costs: null })).toBe("no sources");
});

test("the words of the accounting fit one, none and files that could not be read at all", () => {
  const source = { records: 0, lost: 0, unreadEntries: 0 };
  expect(accounting([source])).toBe("no records");
  expect(accounting([{ ...source, records: 1 }])).toBe("1 record read");
  expect(accounting([{ ...source, records: 1200 }])).toBe("all 1,200 records read");
  expect(accounting([{ ...source, unreadEntries: 1 }])).toBe("could not be read");
  const bad = { records: 0, lost: 0, unreadEntries: 1 };
  expect(accounting([{ records: 190, lost: 2, unreadEntries: 2 }, bad])).toBe(
    "188 of 190 records read, 2 could not be read; 1 file could not be read at all",
  );
});

test("the table has a row per source, and hostile paths and keys are only text", async () => {
  const path = "/data/'; DROP TABLE store.sources; --<script>.jsonl";
  const db = await imported({ [path]: { counts: { unmapped: { "'); --": 1 } } } });
  const report = await evaluateCell(importReport, `source: ${JSON.stringify(path)}`, { engine: db });
  expect(report.sources[0]?.attributes).toEqual([{ key: "'); --", spans: 1 }]);
  const data = importReport.table?.(report);
  expect(data?.rows).toHaveLength(1);
  expect(data?.rows[0]?.[0]).toBe(path);
  expect((await db.query(`SELECT 1 FROM sources WHERE path = ${literal(path)}`)).numRows).toBe(1);
});
