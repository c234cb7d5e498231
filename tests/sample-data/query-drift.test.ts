import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { nodeSource } from "../../main/cli/node-source.ts";
import { centroidDrift } from "../../src/analysis/centroid-drift.ts";
import { centroidEffect, driftVerdict } from "../../src/analysis/drift-verdict.ts";
import { gatherVectors, type Matrix } from "../../src/analysis/matrix.ts";
import { mmd } from "../../src/analysis/mmd.ts";
import { numericBins } from "../../src/analysis/psi-bins.ts";
import { psiVerdict } from "../../src/analysis/psi-verdict.ts";
import { cellKinds } from "../../src/cells/index.tsx";
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
}, 180_000);

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

async function tokens(side: string): Promise<Float64Array> {
  const found = await engine.query(`SELECT input_tokens::DOUBLE AS n FROM traces WHERE cohort = '${side}'`);
  return Float64Array.from(toObjects(found), ({ n }) => Number(n));
}

async function vectors(side: string): Promise<Matrix> {
  const found = await engine.query(`SELECT vector FROM embeddings WHERE cohort = '${side}' ORDER BY id`);
  return gatherVectors(Array.from(found, (row) => Array.from(row.vector as Iterable<number>))).matrix;
}

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
  test("token counts are stable by PSI", async () => {
    const [before, after] = [await tokens("reference"), await tokens("current")];
    const { verdict, psi } = psiVerdict(numericBins(before, after));
    expect(verdict).toBe("stable");
    expect(psi.value).toBeLessThan(psi.critical ?? 0);
  });

  test("the embeddings have drifted", async () => {
    const [before, after] = [await vectors("reference"), await vectors("current")];
    const effects = [centroidEffect(centroidDrift(before, after))];
    const { p } = mmd(before, after, { permutations: 199 });
    const evidence = { p, effects, referenceRows: before.rows, currentRows: after.rows };
    expect(driftVerdict(evidence).verdict).toBe("drifted");
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
});
