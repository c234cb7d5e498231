import { describe, expect, test } from "vitest";
import { documentTime } from "../../../src/cells/document-age.ts";
import { retrieval } from "../../../src/cells/retrieval/index.tsx";
import type { RetrievalResult } from "../../../src/cells/retrieval/result.ts";
import { literal } from "../../../src/engine/sql.ts";
import { toObjects } from "../../../src/engine/table-data.ts";
import { CellError } from "../../../src/notebook/cell.ts";
import { noCohorts } from "../../../src/notebook/cohorts.ts";
import { setCohorts } from "../../../src/notebook/store.ts";
import { evaluateCell } from "../../support/cell.ts";
import { testStore } from "../../support/engine.ts";
import { type SomeSpan, storeOf } from "../../support/spans.ts";

const engine = testStore();
const day = (n: number) => BigInt(Date.UTC(2026, 3, n)) * 1_000_000n;

interface Document {
  readonly id: string | null;
  readonly updated?: string | null;
  readonly score?: number;
  readonly kind?: string;
  readonly metadata?: string;
}

interface Search {
  readonly id: string;
  readonly at: bigint;
  readonly found: readonly Document[];
  readonly query?: string;
  readonly span?: SomeSpan;
  readonly root?: SomeSpan;
}

const cohorts = {
  reference: { from: "2026-04-01", to: "2026-04-10" },
  current: { from: "2026-04-11", to: "2026-04-20" },
};

async function run(
  source: string,
  searches: readonly Search[],
  windows: typeof cohorts | typeof noCohorts = noCohorts,
): Promise<RetrievalResult> {
  const db = await engine();
  const spans = searches.flatMap(({ id, at, query = `query ${id}`, span = {}, root = {} }): SomeSpan[] => [
    { trace_id: id, span_id: `${id}-root`, name: "answer", kind: "AGENT", start_ns: at, end_ns: at + 10n, ...root },
    {
      ...{ trace_id: id, span_id: `${id}-search`, parent_span_id: `${id}-root`, name: "retrieve", kind: "RETRIEVER" },
      ...{ start_ns: at, end_ns: at + 5n, input: query, ...span },
    },
  ]);
  await storeOf(db, spans);
  await db.query("DELETE FROM store.documents");
  const rows = searches.flatMap(({ id, found }) =>
    found.map(
      ({ id: doc, updated = null, score = null, kind = "retrieval", metadata = null }, place) =>
        `(${[id, `${id}-search`, place + 1, doc, score, kind, updated, metadata].map(literal).join(", ")})`,
    ),
  );
  if (rows.length)
    await db.query(
      `INSERT INTO store.documents (trace_id, span_id, rank, doc_id, score, score_kind, last_updated, metadata) VALUES ${rows.join(", ")}`,
    );
  await setCohorts(db, windows);
  return evaluateCell(retrieval, source, { engine: db });
}

const measured = ({ measures }: RetrievalResult, id: string) => measures.find((measure) => measure.id === id);

describe("when a document was last changed", () => {
  const known: readonly (readonly [string, string | null])[] = [
    ["2026-01-22", "2026-01-22T00:00:00.000Z"],
    ["2026-01-22T10:30:00Z", "2026-01-22T10:30:00.000Z"],
    ["2026-01-22T10:30:00.5+02:00", "2026-01-22T08:30:00.500Z"],
    ["2026-01-22 10:30:00", "2026-01-22T10:30:00.000Z"],
    ["1769077800", "2026-01-22T10:30:00.000Z"],
    ["1769077800000", "2026-01-22T10:30:00.000Z"],
    ["1769077800000000", "2026-01-22T10:30:00.000Z"],
    ["1769077800000000000", "2026-01-22T10:30:00.000Z"],
    ["1769077800.5", "2026-01-22T10:30:00.500Z"],
    ["20260122", "2026-01-22T00:00:00.000Z"],
    ["2026/01/22", "2026-01-22T00:00:00.000Z"],
    ["22 Jan 2026", "2026-01-22T00:00:00.000Z"],
    ["January 22, 2026", "2026-01-22T00:00:00.000Z"],
    ["Thu, 22 Jan 2026 10:30:00 GMT", "2026-01-22T10:30:00.000Z"],
    ["01/02/2026", null],
    ["yesterday", null],
    ["2026-13-45", null],
    ["20269999", null],
    ["", null],
    ["99999999999999999999999", null],
  ];
  for (const [text, time] of known)
    test(`${JSON.stringify(text)} is ${time ?? "not known"}`, async () => {
      const sql = `SELECT ${documentTime("t")} AS time FROM (SELECT ${literal(text)} AS t)`;
      expect(toObjects(await (await engine()).query(sql))[0]?.time ?? null).toBe(time);
    });
});

describe("ages", () => {
  test("the median, the share beyond the SLA and the reasons for unknown ages can be counted by hand", async () => {
    const result = await run("sla: 30d", [
      {
        id: "a",
        at: day(20),
        found: [
          { id: "x", updated: "2026-04-10" },
          { id: "y", updated: "2026-01-20" },
        ],
      },
      { id: "b", at: day(20), found: [{ id: "z", updated: "2026-04-15" }, { id: "w", updated: "soon" }, { id: "v" }] },
      { id: "c", at: day(20), found: [{ id: "u", updated: "2026-05-20" }] },
    ]);
    expect(measured(result, "age")?.sides.all).toMatchObject({ value: 10, n: 3 });
    expect(measured(result, "stale")?.sides.all).toMatchObject({ value: 1 / 3, n: 3 });
    expect(measured(result, "undated")?.sides.all).toMatchObject({ value: 0.5, n: 6 });
    expect(result.unknown).toEqual({ documents: 6, missing: 1, unreadable: 1, later: 1, examples: ["soon"] });
  });

  test("documents that come together are worth fewer: the interval is wider than that of as many alone", async () => {
    const together = Array.from({ length: 30 }, (_, i) => ({
      ...{ id: `t${i}`, at: day(20) },
      found: Array.from({ length: 4 }, (_, d) => ({ id: `d${d}`, updated: i % 3 ? "2026-04-19" : "2025-01-01" })),
    }));
    const alone = Array.from({ length: 120 }, (_, i) => ({
      ...{ id: `t${i}`, at: day(20), found: [{ id: "d", updated: i % 3 ? "2026-04-19" : "2025-01-01" }] },
    }));
    const width = (result: RetrievalResult) => {
      const { low, high } = measured(result, "stale")?.sides.all ?? {};
      return (high ?? Number.NaN) - (low ?? Number.NaN);
    };
    expect(width(await run("", together))).toBeGreaterThan(1.8 * width(await run("", alone)));
  });

  test("a day on which the document was changed later in the day counts as no age", async () => {
    const result = await run("", [{ id: "a", at: day(20), found: [{ id: "x", updated: "2026-04-20T08:00:00Z" }] }]);
    expect(measured(result, "age")?.sides.all?.value).toBe(0);
  });

  test("each version of the index has its share, inherited from the root", async () => {
    const of = (id: string, at: bigint, version: string, updated: string): Search => ({
      ...{ id, at, found: [{ id: "x", updated }], root: { attributes: { "retrieval.config": version } } },
    });
    const result = await run("sla: 1w", [
      of("a", day(1), "2.2", "2026-01-01"),
      of("b", day(2), "2.2", "2026-04-01"),
      of("c", day(5), "2.3", "2026-04-04"),
    ]);
    expect(result.versions.map(({ version, stale, documents }) => [version, stale.value, documents])).toEqual([
      ["2.2", 0.5, 2],
      ["2.3", 0, 1],
    ]);
  });

  test("an SLA that is no age is refused with how to write one", async () => {
    const failure = await run("sla: soon", []).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(CellError);
    expect(String(failure)).toContain("12h, 30d");
  });
});

describe("the alert", () => {
  const daily = (from: number, to: number, updated: (n: number) => string | null, perDay = 40): Search[] =>
    Array.from({ length: to - from + 1 }, (_, i) => ({
      ...{ id: `d${from + i}`, at: day(from + i) },
      found: Array.from({ length: perDay }, (_, d) => ({ id: `x${d}`, updated: updated(from + i) })),
    }));

  test("both windows must be out of bounds, so many times in a row", async () => {
    const fresh = (n: number) => `2026-04-${String(n).padStart(2, "0")}`;
    const result = await run("per: day\nalert: {window: 3, persistence: 2, share: 0.5}", [
      ...daily(1, 5, fresh),
      ...daily(6, 10, () => "2025-01-01"),
    ]);
    const { evaluations, action, since, raised } = result.alert;
    expect(evaluations.map((each) => each.action)).toEqual([
      ...["ok", "ok", "ok", "ok", "ok"],
      ...["ok", "ok", "trigger_reindex", "trigger_reindex", "trigger_reindex"],
    ]);
    expect(evaluations[6]).toMatchObject({ state: "pending", short: 1 });
    expect(evaluations[6]?.long).toBeCloseTo(2 / 3, 9);
    expect([action, since?.slice(0, 10), raised]).toEqual(["trigger_reindex", "2026-04-08", 1]);
  });

  test("a day without enough documents is unknown, and breaks the run", async () => {
    const old = () => "2025-01-01";
    const { alert } = await run("per: day\nalert: {window: 1, persistence: 2}", [
      ...daily(1, 1, old),
      ...daily(3, 3, old, 5),
      ...daily(4, 5, old),
    ]);
    expect(alert.evaluations.map((each) => each.action)).toEqual(["ok", "unknown", "unknown", "ok", "trigger_reindex"]);
    expect(alert.evaluations[1]).toMatchObject({ long: null, longDocuments: 0 });
  });

  test("against the current window's start it says what came before and how long it took", async () => {
    const { alert } = await run(
      "per: day\nalert: {window: 1, persistence: 2}",
      [...daily(1, 10, () => "2026-04-01"), ...daily(11, 14, () => "2025-01-01")],
      cohorts,
    );
    expect(alert.replay).toEqual({ falseAlarms: 0, before: 10, delay: 1 });
  });
});

describe("what searches found", () => {
  test("empty results and repeated documents are shares with n", async () => {
    const again: SomeSpan = {
      span_id: "a-again",
      parent_span_id: "a-root",
      trace_id: "a",
      name: "retrieve",
      kind: "RETRIEVER",
      start_ns: day(1) + 9n,
    };
    const db = await engine();
    await run("", [
      { id: "a", at: day(1), found: [{ id: "x" }, { id: "x" }, { id: "y" }] },
      { id: "b", at: day(1), found: [] },
    ]);
    await db.query(
      `INSERT INTO store.spans BY NAME SELECT 'a' AS trace_id, 'a-again' AS span_id, 'RETRIEVER' AS kind, ${again.start_ns}::BIGINT AS start_ns, ${day(1)}::BIGINT AS trace_start_ns`,
    );
    await db.query("INSERT INTO store.documents (trace_id, span_id, rank, doc_id) VALUES ('a', 'a-again', 1, 'y')");
    const result = await evaluateCell(retrieval, "", { engine: db });
    expect(measured(result, "empty")?.sides.all).toMatchObject({ value: 1 / 3, n: 3 });
    expect(measured(result, "repeated")?.sides.all).toMatchObject({ value: 0.5, n: 4 });
    expect(measured(result, "found")?.sides.all?.value).toBeCloseTo(4 / 3, 12);
  });

  test("a reranker's documents do not count again", async () => {
    const reranked: Search = { id: "a", at: day(1), found: [{ id: "x", kind: "rerank" }], span: { kind: "RERANKER" } };
    const result = await run("", [reranked, { id: "b", at: day(1), found: [{ id: "x" }] }]);
    expect(result.searches).toBe(1);
  });

  test("the same query, however spaced and spelt, is held across the date against pairs before it", async () => {
    const find = (id: string, at: bigint, query: string, ...found: string[]): Search => ({
      id,
      at,
      query,
      found: found.map((doc) => ({ id: doc })),
    });
    const { sameQuery } = await run("since: 2026-04-10", [
      find("a", day(1), "Revenue by region?", "r", "s"),
      find("b", day(2), "revenue  by region", "s", "r"),
      find("c", day(11), "Revenue by region", "r", "t"),
      find("d", day(12), "revenue by region?", "r", "u"),
      find("e", day(3), "Churn", "c"),
      find("f", day(12), "churn", "c"),
      find("g", day(12), "only since", "c"),
    ]);
    expect(sameQuery.across).toMatchObject({ value: 0.5, n: 2 });
    expect(sameQuery.before).toMatchObject({ value: 0, n: 1 });
    expect(sameQuery.examples).toHaveLength(1);
    expect(sameQuery.examples[0]).toMatchObject({ query: "revenue by region", kept: 1, dropped: ["s"], added: ["t"] });
    expect(sameQuery.examples[0]?.before.traceId).toBe("b");
    expect(sameQuery.examples[0]?.after.traceId).toBe("c");
  });

  test("without a date there is a reason, and with the current window its start is the date", async () => {
    const searches: readonly Search[] = [
      { id: "a", at: day(5), query: "q", found: [{ id: "x" }] },
      { id: "b", at: day(15), query: "q", found: [{ id: "y" }] },
    ];
    expect((await run("", searches)).sameQuery.reason).toContain("No date");
    expect((await run("", searches, cohorts)).sameQuery).toMatchObject({ reason: null, across: { value: 1, n: 1 } });
    expect((await run("since: 2026-04-01T10:00Z", searches)).sameQuery.reason).toContain("No query was made both");
  });

  test("sources are counted by id or by a key of the metadata, with their shares", async () => {
    const wiki = '{"collection":"wiki","n":1}';
    const searches: readonly Search[] = [
      {
        id: "a",
        at: day(5),
        found: [
          { id: "x", metadata: wiki },
          { id: "y", metadata: wiki },
          { id: "z", metadata: '{"collection": "tickets"}' },
        ],
      },
      { id: "b", at: day(15), found: [{ id: "x", metadata: wiki }, { id: null }] },
    ];
    const byId = await run("", searches, cohorts);
    expect(byId.sources[0]).toMatchObject({ source: "x", documents: 2 });
    expect(byId.sources[0]?.sides.reference?.share.value).toBeCloseTo(1 / 3, 12);
    expect(byId.sources[0]?.difference?.value).toBeCloseTo(0.5 - 1 / 3, 12);
    const byKey = await run("source_by: collection", searches);
    expect(byKey.sources.map(({ source, documents }) => [source, documents])).toEqual([
      ["wiki", 3],
      ["tickets", 1],
      [null, 1],
    ]);
  });

  test("scores of one search count once, and a shift of all of them is drift", async () => {
    const scored = (shift: number): Search[] =>
      Array.from({ length: 200 }, (_, i) => {
        const score = ((i * 37) % 200) / 400 + (i % 2 ? shift : 0);
        return {
          id: `s${i}`,
          at: day(i % 2 ? 15 : 5),
          found: [
            { id: "x", score },
            { id: "y", score: score / 2 },
          ],
        };
      });
    const moved = (await run("", scored(0.3), cohorts)).scores[0];
    expect(moved?.kind).toBe("retrieval");
    expect(moved?.sides.reference?.n).toBe(100);
    expect(moved?.drift).toMatchObject({ verdict: "drifted" });
    expect(moved?.drift?.ks).toBeGreaterThan(0.5);
    const still = (await run("", scored(0), cohorts)).scores[0];
    expect(still?.drift?.verdict).toBe("stable");
  });

  test("one value for all scores, and a handful of them, give no false verdict", async () => {
    const constant = Array.from({ length: 80 }, (_, i) => ({
      id: `s${i}`,
      at: day(i % 2 ? 15 : 5),
      found: [{ id: "x", score: 0.5 }],
    }));
    expect((await run("", constant, cohorts)).scores[0]?.drift?.verdict).toBe("stable");
    const few = (await run("", constant.slice(0, 6), cohorts)).scores[0];
    expect(few?.drift?.verdict).toBe("too little data");
  });
});

test("no spans, no searches and searches without documents give figures with reasons and no failure", async () => {
  const nothing = await run("", []);
  expect(nothing.searches).toBe(0);
  expect(measured(nothing, "stale")?.sides.all?.value).toBeNull();
  const bare = await run("", [{ id: "a", at: day(1), found: [] }]);
  expect(bare.searches).toBe(1);
  expect(bare.alert.action).toBe("unknown");
});

test("as a table it has a row per measure, and a summary with the action", async () => {
  const result = await run("", [{ id: "a", at: day(20), found: [{ id: "x", updated: "2026-04-10" }] }]);
  expect(retrieval.table?.(result).rows.map(([name]) => name)).toContain("documents older than the SLA");
  expect(retrieval.summary?.(result)).toBe("0 % of documents older than the SLA: unknown");
});
