import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { covered, quantile, type RawSpan, readSample, sampleFolder, seconds } from "./raw-traces.ts";

const sample = readSample();
const changed = Date.UTC(2026, 3, 20, 14, 2);
const reference = within(Date.UTC(2026, 3, 1), Date.UTC(2026, 3, 15));
const current = within(Date.UTC(2026, 3, 21), Date.UTC(2026, 3, 29));
const named = (spans: readonly RawSpan[], name: string) => spans.filter((span) => span.name === name);
const p95 = (spans: readonly RawSpan[]) => quantile(spans.map(seconds), 0.95);

/** The spans of the traces whose root begins in a window. */
function within(from: number, to: number): readonly RawSpan[] {
  const traces = new Set(sample.roots.filter(({ start }) => start >= from && start < to).map(({ traceId }) => traceId));
  return sample.spans.filter(({ traceId }) => traces.has(traceId));
}

describe("the sample's size and shape", () => {
  test("it holds several hundred traces over four weeks, in under 12 MB", () => {
    expect(sample.roots.length).toBeGreaterThan(500);
    expect(sample.bytes).toBeLessThan(12e6);
    const days = new Set(sample.roots.map(({ start }) => new Date(start).toISOString().slice(0, 10)));
    expect([...days].sort()).toEqual(Array.from({ length: 28 }, (_, i) => `2026-04-${String(i + 1).padStart(2, "0")}`));
  });

  test("weekends are quieter than working days, and nights are quiet", () => {
    const onWeekend = ({ start }: RawSpan) => [0, 6].includes(new Date(start).getUTCDay());
    expect(sample.roots.filter(onWeekend).length / 8).toBeLessThan(12);
    expect(sample.roots.filter((root) => !onWeekend(root)).length / 20).toBeGreaterThan(20);
    expect(sample.roots.every(({ start }) => new Date(start).getUTCHours() >= 6)).toBe(true);
  });

  test("five tenants, about forty users, sessions of several questions", () => {
    const values = (key: string) => new Set(sample.roots.map(({ attributes }) => attributes[key]));
    expect([...values("tenant.id")].sort()).toEqual(["harbor", "kestrel", "lumen", "northfield", "orchard"]);
    expect(values("user.id").size).toBeGreaterThanOrEqual(38);
    expect(values("user.id").size).toBeLessThanOrEqual(40);
    expect(values("session.id").size).toBeLessThan(sample.roots.length * 0.6);
  });

  test("every trace has the agent's steps", () => {
    const steps = new Map<string, number>();
    for (const { name } of sample.spans) steps.set(name, (steps.get(name) ?? 0) + 1);
    for (const name of ["plan", "retrieve schema docs", "embed query", "rerank", "write SQL", "validate SQL"])
      expect(steps.get(name), name).toBeGreaterThanOrEqual(sample.roots.length - 1);
    for (const name of ["check answer", "synthesise answer", "judge faithfulness", "format reply"])
      expect(steps.get(name), name).toBeGreaterThanOrEqual(sample.roots.length);
    expect(steps.get("warehouse.query")).toBeGreaterThan(sample.roots.length);
  });

  test("some questions are split over two or three sub-agents that run side by side", () => {
    const branches = new Map<string, RawSpan[]>();
    for (const span of sample.spans)
      if (span.attributes["agent.name"] === "metric-agent")
        branches.set(span.traceId, [...(branches.get(span.traceId) ?? []), span]);
    expect(new Set([...branches.values()].map(({ length }) => length))).toEqual(new Set([2, 3]));
    for (const siblings of branches.values()) {
      const latestStart = Math.max(...siblings.map(({ start }) => start));
      expect(siblings.every(({ end }) => end !== null && end > latestStart)).toBe(true);
    }
  });

  test("attributes follow OpenInference and the GenAI names of today and of before", () => {
    const keys = new Set(sample.spans.flatMap(({ attributes }) => Object.keys(attributes)));
    for (const key of ["llm.token_count.prompt", "llm.cost.total", "retrieval.documents.0.document.metadata"])
      expect(keys).toContain(key);
    for (const key of ["gen_ai.usage.input_tokens", "gen_ai.usage.cost", "gen_ai.tool.call.arguments"])
      expect(keys).toContain(key);
    for (const key of ["gen_ai.system", "gen_ai.usage.prompt_tokens", "gen_ai.completion.0.content"])
      expect(keys).toContain(key);
  });

  test("cached tokens are part of the prompt's, and reported cost follows the published prices", () => {
    for (const { attributes } of named(sample.spans, "synthesise answer")) {
      const input = Number(attributes["llm.token_count.prompt"] ?? 0);
      const cached = Number(attributes["llm.token_count.prompt_details.cache_read"] ?? 0);
      const output = Number(attributes["llm.token_count.completion"] ?? 0);
      expect(cached).toBeLessThanOrEqual(input);
      const cost = ((input - cached) * 2 + cached * 0.5 + output * 8) / 1e6;
      expect(Number(attributes["llm.cost.total"] ?? 0)).toBeCloseTo(cost, 7);
    }
  });
});

describe("the incident", () => {
  test("until the change the slowest one in twenty answers takes about 40 s, after it three to five minutes", () => {
    const before = sample.roots.filter(({ start }) => start < changed);
    const after = sample.roots.filter(({ start }) => start >= changed);
    expect(p95(before)).toBeGreaterThan(35);
    expect(p95(before)).toBeLessThan(45);
    expect(p95(after)).toBeGreaterThan(180);
    expect(p95(after)).toBeLessThan(300);
    expect(p95(named(reference, "answer question"))).toBeCloseTo(40, 0);
    expect(p95(named(current, "answer question"))).toBeGreaterThan(180);
  });

  test("the step is warehouse.query: most of the wall time since, less than a fifth of it before", () => {
    const wall = (spans: readonly RawSpan[]) => covered(named(spans, "answer question"));
    const queries = (spans: readonly RawSpan[]) => named(spans, "warehouse.query");
    const total = (spans: readonly RawSpan[]) => spans.reduce((sum, span) => sum + seconds(span), 0);
    const percent = (share: number) => `${(share * 100).toFixed(0)} %`;
    const readme = readFileSync("sample-data/README.md", "utf8");
    for (const [share, low, high] of [
      [total(queries(reference)) / wall(reference), 0.15, 0.22],
      [total(queries(current)) / wall(current), 0.8, 0.9],
      [covered(queries(reference)) / wall(reference), 0.13, 0.2],
      [covered(queries(current)) / wall(current), 0.7, 0.82],
    ] as const) {
      expect(share).toBeGreaterThan(low);
      expect(share).toBeLessThan(high);
      expect(readme).toContain(percent(share));
    }
  });

  test("the warehouse's size changes on 20 April at 14:02 and nowhere else", () => {
    const queries = named(sample.spans, "warehouse.query").sort((a, b) => a.start - b.start);
    for (const { start, attributes } of queries)
      expect(attributes["warehouse.size"]).toBe(start < changed ? "large" : "x-small");
    const last = queries.findLast(({ start }) => start < changed);
    const first = queries.find(({ start }) => start >= changed);
    expect((changed - (last?.start ?? 0)) / 60_000).toBeLessThan(2);
    expect(((first?.start ?? 0) - changed) / 60_000).toBeLessThan(1);
  });

  test("queries over small tables hardly notice", () => {
    const queries = named(current, "warehouse.query").filter(({ failed }) => !failed);
    const big = /order_lines|events|shipments/;
    const [large, small] = [true, false].map((isBig) =>
      queries.filter(({ attributes }) => big.test(String(attributes["warehouse.table"])) === isBig),
    );
    expect(quantile((large ?? []).map(seconds), 0.5)).toBeGreaterThan(20);
    expect(quantile((small ?? []).map(seconds), 0.95)).toBeLessThan(6);
  });

  test("the model's steps stay as they were", () => {
    for (const name of ["plan", "write SQL", "validate SQL", "synthesise answer", "judge faithfulness"]) {
      const ratio = (p: number) =>
        quantile(named(current, name).map(seconds), p) / quantile(named(reference, name).map(seconds), p);
      expect(ratio(0.5), `${name}, median`).toBeGreaterThan(0.9);
      expect(ratio(0.5), `${name}, median`).toBeLessThan(1.1);
      expect(ratio(0.95), `${name}, p95`).toBeGreaterThan(0.85);
      expect(ratio(0.95), `${name}, p95`).toBeLessThan(1.15);
    }
  });

  test("some traces make the same call 3 to 9 times, more often since, and one was stopped by a breaker", () => {
    const runs = new Map<string, RawSpan[]>();
    for (const span of named(sample.spans, "warehouse.query")) {
      const key = `${span.traceId} ${span.attributes["gen_ai.tool.call.arguments"]}`;
      runs.set(key, [...(runs.get(key) ?? []), span]);
    }
    const loops = [...runs.values()].filter(({ length }) => length > 2);
    expect(Math.max(...loops.map(({ length }) => length))).toBe(9);
    const rate = (isLate: boolean) =>
      loops.filter(([first]) => (first as RawSpan).start >= changed === isLate).length /
      sample.roots.filter(({ start }) => start >= changed === isLate).length;
    expect(rate(false)).toBeGreaterThan(0.005);
    expect(rate(true)).toBeGreaterThan(3 * rate(false));
    const late = loops.filter(([first]) => (first as RawSpan).start >= changed).length;
    expect(readFileSync("sample-data/README.md", "utf8")).toContain(
      `${loops.length - late} such loops before the change, ${late} after it`,
    );
    const stopped = sample.roots.filter(({ attributes }) => attributes.circuit_breaker === "open");
    expect(stopped).toHaveLength(1);
    const ofStopped = loops.filter(([first]) => first?.traceId === stopped[0]?.traceId);
    expect(ofStopped.map(({ length }) => length)).toEqual([9]);
  });

  test("errors are a few in a hundred and carry their exception", () => {
    const failed = sample.spans.filter((span) => span.failed && span.parent);
    expect(failed.length / sample.spans.length).toBeLessThan(0.02);
    const types = new Set(failed.map(({ attributes }) => attributes["error.type"]).filter(Boolean));
    expect(types).toEqual(new Set(["ConnectionReset", "RateLimitError", "StatementTimeout", "ValidationError"]));
    for (const span of failed) if (span.attributes["error.type"]) expect(span.events).toContain("exception");
  });
});

describe("what else changed, and does not matter", () => {
  test("prompt 3.1 came on 9 April without an effect on latency", () => {
    const moment = Date.UTC(2026, 3, 9, 9, 30);
    for (const { start, attributes } of sample.roots)
      expect(attributes["prompt.version"]).toBe(start < moment ? "3.0" : "3.1");
    const [before, after] = [
      sample.roots.filter(({ start }) => start < moment),
      sample.roots.filter(({ start }) => start >= moment && start < changed),
    ];
    const ratio = quantile(after.map(seconds), 0.5) / quantile(before.map(seconds), 0.5);
    expect(ratio).toBeGreaterThan(0.9);
    expect(ratio).toBeLessThan(1.1);
  });

  test("retrieval config 2.3 came on 24 April, when answers had been slow for days", () => {
    const moment = Date.UTC(2026, 3, 24, 10, 15);
    for (const { start, attributes } of sample.roots)
      expect(attributes["retrieval.config"]).toBe(start < moment ? "2.2" : "2.3");
    const slowBefore = sample.roots.filter(({ start }) => start >= changed && start < moment);
    expect(p95(slowBefore)).toBeGreaterThan(180);
  });

  test("harbor asks more than the others, and every tenant got slower", () => {
    const of = (spans: readonly RawSpan[], tenant: string) =>
      named(spans, "answer question").filter(({ attributes }) => attributes["tenant.id"] === tenant);
    const counts = ["northfield", "kestrel", "lumen", "orchard"].map((tenant) => of(current, tenant).length);
    expect(of(current, "harbor").length).toBeGreaterThan(Math.max(...counts) * 1.2);
    for (const tenant of ["harbor", "northfield", "kestrel", "lumen", "orchard"])
      expect(p95(of(current, tenant)), tenant).toBeGreaterThan(3 * p95(of(reference, tenant)));
  });
});

describe("the flaws of the export are as the README counts them", () => {
  const readme = readFileSync("sample-data/README.md", "utf8");
  const ids = new Map(sample.spans.map((span) => [span.spanId, span]));

  test("one line is cut off, and nothing of its trace is elsewhere", () => {
    expect(sample.unreadable).toHaveLength(1);
    const [{ file, line, text } = { file: "", line: 0, text: "" }] = sample.unreadable;
    expect(readme).toContain(`line ${line} of \`${file}\``);
    const trace = /"traceId":"([0-9a-f]{32})"/.exec(text)?.[1];
    expect(trace).toBeDefined();
    expect(sample.spans.some(({ traceId }) => traceId === trace)).toBe(false);
    expect(text).not.toContain('"status"');
  });

  test("one line was sent twice", () => {
    expect(sample.repeatedLines).toHaveLength(1);
    const [{ file, line, spans } = { file: "", line: 0, spans: 0 }] = sample.repeatedLines;
    expect(readme).toContain(`line ${line} of \`${file}\` repeats the line before it`);
    expect(readme).toContain(`${spans} spans`);
    expect(sample.all.length - sample.spans.length).toBe(spans);
  });

  test("two spans have a parent that is not there", () => {
    const orphans = sample.spans.filter(({ parent }) => parent && !ids.has(parent));
    expect(orphans.map(({ name }) => name).sort()).toEqual(["embed query", "rerank"]);
  });

  test("one span has no end", () => {
    expect(sample.spans.filter(({ end }) => end === null).map(({ name }) => name)).toEqual(["chart.render"]);
  });

  test("one child begins before its parent, by 350 ms", () => {
    const outside = sample.spans.filter((span) => {
      const parent = ids.get(span.parent ?? "");
      return parent && (span.start < parent.start || (span.end ?? 0) > (parent.end ?? 0));
    });
    expect(outside.map(({ name }) => name)).toEqual(["embed query"]);
    const parent = ids.get(outside[0]?.parent ?? "");
    expect((parent?.start ?? 0) - (outside[0]?.start ?? 0)).toBeCloseTo(350, 0);
  });

  test("the README's numbers are the data's", () => {
    expect(readme).toContain(`${sample.roots.length} traces`);
    expect(readme).toContain(`${sample.spans.length.toLocaleString("en")} spans`);
    expect(readme).toContain(`${(sample.bytes / 1e6).toFixed(1)} MB`);
    const figures = [reference, current].map((spans) => p95(named(spans, "answer question")).toFixed(0));
    expect(readme).toContain(`${figures[0]} s`);
    expect(readme).toContain(`${figures[1]} s`);
  });
});

test("the deployments beside the traces say what was changed and when", () => {
  const text = readFileSync(join(sampleFolder, "deployments.yaml"), "utf8");
  for (const time of ["2026-04-09T09:30:00Z", "2026-04-20T14:02:00Z", "2026-04-24T10:15:00Z"])
    expect(text).toContain(time);
});
