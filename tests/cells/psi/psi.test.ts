import { describe, expect, test } from "vitest";
import { parse as parseYaml } from "yaml";
import { frozenBins } from "../../../src/cells/psi/freeze.ts";
import { psi } from "../../../src/cells/psi/index.tsx";
import type { PsiResult, PsiRow } from "../../../src/cells/psi/result.ts";
import { rowsSource, tracesSource } from "../../../src/cells/psi/rows-source.ts";
import type { Engine } from "../../../src/engine/engine.ts";
import { CellError } from "../../../src/notebook/cell.ts";
import { createStore, setCohorts } from "../../../src/notebook/store.ts";
import { evaluateCell } from "../../support/cell.ts";
import { testStore } from "../../support/engine.ts";
import { type SomeSpan, storeOf } from "../../support/spans.ts";

const engine = testStore();

/** Two hundred rows a side: a table of the columns given as SQL over i and side. */
async function tableOf(columns: string, rows = 400): Promise<Engine> {
  const db = await engine();
  await createStore(db);
  await db.query(`CREATE OR REPLACE TABLE t AS SELECT side, ${columns} FROM
    (SELECT i, CASE WHEN i % 2 = 0 THEN 'before' ELSE 'after' END AS side FROM range(${rows}) r(i))`);
  return db;
}

const run = async (db: Engine, source: string): Promise<PsiResult> => await evaluateCell(psi, source, { engine: db });
const sided = "table: t\nreference: side = 'before'\n";
const rowOf = (result: PsiResult, id: string): PsiRow => {
  const found = result.rows.find((row) => row.id === id);
  if (!found) throw new Error(`no row ${id}: ${result.rows.map((row) => row.id)}, ${JSON.stringify(result.leftOut)}`);
  return found;
};

/** Nothing of a result may read NaN or Infinity. */
function expectFinite(value: unknown): void {
  if (typeof value === "number") expect(Number.isFinite(value), JSON.stringify(value)).toBe(true);
  else if (typeof value === "string") expect(value).not.toMatch(/NaN|Infinity/);
  else if (value !== null && typeof value === "object") for (const part of Object.values(value)) expectFinite(part);
}

describe("what has drifted and what has not", () => {
  const columns = `(hash(i, 1) % 1000) / 10.0 AS steady, (hash(i, 2) % 1000) / 10.0 + CASE WHEN side = 'after' THEN 40 ELSE 0 END AS moved,
    CASE WHEN side = 'after' AND i % 3 = 0 THEN 'gold' ELSE ['free', 'team'][1 + (hash(i, 3) % 2)::INT] END AS plan,
    hash(i, 4) % 3 = 0 AS paid, i AS id_number, 'user ' || i AS who`;

  test("a row per column: verdict in words, the worst first, and why", async () => {
    const db = await tableOf(columns);
    const result = await run(db, sided);
    expect(result.rows.map(({ id, verdict }) => [id, verdict])).toEqual([
      ["side", "drifted"],
      ["plan", "drifted"],
      ["moved", "drifted"],
      ["steady", "stable"],
      ["paid", "stable"],
      ["id_number", "stable"],
    ]);
    const plan = rowOf(result, "plan");
    expect(plan.appeared).toEqual(["gold"]);
    expect(plan.bins.find(({ label }) => label === "gold")).toMatchObject({ kind: "new", reference: 0 });
    expect(plan.reason).toMatch(
      /^PSI \d\.\d+ \(no drift at these counts would stay under 0\.\d+\), adjusted p < 0\.001: p is at most 0\.05, and PSI /,
    );
    const moved = rowOf(result, "moved");
    expect(moved.wasserstein?.value).toBeGreaterThan(35);
    expect(moved.ks?.p).toBeLessThan(1e-6);
    expect(result.leftOut).toEqual([
      { column: "who", reason: expect.stringContaining("almost every row has its own value") },
    ]);
    expect(psi.summary?.(result)).toBe("3 of 6 columns drifted");
    expectFinite(result);
  });

  test("fewer rows carry fewer bins, and too few rows no verdict", async () => {
    const db = await tableOf(columns, 90);
    const result = await run(db, `${sided}columns: moved\nmin_count: 20`);
    expect(rowOf(result, "moved").bins).toHaveLength(4);
    const few = await run(await tableOf(columns, 50), `${sided}columns: moved`);
    expect(rowOf(few, "moved")).toMatchObject({
      verdict: "too little data",
      reason: "25 reference and 25 current rows; each side needs 30",
    });
  });

  test("a bin opens to its rows, counted the same", async () => {
    const db = await tableOf(columns);
    const result = await run(db, sided);
    const [compared] = result.compared;
    for (const id of ["moved", "plan", "paid", "steady"])
      for (const bin of rowOf(result, id).bins)
        for (const side of ["reference", "current"] as const) {
          const { numRows } = await db.query(rowsSource(compared as never, side, bin.predicate as string));
          expect(numRows, `${id} ${bin.label} ${side}`).toBe(bin[side]);
        }
  });

  test("frozen bins give the same PSI without the reference's rows", async () => {
    const db = await tableOf(columns);
    const open = await run(db, `${sided}columns: [steady, moved, plan, paid]`);
    const frozen = `frozen: ${JSON.stringify(frozenBins(open))}\n`;
    await db.query("DELETE FROM t WHERE side = 'before'");
    const kept = await run(db, `${sided}columns: [steady, moved, plan, paid]\n${frozen}`);
    for (const { id, psi: before, verdict } of open.rows) {
      expect(rowOf(kept, id).psi).toBeCloseTo(before as number, 12);
      expect(rowOf(kept, id).isFrozen).toBe(true);
      if (id !== "steady") expect(rowOf(kept, id).verdict).toBe(verdict);
    }
    expect(rowOf(kept, "moved").ks?.reason).toContain("frozen");
  });
});

describe("bad input is told in words", () => {
  const odd = `1 AS constant, NULL::DOUBLE AS nothing, 'x' AS one_category, CASE WHEN i % 5 = 0 THEN 'NaN'::DOUBLE
    WHEN i % 7 = 0 THEN 'inf'::DOUBLE WHEN i % 11 = 0 THEN '-inf'::DOUBLE ELSE hash(i) % 100 END AS wild,
    CASE WHEN side = 'after' THEN NULL ELSE i END AS lost, NULL::VARCHAR AS blank`;

  test("constant, missing, one category, NaN and infinities", async () => {
    const result = await run(
      await tableOf(odd),
      `${sided}columns: [constant, nothing, one_category, wild, lost, blank]`,
    );
    expectFinite(result);
    expect(rowOf(result, "constant")).toMatchObject({
      verdict: "stable",
      reason: "every row of both sides has the same value, 1",
    });
    expect(rowOf(result, "one_category")).toMatchObject({
      verdict: "stable",
      reason: "every row of both sides has the same value, x",
    });
    for (const id of ["nothing", "blank"])
      expect(rowOf(result, id)).toMatchObject({
        verdict: "too little data",
        reason: "every value is missing, on both sides",
      });
    expect(rowOf(result, "lost")).toMatchObject({ verdict: "drifted", currentMissing: 200 });
    expect(rowOf(result, "lost").ks?.reason).toBe("no current values");
    expect(rowOf(result, "wild").referenceMissing).toBe(40);
    expect(rowOf(result, "wild").notes[0]).toContain("infinite values lie in the outer bins");
  });

  test("one row, no rows, ten thousand categories", async () => {
    const one = await run(await tableOf("i AS x, 'a' AS c", 1), `${sided}columns: [x, c]`);
    expectFinite(one);
    expect(one.rows.map(({ verdict }) => verdict)).toEqual(["too little data", "too little data"]);
    const none = await run(await tableOf("i AS x, 'a' AS c", 0), `${sided}columns: [x, c]`);
    expectFinite(none);
    expect(none.rows.map(({ verdict }) => verdict)).toEqual(["too little data", "too little data"]);
    const many = await run(await tableOf("'c' || (hash(i) % 10000) AS c", 60_000), `${sided}columns: c`);
    expectFinite(many);
    expect(rowOf(many, "c")).toMatchObject({ verdict: "stable", kind: "categories" });
    expect(rowOf(many, "c").bins).toHaveLength(21);
    expect(rowOf(many, "c").notes[0]).toMatch(/^9,9\d\d categories; the reference's 20 most common stand alone$/);
  });

  test("reference and current the same, or a side without rows", async () => {
    const db = await tableOf("hash(i) % 50 AS x");
    const same = await run(db, "table: t\ncolumns: x\nreference: 'true'\ncurrent: 'true'");
    expect(same.notes).toEqual(["400 rows meet both predicates and count as reference."]);
    expect(same.rows[0]).toMatchObject({ verdict: "too little data" });
    const absent = await run(db, "table: t\ncolumns: x\nreference: side = 'nowhere'");
    expect(absent.rows[0]?.reason).toBe("0 reference and 400 current rows; each side needs 30");
    expectFinite(absent);
  });

  test("what cannot be asked names its key", async () => {
    const db = await tableOf("i AS x, [1, 2] AS list, 'some text' AS words");
    const failing = async (source: string) =>
      await run(db, source).then(
        () => null,
        (error: unknown) => (error instanceof CellError ? [error.place.key, error.message] : error),
      );
    expect(await failing("table: nowhere")).toEqual([
      "table",
      expect.stringContaining("no table or cell is called nowhere"),
    ]);
    expect(await failing("table: t")).toEqual([
      "reference",
      expect.stringContaining("say which rows are the reference"),
    ]);
    expect(await failing("table: t\nreference: sid = 'before'")).toEqual(["reference", expect.stringContaining("sid")]);
    expect(await failing(`${sided}columns: y`)).toEqual([
      "columns",
      expect.stringContaining("There are side, x, list"),
    ]);
    expect(await failing(`${sided}columns: list`)).toEqual([
      "columns",
      expect.stringContaining("neither number nor category"),
    ]);
    expect(await failing(`${sided}text: x`)).toEqual(["text", expect.stringContaining("no text")]);
    expect(await failing(`${sided}traces: true`)).toEqual(["traces", expect.stringContaining("no trace_id")]);
    expect(await failing(`${sided}every: 1d`)).toEqual(["every", expect.stringContaining("no column of time")]);
    expect(await failing(`${sided}where: y > 1`)).toEqual(["where", expect.stringContaining("y")]);
  });
});

const day = (n: number) => BigInt(Date.UTC(2026, 3, n)) * 1_000_000n;
const window = {
  reference: { from: "2026-04-01", to: "2026-04-10" },
  current: { from: "2026-04-11", to: "2026-04-20" },
};

/** Twenty traces a day for twenty days; from the eleventh on longer questions, more tools, another language. */
function history(): SomeSpan[] {
  return Array.from({ length: 400 }, (_, place) => {
    const isLate = place >= 200;
    const start = day(1 + Math.floor(place / 20)) + BigInt(place % 20) * 60_000_000_000n;
    const base = { trace_id: `t${place}`, start_ns: start };
    const tools = (place % 3) + (isLate ? 3 : 0);
    const input = isLate
      ? `Wie hoch ist der Umsatz der Region ${place % 7} und warum ist er nicht gestiegen? Bitte mit Quelle https://x.example/${place}`
      : `What is the revenue of region ${place % 7}?`;
    return [
      {
        ...base,
        span_id: `r${place}`,
        name: "answer",
        kind: "AGENT",
        end_ns: start + 1_000_000_000n * BigInt(1 + (place % 5)),
        input,
      },
      ...Array.from({ length: tools }, (_, tool) => ({
        ...base,
        span_id: `r${place}-${tool}`,
        parent_span_id: `r${place}`,
        name: "query",
        kind: "TOOL",
        end_ns: start + 500_000_000n,
      })),
    ];
  }).flat();
}

describe("features of texts and traces", () => {
  const source = "table: spans\nwhere: parent_span_id IS NULL\ntext: input\ntraces: true\n";

  test("length, words, language, URLs, vocabulary; steps and tool calls", async () => {
    const db = await engine();
    await storeOf(db, history());
    await setCohorts(db, window);
    const result = await run(db, source);
    expectFinite(result);
    const drifted = result.rows.filter(({ verdict }) => verdict === "drifted").map(({ id }) => id);
    expect([...drifted].sort()).toEqual([
      "input URLs",
      "input language",
      "input length",
      "input vocabulary",
      "input words",
      "trace different steps",
      "trace steps",
      "trace tool calls",
    ]);
    expect(rowOf(result, "input language").appeared).toEqual(["German"]);
    expect(rowOf(result, "input language").vanished).toEqual(["English"]);
    expect(rowOf(result, "input question").verdict).toBe("stable");
    expect(rowOf(result, "trace latency, ms").verdict).toBe("stable");
    const { words, critical, psi: index } = rowOf(result, "input vocabulary");
    expect(words?.more.map(({ word }) => word)).toContain("umsatz");
    expect(words?.fewer.map(({ word }) => word)).toContain("revenue");
    expect(index).toBeGreaterThan(critical as number);
    expect(result.compared.map(({ unit, referenceRows, currentRows }) => [unit, referenceRows, currentRows])).toEqual([
      ["row", 200, 200],
      ["trace", 200, 200],
    ]);
    const leftovers = await db.query("SELECT 1 FROM duckdb_tables() WHERE table_name LIKE '%of cell'");
    expect(leftovers.numRows).toBe(0);
  });

  test("a bin of a trace's feature opens to its traces", async () => {
    const db = await engine();
    await storeOf(db, history());
    await setCohorts(db, window);
    const result = await run(db, source);
    for (const id of ["trace tool calls", "input language"]) {
      const row = rowOf(result, id);
      const compared = result.compared.find(({ unit }) => unit === row.unit);
      for (const bin of row.bins.filter(({ current }) => current > 0)) {
        const yaml = tracesSource(compared as never, "current", bin.predicate as string);
        const { where } = parseYaml(yaml);
        const { numRows } = await db.query(`SELECT * FROM traces WHERE ${where}`);
        expect(numRows, `${id} ${bin.label}`).toBe(bin.current);
      }
    }
  });

  test("documents have the cohort of their trace, and a table without one is split by its time", async () => {
    const db = await engine();
    await storeOf(db, history());
    await setCohorts(db, window);
    await db.query("DELETE FROM store.documents");
    await db.query(`INSERT INTO store.documents (span_id, trace_id, rank, doc_id, score)
      SELECT span_id, trace_id, 1, 'd' || (hash(trace_id) % 4), CASE WHEN cohort = 'current' THEN 0.4 ELSE 0.8 END FROM spans WHERE kind = 'AGENT'`);
    const documents = await run(db, "table: documents\ncolumns: [score, doc_id]");
    expect(documents.how).toBe("by the cohort of their trace");
    expect(rowOf(documents, "score").verdict).toBe("drifted");
    expect(rowOf(documents, "doc_id").verdict).toBe("stable");
    await db.query("CREATE OR REPLACE TABLE visits AS SELECT start_time AS seen, 5 AS x FROM traces");
    expect((await run(db, "table: visits\ncolumns: x")).how).toBe("by their time, seen");
    await db.query("DELETE FROM store.documents");
  });

  test("without windows it says what to do", async () => {
    const db = await engine();
    await storeOf(db, history());
    expect((await run(db, source)).empty).toContain("has no reference and no current window");
    await setCohorts(db, { reference: window.reference, current: null });
    expect((await run(db, source)).empty).toContain("has no current window");
  });

  test("over time each window stands against the reference, its own against the rest of it", async () => {
    const db = await engine();
    await storeOf(db, history());
    await setCohorts(db, window);
    const result = await run(db, "table: spans\nwhere: parent_span_id IS NULL\ntext: input\nevery: 2d\nmin_count: 20");
    const length = result.series.find(({ id }) => id === "input length");
    expect(length?.points).toHaveLength(10);
    expect(length?.points.map(({ side }) => side)).toEqual([
      ...Array(5).fill("reference"),
      ...Array(5).fill("current"),
    ]);
    for (const { side, psi: index, critical } of length?.points ?? []) {
      if (index === null) continue;
      if (side === "reference") expect(index).toBeLessThan(critical as number);
      else expect(index).toBeGreaterThan(1);
    }
    const rows = psi.table?.(result);
    expect(rows?.columns.map(({ name }) => name).slice(0, 4)).toEqual(["window_start", "column", "n", "psi"]);
    expect(rows?.rows.length).toBe(result.series.reduce((sum, { points }) => sum + points.length, 0));
    expectFinite(result);
  });
});
