import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { nodeSource } from "../../main/cli/node-source.ts";
import type { ImportReport } from "../../src/cells/import-report/result.ts";
import { cellKinds } from "../../src/cells/index.tsx";
import type { LatencyResult } from "../../src/cells/latency/result.ts";
import type { OverviewResult } from "../../src/cells/overview/result.ts";
import type { SqlResult } from "../../src/cells/sql/result.ts";
import type { TracesResult } from "../../src/cells/traces/evaluate.ts";
import type { WaterfallResult } from "../../src/cells/waterfall/result.ts";
import type { Plain } from "../../src/engine/table-data.ts";
import { readSource } from "../../src/importers/read.ts";
import { parseNotebook, serializeNotebook } from "../../src/notebook/markdown.ts";
import { Session } from "../../src/notebook/session.ts";
import { testEngine } from "../support/engine.ts";
import { readSample, sampleFolder } from "./raw-traces.ts";

const text = readFileSync(join(sampleFolder, "incident.casebook.md"), "utf8");
const sample = readSample();
const openEngine = testEngine();
let session: Session;

beforeAll(async () => {
  session = await Session.create(await openEngine(), cellKinds, readSource);
  await session.open(text);
  const files = session.state.notebook.frontMatter.sources.map(({ path }) => {
    const file = join(sampleFolder, path);
    return nodeSource(file, statSync(file).size, path);
  });
  await session.importFiles(files);
  await session.runAll();
}, 180_000);

function state(name: string) {
  const cell = session.state.notebook.cells.find((candidate) => candidate.name === name);
  if (!cell) throw new Error(`the notebook has no cell called ${name}`);
  return session.cell(cell.id);
}

/** What the named cell gave. The caller says of which kind the cell is. */
function resultOf<Result>(name: string): Result {
  const { status, last, failure } = state(name);
  if (status !== "done" || !last) throw new Error(`cell ${name}: ${status}: ${failure?.message ?? "no result"}`);
  return last.result as Result;
}

function rows(name: string): Record<string, Plain>[] {
  const { preview } = resultOf<SqlResult>(name);
  const names = preview.columns.map((column) => column.name);
  return preview.rows.map((row) => Object.fromEntries(names.map((column, i) => [column, row[i] ?? null])));
}

const latency = () => resultOf<LatencyResult>("where_time_goes");
const overview = () => resultOf<OverviewResult>("overview");
const wholeSeconds = (ms: number | null | undefined) => `${((ms ?? Number.NaN) / 1000).toFixed(0)} s`;
const percent = (share: number | null | undefined) => `${((share ?? Number.NaN) * 100).toFixed(0)} %`;

describe("the notebook", () => {
  test("every cell runs", () => {
    const states = session.state.notebook.cells.map(({ id, kind, name }) => {
      const { status, failure } = session.cell(id);
      return `${name || kind}: ${failure?.message ?? status}`;
    });
    expect(states.filter((line) => !line.endsWith(": done"))).toEqual([]);
    expect(states.length).toBeGreaterThan(15);
  });

  test("it survives a round trip byte for byte", () => {
    expect(serializeNotebook(parseNotebook(text))).toBe(text);
  });

  test("it leads a newcomer with every kind of cell that serves the question", () => {
    const kinds = new Set(session.state.notebook.cells.map(({ kind }) => kind));
    for (const kind of ["markdown", "sql", "import-report", "overview", "latency", "traces", "waterfall"])
      expect(kinds).toContain(kind);
  });
});

describe("the answer comes out", () => {
  test("the step: warehouse.query is first in the latency table, and no model step grew by a second", () => {
    const [first, ...others] = latency().steps;
    expect(first?.step).toBe("warehouse.query");
    expect(first?.difference?.low).toBeGreaterThan(60_000);
    const models = others.filter(({ kind }) => kind === "LLM" || kind === "EVALUATOR");
    expect(models.map(({ step }) => step).sort()).toEqual([
      "judge faithfulness",
      "plan",
      "synthesise answer",
      "validate SQL",
      "write SQL",
    ]);
    for (const { step, difference } of models) {
      expect(Math.abs(difference?.value ?? Number.NaN), `${step}`).toBeLessThan(1000);
      expect(difference?.low, `${step}`).toBeLessThan(0);
      expect(difference?.high, `${step}`).toBeGreaterThan(0);
    }
  });

  test("the date: the warehouse is large until 20 April 14:00 and x-small from 14:02 on", () => {
    const [before, after] = rows("by_warehouse_size");
    expect(before?.warehouse_size).toBe("large");
    expect(before?.last_seen).toMatch(/^2026-04-20T14:00/);
    expect(after?.warehouse_size).toBe("x-small");
    expect(after?.first_seen).toMatch(/^2026-04-20T14:02/);
    expect(Number(after?.queued_p95_s)).toBeGreaterThan(30);
    expect(Number(before?.queued_p95_s)).toBeLessThan(1);
    const days = rows("p95_by_day");
    expect(days).toHaveLength(28);
    for (const { day, p95_s } of days) {
      if (String(day) < "2026-04-20") expect(Number(p95_s)).toBeLessThan(50);
      else expect(Number(p95_s)).toBeGreaterThan(140);
    }
  });

  test("the share: warehouse.query holds 19 % of the wall time before and 85 % since", () => {
    const [first] = latency().steps;
    expect(first?.sides.reference?.share).toBeCloseTo(0.194, 3);
    expect(first?.sides.current?.share).toBeCloseTo(0.849, 3);
  });

  test("the effect: the overview's 95th percentile goes from 40 s to 209 s", () => {
    const measure = overview().measures.find(({ id }) => id === "p95");
    expect(wholeSeconds(measure?.values.reference?.value)).toBe("40 s");
    expect(wholeSeconds(measure?.values.current?.value)).toBe("209 s");
  });

  test("the slowest trace is the one that the prose describes", () => {
    const { trace, spans, selected } = resultOf<WaterfallResult>("slowest_trace");
    expect(trace?.cohort).toBe("current");
    expect(spans.names[spans.name[selected] ?? -1]).toBe("warehouse.query");
    expect((spans.duration[selected] ?? 0) / 1e9).toBeCloseTo(240, 0);
    expect(resultOf<TracesResult>("slow_traces").traces[0]?.traceId).toBe(trace?.id);
    const inTrace = sample.spans.filter(({ traceId }) => traceId === trace?.id);
    expect(inTrace.filter(({ attributes }) => attributes["agent.name"] === "metric-agent")).toHaveLength(2);
    expect(inTrace.find(({ spanId }) => spanId === spans.id[selected])?.attributes["warehouse.queue_ms"]).toBe(240_000);
  });

  test("the red herrings show themselves: no other change moved the median, and every tenant waits", () => {
    const stretches = rows("other_changes");
    expect(stretches.map(({ prompt, retrieval, warehouse_size }) => [prompt, retrieval, warehouse_size])).toEqual([
      ["3.0", "2.2", "large"],
      ["3.1", "2.2", "large"],
      ["3.1", "2.2", "x-small"],
      ["3.1", "2.3", "x-small"],
    ]);
    const medians = stretches.map(({ median_s }) => Number(median_s));
    expect(medians[1]).toBeCloseTo(medians[0] ?? Number.NaN, 0);
    expect(medians[2]).toBeGreaterThan(3 * (medians[1] ?? Number.NaN));
    expect(medians[3]).toBeLessThan(medians[2] ?? Number.NaN);
    for (const { reference_p95_s, current_p95_s } of rows("by_tenant"))
      expect(Number(current_p95_s)).toBeGreaterThan(3 * Number(reference_p95_s));
  });
});

describe("what the prose says is what the cells give", () => {
  const says = (sentence: string) => expect(text.replaceAll("**", "")).toContain(sentence);

  test("durations and shares", () => {
    const [first] = latency().steps;
    const { reference, current } = first?.sides ?? {};
    says(`Its 95th percentile goes from ${wholeSeconds(reference?.p95)} to ${wholeSeconds(current?.p95)}`);
    says(`from ${percent(reference?.share)} to ${percent(current?.share)}`);
    says(`takes ${percent(current?.share)} of the traces' wall time, up from ${percent(reference?.share)}`);
    const p50 = overview().measures.find(({ id }) => id === "p50")?.values;
    says(`Its median goes from ${wholeSeconds(p50?.reference?.value)} to ${wholeSeconds(p50?.current?.value)}`);
  });

  test("loops: rarer before, and in the same traces as the higher cost", () => {
    const loops = rows("same_call_again");
    const [large, small] = ["large", "x-small"].map((size) => loops.filter((row) => row.warehouse_size === size));
    expect(large?.length).toBe(5);
    expect(small?.length).toBe(19);
    const looped = new Set(loops.map(({ trace_id }) => trace_id));
    const cost = (isLooped: boolean) => {
      const traces = sample.roots.filter((root) => looped.has(root.traceId) === isLooped);
      const ids = new Set(traces.map(({ traceId }) => traceId));
      const costs = sample.spans
        .filter(({ traceId }) => ids.has(traceId))
        .map(({ attributes }) => Number(attributes["llm.cost.total"] ?? attributes["gen_ai.usage.cost"] ?? 0));
      return costs.reduce((sum, dollars) => sum + dollars, 0) / traces.length;
    };
    expect(cost(true)).toBeGreaterThan(2 * cost(false));
  });
});

test("the README's example prints what its query gives", async () => {
  const readme = readFileSync("README.md", "utf8");
  const sql = /casebook -- query "([^"]+)"/.exec(readme)?.[1] ?? "";
  const printed = new TextDecoder().decode(await (await openEngine()).csv(sql)).trim();
  expect(printed.split("\n")).toHaveLength(6);
  expect(readme.replaceAll("\n    ", "\n")).toContain(printed.replaceAll(".0\n", "\n").replace(/\.0$/, ""));
});

describe("the import report has something true to say", () => {
  const total = (count: (source: ImportReport["sources"][number]) => number) =>
    resultOf<ImportReport>("what_was_read").sources.reduce((sum, source) => sum + count(source), 0);

  test("every span of the files is there, and the flaws are those that the README counts", () => {
    expect(total(({ rows }) => rows.spans)).toBe(sample.all.length);
    expect(total(({ spans }) => spans?.spans ?? 0)).toBe(sample.spans.length);
    expect(total(({ duplicates }) => duplicates)).toBe(sample.all.length - sample.spans.length);
    expect(total(({ lost }) => lost)).toBe(1);
    expect(total(({ spans }) => spans?.orphans ?? 0)).toBe(2);
    expect(total(({ spans }) => spans?.withoutEnd ?? 0)).toBe(1);
    expect(total(({ spans }) => spans?.outside ?? 0)).toBe(1);
    expect(total(({ spans }) => spans?.negative ?? 0)).toBe(0);
    expect(total(({ noteEntries }) => noteEntries)).toBe(0);
  });

  test("the unreadable line is named", () => {
    const [{ file, line } = { file: "", line: 0 }] = sample.unreadable;
    const { sources } = resultOf<ImportReport>("what_was_read");
    const unread = sources.flatMap(({ path, unread }) => unread.map((entry) => ({ path, line: entry.line })));
    expect(unread).toEqual([{ path: `traces/${file}`, line }]);
  });

  test("documents come with their date, scores with the judge's reason", async () => {
    const engine = await openEngine();
    const count = async (sql: string) => Number((await engine.query(sql)).getChildAt(0)?.get(0));
    expect(await count("SELECT count(*) FROM documents WHERE last_updated IS NULL AND content IS NOT NULL")).toBe(0);
    expect(await count("SELECT count(*) FROM documents WHERE content IS NOT NULL")).toBeGreaterThan(1500);
    expect(
      await count("SELECT count(*) FROM scores WHERE rationale <> '' AND value_num BETWEEN 0 AND 1"),
    ).toBeGreaterThan(sample.roots.length - 1);
    expect(await count("SELECT count(DISTINCT model) FROM spans WHERE kind = 'LLM' AND status <> 'ERROR'")).toBe(3);
  });
});
