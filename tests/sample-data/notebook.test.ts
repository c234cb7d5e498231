import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { nodeSource } from "../../main/cli/node-source.ts";
import type { CompareResult } from "../../src/cells/compare/result.ts";
import type { CostResult } from "../../src/cells/cost/result.ts";
import type { ErrorsResult } from "../../src/cells/errors/result.ts";
import type { ImportReport } from "../../src/cells/import-report/result.ts";
import { cellKinds } from "../../src/cells/index.tsx";
import type { LatencyResult } from "../../src/cells/latency/result.ts";
import type { LoopsResult } from "../../src/cells/loops/result.ts";
import type { OverviewResult } from "../../src/cells/overview/result.ts";
import type { RetrievalResult } from "../../src/cells/retrieval/result.ts";
import type { SqlResult } from "../../src/cells/sql/result.ts";
import type { TracesResult } from "../../src/cells/traces/evaluate.ts";
import type { WaterfallResult } from "../../src/cells/waterfall/result.ts";
import type { Plain } from "../../src/engine/table-data.ts";
import { readSource } from "../../src/importers/read.ts";
import { parseNotebook, serializeNotebook } from "../../src/notebook/markdown.ts";
import { Session } from "../../src/notebook/session.ts";
import { testEngine } from "../support/engine.ts";
import { quantile, readSample, sampleFolder } from "./raw-traces.ts";

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
});

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
    const serving = ["markdown", "sql", "import-report", "overview", "latency", "traces", "waterfall"];
    for (const kind of [...serving, "retrieval", "errors", "cost"]) expect(kinds).toContain(kind);
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

describe("the other questions have their answers too", () => {
  const inWindow = (from: string, to: string) => {
    const [first, last] = [Date.parse(from), Date.parse(to) + 86_400_000];
    const roots = sample.roots.filter(({ start }) => start >= first && start < last);
    return new Set(roots.map(({ traceId }) => traceId));
  };
  const reference = inWindow("2026-04-01", "2026-04-14");
  const current = inWindow("2026-04-21", "2026-04-28");

  test("which deployment: warehouse.size alone moved the median", () => {
    const changes = rows("around_deployments").map(({ name, version, deployed, before_median_s, after_median_s }) => ({
      name: `${name} ${version}`,
      deployed: String(deployed).slice(0, 16),
      factor: Number(after_median_s) / Number(before_median_s),
    }));
    expect(changes.map(({ name, deployed }) => [name, deployed])).toEqual([
      ["write-sql 3.1", "2026-04-09T09:30"],
      ["warehouse.size x-small", "2026-04-20T14:02"],
      ["schema-notes 2.3", "2026-04-24T10:15"],
    ]);
    expect(changes[1]?.factor).toBeGreaterThan(3);
    for (const place of [0, 2]) expect(Math.abs((changes[place]?.factor ?? 0) - 1)).toBeLessThan(0.1);
  });

  test("what it cost: reported amounts are those in the files, and write SQL is what grew", () => {
    const { total, groups, divergence, budget } = resultOf<CostResult>("what_it_costs");
    const reported = (traces: ReadonlySet<string>) =>
      sample.spans
        .filter(({ traceId }) => traces.has(traceId))
        .reduce(
          (sum, { attributes }) => sum + Number(attributes["llm.cost.total"] ?? attributes["gen_ai.usage.cost"] ?? 0),
          0,
        );
    expect(total.sides.reference?.reported).toBeCloseTo(reported(reference), 9);
    expect(total.sides.current?.reported).toBeCloseTo(reported(current), 9);
    expect(total.sides.current?.computed).toBeGreaterThan(0.1);
    expect(total.difference?.low).toBeGreaterThan(0);
    expect(groups[0]?.values[0]).toBe("write SQL");
    expect(groups[0]?.difference?.low).toBeGreaterThan(0);
    for (const { values, difference } of groups.slice(1)) expect(difference?.value, `${values}`).toBeLessThan(0.0001);
    expect(divergence?.steps[0]).toMatchObject({ step: "write SQL", traces: 14 });
    const loops = new Set(rows("same_call_again").map(({ trace_id }) => trace_id));
    for (const { traceId, ofStep } of divergence?.traces.slice(0, 7) ?? []) {
      expect(loops).toContain(traceId);
      expect(ofStep).toBeGreaterThan(2);
    }
    expect(
      budget?.tenants.filter(({ verdict }) => verdict === "over budget").map(({ tenant, over }) => [tenant, over]),
    ).toEqual([["harbor", 3]]);
  });

  test("what broke: a timeout after 240 s that there was none of before, in warehouse.query alone", () => {
    const { types, timeouts, retries } = resultOf<ErrorsResult>("what_broke");
    const cancelled = sample.spans.filter(({ attributes }) => attributes["error.type"] === "StatementTimeout");
    expect(types[0]).toMatchObject({ type: "StatementTimeout", steps: ["warehouse.query"], isTimeout: true });
    expect(types[0]?.sides.reference?.errors).toBe(0);
    expect(types[0]?.sides.current?.errors).toBe(cancelled.filter(({ traceId }) => current.has(traceId)).length);
    expect(types[0]?.adjustedP).toBeLessThan(0.05);
    for (const { type, adjustedP } of types.slice(1)) expect(adjustedP, `${type}`).toBeGreaterThan(0.05);
    expect(timeouts.steps[0]?.sides.current?.medianMs).toBe(240_000);
    for (const { sides } of retries) for (const side of Object.values(sides)) expect(side.success.value ?? 1).toBe(1);
  });

  test("what was found: documents as old as the files say, the same queries and scores as before", () => {
    const { measures, alert, sameQuery, scores, versions } = resultOf<RetrievalResult>("what_was_found");
    const ages = (traces: ReadonlySet<string>) =>
      sample.spans
        .filter(
          ({ traceId, attributes }) => traces.has(traceId) && attributes["openinference.span.kind"] === "RETRIEVER",
        )
        .flatMap(({ start, attributes }) =>
          Object.entries(attributes)
            .filter(([key]) => /^retrieval\.documents\.\d+\.document\.metadata$/.test(key))
            .map(([, text]) => (start - Date.parse(JSON.parse(String(text)).last_updated)) / 86_400_000),
        );
    const measure = (id: string) => measures.find((each) => each.id === id)?.sides;
    for (const [side, traces] of [
      ["reference", reference],
      ["current", current],
    ] as const) {
      const found = ages(traces);
      expect(measure("stale")?.[side]?.n).toBe(found.length);
      expect(measure("stale")?.[side]?.value).toBeCloseTo(found.filter((days) => days > 90).length / found.length, 12);
      expect(measure("age")?.[side]?.value).toBeCloseTo(quantile(found, 0.5), 6);
      expect(measure("empty")?.[side]?.value).toBe(0);
    }
    expect(versions.map(({ version }) => version)).toEqual(["2.2", "2.3"]);
    expect(scores.map(({ drift }) => drift?.verdict)).toEqual(["stable", "stable"]);
    expect(sameQuery.difference?.low).toBeLessThan(0);
    expect(sameQuery.difference?.high).toBeGreaterThan(0);
    expect(alert).toMatchObject({ action: "trigger_reindex", raised: 1 });
    expect(alert.since?.slice(0, 10)).toBe("2026-04-24");
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

  test("costs, errors and documents", () => {
    const cents = (usd: number | null | undefined) => ((usd ?? Number.NaN) * 100).toFixed(2);
    const { total, divergence, budget } = resultOf<CostResult>("what_it_costs");
    const { reference, current } = total.sides;
    says(`An answer costs ${cents(current?.perTrace.value)} cents where it cost ${cents(reference?.perTrace.value)}`);
    says(`Of the current traces ${((divergence?.share.value ?? 0) * 100).toFixed(1)} % cost more`);
    const dear = divergence?.steps.reduce((sum, { traces }) => sum + traces, 0);
    says(
      `Of these ${dear} traces ${divergence?.steps[0]?.traces} leave the reference at \`${divergence?.steps[0]?.step}\``,
    );
    expect(budget?.tenants[0]?.over).toBe(3);
    says("Harbor was over its budget on three days, first on 21 April");
    expect(budget?.tenants[0]?.firstOver).toMatch(/^2026-04-21/);
    const { types } = resultOf<ErrorsResult>("what_broke");
    expect(types[0]?.sides.current?.traces).toBe(5);
    says("never in reference and in five traces of current");
    const { measures, sameQuery } = resultOf<RetrievalResult>("what_was_found");
    const of = (id: string) => measures.find((measure) => measure.id === id)?.sides;
    says(`since the change (${percent(sameQuery.across.value)}) as it did before (${percent(sameQuery.before.value)})`);
    says(`goes from ${of("age")?.reference?.value?.toFixed(0)} to ${of("age")?.current?.value?.toFixed(0)} days`);
    says(`from ${percent(of("stale")?.reference?.value)} to ${percent(of("stale")?.current?.value)}. Config 2.3`);
  });

  test("compare: the slow step's calls make more than nine tenths of a change whose parts add up to the whole", () => {
    const { comparison } = resultOf<CompareResult>("what_changed");
    const steps = comparison?.steps ?? [];
    const share = (of: typeof steps) => of.reduce((sum, step) => sum + (step.share ?? 0), 0);
    expect(steps[0]?.names.at(-1)).toBe("warehouse.query");
    expect(share(steps.filter(({ names }) => names.at(-1) === "warehouse.query"))).toBeGreaterThan(0.9);
    expect(share(steps) + (comparison?.rest?.share ?? 0)).toBeCloseTo(1, 9);
    expect(comparison?.attributes?.rows[0]?.key).toBe("warehouse.size");
  });

  test("loops: what they wasted, and what a breaker of five would have saved and cut, as the prose says", () => {
    const { sides } = resultOf<LoopsResult>("going_round");
    const [reference, current] = sides;
    expect([reference?.loops, current?.loops]).toEqual([4, 16]);
    expect(Math.round((current?.wasted.wallMs ?? 0) / 60_000)).toBe(22);
    expect(current?.wasted.tokens).toBe(201_468);
    expect(current?.wasted.cost.toFixed(2)).toBe("0.30");
    const breaker = current?.curve.find(({ k }) => k === 5);
    expect([Math.round((breaker?.wallMs ?? 0) / 60_000), breaker?.cost.toFixed(2)]).toEqual([7, "0.05"]);
    expect([breaker?.traces, breaker?.successful]).toEqual([9, 7]);
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
