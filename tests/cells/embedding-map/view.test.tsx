import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { embeddingMap } from "../../../src/cells/embedding-map/index.tsx";
import { evaluateCell } from "../../support/cell.ts";
import { clusteredEmbeddings, storeOfEmbeddings } from "../../support/clustered-embeddings.ts";
import { testStore } from "../../support/engine.ts";

const engine = testStore();
const hostile = `<img src=x onerror="alert(1)">`;

async function markup(rows: Parameters<typeof storeOfEmbeddings>[1], source = "epochs: 20\nclusters: 3") {
  const result = await evaluateCell(embeddingMap, source, { engine: await storeOfEmbeddings(await engine(), rows) });
  const props = { name: "cell", spec: embeddingMap.parse(source), result, live: null };
  return renderToStaticMarkup(createElement(embeddingMap.View, props));
}

test("without a page the map is a drawing with its clusters, its legend and what it is worth", async () => {
  const text = await markup([
    ...clusteredEmbeddings(80),
    ...clusteredEmbeddings(60, { day: "2026-04-02", seed: 2, shares: [1, 1, 0, 6], prefix: "c" }),
  ]);
  expect(text).toContain("<svg");
  expect(text).toContain("var(--reference)");
  expect(text).toMatch(
    /Trustworthiness 0\.\d{3}, continuity 0\.\d{3}, \d+ % of neighbours kept \(k = 15, 140 points\)/,
  );
  expect(text).toMatch(/of the drift is not visible here|look further apart/);
  expect(text).toContain("invoice");
  expect(text).not.toContain("<button");
  expect(text).not.toMatch(/NaN|Infinity|undefined/);
});

test("texts, ids, labels and models are shown as text alone", async () => {
  const rows = clusteredEmbeddings(40).map((row, at) => ({
    ...row,
    id: `${hostile} ${at}`,
    text: hostile,
    label: `${hostile} ${at % 2}`,
    model: `${hostile} ${at % 2}`,
  }));
  const text = await markup(rows, "epochs: 20\ncolour: label");
  expect(text).toContain("&lt;img");
  expect(text).not.toContain("<img");
});

test("an empty map says why and what to do", async () => {
  expect(await markup([])).toContain("No embedding falls into the windows of the cohorts. Move them on the timeline.");
  expect(await markup(clusteredEmbeddings(20), "model: other")).toContain("No embedding is of the model other.");
  expect(await markup(clusteredEmbeddings(20), "where: id = 'x'")).toContain("No embedding meets where.");
  expect(await markup(clusteredEmbeddings(20), "table: SCORES\nvector: rater")).toContain(
    "No row of SCORES can be drawn.",
  );
});
