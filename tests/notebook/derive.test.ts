import { expect, test } from "vitest";
import { toObjects } from "../../src/engine/table-data.ts";
import { derive } from "../../src/notebook/derive.ts";
import { setCohorts } from "../../src/notebook/store.ts";
import { testEngine } from "../support/engine.ts";
import { type SomeSpan, storeOf } from "../support/spans.ts";

const engine = testEngine();

const ms = (n: number) => BigInt(n) * 1_000_000n;
const span = (id: string, parent: string | null, from: number, to: number | null, rest: SomeSpan = {}): SomeSpan => ({
  trace_id: "t",
  span_id: id,
  parent_span_id: parent,
  name: id,
  kind: "CHAIN",
  start_ns: ms(from),
  end_ns: to === null ? null : ms(to),
  source_id: 1,
  ...rest,
});

async function selfTimes(spans: readonly SomeSpan[]): Promise<Record<string, unknown>> {
  await storeOf(await engine(), spans);
  const rows = toObjects(await (await engine()).query("SELECT span_id, self_ms FROM spans"));
  return Object.fromEntries(rows.map((row) => [row.span_id, row.self_ms]));
}

test("self time leaves out the union of the children, clipped to the span", async () => {
  const spans = [
    span("root", null, 0, 100),
    span("a", "root", 10, 40),
    span("b", "root", 30, 60),
    span("late", "root", 90, 150),
  ];
  expect(await selfTimes(spans)).toEqual({ root: 40, a: 30, b: 30, late: 60 });
});

test("a span without an end has no self time and takes none from its parent", async () => {
  expect(await selfTimes([span("root", null, 0, 100), span("open", "root", 10, null)])).toEqual({
    root: 100,
    open: null,
  });
});

test("self time matches a count of every millisecond on random trees", async () => {
  let seed = 7;
  const random = (n: number) => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed % n;
  };
  const spans = Array.from({ length: 150 }, (_, i) => {
    const from = random(200);
    return span(`s${i}`, i === 0 ? null : `s${random(i)}`, from, from + random(80));
  });
  const expected = Object.fromEntries(
    spans.map((parent) => {
      const children = spans.filter((child) => child.parent_span_id === parent.span_id);
      let own = 0;
      for (let t = Number(parent.start_ns) / 1e6; t < Number(parent.end_ns) / 1e6; t++)
        if (!children.some((c) => Number(c.start_ns) / 1e6 <= t && Number(c.end_ns) / 1e6 > t)) own++;
      return [parent.span_id, own];
    }),
  );
  expect(await selfTimes(spans)).toEqual(expected);
});

test("of duplicate spans the one with an end stays, and each source is told what it repeated", async () => {
  const db = await engine();
  await storeOf(db, []);
  await storeOf(db, [span("a", null, 0, 5), span("b", "a", 1, 2)]);
  await db.query("UPDATE store.spans SET end_ns = NULL WHERE span_id = 'a'");
  await db.query(
    "INSERT INTO store.spans (trace_id, span_id, name, start_ns, end_ns, source_id) VALUES ('t', 'a', 'ended', 0, 9000000, 2)",
  );
  expect(await derive(db)).toEqual(new Map([[1, 1]]));
  expect(toObjects(await db.query("SELECT name, duration_ms FROM spans WHERE span_id = 'a'"))).toEqual([
    { name: "ended", duration_ms: 9 },
  ]);
});

test("documents and scores of a repeated span are not counted twice", async () => {
  const db = await engine();
  await storeOf(db, [span("a", null, 0, 5), span("a", null, 0, 5, { source_id: 2 })]);
  for (const source of [1, 2]) {
    const document = (rank: number) => `('t', 'a', ${rank}, 'd${rank}', 0.5, 'text', ${source})`;
    await db.query(`INSERT INTO store.documents (trace_id, span_id, rank, doc_id, score, content, source_id)
      VALUES ${document(0)}, ${document(1)}`);
    await db.query(`INSERT INTO store.scores (score_id, target_type, target_id, name, value_num, source_id)
      VALUES ('s', 'span', 'a', 'quality', 4, ${source})`);
  }
  await db.query("INSERT INTO store.spans (trace_id, span_id, name, start_ns, source_id) VALUES ('t', 'a', 'a', 0, 3)");
  await derive(db);
  expect(toObjects(await db.query("SELECT count(*) AS n FROM documents"))).toEqual([{ n: 2 }]);
  expect(toObjects(await db.query("SELECT count(*) AS n FROM scores"))).toEqual([{ n: 1 }]);
});

test("tokens and cost are counted once, where the model was called", async () => {
  const used = (tokens: number, kind: string): SomeSpan => ({
    kind,
    input_tokens: BigInt(tokens),
    cost_usd: tokens / 100,
  });
  await storeOf(await engine(), [
    span("agent", null, 0, 100, used(30, "AGENT")),
    span("chain", "agent", 0, 50),
    span("generate", "chain", 0, 50, used(10, "LLM")),
    span("doGenerate", "generate", 0, 50, used(10, "LLM")),
    span("answer", "agent", 50, 100, used(20, "LLM")),
  ]);
  const [trace] = toObjects(await (await engine()).query("SELECT input_tokens, cost_usd FROM traces"));
  expect(trace?.input_tokens).toBe(30);
  expect(trace?.cost_usd).toBeCloseTo(0.3);
});

test("an agent's usage counts when nothing below says what it used", async () => {
  await storeOf(await engine(), [
    span("agent", null, 0, 100, { kind: "AGENT", input_tokens: 7n }),
    span("tool", "agent", 0, 50, { kind: "TOOL" }),
  ]);
  expect(toObjects(await (await engine()).query("SELECT input_tokens FROM traces"))).toEqual([{ input_tokens: 7 }]);
});

test("a trace takes its name and duration from its root, or from all spans when there is none", async () => {
  await storeOf(await engine(), [
    span("child", "root", 0, 500),
    span("root", null, 1, 100),
    span("orphan", "gone", 10, 30, { trace_id: "u" }),
    span("orphan2", "gone", 20, 60, { trace_id: "u", status: "ERROR" }),
    span("open", null, 0, null, { trace_id: "v" }),
  ]);
  expect(
    toObjects(
      await (await engine()).query(
        "SELECT trace_id, root_name, duration_ms, wall_ms, spans, errors FROM traces ORDER BY 1",
      ),
    ),
  ).toEqual([
    { trace_id: "t", root_name: "root", duration_ms: 99, wall_ms: 500, spans: 2, errors: 0 },
    { trace_id: "u", root_name: "orphan", duration_ms: 50, wall_ms: 50, spans: 2, errors: 1 },
    { trace_id: "v", root_name: "open", duration_ms: null, wall_ms: 0, spans: 1, errors: 0 },
  ]);
});

test("a trace belongs to the cohort in which it starts, with all its spans", async () => {
  const db = await engine();
  const day = (n: number) => Date.UTC(2026, 3, n);
  await storeOf(db, [
    span("a", null, day(1), day(1) + 5, { trace_id: "early" }),
    span("b", null, day(14) + 86_399_000, day(15) + 5000, { trace_id: "late" }),
    span("b2", "b", day(15) + 1000, day(15) + 5000, { trace_id: "late" }),
    span("c", null, day(20), day(20) + 5, { trace_id: "after" }),
    span("d", null, day(28), day(28) + 5, { trace_id: "beyond" }),
  ]);
  await setCohorts(db, {
    reference: { from: "2026-04-01", to: "2026-04-14" },
    current: { from: "2026-04-20T00:00Z", to: "2026-04-28T00:00Z" },
  });
  const cohorts = toObjects(await db.query("SELECT span_id, cohort FROM spans ORDER BY 1"));
  expect(cohorts.map((row) => row.cohort)).toEqual(["reference", "reference", "reference", "current", null]);
  expect(toObjects(await db.query("SELECT start_time FROM spans WHERE span_id = 'c'"))).toEqual([
    { start_time: "2026-04-20T00:00:00.000Z" },
  ]);
});

test("times at the ends of the calendar leave every other trace its figures", async () => {
  const far = 2n ** 62n - 1n;
  await storeOf(await engine(), [
    span("far", null, 0, 1, { trace_id: "u", start_ns: far, end_ns: far }),
    span("before", "far", 0, 1, { trace_id: "u", start_ns: -far, end_ns: far }),
    span("orphan", "gone", 0, 1, { trace_id: "v", start_ns: far, end_ns: -far }),
    span("none", null, 0, 1, { trace_id: "w", start_ns: null, end_ns: null }),
    span("root", null, 0, 100),
  ]);
  const rows = toObjects(await (await engine()).query("SELECT span_id, duration_ms FROM spans WHERE trace_id = 't'"));
  expect(rows).toEqual([{ span_id: "root", duration_ms: 100 }]);
  expect((await (await engine()).query("FROM traces")).numRows).toBe(4);
});
