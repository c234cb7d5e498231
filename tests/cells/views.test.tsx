import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { alertReplay } from "../../src/cells/alert-replay/index.tsx";
import type { AnyCellKind } from "../../src/cells/cell-kind.tsx";
import { compare } from "../../src/cells/compare/index.tsx";
import { criticalPath } from "../../src/cells/critical-path/index.tsx";
import { importReport } from "../../src/cells/import-report/index.tsx";
import { latency } from "../../src/cells/latency/index.tsx";
import { loops } from "../../src/cells/loops/index.tsx";
import { overview } from "../../src/cells/overview/index.tsx";
import { psi } from "../../src/cells/psi/index.tsx";
import { traceDiff } from "../../src/cells/trace-diff/index.tsx";
import { traces } from "../../src/cells/traces/index.tsx";
import type { Engine } from "../../src/engine/engine.ts";
import { literal } from "../../src/engine/sql.ts";
import { type Cohorts, noCohorts } from "../../src/notebook/cohorts.ts";
import { setCohorts } from "../../src/notebook/store.ts";
import { evaluateCell } from "../support/cell.ts";
import { testStore } from "../support/engine.ts";
import { storeOf } from "../support/spans.ts";

const engine = testStore();
const hostile = `<img src=x onerror="alert(1)"><script>alert('x')</script>\u202egnp`;
const at = (date: string) => BigInt(Date.parse(date)) * 1_000_000n;
const cohorts: Cohorts = {
  reference: { from: "2026-04-01", to: "2026-04-01" },
  current: { from: "2026-04-02", to: "2026-04-02" },
};

/** A store in which every text is hostile. */
async function hostileStore(windows: Cohorts): Promise<Engine> {
  const db = await engine();
  const span = (day: string, seconds: bigint) => ({
    trace_id: `${hostile} ${day}`,
    span_id: `${hostile} ${day}`,
    name: hostile,
    kind: hostile,
    tenant: hostile,
    start_ns: at(day),
    end_ns: at(day) + seconds * 1_000_000_000n,
    cost_usd: 0.01,
    source_id: 1,
  });
  await storeOf(db, [span("2026-04-01", 10n), span("2026-04-02", 90n)]);
  await setCohorts(db, windows);
  for (const table of ["sources", "import_issues", "import_attributes", "deployments"])
    await db.query(`DELETE FROM store.${table}`);
  const text = literal(hostile);
  await db.query(`INSERT INTO store.sources BY NAME SELECT 1 AS source_id, ${text} AS path, ${text} AS format,
    ${text} AS reason, 3 AS records, 1 AS lost, 2 AS spans, 12 AS bytes, [${text}] AS tables`);
  await db.query(`INSERT INTO store.import_issues BY NAME SELECT 1 AS source_id, 7 AS line, 'record' AS severity,
    1 AS records, ${text} AS reason`);
  await db.query(`INSERT INTO store.import_attributes VALUES (1, ${text}, 5)`);
  await db.query(`INSERT INTO store.deployments BY NAME SELECT ${at("2026-04-01T12:00Z")} AS time_ns, ${text} AS name`);
  return db;
}

async function markup(kind: AnyCellKind, source: string, windows: Cohorts): Promise<string> {
  const db = await hostileStore(windows);
  const result = await evaluateCell(kind, source, { engine: db });
  const plain: unknown = JSON.parse(JSON.stringify(structuredClone(result)));
  expect(plain).toEqual(result);
  const props = { name: "cell", spec: kind.parse(source), result: plain, live: null };
  return renderToStaticMarkup(createElement(kind.View, props));
}

const kinds: readonly (readonly [string, AnyCellKind, readonly string[]])[] = [
  ["overview", overview, ["", "per: hour"]],
  ["latency", latency, ["", "by: tenant", "quantile: p99\nsort: difference"]],
  ["compare", compare, ["", "weight_by: tenant", "sort: quantile\nlimit: 1"]],
  ["traces", traces, ["", "cohort: current", "text: nothing", "path: nothing"]],
  ["trace-diff", traceDiff, ["", "show: changes"]],
  ["critical-path", criticalPath, ["", "by: tenant\nrows: traces"]],
  ["loops", loops, ["", "kinds: [UNKNOWN]"]],
  ["traces", traces, ["", "cohort: current", "text: nothing"]],
  ["import-report", importReport, [""]],
  ["psi", psi, ["columns: [name, duration_ms]\nmin_count: 2", "text: name\ntraces: true", "columns: kind\nevery: 1d"]],
  ["alert-replay", alertReplay, ["of: traces\nmeasure: wall_ms\nflag: 5\nact: 20\npersist: 1"]],
];

for (const [name, kind, sources] of kinds)
  for (const windows of [noCohorts, { ...cohorts, current: null }, cohorts])
    test(`${name} draws without a DOM, and hostile text is text, with ${Object.values(windows).filter(Boolean).length} windows`, async () => {
      for (const source of sources) {
        const html = await markup(kind, source, windows);
        expect(html.length).toBeGreaterThan(100);
        expect(html.replace(/"[^"]*"/g, '""')).not.toMatch(/<img|<script|<[^>]*onerror/i);
        expect(html.replace(/"[^"]*"/g, '""'), "what turns the direction of text is shown as a code").not.toMatch(
          /[\u202a-\u202e]/,
        );
        expect(html).not.toMatch(/NaN|undefined|\[object/);
        expect(html).not.toContain("<button");
      }
    });

test("what hostile names say can be read in the views", async () => {
  const escaped = "&lt;img src=x onerror=";
  expect(await markup(latency, "", cohorts)).toContain(escaped);
  expect(await markup(traces, "", cohorts)).toContain(escaped);
  expect(await markup(importReport, "", cohorts)).toContain(escaped);
});

test("empty views say why and what to do", async () => {
  const db = await engine();
  await storeOf(db, []);
  await db.query("DELETE FROM store.sources");
  const draw = async (kind: AnyCellKind) => {
    const result = await evaluateCell(kind, "", { engine: db });
    return renderToStaticMarkup(createElement(kind.View, { name: "cell", spec: kind.parse(""), result, live: null }));
  };
  expect(await draw(overview)).toContain("No traces yet. Drag files in, or Import files.");
  expect(await draw(latency)).toContain("No spans yet. Drag files in, or Import files.");
  expect(await draw(traces)).toContain("No traces yet. Drag files in, or Import files.");
  expect(await draw(importReport)).toContain("No sources yet. Drag files in, or Import files.");
});

test("the figures of a view carry their n, their interval or the reason for none", async () => {
  const html = await markup(latency, "", cohorts);
  expect(html).toContain("too few: n = 1, an interval for p95 needs 72");
  expect(html).toContain("reference");
  expect(html).toContain("+80.0");
  expect(await markup(overview, "", cohorts)).toContain("too few: n = 1, an interval needs 30");
});

test("the report accounts for what was read", async () => {
  const html = await markup(importReport, "", noCohorts);
  expect(html).toContain("2 of 3 records read, 1 could not be read");
  expect(html).toContain("line 7");
});
