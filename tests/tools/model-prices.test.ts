import { expect, test } from "vitest";
import { priceTable } from "../../tools/model-prices.mjs";

const tier = (prices: object, rest: object = {}) => ({
  id: "t",
  isDefault: true,
  priority: 0,
  conditions: [],
  prices,
  ...rest,
});
const model = (modelName: string, ...pricingTiers: object[]) => ({
  modelName,
  matchPattern: `(?i)^(${modelName})$`,
  updatedAt: "2026-01-02T00:00:00.000Z",
  pricingTiers,
});
const rows = (...models: object[]) => priceTable(models).split("String.raw`\n")[1]?.split("\n`;")[0]?.split("\n");

test("prices per token become prices per million, without a digit more", () => {
  expect(rows(model("a", tier({ input: 1e-7, output: 0.0000025, input_cached_tokens: 2.5e-8 })))).toEqual([
    "a 0.1 0.025 - 2.5 - ^(a)$",
  ]);
  expect(rows(model("e", tier({ total: 0.00000002 })))).toEqual(["e 0.02 - - 0.02 - ^(e)$"]);
});

test("tiers stand below their model in the order of their priority", () => {
  const special = (priority: number, price: number, ...conditions: object[]) =>
    tier({ input: price, output: price }, { isDefault: false, priority, conditions });
  const long = { usageDetailPattern: "(input)", operator: "gt", value: 272000 };
  const flex = { source: "model_parameters", key: "service_tier", operator: "in", values: ["flex"] };
  expect(
    rows(model("a", special(2, 3e-6, long), tier({ input: 1e-6, output: 1e-6 }), special(1, 2e-6, flex, long))),
  ).toEqual(["a 1 - - 1 - ^(a)$", "  service_tier=flex&input>272000 2 - - 2 -", "  input>272000 3 - - 3 -"]);
});

test("reasoning stands apart only where its price differs, and what is priced by sort of medium is left out", () => {
  expect(rows(model("a", tier({ input: 1e-6, output: 2e-6, reasoning_tokens: 3e-6 })))).toEqual(["a 1 - - 2 3 ^(a)$"]);
  const text = priceTable([model("audio", tier({ input_text_tokens: 1e-6 })), model("b", tier({ total: 1e-6 }))]);
  expect(text).toContain(" * audio\n");
  expect(text).not.toContain("^(audio)$");
});

test("what the table cannot hold is refused", () => {
  expect(() => rows(model("a", tier({ input: 1, input_tokens: 2, output: 1 })))).toThrow("differ");
  expect(() => rows(model("a", tier({ input: 1 })))).toThrow("no price");
  expect(() => rows(model("a b", tier({ input: 1, output: 1 })))).toThrow("blanks");
  const odd = tier({ input: 1, output: 1 }, { isDefault: false, conditions: [{ key: "region", operator: "eq" }] });
  expect(() => rows(model("a", tier({ input: 1, output: 1 }), odd))).toThrow("not known: region");
});
