import { expect, test } from "vitest";
import { embeddingMap } from "../../../src/cells/embedding-map/index.tsx";
import type { MapResult } from "../../../src/cells/embedding-map/result.ts";
import {
  rowsSql,
  type Selection,
  selectionShare,
  selectionWords,
  tracesSource,
} from "../../../src/cells/embedding-map/selection.ts";
import { traces } from "../../../src/cells/traces/index.tsx";
import type { Engine } from "../../../src/engine/engine.ts";
import { derive } from "../../../src/notebook/derive.ts";
import { writeTable } from "../../../src/notebook/tables.ts";
import { PointIndex } from "../../../src/widgets/point-index.ts";
import { evaluateCell } from "../../support/cell.ts";
import { clusteredEmbeddings, storeOfEmbeddings } from "../../support/clustered-embeddings.ts";
import { testStore } from "../../support/engine.ts";

const engine = testStore();
const rows = [
  ...clusteredEmbeddings(1500),
  ...clusteredEmbeddings(300, { day: "2026-04-02", seed: 2, shares: [1, 1, 0, 6], prefix: "c" }),
];

let made: Promise<{ db: Engine; result: MapResult }> | undefined;

function map() {
  made ??= (async () => {
    const db = await storeOfEmbeddings(await engine(), rows);
    const result = await evaluateCell(embeddingMap, "epochs: 30\nclusters: 4", { engine: db });
    await writeTable(db, "my map", embeddingMap.table?.(result) ?? { columns: [], rows: [] });
    return { db, result };
  })();
  return made;
}

async function idsOf(db: Engine, sql: string | null): Promise<string[]> {
  const found = await db.query(sql ?? "");
  return Array.from(found.getChild("id") ?? [], String).sort();
}

const expected = ({ rows }: Selection, result: MapResult) =>
  Array.from(rows, (row) => String(result.rows.ids[row])).sort();

test("a selection becomes a statement that gives exactly its rows: few by id, many by cluster, rectangle or loop", async () => {
  const { db, result } = await map();
  const index = new PointIndex(result.positions);
  const [x, y] = [
    [...result.positions].filter((_, at) => at % 2 === 0),
    [...result.positions].filter((_, at) => at % 2),
  ];
  const middle = (values: number[]) => values.sort((a, b) => a - b)[900] as number;
  const box = { left: Math.min(...x) - 1, right: Math.max(...x) + 1, bottom: middle(y) - 6, top: Math.max(...y) + 1 };
  const [cx, cy] = [middle(x), middle(y)];
  const loop = Array.from({ length: 12 }, (_, at) => {
    const reach = at % 2 ? 14 : 9;
    return { x: cx + reach * Math.cos((at * Math.PI) / 6), y: cy + reach * Math.sin((at * Math.PI) / 6) };
  });
  const all = { left: -1e6, right: 1e6, bottom: -1e6, top: 1e6 };
  const selections: Selection[] = [
    { rows: Int32Array.of(0, 5, 1700), by: { box }, label: "" },
    { rows: index.inBox(all), by: { box: all }, label: "" },
    { rows: index.inBox(box), by: { box }, label: "" },
    { rows: index.inLoop(loop), by: { loop }, label: "" },
  ];
  for (const selection of selections) {
    expect(selection.rows.length).toBeGreaterThan(0);
    expect(await idsOf(db, rowsSql(selection, result, "my map", { table: "embeddings" }))).toEqual(
      expected(selection, result),
    );
  }
  expect(rowsSql(selections[0] as Selection, result, "", { table: "embeddings" })).toContain('FROM "embeddings"');
});

test("its loop holds in SQL what it holds on the screen, also for more rows than are named by id", async () => {
  const { db, result } = await map();
  const loop = [
    { x: -1e3, y: -1e3 },
    { x: 1e3, y: -1e3 },
    { x: 1e3, y: 1e3 },
    { x: 0.5, y: -900 },
  ];
  const selection: Selection = { rows: new PointIndex(result.positions).inLoop(loop), by: { loop }, label: "" };
  const many: Selection = { ...selection, rows: Int32Array.from({ length: 1200 }, (_, row) => row) };
  const sql = rowsSql(many, result, "my map", { table: "embeddings" }) ?? "";
  expect(sql).toContain("% 2 = 1");
  expect(await idsOf(db, sql)).toEqual(expected(selection, result));
});

test("shares of both cohorts, their change, and the words against the rest", async () => {
  const { result } = await map();
  const grown = result.reading?.clusters[0];
  const own = Int32Array.from(result.reading?.cluster.keys() ?? []).filter(
    (row) => result.reading?.cluster[row] === grown?.cluster,
  );
  const selection: Selection = { rows: own, by: { cluster: grown?.cluster ?? 0 }, label: "" };
  const share = selectionShare(selection, result);
  expect(share?.currentCount).toBe(grown?.currentCount);
  expect(share?.change.value).toBeCloseTo(grown?.change.value ?? 0, 9);
  expect(selectionWords(selection, result).map(({ word }) => word)).toEqual(expect.arrayContaining(["invoice", "tax"]));
});

test("its traces are found by a span's id, a trace's id or an attribute that names one", async () => {
  const { db, result } = await map();
  const span = (trace: string, id: string) =>
    `SELECT '${trace}' AS trace_id, '${id}' AS span_id, 'answer' AS name, 'LLM' AS kind, 1000 AS start_ns, 2000 AS end_ns`;
  await db.query(`INSERT INTO store.spans BY NAME ${span("t1", "r0")} UNION ALL ${span("r1", "s2")} UNION ALL
    ${span("t3", "s3")} UNION ALL ${span("t4", "s4")}`);
  await db.query("UPDATE store.embeddings SET attributes = MAP {'trace_id': 't3'} WHERE id = 'r2'");
  await derive(db);
  const places = ["r0", "r1", "r2"].map((id) => result.rows.ids.indexOf(id));
  const selection: Selection = { rows: Int32Array.from(places), by: { cluster: 0 }, label: "" };
  const found = await evaluateCell(traces, tracesSource(selection, result, "my map", { table: "embeddings" }) ?? "", {
    engine: db,
  });
  expect(found.traces.map(({ traceId }) => traceId).sort()).toEqual(["r1", "t1", "t3"]);
});
