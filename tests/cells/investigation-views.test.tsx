import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import type { AnyCellKind } from "../../src/cells/cell-kind.tsx";
import { cost } from "../../src/cells/cost/index.tsx";
import { errors } from "../../src/cells/errors/index.tsx";
import { retrieval } from "../../src/cells/retrieval/index.tsx";
import type { Engine } from "../../src/engine/engine.ts";
import { literal } from "../../src/engine/sql.ts";
import { type Cohorts, noCohorts } from "../../src/notebook/cohorts.ts";
import { setCohorts } from "../../src/notebook/store.ts";
import { evaluateCell } from "../support/cell.ts";
import { testStore } from "../support/engine.ts";
import { type SomeSpan, storeOf } from "../support/spans.ts";

const engine = testStore();
const hostile = `<img src=x onerror="alert(1)"><script>alert('x')</script>\u202egnp`;
const day = (n: number) => BigInt(Date.UTC(2026, 3, n)) * 1_000_000n;
const second = 1_000_000_000n;
const cohorts: Cohorts = {
  reference: { from: "2026-04-01", to: "2026-04-01" },
  current: { from: "2026-04-02", to: "2026-04-02" },
};

/** A trace that searches, calls a model that loops and fails, and is told off; every text in it is hostile. */
function spansOf(id: string, start: bigint, calls: number): SomeSpan[] {
  const at = (place: number) => ({
    start_ns: start + BigInt(place) * second,
    end_ns: start + BigInt(place + 1) * second,
  });
  const common = { trace_id: id, tenant: hostile, name: hostile, source_id: 1 };
  const call = (place: number): SomeSpan => ({
    ...{ ...common, ...at(place + 1), span_id: `${id}-${place}`, parent_span_id: id, kind: "LLM" },
    ...{ model: place % 2 ? "gpt-4.1-mini" : hostile, input_tokens: 100n, output_tokens: 10n, cache_read_tokens: 50n },
    ...{ status: place === 0 ? "ERROR" : "OK", status_message: place === 0 ? `${hostile} timed out` : null },
    ...{ attributes: { "gen_ai.server.time_to_first_token": "0.4", "prompt.version": hostile } },
  });
  return [
    { ...common, ...at(0), span_id: id, kind: "AGENT", cost_usd: 9, cost_source: "reported" },
    { ...common, ...at(0), span_id: `${id}-s`, parent_span_id: id, kind: "RETRIEVER", input: hostile },
    ...Array.from({ length: calls }, (_, place) => call(place)),
  ];
}

async function hostileStore(windows: Cohorts): Promise<Engine> {
  const db = await engine();
  const ids = Array.from({ length: 33 }, (_, i) => ({ id: `${hostile} r${i}`, start: day(1), calls: 2 }));
  const traces = [...ids, { id: `${hostile} c`, start: day(2), calls: 9 }];
  await storeOf(
    db,
    traces.flatMap(({ id, start, calls }) => spansOf(id, start, calls)),
  );
  const text = literal(hostile);
  for (const table of ["documents", "scores", "deployments"]) await db.query(`DELETE FROM store.${table}`);
  await db.query(`INSERT INTO store.documents BY NAME SELECT trace_id, span_id, 1 AS rank, ${text} AS score_kind, 0.5 AS score,
    CASE WHEN trace_start_ns < ${day(2)} THEN ${text} ELSE 'other' END AS doc_id, unnest([${text}, '2026-01-01', NULL]) AS last_updated
    FROM store.spans WHERE kind = 'RETRIEVER'`);
  await db.query(`INSERT INTO store.scores BY NAME SELECT trace_id AS target_id, 'trace' AS target_type, ${text} AS name,
    'human' AS source, (row_number() OVER () % 2)::DOUBLE AS value_num, ${text} AS rationale FROM store.traces`);
  await db.query(`INSERT INTO store.deployments BY NAME SELECT ${day(1) + second} AS time_ns, ${text} AS name`);
  await setCohorts(db, windows);
  return db;
}

async function markup(kind: AnyCellKind, source: string, db: Engine): Promise<string> {
  const result = await evaluateCell(kind, source, { engine: db });
  const plain: unknown = JSON.parse(JSON.stringify(structuredClone(result)));
  expect(plain).toEqual(result);
  const props = { name: "cell", spec: kind.parse(source), result: plain, live: null };
  return renderToStaticMarkup(createElement(kind.View, props));
}

const kinds: readonly (readonly [string, AnyCellKind, readonly string[]])[] = [
  [
    "cost",
    cost,
    [
      "",
      "by: step\nbudget: {default: 0.0001, tenants: {nobody: 3}}\ntenant_from: [tenant.id]",
      "show: []",
      "kind: LLM",
    ],
  ],
  [
    "retrieval",
    retrieval,
    ["", "sla: 1d\nalert: {share: 0.1, persistence: 1, documents: 1, window: 1}", "since: 2026-04-02"],
  ],
  ["errors", errors, ["", "origins: false", "step: nothing"]],
];

for (const [name, kind, sources] of kinds)
  for (const windows of [noCohorts, { ...cohorts, current: null }, cohorts])
    test(`${name} draws without a DOM, and hostile text is text, with ${Object.values(windows).filter(Boolean).length} windows`, async () => {
      const db = await hostileStore(windows);
      for (const source of sources) {
        const html = await markup(kind, source, db);
        expect(html.length).toBeGreaterThan(100);
        expect(html.replace(/"[^"]*"/g, '""')).not.toMatch(/<img|<script|<[^>]*onerror/i);
        expect(html.replace(/"[^"]*"/g, '""'), "what turns the direction of text is shown as a code").not.toMatch(
          /[\u202a-\u202e]/,
        );
        expect(html).not.toMatch(/NaN|Infinity|undefined|\[object/);
        expect(html).not.toContain("<button");
      }
    });

test("the figures carry their intervals, and what has to be seen to stands open", async () => {
  const db = await hostileStore(cohorts);
  const costs = await markup(cost, "budget: {default: 0.0001}", db);
  expect(costs).toContain("95 % interval");
  expect(costs).toMatch(/<details[^>]*open=""[^>]*><summary><b>Budget<\/b>/);
  expect(costs).toContain("34 of 34 roots".replace("34 of 34", "0 of 34"));
  expect(costs).toContain("have tokens and no price");
  const found = await markup(retrieval, "sla: 1d\nalert: {share: 0.1, persistence: 1, documents: 1, window: 1}", db);
  expect(found).toContain("<code>trigger_reindex</code>");
  expect(found).toContain("say one that cannot be read");
  const broken = await markup(errors, "", db);
  expect(broken).toContain("Median of");
  expect(broken).toContain("Traces with one: reference");
});

test("empty views say why and what to do", async () => {
  const db = await engine();
  await storeOf(db, []);
  for (const table of ["documents", "scores", "deployments"]) await db.query(`DELETE FROM store.${table}`);
  for (const [, kind] of kinds)
    expect(await markup(kind, "", db)).toContain("No spans yet. Drag files in, or Import files.");
  await storeOf(db, [
    { trace_id: "a", span_id: "a", name: "x", kind: "TOOL", start_ns: day(1), end_ns: day(1) + second },
  ]);
  expect(await markup(cost, "", db)).toContain("No span says which tokens it used");
  expect(await markup(retrieval, "", db)).toContain("No span searches");
  expect(await markup(errors, "", db)).toContain("No span has status ERROR.");
});
