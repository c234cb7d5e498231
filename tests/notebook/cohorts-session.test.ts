import { beforeEach, expect, test } from "vitest";
import type { Engine } from "../../src/engine/engine.ts";
import { toObjects } from "../../src/engine/table-data.ts";
import type { CellLogic } from "../../src/notebook/cell.ts";
import { recordRun } from "../../src/notebook/recording.ts";
import { Session } from "../../src/notebook/session.ts";
import { verify } from "../../src/notebook/verify.ts";
import { testEngine } from "../support/engine.ts";
import { done, namedFile, scriptedReader, spanBatch } from "../support/readers.ts";

const opened = testEngine();
let engine: Engine;
beforeEach(async () => {
  engine = await opened();
});

const cohortCounts: CellLogic<string, unknown> = {
  kind: "counts",
  title: "",
  about: "",
  language: "sql",
  starter: "",
  parse: (source) => source,
  reads: () => ["traces"],
  evaluate: async (_, { engine: db }) =>
    toObjects(await db.query("SELECT cohort, count(*) AS n FROM traces GROUP BY cohort ORDER BY cohort")),
};

const span = (trace_id: string, tenant: string) => ({
  trace_id,
  span_id: `${trace_id}s`,
  parent_span_id: null,
  name: "answer",
  tenant,
  start_ns: 1_775_000_000_000_000_000n,
  end_ns: 1_775_000_001_000_000_000n,
});

const reader = scriptedReader({
  "a.jsonl": () => [spanBatch([span("a", "acme"), span("b", "lotus")]), done({ sha256: "aa", rows: { spans: 2 } })],
  "more.jsonl": () => [spanBatch([span("c", "acme")]), done({ sha256: "bb", rows: { spans: 1 } })],
});

const text = (where: string) => `---
casebook: 1
cohorts:
  current: {where: "${where}"}
---

\`\`\`sql cell=n kind=counts
\`\`\`
`;

async function session(where: string, held = false): Promise<Session> {
  const made = await Session.create(engine, [cohortCounts], reader);
  await made.open(text(where), { held });
  return made;
}

function counts(of: Session): unknown {
  return of.cell(of.state.notebook.cells[0]?.id ?? "").last?.result;
}

test("the cohorts follow the data, and cells follow the cohorts", async () => {
  const one = await session("tenant = 'acme'");
  await one.importFiles([namedFile("a.jsonl")]);
  await one.runAll();
  expect(counts(one)).toEqual([
    { cohort: "current", n: 1 },
    { cohort: null, n: 1 },
  ]);
  await one.importFiles([namedFile("more.jsonl")]);
  expect(counts(one)).toEqual([
    { cohort: "current", n: 2 },
    { cohort: null, n: 1 },
  ]);
  await one.setCohorts({ reference: { attribute: "tenant", value: "lotus" }, current: null });
  expect(counts(one)).toEqual([
    { cohort: "reference", n: 1 },
    { cohort: null, n: 2 },
  ]);
  await one.undo();
  expect(counts(one)).toEqual([
    { cohort: "current", n: 2 },
    { cohort: null, n: 1 },
  ]);
  expect(one.text()).toBe(text("tenant = 'acme'"));
});

test("a held notebook's predicate does not run, whatever is done to it", async () => {
  const one = await session("error('was run')", true);
  expect(one.state.cohortProblems).toEqual({});
  await one.setCohorts({ reference: null, current: { where: "error('was run too')" } });
  await one.undo();
  expect(one.state.cohortProblems).toEqual({});
  one.release();
  await one.importFiles([namedFile("a.jsonl")]);
  expect(one.state.cohortProblems.current).toMatch(/^cohorts\.current\.where: .*was run/);
  expect(toObjects(await engine.query("SELECT count(*) AS n FROM traces"))).toEqual([{ n: 2 }]);
});

test("what is wrong with a rule is told, and mended by the next", async () => {
  const one = await session("tennant = 'acme'");
  await one.importFiles([namedFile("a.jsonl")]);
  expect(one.state.cohortProblems.current).toMatch(/^cohorts\.current\.where: .*tennant/);
  await one.setCohorts({ reference: null, current: { where: "tenant = 'acme'" } });
  expect(one.state.cohortProblems).toEqual({});
});

test("a lockfile knows the cohorts, and a check says that they differ", async () => {
  const one = await session("tenant = 'acme'");
  await one.importFiles([namedFile("a.jsonl")]);
  await one.runAll();
  const options = { app: "1", pathOf: ({ path }: { path?: unknown }) => String(path) };
  const locked = await recordRun(one, options);
  expect(locked.cohorts?.current).toEqual({ where: "tenant = 'acme'" });
  expect(verify(locked, await recordRun(one, options)).same).toBe(true);
  await one.setCohorts({ reference: null, current: { attribute: "tenant", value: ["acme", "lotus"] } });
  const { cells } = verify(locked, await recordRun(one, options));
  expect(cells).toMatchObject([{ verdict: "changed", note: expect.stringContaining("the cohorts differ") }]);
});
