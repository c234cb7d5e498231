import { UMAP } from "umap-js";
import { expect, test } from "vitest";
import { matrixOf, rowsOf } from "../../../src/analysis/matrix.ts";
import { seededRandom } from "../../../src/analysis/random.ts";
import { transformed, umapJsEngine } from "../../../src/cells/embedding-map/umap-js-engine.ts";
import { clusteredMatrix } from "../../analysis/clustered-matrix.ts";

const all = clusteredMatrix({ rows: 80, columns: 8, clusters: 3, inner: 2 });
const lists = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, at) => Array.from(rowsOf(all, [from + at]).data));

function fitted(): UMAP {
  const map = new UMAP({ nNeighbors: 8, nEpochs: 21, random: seededRandom(1).next });
  map.fit(lists(0, 40));
  return map;
}

test("the trap is there: a batch of exactly as many rows as were fitted moves umap-js's own map", () => {
  const map = fitted();
  const before = structuredClone(map.getEmbedding());
  map.transform(lists(40, 80));
  expect(map.getEmbedding()).not.toEqual(before);
});

test("no batch is ever of that size, so the map stays", () => {
  const map = fitted();
  const before = structuredClone(map.getEmbedding());
  expect(transformed(map, lists(40, 80), 40)).toHaveLength(40);
  expect(map.getEmbedding()).toEqual(before);
  expect(transformed(map, [], 40)).toEqual([]);
});

test("the engine gives the same bits for the same seed, and the map apart from what is placed", () => {
  const lay = (rows: number) =>
    umapJsEngine(
      rowsOf(
        all,
        Array.from({ length: rows }, (_, at) => at),
      ),
      40,
      40,
      { epochs: 20 },
    );
  expect(lay(80)).toEqual(lay(80));
  expect(lay(80).positions.subarray(0, 80)).toEqual(lay(60).positions.subarray(0, 80));
  expect(lay(80).novelty).toHaveLength(80);
  expect(matrixOf(lay(80).positions, 2).rows).toBe(80);
});
