import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { embeddingDrift } from "../../../src/cells/embedding-drift/index.tsx";
import { literal } from "../../../src/engine/sql.ts";
import { evaluateCell } from "../../support/cell.ts";
import { testStore } from "../../support/engine.ts";
import { chance, embeddings, type SomeEmbedding, storeOf } from "./store.ts";

const engine = testStore();
const hostile = `<img src=x onerror="alert(1)"><script>alert('x')</script>`;

async function drawn(rows: readonly SomeEmbedding[], rest = ""): Promise<string> {
  const db = await storeOf(await engine(), rows);
  await db.query(
    `INSERT INTO store.deployments BY NAME SELECT ${BigInt(Date.parse("2026-06-02T12:00Z")) * 1_000_000n} AS time_ns, ${literal(hostile)} AS name`,
  );
  const source = `permutations: 99\nclusters: 3\n${rest}`;
  const result = await evaluateCell(embeddingDrift, source, { engine: db });
  const spec = embeddingDrift.parse(source);
  return renderToStaticMarkup(createElement(embeddingDrift.View, { name: "drift", spec, result, live: null }));
}

const before = embeddings("reference", chance(60, 1));
const moved = embeddings("current", chance(50, 2, 2));

test("without a page everything is told: verdict, figures with n, clusters, rows", async () => {
  const html = await drawn([...before, ...moved]);
  for (const text of [
    "Drifted",
    "no drift at this n",
    "60 + 50",
    "95 % interval",
    "Rule: the smaller p",
    "current words",
  ])
    expect(html).toContain(text);
  expect(html).not.toMatch(/NaN|Infinity|undefined|\[object/);
  expect(html).not.toContain("<button");
});

test("text from the data stays text", async () => {
  const all = () => ({
    ...{ text: hostile, model: hostile, attributes: { tenant: hostile } },
  });
  const html = await drawn(
    [...embeddings("reference", chance(60, 1), all), ...embeddings("current", chance(50, 2, 2), all), ...before],
    "every: 1d\nsegment: tenant\n",
  );
  expect(html).toContain("&lt;img src=x");
  expect(html).not.toMatch(/<img|<script/);
});

test("windows stand in a figure with its table, and a sentence says what it shows", async () => {
  const html = await drawn([...before, ...moved], "every: 1d\n");
  expect(html).toContain("2 windows: 1 lie beyond what no drift comes to");
  expect(html).toContain("Classifier: its AUC is above chance in 1 of 2 windows");
  expect(html).toContain(
    "Of at most 20 principal components some drifted in 1 of 2 windows; most, 17 %, on 2026-06-03.",
  );
  expect(html.match(/"figure-svg"/g)).toHaveLength(3);
  expect(html).toContain("drifted_components");
  expect(html).toContain("As a table");
  expect(html).toContain("window_start");
});

test("where there is nothing to compare, it says why and what to do", async () => {
  const html = await drawn(before);
  expect(html).toContain("Too little data");
  expect(html).toContain("No vector of embeddings lies in current: move the windows on the timeline");
  expect(html).not.toContain("<table");
});

test("the summary names the verdict and the numbers of vectors", async () => {
  const db = await storeOf(await engine(), [...before, ...moved]);
  const result = await evaluateCell(embeddingDrift, "permutations: 99\nclusters: 3", { engine: db });
  expect(embeddingDrift.summary?.(result)).toBe("drifted, 60 reference and 50 current vectors");
});
