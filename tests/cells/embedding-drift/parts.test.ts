import { expect, test } from "vitest";
import { centroidDrift } from "../../../src/analysis/centroid-drift.ts";
import { gatherVectors } from "../../../src/analysis/matrix.ts";
import { embeddingDrift } from "../../../src/cells/embedding-drift/index.tsx";
import { evaluateCell } from "../../support/cell.ts";
import { testStore } from "../../support/engine.ts";
import { chance, embeddings, type SomeEmbedding, storeOf } from "./store.ts";

const engine = testStore();
const quick = "permutations: 99\nclusters: 3\n";

async function drift(rows: readonly SomeEmbedding[], source: string) {
  return await evaluateCell(embeddingDrift, quick + source, { engine: await storeOf(await engine(), rows) });
}

const at = (day: number) => ({ time: `2026-06-0${day}T12:00:00Z` });
const [first, second, third, fourth] = [chance(50, 1), chance(50, 2), chance(40, 3), chance(40, 4, 2)];

const fourDays = [
  ...embeddings("reference", first, () => at(1)),
  ...embeddings("reference", second, () => at(2)),
  ...embeddings("current", third, () => at(3)),
  ...embeddings("current", fourth, () => at(4)),
  ...embeddings("current", [[0, 1, 2, 3, 4, 5]], () => at(6)),
];

test("each window is compared with the reference outside of it", async () => {
  const { windows } = await drift(fourDays, "every: 1d");
  expect(windows.map(({ start, n, cohort }) => [start.slice(8, 10), n, cohort])).toEqual([
    ["01", 50, "reference"],
    ["02", 50, "reference"],
    ["03", 40, "current"],
    ["04", 40, "current"],
    ["06", 1, null],
  ]);
  expect(windows.map(({ verdict }) => verdict)).toEqual(["stable", "stable", "stable", "drifted", "too little data"]);
  const expected = centroidDrift(gatherVectors(second).matrix, gatherVectors(first).matrix);
  expect(windows[0]?.distance).toBeCloseTo(expected.inReferenceSd ?? 0, 6);
  expect(windows[0]?.referenceRows).toBe(50);
  expect(windows[3]?.referenceRows).toBe(100);
  expect(windows[3]?.distance).toBeGreaterThan(windows[3]?.distanceHigh ?? 9);
  expect(windows[3]?.similarity).toBeLessThan(windows[3]?.similarityLow ?? 0);
  expect(windows[4]).toMatchObject({ mmd: null, adjustedP: null, spreadRatio: null });
});

test("each window and segment has a classifier's AUC with its p and a share of drifted components too", async () => {
  const halves = fourDays.map((row, place) => ({
    ...row,
    attributes: { half: place < 50 || (place >= 100 && place < 140) ? "a" : "b" },
  }));
  const { windows, segments } = await drift(halves, "every: 1d\nsegment: half");
  expect(windows[3]?.auc).toBeGreaterThan(0.75);
  expect(windows[3]?.auc).toBeGreaterThan(windows[3]?.aucHigh ?? 1);
  expect(windows[3]).toMatchObject({ aucP: expect.closeTo(0.04, 9), components: expect.closeTo(1 / 6, 9) });
  for (const { auc, aucHigh, aucP, components } of windows.slice(0, 3)) {
    expect(auc).toBeLessThan(aucHigh ?? 0);
    expect(aucHigh).toBeLessThan(0.75);
    expect(aucP).toBeGreaterThan(0.05);
    expect(components).toBe(0);
  }
  expect(windows[4]).toMatchObject({ auc: null, aucHigh: null, aucP: null, components: null });
  expect(segments.map(({ auc, aucHigh }) => (auc ?? 0) > (aucHigh ?? 1))).toEqual([false, true]);
  expect(segments.map(({ aucP, components }) => [typeof aucP, (components ?? 0) > 0])).toEqual([
    ["number", false],
    ["number", true],
  ]);
});

test("a single day that drifts is told among many that do not", async () => {
  const days = Array.from({ length: 24 }, (_, day) => ({
    time: `2026-06-${String(day + 3).padStart(2, "0")}T12:00:00Z`,
  }));
  const rows = [
    ...embeddings("reference", chance(50, 998), () => at(1)),
    ...embeddings("reference", chance(50, 999), () => at(2)),
    ...days.flatMap((time, day) => embeddings("current", chance(40, 1000 + day, day === 9 ? 2 : 0), () => time)),
  ];
  const { windows } = await drift(rows, "every: 1d");
  const told = windows
    .filter(({ verdict }) => verdict !== "stable")
    .map(({ start, verdict }) => [start.slice(8, 10), verdict]);
  expect(told).toEqual([["12", "drifted"]]);
});

test("with windows the cell's table is the windows, in time", async () => {
  const result = await drift(fourDays, "every: 12h");
  const { columns, rows } = embeddingDrift.table?.(result) ?? { columns: [], rows: [] };
  expect(columns.slice(0, 6)).toEqual([
    { name: "window_start", type: "TIMESTAMP" },
    { name: "cohort", type: "VARCHAR" },
    { name: "n", type: "BIGINT" },
    { name: "n_compared", type: "BIGINT" },
    { name: "similarity", type: "DOUBLE" },
    { name: "similarity_low", type: "DOUBLE" },
  ]);
  const names = columns.map(({ name }) => name);
  const last = (name: string) => rows[3]?.[names.indexOf(name)];
  expect(
    [last("auc"), last("auc_high"), last("auc_p"), last("drifted_components")].map((value) => typeof value),
  ).toEqual(Array(4).fill("number"));
  expect(rows.map(([start]) => start)).toEqual([1, 2, 3, 4, 6].map((day) => `2026-06-0${day}T12:00:00.000Z`));
});

test("weeks begin on Monday", async () => {
  const { windows } = await drift(fourDays, "every: 1w");
  expect(windows.map(({ start, n }) => [start.slice(0, 10), n])).toEqual([["2026-06-01", 181]]);
});

test("without windows the table is the segments, and without these the measures", async () => {
  const result = await drift(fourDays, "segment: text");
  const { columns } = embeddingDrift.table?.(result) ?? { columns: [] };
  expect(columns[0]).toEqual({ name: "segment", type: "VARCHAR" });
  const plain = await drift(fourDays, "");
  const { rows } = embeddingDrift.table?.(plain) ?? { rows: [] };
  expect(rows.map(([measure]) => measure)).toContain("centroid distance");
});

test("each segment is compared with its own reference, by a column or an attribute", async () => {
  const of = (tenant: string) => () => ({ attributes: { tenant } });
  const rows = [
    ...embeddings("reference", first, of("a")),
    ...embeddings("reference", second, of("b")),
    ...embeddings("current", third, of("a")),
    ...embeddings("current", fourth, of("b")),
    ...embeddings("current", [[1, 2, 3, 4, 5, 6]], of("only now")),
  ];
  const { segments } = await drift(rows, "segment: tenant");
  const told = segments.map(({ segment, referenceN, currentN, verdict }) => [segment, referenceN, currentN, verdict]);
  expect(told).toEqual([
    ["a", 50, 40, "stable"],
    ["b", 50, 40, "drifted"],
    ["only now", 0, 1, "too little data"],
  ]);
  expect(segments[2]).toMatchObject({ similarity: null, distance: null, mmd: null });
});

test("a segment that no vector has is the key's mistake", async () => {
  await expect(drift(fourDays, "segment: tenant")).rejects.toMatchObject({
    message: "segment: no vector has a tenant",
    place: { key: "segment" },
  });
});

test("too many windows, and times that are none", async () => {
  const rows = [...fourDays, ...embeddings("current", third, () => ({ time: "2027-06-01T00:00:00Z" }))];
  await expect(drift(rows, "every: 10m")).resolves.toMatchObject({ windows: { length: 6 } });
  const many = embeddings("reference", chance(420, 5), (place) => ({
    time: new Date(Date.parse("2026-06-01") + place * 60_000).toISOString(),
  }));
  await expect(drift([...many, ...fourDays], "every: 1m")).rejects.toMatchObject({
    message: expect.stringMatching(/^every: 42\d windows, at most 400 are looked at; choose longer ones$/),
    place: { key: "every" },
  });
  expect(() => embeddingDrift.parse("every: daily")).toThrow(/every: .*1d/);
});
