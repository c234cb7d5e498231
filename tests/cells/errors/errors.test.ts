import { describe, expect, test } from "vitest";
import { masked } from "../../../src/cells/errors/failures.ts";
import { errors } from "../../../src/cells/errors/index.tsx";
import type { ErrorsResult } from "../../../src/cells/errors/result.ts";
import { literal } from "../../../src/engine/sql.ts";
import { toObjects } from "../../../src/engine/table-data.ts";
import { noCohorts } from "../../../src/notebook/cohorts.ts";
import { setCohorts } from "../../../src/notebook/store.ts";
import { evaluateCell } from "../../support/cell.ts";
import { testStore } from "../../support/engine.ts";
import { type SomeSpan, storeOf } from "../../support/spans.ts";

const engine = testStore();
const day = (n: number) => BigInt(Date.UTC(2026, 3, n)) * 1_000_000n;
const second = 1_000_000_000n;

const cohorts = {
  reference: { from: "2026-04-01", to: "2026-04-10" },
  current: { from: "2026-04-11", to: "2026-04-20" },
};

/** A trace of a root and, a second apart, the given spans below it. */
function trace(id: string, start: bigint, below: readonly SomeSpan[], root: SomeSpan = {}): SomeSpan[] {
  const above: SomeSpan = {
    trace_id: id,
    span_id: `${id}-root`,
    name: "answer",
    kind: "AGENT",
    status: "OK",
    start_ns: start,
    end_ns: start + 100n * second,
  };
  return [
    { ...above, ...root },
    ...below.map(
      (span, place): SomeSpan => ({
        ...{
          trace_id: id,
          span_id: `${id}-${place}`,
          parent_span_id: `${id}-root`,
          name: "call",
          kind: "TOOL",
          status: "OK",
        },
        ...{ start_ns: start + BigInt(place) * second, end_ns: start + BigInt(place) * second + second / 2n },
        ...span,
      }),
    ),
  ];
}

const failed = (message: string, rest: SomeSpan = {}): SomeSpan => ({
  status: "ERROR",
  status_message: message,
  ...rest,
});

interface SomeScore {
  readonly target: string;
  readonly type?: "trace" | "span";
  readonly value: number | null;
  readonly text?: string;
  readonly name?: string;
  readonly source?: string;
}

async function run(
  source: string,
  spans: readonly SomeSpan[],
  windows: typeof cohorts | typeof noCohorts = noCohorts,
  scores: readonly SomeScore[] = [],
): Promise<ErrorsResult> {
  const db = await engine();
  await storeOf(db, spans);
  await db.query("DELETE FROM store.scores");
  for (const { target, type = "trace", value, text = null, name = "thumbs", source: by = "human" } of scores)
    await db.query(`INSERT INTO store.scores BY NAME SELECT ${literal(target)} AS target_id, ${literal(type)} AS target_type,
      ${literal(value)}::DOUBLE AS value_num, ${literal(text)}::VARCHAR AS value_str, ${literal(name)} AS name, ${literal(by)} AS source`);
  await setCohorts(db, windows);
  return evaluateCell(errors, source, { engine: db });
}

describe("a message becomes a type", () => {
  const pairs: readonly (readonly [string, string])[] = [
    ["429: too many requests, try again in 2 s", "<n>: too many requests, try again in <n> s"],
    ['column "region_name" does not exist', 'column "…" does not exist'],
    ["no user 'anna' in 'crm'", "no user '…' in '…'"],
    ["it's what it isn't", "it's what it isn't"],
    ["GET https://api.example.com/v1/x?key=1 failed", "GET <url> failed"],
    ["request 8f14e45f-ceea-467f-a9f7-1c2d3e4f5a6b was lost", "request <id> was lost"],
    ["request req_011CSabcdef12345 was lost", "request <id> was lost"],
    ["object 0xdeadbeef12 at 10.0.0.1:8080", "object <id> at <n>"],
    ["write to anna@example.com", "write to <address>"],
    ["two\n  lines", "two lines"],
  ];
  for (const [message, type] of pairs)
    test(`${JSON.stringify(message)} becomes ${JSON.stringify(type)}`, async () => {
      const sql = `SELECT ${masked("m")} AS type FROM (SELECT ${literal(message)} AS m)`;
      expect(toObjects(await (await engine()).query(sql))[0]?.type).toBe(type);
    });

  test("an exception's type goes before, from an attribute or an event; messages with other numbers are one type", async () => {
    const event =
      '[{"name":"exception","time_ns":"1","attributes":{"exception.type":"RateLimitError","exception.message":"slow down"}}]';
    const { types, found } = await run("sort: name", [
      ...trace("a", day(1), [
        failed("wait 2 s"),
        failed("wait 30 s"),
        failed("x", { attributes: { "error.type": "_OTHER" } }),
      ]),
      ...trace("b", day(2), [
        failed("429", { events: event }),
        failed("500", { attributes: { "exception.type": "RateLimitError" } }),
        { status: "ERROR" },
      ]),
    ]);
    expect(found).toBe(4);
    expect(types.map(({ type, sides }) => [type, sides.all?.errors, sides.all?.traces])).toEqual([
      ["RateLimitError", 2, 1],
      ["no type and no message", 1, 1],
      ["wait <n> s", 2, 1],
      ["x", 1, 1],
    ]);
    expect(types[0]?.first).toMatch(/^2026-04-02T00:00:00/);
  });
});

describe("types of errors", () => {
  test("an error that parents pass on counts where it arose, unless all are asked for", async () => {
    const spans = trace("a", day(1), [failed("lost")], { status: "ERROR", status_message: "step failed" });
    const { types, passedOn } = await run("", spans);
    expect(types.map(({ type }) => type)).toEqual(["lost"]);
    expect(passedOn).toBe(1);
    expect((await run("origins: false", spans)).types).toHaveLength(2);
  });

  test("shares of traces are compared with intervals and adjusted verdicts, first and last seen beside", async () => {
    const spans = Array.from({ length: 200 }, (_, i) => {
      const current = i >= 100;
      const below = current && i % 4 === 0 ? [failed("new trouble")] : i % 10 === 0 ? [failed("old trouble")] : [];
      return trace(`t${i}`, day(current ? 15 : 5) + BigInt(i) * second, below);
    }).flat();
    const { types, total } = await run("", spans, cohorts);
    const [first, second_] = types;
    expect(first).toMatchObject({ type: "new trouble", steps: ["call"] });
    expect(first?.sides.reference?.share).toMatchObject({ value: 0, n: 100 });
    expect(first?.sides.current?.share.value).toBe(0.25);
    expect(first?.difference?.low).toBeGreaterThan(0.1);
    expect(first?.adjustedP).toBeLessThan(0.001);
    expect(first?.first).toMatch(/^2026-04-15/);
    expect(second_?.adjustedP).toBeGreaterThan(0.05);
    expect(second_?.first).toMatch(/^2026-04-05/);
    expect(total.sides.current?.traces).toBe(30);
    expect(first?.example?.traceId).toBe("t196");
  });

  test("over time errors stand beside the share of traces with one", async () => {
    const { buckets } = await run("per: day", [
      ...trace("a", day(1), [failed("timed out"), failed("x")]),
      ...trace("b", day(1), []),
      ...trace("c", day(2), []),
    ]);
    expect(buckets.map(({ traces, failed: n, errors: all, timeouts }) => [traces, n, all, timeouts])).toEqual([
      [2, 1, 2, 1],
      [1, 0, 0, 0],
    ]);
  });
});

describe("what came of them", () => {
  test("a retry is the same step again in the same parent soon after, and its success has n", async () => {
    const { retries } = await run("", [
      ...trace("a", day(1), [failed("x"), { name: "call (retry 1)" }]),
      ...trace("b", day(1), [failed("x"), failed("x"), {}]),
      ...trace("c", day(1), [failed("x"), { name: "other" }]),
      ...trace("d", day(1), [failed("x"), { start_ns: day(1) + 500n * second }]),
      ...trace("e", day(1), [failed("x"), { parent_span_id: "e-0" }]),
    ]);
    expect(retries.map(({ step }) => step)).toEqual(["call"]);
    // a: once and well; b: twice, the second time well; the others never.
    expect(retries[0]?.sides.all).toMatchObject({ failures: 6, retried: 3, lost: 3000 });
    expect(retries[0]?.sides.all?.success).toMatchObject({ value: 2 / 3, n: 3 });
  });

  test("timeouts are known by words of type or message, with how long they took", async () => {
    const spans = [
      ...trace("a", day(1), [
        failed("statement cancelled: not done after 240 s", { name: "query", end_ns: day(1) + 240n * second }),
      ]),
      ...trace("b", day(1), [failed("x", { attributes: { "error.type": "ReadTimeout" } })]),
      ...trace("c", day(1), [failed("lost")]),
    ];
    const { timeouts, types } = await run("", spans);
    expect(timeouts.sides.all).toMatchObject({ value: 2 / 3, n: 3 });
    expect(timeouts.steps).toEqual([
      { step: "call", sides: { all: { timeouts: 1, medianMs: 500 } } },
      { step: "query", sides: { all: { timeouts: 1, medianMs: 240_000 } } },
    ]);
    expect(types.filter(({ isTimeout }) => isTimeout)).toHaveLength(2);
    expect((await run("timeouts: [lost]", spans)).timeouts.sides.all?.value).toBeCloseTo(1 / 3, 12);
  });

  test("the time to the first token comes from seconds, milliseconds, moments and events", async () => {
    const llm = (rest: SomeSpan): SomeSpan => ({ kind: "LLM", model: "m", ...rest });
    const start = day(1);
    const event = `[{"name":"First Token Stream Event","time_ns":"${start + 3n * second + 400_000_000n}","attributes":{}}]`;
    const { firstToken } = await run("", [
      ...trace("a", start, [
        llm({ attributes: { "gen_ai.server.time_to_first_token": "0.1" } }),
        llm({ attributes: { "ai.response.msToFirstChunk": "200" } }),
        llm({ attributes: { "langfuse.observation.completion_start_time": '"2026-04-01T00:00:02.300Z"' } }),
        llm({ events: event }),
        llm({ attributes: { "gen_ai.server.time_to_first_token": "soon" } }),
      ]),
    ]);
    expect(firstToken.models).toHaveLength(1);
    expect(firstToken.models[0]).toMatchObject({ model: "m", sides: { all: { n: 4 } } });
    expect(firstToken.models[0]?.sides.all?.median.value).toBeCloseTo(250, 6);
    expect(firstToken.models[0]?.sides.all?.median.low).toBeNull();
    expect((await run("", trace("a", start, [llm({})]))).firstToken.models).toEqual([]);
  });

  test("feedback has a mean per cohort, beside errors, and bad feedback names its traces", async () => {
    const spans = Array.from({ length: 120 }, (_, i) =>
      trace(`t${i}`, day(i < 60 ? 5 : 15), i >= 60 && i % 2 ? [failed("x")] : []),
    ).flat();
    const scores = Array.from(
      { length: 120 },
      (_, i): SomeScore =>
        i % 3 === 0
          ? { target: `t${i}`, value: null, text: i >= 60 && i % 2 ? "thumbs_down" : "thumbs up" }
          : { target: `t${i}-root`, type: "span", value: i >= 60 && i % 2 ? 0 : 1 },
    );
    const { feedback } = await run("", spans, cohorts, [
      ...scores,
      { target: "t1", value: 0.2, name: "faithful", source: "judge" },
    ]);
    const [score] = feedback.scores;
    expect(score?.sides.reference).toMatchObject({ value: 1, n: 60 });
    expect(score?.sides.current).toMatchObject({ value: 0.5, n: 60 });
    expect(score?.difference?.high).toBeLessThan(-0.3);
    expect(score?.failed).toMatchObject({ value: 0, n: 30 });
    expect(score?.unfailed).toMatchObject({ value: 1, n: 90 });
    expect(score).toMatchObject({ badBelow: 0.5, bad: 30 });
    expect(score?.worst[0]).toMatchObject({ value: 0, failed: true });
    expect(feedback.others).toEqual(["faithful"]);
    const named = await run("feedback: [faithful]\nbad_below: 0.1", spans, cohorts, [
      { target: "t1", value: 0.2, name: "faithful", source: "judge" },
    ]);
    expect(named.feedback.scores[0]).toMatchObject({ name: "faithful", bad: 0 });
  });
});

test("no spans and no errors give no type and no failure", async () => {
  expect((await run("", [])).types).toEqual([]);
  const calm = await run("", trace("a", day(1), [{}]), cohorts);
  expect(calm.types).toEqual([]);
  expect(calm.total.sides.reference?.share).toMatchObject({ value: 0, n: 1 });
  expect(calm.timeouts.sides.reference?.value).toBe(0);
  expect(calm.retries).toEqual([]);
});

test("as a table it has a row per type, and a summary in words", async () => {
  const result = await run("", trace("a", day(1), [failed("x 1")]));
  const table = errors.table?.(result);
  expect(table?.rows[0]?.slice(0, 3)).toEqual(["x <n>", "x <n>", "call"]);
  expect(errors.summary?.(result)).toBe("1 type of errors; traces with one: 100 %");
});
