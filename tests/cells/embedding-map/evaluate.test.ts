import { expect, test } from "vitest";
import { embeddingMap } from "../../../src/cells/embedding-map/index.tsx";

import { evaluateCell } from "../../support/cell.ts";
import { clusteredEmbeddings, storeOfEmbeddings } from "../../support/clustered-embeddings.ts";
import { testEngine } from "../../support/engine.ts";

const engine = testEngine();
const both = [
  ...clusteredEmbeddings(160),
  ...clusteredEmbeddings(120, { day: "2026-04-02", seed: 2, shares: [1, 1, 0, 6], prefix: "c" }),
];

test("the current rows fall into a map of the reference, and the cluster that grew comes first", async () => {
  const db = await storeOfEmbeddings(await engine(), both);
  const shown: unknown[] = [];
  const result = await evaluateCell(embeddingMap, "clusters: 4\nepochs: 60", {
    engine: db,
    show: (r) => shown.push(r),
  });
  expect(result.sides.map(({ side, rows, shown }) => [side, rows, shown])).toEqual([
    ["reference", 160, 160],
    ["current", 120, 120],
  ]);
  expect(result.placed).toBe(true);
  const [first] = result.reading?.clusters ?? [];
  expect(first?.words.map(({ word }) => word)).toEqual(expect.arrayContaining(["invoice", "tax", "receipt"]));
  expect(first?.change.value).toBeGreaterThan(0.3);
  expect(result.reading?.quality.trustworthiness).toBeGreaterThan(0.9);
  expect(result.positions.every(Number.isFinite)).toBe(true);
  expect(shown.length).toBeGreaterThan(0);
});
