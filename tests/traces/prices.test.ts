import { describe, expect, test } from "vitest";
import { priceTableDate } from "../../src/traces/price-table.ts";
import {
  findPrice,
  type OwnPrice,
  pricesOfCall,
  priceUsage,
  type TokenPrices,
  table,
  type Usage,
  wholeInput,
} from "../../src/traces/prices.ts";

const usage = (some: Partial<Usage>): Usage => ({
  input: 0,
  output: 0,
  cacheRead: 0,
  cacheWrite: 0,
  reasoning: 0,
  ...some,
});
const prices = (some: Partial<TokenPrices>): TokenPrices => ({
  input: 3,
  output: 15,
  cacheRead: 0.3,
  cacheWrite: 3.75,
  reasoning: null,
  ...some,
});
const named = (model: string) => findPrice(model)?.name ?? null;

describe("the table", () => {
  test("has every model of the list that is priced by text tokens", () => {
    expect([table().length, priceTableDate]).toEqual([162, "2026-08-20"]);
    expect(table().flatMap(({ tiers }) => tiers).length).toBe(84);
    for (const { prices: each } of table().flatMap((entry) => [entry, ...entry.tiers])) {
      expect(each.input).toBeGreaterThan(0);
      expect(each.output).toBeGreaterThan(0);
    }
  });

  test("finds each of its models by its own name", () => {
    for (const { name } of table()) expect(named(name)).toBe(name);
  });

  test("holds the list's prices per million, digit for digit", () => {
    expect(findPrice("gpt-4o")?.prices).toEqual({
      input: 2.5,
      output: 10,
      cacheRead: 1.25,
      cacheWrite: null,
      reasoning: null,
    });
    expect(findPrice("text-embedding-3-small")?.prices.input).toBe(0.02);
    expect(findPrice("gemini-2.5-flash-lite")?.prices).toMatchObject({ input: 0.1, output: 0.4, cacheRead: 0.01 });
    expect(findPrice("claude-sonnet-4-5")?.prices).toEqual(prices({}));
  });
});

describe("names", () => {
  test.each([
    ["gpt-4o-2024-08-06", "gpt-4o-2024-08-06"],
    ["gpt-4o-2024-05-13", "gpt-4o-2024-05-13"],
    ["GPT-4o", "gpt-4o"],
    ["openai/gpt-4o", "gpt-4o"],
    ["azure/gpt-4o-mini-2024-07-18", "gpt-4o-mini-2024-07-18"],
    ["gpt-35-turbo", "gpt-3.5-turbo"],
    ["gpt-35-turbo-16k", "gpt-3.5-turbo-16k"],
    ["azure/gpt-35-turbo-0125", "gpt-3.5-turbo-0125"],
    ["openai:gpt-4.1-mini", "gpt-4.1-mini"],
    ["claude-sonnet-4-5-20250929", "claude-sonnet-4-5-20250929"],
    ["us.anthropic.claude-sonnet-4-5-20250929-v1:0", "claude-sonnet-4-5-20250929"],
    ["bedrock/us.anthropic.claude-3-haiku-20240307-v1:0", "claude-3-haiku-20240307"],
    [
      "arn:aws:bedrock:us-east-1:1:inference-profile/eu.anthropic.claude-opus-4-20250514-v1:0",
      "claude-opus-4-20250514",
    ],
    ["openrouter/anthropic/claude-sonnet-4.5", "claude-sonnet-4-5-20250929"],
    ["claude-sonnet-4@20250514", "claude-sonnet-4-20250514"],
    ["models/gemini-2.5-pro", "gemini-2.5-pro"],
    ["projects/p/locations/l/publishers/google/models/gemini-2.5-flash", "gemini-2.5-flash"],
    ["googleai/gemini-2.5-flash", "gemini-2.5-flash"],
    ["ft:gpt-3.5-turbo-1106:org:custom:id", "ft:gpt-3.5-turbo-1106"],
  ])("%s has the price of %s", (model, name) => {
    expect(named(model)).toBe(name);
  });

  test.each([
    "",
    " ",
    "llama-3.1-70b",
    "gpt-4o-2031-01-01",
    "my-gpt-4o",
    "gpt-4o-audio-preview",
    "ft:gpt-4o-mini-2024-07-18:org::id",
    "gpt-4o:free",
    "__proto__",
    `ft:gpt-3.5-turbo-1106:${":".repeat(100_000)}`,
  ])("%s has none: no price is guessed", (model) => {
    expect(findPrice(model)).toBeNull();
  });
});

describe("a user's own prices", () => {
  const own: OwnPrice[] = [
    { model: "llama-*-70b*", prices: prices({ input: 1 }) },
    { model: "gpt-4o", prices: prices({ input: 2 }) },
    { model: "*", prices: prices({ input: 9 }) },
  ];

  test("go before the table, the first that fits before the others", () => {
    const input = (model: string, some = own) => findPrice(model, some)?.prices.input;
    expect(["llama-3.1-70b", "Llama-3-70B-instruct", "gpt-4o", "gpt-4o-mini"].map((model) => input(model))).toEqual([
      1, 1, 2, 9,
    ]);
    expect(input("gpt-4o-mini", own.slice(0, 2))).toBe(0.15);
    expect(findPrice("llama-70b", own.slice(0, 1))).toBeNull();
    expect(findPrice("gpt-4o", own)?.origin).toBe("own");
  });

  test("many stars take no time", () => {
    const began = performance.now();
    expect(findPrice("a".repeat(200), [{ model: `${"*a".repeat(90)}*b`, prices: prices({}) }])).toBeNull();
    expect(performance.now() - began).toBeLessThan(1000);
  });
});

describe("the price of a call", () => {
  const usd = (some: Partial<Usage>, at: Partial<TokenPrices> = {}) => priceUsage(prices(at), usage(some));

  test("without a cache it is input and output", () => {
    expect(usd({ input: 1_000_000, output: 100_000 })).toEqual({ usd: 3 + 1.5, apart: false });
  });

  test("cached tokens are a part of the input", () => {
    // 1,000 of input: 200 fresh at 3, 700 read at 0.3, 100 written at 3.75; 50 of output at 15.
    const result = usd({ input: 1000, cacheRead: 700, cacheWrite: 100, output: 50 });
    expect(result.usd).toBeCloseTo((200 * 3 + 700 * 0.3 + 100 * 3.75 + 50 * 15) / 1e6, 15);
    expect(result.apart).toBe(false);
  });

  test("cached tokens that exceed the input were counted beside it", () => {
    // Anthropic's own way of counting: 20 fresh, 5,000 read and 300 written beside them.
    const result = usd({ input: 20, cacheRead: 5000, cacheWrite: 300, output: 50 });
    expect(result.usd).toBeCloseTo((20 * 3 + 5000 * 0.3 + 300 * 3.75 + 50 * 15) / 1e6, 15);
    expect(result.apart).toBe(true);
    expect(wholeInput(usage({ input: 20, cacheRead: 5000, cacheWrite: 300 }))).toBe(5320);
  });

  test("all of the input from a cache costs nothing beside it", () => {
    expect(usd({ input: 1000, cacheRead: 1000 })).toEqual({ usd: 0.0003, apart: false });
  });

  test("what is not priced apart costs what the whole costs", () => {
    const at = { cacheRead: null, cacheWrite: null };
    expect(usd({ input: 1000, cacheRead: 700, cacheWrite: 100 }, at).usd).toBeCloseTo(0.003, 15);
    expect(usd({ output: 1000, reasoning: 900 }).usd).toBeCloseTo(0.015, 15);
  });

  test("reasoning is a part of the output, or beside it where it exceeds it", () => {
    expect(usd({ output: 1000, reasoning: 900 }, { reasoning: 5 }).usd).toBeCloseTo((100 * 15 + 900 * 5) / 1e6, 15);
    const beside = usd({ output: 100, reasoning: 900 });
    expect([beside.usd, beside.apart]).toEqual([expect.closeTo((1000 * 15) / 1e6, 15), true]);
  });

  test("long calls and special ways of calling have their own prices", () => {
    const gemini = findPrice("gemini-2.5-pro")!;
    expect([200_000, 200_001].map((tokens) => pricesOfCall(gemini, tokens).input)).toEqual([1.25, 2.5]);
    const o3 = findPrice("o3")!;
    const at = (service_tier?: string) => pricesOfCall(o3, 10, service_tier ? { service_tier } : {}).input;
    expect([at(), at("default"), at("flex"), at("priority")]).toEqual([2, 2, 1, 3.5]);
    const sol = findPrice("gpt-5.6-sol")!;
    const both = (tokens: number, service_tier: string) => pricesOfCall(sol, tokens, { service_tier }).input;
    expect([both(272_000, "flex"), both(272_001, "flex"), both(272_001, "fast"), both(272_001, "")]).toEqual([
      2.5, 5, 20, 10,
    ]);
    expect(pricesOfCall(findPrice("claude-opus-5")!, 10, { speed: "fast" }).output).toBe(50);
  });
});
