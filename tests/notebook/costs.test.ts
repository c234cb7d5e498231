import { describe, expect, test } from "vitest";
import { toObjects } from "../../src/engine/table-data.ts";
import { computeCosts } from "../../src/notebook/costs.ts";
import { derive } from "../../src/notebook/derive.ts";
import { findPrice, type OwnPrice, pricesOfCall, priceUsage, wholeInput } from "../../src/traces/prices.ts";
import { testEngine } from "../support/engine.ts";
import { seededRandom } from "../support/random.ts";
import { type SomeSpan, storeOf } from "../support/spans.ts";

const engine = testEngine();

const call = (id: string, rest: SomeSpan = {}): SomeSpan => ({
  trace_id: `t-${id}`,
  span_id: id,
  parent_span_id: null,
  name: id,
  kind: "LLM",
  start_ns: 1n,
  end_ns: 2n,
  model: "claude-sonnet-4-5",
  source_id: 1,
  ...rest,
});

async function costs(spans: readonly SomeSpan[], own: readonly OwnPrice[] = []) {
  const db = await engine();
  await storeOf(db, spans);
  const computed = await computeCosts(db, own);
  const rows = toObjects(await db.query("SELECT span_id, cost_usd, cost_source FROM store.spans ORDER BY span_id"));
  const usd = Object.fromEntries(
    rows.map(({ span_id, cost_usd }) => [span_id, cost_usd === null ? null : Number(cost_usd)]),
  );
  const source = Object.fromEntries(rows.map(({ span_id, cost_source }) => [span_id, cost_source]));
  return { computed, usd, source };
}

describe("one call", () => {
  // Claude Sonnet 4.5, USD per million: 3 in, 15 out, 0.3 read, 3.75 written.
  test.each([
    ["input and output", { input_tokens: 1000n, output_tokens: 200n }, 0.003 + 0.003],
    [
      "cached tokens within the input",
      { input_tokens: 1000n, cache_read_tokens: 700n, cache_write_tokens: 100n, output_tokens: 50n },
      0.0006 + 0.00021 + 0.000375 + 0.00075,
    ],
    [
      "cached tokens beside the input",
      { input_tokens: 20n, cache_read_tokens: 5000n, cache_write_tokens: 300n, output_tokens: 50n },
      0.00006 + 0.0015 + 0.001125 + 0.00075,
    ],
    ["input alone", { input_tokens: 1000n }, 0.003],
    ["output alone", { output_tokens: 1000n }, 0.015],
    ["no tokens at all", { input_tokens: 0n, output_tokens: 0n }, 0],
    ["a negative count, which is none", { input_tokens: -5n, output_tokens: 1000n }, 0.015],
    ["an Azure name", { model: "azure/gpt-4o-2024-08-06", input_tokens: 1000n, output_tokens: 100n }, 0.0025 + 0.001],
    ["Azure's name of GPT-3.5", { model: "gpt-35-turbo", input_tokens: 1000n, output_tokens: 100n }, 0.0005 + 0.00015],
    [
      "a dated version with a price of its own",
      { model: "gpt-4o-2024-05-13", input_tokens: 1000n, output_tokens: 100n },
      0.005 + 0.0015,
    ],
    ["a long call", { model: "gemini-2.5-pro", input_tokens: 200_001n, output_tokens: 0n }, 0.5000025],
    ["a call at the limit", { model: "gemini-2.5-pro", input_tokens: 200_000n, output_tokens: 0n }, 0.25],
    [
      "an agent with as much input in many calls",
      { model: "gemini-2.5-pro", kind: "AGENT", input_tokens: 400_000n },
      0.5,
    ],
    [
      "the flex tier",
      { model: "o3", input_tokens: 1000n, attributes: { "openai.response.service_tier": "flex" } },
      0.001,
    ],
    [
      "the tier that served it, not the one asked for",
      {
        model: "o3",
        input_tokens: 1000n,
        attributes: { "openai.request.service_tier": "flex", "openai.response.service_tier": "default" },
      },
      0.002,
    ],
    [
      "a tier in JSON",
      {
        model: "o3",
        input_tokens: 1000n,
        attributes: { "llm.invocation_parameters": '{"a":1,"service_tier": "priority"}' },
      },
      0.0035,
    ],
    [
      "a tier that the model does not have",
      { model: "gpt-4", input_tokens: 1000n, attributes: { service_tier: "flex" } },
      0.03,
    ],
  ] satisfies [string, SomeSpan, number][])("%s", async (_, span, expected) => {
    const { usd, source, computed } = await costs([call("a", span)]);
    expect(usd.a).toBeCloseTo(expected, 12);
    expect([source.a, computed.priced, computed.unpriced]).toEqual(["computed", 1, []]);
  });
});

test("a reported cost stays what it is, and spans without tokens or a model get none", async () => {
  const { usd, source, computed } = await costs([
    call("reported", { input_tokens: 1000n, cost_usd: 7, cost_source: "reported" }),
    call("free", { input_tokens: 1000n, cost_usd: 0, cost_source: "reported" }),
    call("without tokens"),
    call("without model", { model: null, input_tokens: 5n }),
    call("unknown", { model: "our-model", input_tokens: 5n }),
    call("unknown too", { model: "our-model", output_tokens: 5n }),
    call("known", { input_tokens: 1_000_000n }),
  ]);
  expect(usd).toEqual({
    reported: 7,
    free: 0,
    "without tokens": null,
    "without model": null,
    unknown: null,
    "unknown too": null,
    known: 3,
  });
  expect([source.reported, source.free, source.unknown, source.known]).toEqual([
    "reported",
    "reported",
    null,
    "computed",
  ]);
  expect(computed).toEqual({
    priced: 1,
    unpriced: [
      { model: "our-model", spans: 2 },
      { model: null, spans: 1 },
    ],
    countedApart: 0,
  });
  expect(
    toObjects(
      await (await engine()).query(
        "SELECT model, price, origin, spans, input_usd FROM store.model_prices ORDER BY model",
      ),
    ),
  ).toEqual([
    { model: "claude-sonnet-4-5", price: "claude-sonnet-4-5-20250929", origin: "table", spans: 1, input_usd: 3 },
    { model: "our-model", price: null, origin: null, spans: 2, input_usd: null },
    { model: null, price: null, origin: null, spans: 1, input_usd: null },
  ]);
});

test("a sum counts each call once: what a span above repeats is not priced", async () => {
  const child = (id: string, parent: string | null, rest: SomeSpan) =>
    call(id, { trace_id: "t", parent_span_id: parent, ...rest });
  const { usd } = await costs([
    child("agent", null, { kind: "AGENT", input_tokens: 3000n }),
    child("generate", "agent", { input_tokens: 1000n }),
    child("doGenerate", "generate", { input_tokens: 1000n }),
    child("answer", "agent", { input_tokens: 2000n }),
  ]);
  expect(usd).toEqual({ agent: null, generate: null, doGenerate: 0.003, answer: 0.006 });
});

test("other prices and later spans change what was computed before", async () => {
  const db = await engine();
  const own = (input: number): OwnPrice[] => [
    { model: "*sonnet*", prices: { input, output: 0, cacheRead: null, cacheWrite: null, reasoning: null } },
  ];
  const spans = [call("a", { input_tokens: 1_000_000n }), call("b", { model: "gpt-4o", input_tokens: 1_000_000n })];
  expect((await costs(spans, own(10))).usd).toEqual({ a: 10, b: 2.5 });
  expect((await computeCosts(db, own(20))).priced).toBe(2);
  const read = async () =>
    toObjects(await db.query("SELECT span_id, cost_usd, cost_source FROM store.spans ORDER BY span_id"));
  expect(await read()).toMatchObject([{ cost_usd: 20 }, { cost_usd: 2.5 }]);
  await db.query(`INSERT INTO store.spans (trace_id, span_id, parent_span_id, name, kind, model, start_ns, input_tokens)
    VALUES ('t-a', 'c', 'a', 'c', 'LLM', 'gpt-4o', 1, 1000)`);
  await derive(db);
  await computeCosts(db, []);
  expect(await read()).toEqual([
    { span_id: "a", cost_usd: null, cost_source: null },
    { span_id: "b", cost_usd: 2.5, cost_source: "computed" },
    { span_id: "c", cost_usd: 0.0025, cost_source: "computed" },
  ]);
});

test("the engine prices as the rules for one call do, whatever the counts are", async () => {
  const random = seededRandom(3);
  const below = (limit: number) => Math.floor(random() * limit);
  const models = ["gpt-4o", "o3", "gpt-5.6-sol", "gemini-2.5-pro", "claude-opus-5", "own-reasoner"];
  const tiers = ["", "flex", "fast", "priority", "default"];
  const own: OwnPrice[] = [
    { model: "own-*", prices: { input: 1, output: 2, cacheRead: 0.1, cacheWrite: null, reasoning: 3 } },
  ];
  const cases = Array.from({ length: 400 }, (_, at) => {
    const usage = {
      input: below(400_000),
      output: below(5000),
      cacheRead: below(2) * below(300_000),
      cacheWrite: below(2) * below(300_000),
      reasoning: below(2) * below(7000),
    };
    const tier = tiers[below(tiers.length)] ?? "";
    return { id: `s${at}`, usage, tier, model: models[below(models.length)] ?? "" };
  });
  const { usd, computed } = await costs(
    cases.map(({ id, usage, tier, model }) =>
      call(id, {
        model,
        input_tokens: BigInt(usage.input),
        output_tokens: BigInt(usage.output),
        cache_read_tokens: BigInt(usage.cacheRead),
        cache_write_tokens: BigInt(usage.cacheWrite),
        reasoning_tokens: BigInt(usage.reasoning),
        ...(tier ? { attributes: { service_tier: tier } } : { attributes: {} }),
      }),
    ),
    own,
  );
  let apart = 0;
  for (const { id, usage, tier, model } of cases) {
    const parameters = { service_tier: tier, ...(tier === "fast" ? { speed: tier } : {}) };
    const expected = priceUsage(pricesOfCall(findPrice(model, own)!, wholeInput(usage), parameters), usage);
    expect(usd[id]).toBeCloseTo(expected.usd, 10);
    if (expected.apart) apart += 1;
  }
  expect(apart).toBeGreaterThan(50);
  expect([computed.priced, computed.countedApart]).toEqual([400, apart]);
});

test("names and counts that are meant to break it do not", async () => {
  const { usd, computed } = await costs([
    call("quote", { model: "o'3'; DROP TABLE store.spans; --", input_tokens: 1n }),
    call("long", { model: "x".repeat(100_000), input_tokens: 1n }),
    call("huge", {
      input_tokens: 9223372036854775807n,
      cache_read_tokens: 9223372036854775807n,
      output_tokens: 9223372036854775807n,
    }),
  ]);
  expect([usd.quote, usd.long, Number.isFinite(usd.huge)]).toEqual([null, null, true]);
  expect(computed.unpriced.length).toBe(2);
});

test("no spans at all, and a stop", async () => {
  const { computed } = await costs([]);
  expect(computed).toEqual({ priced: 0, unpriced: [], countedApart: 0 });
  const stopped = AbortSignal.abort(new Error("stopped"));
  await expect(computeCosts(await engine(), [], stopped)).rejects.toThrow("stopped");
});
