import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { nodeSource } from "../../main/cli/node-source.ts";
import type { AlertReplayResult } from "../../src/cells/alert-replay/result.ts";
import type { EmbeddingDriftResult } from "../../src/cells/embedding-drift/result.ts";
import { cellKinds } from "../../src/cells/index.tsx";
import type { PsiResult } from "../../src/cells/psi/result.ts";
import type { SqlResult } from "../../src/cells/sql/result.ts";
import type { Engine } from "../../src/engine/engine.ts";
import { type Plain, toObjects } from "../../src/engine/table-data.ts";
import { readSource } from "../../src/importers/read.ts";
import { parseNotebook, serializeNotebook } from "../../src/notebook/markdown.ts";
import { Session } from "../../src/notebook/session.ts";
import { testEngine } from "../support/engine.ts";

const folder = join(import.meta.dirname, "..", "..", "sample-data", "query-drift");
const text = readFileSync(join(folder, "drift.casebook.md"), "utf8");
const openEngine = testEngine();
let session: Session;
let engine: Engine;

beforeAll(async () => {
  engine = await openEngine();
  session = await Session.create(engine, cellKinds, readSource);
  await session.open(text);
  const files = session.state.notebook.frontMatter.sources.map(({ path }) => {
    const file = join(folder, path);
    return nodeSource(file, statSync(file).size, path);
  });
  await session.importFiles(files);
  await session.runAll();
});

/** What the named cell gave. The caller says of which kind the cell is. */
function resultOf<Result>(name: string): Result {
  const cell = session.state.notebook.cells.find((candidate) => candidate.name === name);
  const { status, last, failure } = session.cell(cell?.id ?? "");
  if (status !== "done" || !last) throw new Error(`cell ${name}: ${status}: ${failure?.message ?? "no result"}`);
  return last.result as Result;
}

function rows(name: string): Record<string, Plain>[] {
  const { preview } = resultOf<SqlResult>(name);
  const names = preview.columns.map((column) => column.name);
  return preview.rows.map((row) => Object.fromEntries(names.map((column, i) => [column, row[i] ?? null])));
}

const sides = ["reference", "current"] as const;

const drift = () => resultOf<EmbeddingDriftResult>("questions");

describe("the notebook", () => {
  test("every cell runs, and it survives a round trip byte for byte", () => {
    const states = session.state.notebook.cells.map(({ id, kind, name }) => {
      const { status, failure } = session.cell(id);
      return `${name || kind}: ${failure?.message ?? status}`;
    });
    expect(states.filter((line) => !line.endsWith(": done"))).toEqual([]);
    expect(serializeNotebook(parseNotebook(text))).toBe(text);
  });

  test("everything was read, without a word of complaint", async () => {
    expect(toObjects(await engine.query("SELECT * FROM import_issues"))).toEqual([]);
    const [counts] = toObjects(
      await engine.query(`SELECT (SELECT count(*) FROM embeddings) AS vectors, (SELECT count(*) FROM traces) AS traces,
        (SELECT count(*) FROM scores JOIN traces ON target_id = trace_id) AS scores,
        (SELECT count(DISTINCT t.trace_id) FROM embeddings e JOIN traces t ON e.id = t.trace_id JOIN documents d USING (trace_id)) AS joined`),
    );
    expect(counts).toEqual({ vectors: 1097, traces: 1097, scores: 1097, joined: 1097 });
  });
});

describe("what watches the length of questions misses what the vectors show", () => {
  test("token counts are stable by PSI", () => {
    const { rows } = resultOf<PsiResult>("token_psi");
    expect(rows.map(({ id, verdict }) => [id, verdict]).sort()).toEqual([
      ["input_tokens", "stable"],
      ["output_tokens", "stable"],
    ]);
    for (const { psi, critical } of rows) expect(psi).toBeLessThan(critical ?? 0);
  });

  test("the embeddings have drifted, and nothing stands against it", () => {
    const { verdict, guards, counts } = drift();
    expect(verdict.word).toBe("drifted");
    expect(guards).toEqual([]);
    expect(counts).toMatchObject({ reference: 549, current: 344, dimensions: 384, model: "shop-encoder-384" });
    for (const id of ["mmd", "energy", "auc", "components"])
      expect(drift().measures.find((measure) => measure.id === id)?.p, id).toBeLessThanOrEqual(0.01);
  });

  test("the questions that are asked more are those about the law, and each row leads to its trace", () => {
    const { clusters, more, less } = drift();
    const [legal, features] = clusters;
    expect(legal?.words.map(({ word }) => word)).toEqual(expect.arrayContaining(["terms", "personal", "clause"]));
    expect(legal?.reference.value).toBeLessThan(0.01);
    expect(legal?.current.value).toBeGreaterThan(0.15);
    expect(legal?.change.low).toBeGreaterThan(0.1);
    expect(features?.change.high).toBeLessThan(0);
    for (const { adjustedP } of clusters.slice(2)) expect(adjustedP).toBeGreaterThan(0.05);
    expect(more.every(({ cluster, traceId }) => cluster === 0 && traceId !== null)).toBe(true);
    expect(less.every(({ cluster, traceId }) => cluster === 1 && traceId !== null)).toBe(true);
  });

  test("an alarm on the distance per day fires after the letter, and on no day of the reference", () => {
    const { events } = resultOf<AlertReplayResult>("alarm");
    expect(events.length).toBeGreaterThan(0);
    for (const { firedAt } of events) expect(firedAt.slice(0, 10) > "2026-06-16").toBe(true);
  });

  test("it began after the letter of 16 June, in every channel", () => {
    const { windows, segments, deployments } = drift();
    const drifted = windows.filter(({ verdict }) => verdict === "drifted").map(({ start }) => start.slice(0, 10));
    expect(drifted[0]).toBe("2026-06-18");
    expect(drifted.length).toBeGreaterThan(5);
    expect(windows).toHaveLength(28);
    expect(deployments.map(({ label }) => label)).toContain("terms-of-service 2026");
    expect(segments.map(({ segment, verdict }) => [segment, verdict])).toEqual([
      ["web", "drifted"],
      ["app", "drifted"],
      ["mail", "drifted"],
    ]);
  });
});

describe("what the prose says is what the cells give", () => {
  test("the judge's mark falls from 0.82 to 0.73 in the middle of the month", () => {
    const of = (from: string, to: string) => {
      const days = rows("judged").filter(({ day }) => String(day) >= from && String(day).slice(0, 10) <= to);
      const answers = days.reduce((sum, row) => sum + Number(row.answers), 0);
      return days.reduce((sum, row) => sum + Number(row.groundedness) * Number(row.answers), 0) / answers;
    };
    expect(of("2026-06-01", "2026-06-14").toFixed(2)).toBe("0.82");
    expect(of("2026-06-20", "2026-06-28").toFixed(2)).toBe("0.73");
    expect(text).toContain("falls from 0.82 to 0.73");
  });

  test("only the policies grow stale, and what is found there fits worse", () => {
    const ages = rows("age_of_articles");
    const of = (collection: string, cohort: string) =>
      ages.find((row) => row.collection === collection && row.cohort === cohort);
    for (const collection of ["catalogue", "service"])
      for (const side of sides) expect(Number(of(collection, side)?.oldest_days)).toBeLessThan(6);
    expect(Number(of("policies", "current")?.mean_age_days)).toBeGreaterThan(7);
    expect(Number(of("policies", "current")?.mean_score)).toBeLessThan(
      Number(of("policies", "reference")?.mean_score) - 0.1,
    );
  });

  test("what is asked, and since when", () => {
    const [legal] = drift().clusters;
    const share = (value: number | null | undefined) => `${((value ?? Number.NaN) * 100).toFixed(1)} %`;
    expect(text).toContain(`from ${share(legal?.reference.value)} to ${share(legal?.current.value)}`);
    expect(text).toContain("The first day with a verdict, its p adjusted over all days, is 18 June");
  });
});
