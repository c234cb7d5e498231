import { expect, test } from "vitest";
import { centroidDrift } from "../../../src/analysis/centroid-drift.ts";
import { gatherVectors } from "../../../src/analysis/matrix.ts";
import { mmd } from "../../../src/analysis/mmd.ts";
import { spreadRatio } from "../../../src/analysis/spread.ts";
import { embeddingDrift } from "../../../src/cells/embedding-drift/index.tsx";
import type { EmbeddingDriftResult, MeasureId } from "../../../src/cells/embedding-drift/result.ts";
import { evaluateCell } from "../../support/cell.ts";
import { testStore } from "../../support/engine.ts";
import { chance, embeddings, type SomeEmbedding, storeOf } from "./store.ts";

const engine = testStore();
const quick = "permutations: 99\nclusters: 3\n";

async function drift(rows: readonly SomeEmbedding[], source = ""): Promise<EmbeddingDriftResult> {
  return await evaluateCell(embeddingDrift, quick + source, { engine: await storeOf(await engine(), rows) });
}

const measure = ({ measures }: EmbeddingDriftResult, id: MeasureId) => measures.find((each) => each.id === id);
const guard = ({ guards }: EmbeddingDriftResult, kind: string) => guards.find((each) => each.kind === kind);

const [before, same, moved] = [chance(120, 1), chance(80, 2), chance(80, 3, 1.5)];
const matrix = (vectors: readonly (readonly number[])[]) => gatherVectors(vectors).matrix;

test("a move is drift, and its figures are those of the analysis", async () => {
  const result = await drift([...embeddings("reference", before), ...embeddings("current", moved)]);
  expect(result.verdict.word).toBe("drifted");
  expect(result.guards).toEqual([]);
  expect(result.counts).toMatchObject({ reference: 120, current: 80, referenceRows: 120, currentRows: 80 });
  const expected = centroidDrift(matrix(before), matrix(moved));
  const distance = measure(result, "centroid distance");
  expect(distance?.value).toBeCloseTo(expected.inReferenceSd ?? 0, 6);
  expect(distance?.value).toBeGreaterThan(distance?.nullHigh ?? 9);
  expect(distance?.low).toBeGreaterThan(0.2);
  expect(distance?.high).toBeLessThan(1);
  expect(measure(result, "centroid cosine")?.value).toBeCloseTo(expected.cosine ?? 0, 6);
  expect(measure(result, "spread")?.value).toBeCloseTo(spreadRatio(matrix(before), matrix(moved)).value ?? 0, 6);
  expect(measure(result, "mmd")?.value).toBeCloseTo(mmd(matrix(before), matrix(moved)).value ?? 0, 6);
  expect(measure(result, "mmd")?.p).toBe(0.01);
  expect(measure(result, "auc")?.value).toBeGreaterThan(0.7);
  expect(measure(result, "components")?.value).toBeGreaterThan(0);
  expect(result.more).toHaveLength(8);
  expect(result.more.every(({ side, witness }) => side === "current" && witness > 0)).toBe(true);
  expect(result.less.every(({ side, witness }) => side === "reference" && witness < 0)).toBe(true);
  expect(result.clusters).toHaveLength(3);
  const shares = result.clusters.map(({ reference }) => reference.value ?? 0);
  expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
});

test("without a move it is stable, and everything lies where no drift does", async () => {
  const result = await drift([...embeddings("reference", before), ...embeddings("current", same)]);
  expect(result.verdict).toMatchObject({ word: "stable", reason: expect.stringMatching(/no significant change/) });
  const distance = measure(result, "centroid distance");
  expect(distance?.value).toBeLessThan(distance?.nullHigh ?? 0);
  expect(measure(result, "components")?.value).toBe(0);
});

test("rows without a text are each by itself, and clusters go by number", async () => {
  const bare = () => ({ text: null });
  const result = await drift([...embeddings("reference", before, bare), ...embeddings("current", moved, bare)]);
  expect(result.verdict.word).toBe("drifted");
  expect(measure(result, "mmd")?.p).toBe(0.01);
  expect(result.clusters.every(({ words, typical }) => words.length + typical.length === 0)).toBe(true);
  expect(result.more).toHaveLength(8);
});

test("the same rows on both sides are no drift at all", async () => {
  const rows = [...embeddings("reference", before), ...embeddings("current", before)].map((row, place) => ({
    ...row,
    text: `text ${place % 120}`,
  }));
  const result = await drift(rows);
  expect(result.verdict.word).toBe("stable");
  expect(measure(result, "centroid distance")?.value).toBe(0);
  expect(measure(result, "mmd")?.p).toBe(1);
  expect(guard(result, "same texts")).toBeUndefined();
});

test("clusters are told by the words of their texts and the rows nearest to their centres", async () => {
  const far = chance(40, 4).map((vector) => vector.map((value, column) => value + (column === 5 ? 12 : 0)));
  const result = await drift([
    ...embeddings("reference", before, (place) => ({ text: `where is parcel ${place}` })),
    ...embeddings("reference", far.slice(0, 2), (place) => ({ text: `a clause of contract ${place}` })),
    ...embeddings("current", same, (place) => ({ text: `when comes parcel ${place}` })),
    ...embeddings("current", far.slice(2), (place) => ({ text: `my contract has clause ${place}` })),
  ]);
  const [legal] = result.clusters;
  expect(legal).toMatchObject({ referenceCount: 2, currentCount: 38 });
  expect(legal?.change.low).toBeGreaterThan(0.2);
  expect(legal?.adjustedP).toBeLessThan(0.001);
  expect(legal?.words.map(({ word }) => word)).toEqual(expect.arrayContaining(["clause", "contract"]));
  expect(legal?.typical).toHaveLength(3);
  for (const { text } of legal?.typical ?? []) expect(text).toMatch(/clause/);
  for (const { text, cluster } of result.more) {
    expect(text).toMatch(/clause/);
    expect(cluster).toBe(0);
  }
});

test("clusters may be those of the reference alone", async () => {
  const rows = [...embeddings("reference", before), ...embeddings("current", moved)];
  const [both, alone] = [await drift(rows), await drift(rows, "clusters_of: reference")];
  expect(alone.clusters.map(({ referenceCount }) => referenceCount)).not.toEqual(
    both.clusters.map(({ referenceCount }) => referenceCount),
  );
  expect(alone.verdict).toEqual(both.verdict);
});

test("rows lead to their traces and spans by their ids", async () => {
  const rows = [...embeddings("reference", before), ...embeddings("current", moved)];
  const db = await storeOf(await engine(), rows);
  await db.query("INSERT INTO store.traces (trace_id) SELECT id FROM store.embeddings WHERE id LIKE 'current %'");
  await db.query(
    "INSERT INTO store.spans (trace_id, span_id) SELECT 'the trace', id FROM store.embeddings WHERE id LIKE 'reference %'",
  );
  const result = await evaluateCell(embeddingDrift, quick, { engine: db });
  for (const { id, traceId, spanId } of result.more) expect([traceId, spanId]).toEqual([id, null]);
  for (const { id, traceId, spanId } of result.less) expect([traceId, spanId]).toEqual(["the trace", id]);
  expect(result.clusters[0]?.typical.every(({ traceId }) => traceId !== null)).toBe(true);
});

test("a sample is drawn by its seed and told of", async () => {
  const rows = [...embeddings("reference", chance(400, 5)), ...embeddings("current", chance(60, 6, 1))];
  const [one, again, other] = [
    await drift(rows, "sample: 100"),
    await drift(rows, "sample: 100"),
    await drift(rows, "sample: 100\nseed: 2"),
  ];
  expect(one.counts).toMatchObject({ reference: 400, referenceRows: 100, current: 60, currentRows: 60 });
  expect(guard(one, "sample")?.text).toMatch(
    /^Looked at 100 of 400 reference and 60 current vectors, drawn with seed 1/,
  );
  expect(again).toEqual(one);
  expect(measure(other, "centroid distance")?.value).not.toBe(measure(one, "centroid distance")?.value);
});

test("it says how far it is, and stops when it is told to", async () => {
  const db = await storeOf(await engine(), [...embeddings("reference", before), ...embeddings("current", moved)]);
  const said: string[] = [];
  await evaluateCell(embeddingDrift, quick, { engine: db, progress: (text) => said.push(text) });
  expect(said).toContain("MMD and energy distance, 99 permutations");
  expect(said).toContain("200 vectors read");
  const signal = AbortSignal.abort(new Error("stopped"));
  await expect(evaluateCell(embeddingDrift, quick, { engine: db, signal })).rejects.toThrow("stopped");
});
