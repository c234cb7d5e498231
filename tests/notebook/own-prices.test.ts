import { expect, test } from "vitest";
import { parseOwnPrices } from "../../src/notebook/own-prices.ts";

test("prices are read with what they leave out", () => {
  const text = `prices:
  - model: our-model-*
    input: 0.5
    output: 1.5
    cache_read: 0.05
  - {model: embed, input: 0.02, output: 0}
`;
  expect(parseOwnPrices(text)).toEqual([
    { model: "our-model-*", prices: { input: 0.5, output: 1.5, cacheRead: 0.05, cacheWrite: null, reasoning: null } },
    { model: "embed", prices: { input: 0.02, output: 0, cacheRead: null, cacheWrite: null, reasoning: null } },
  ]);
});

test.each([
  ["prices:\n  - model: a\n    input: free\n    output: 1\n", 3, "prices[0].input", 'expected a number, found "free"'],
  ["prices:\n  - model: a\n    input: 1\n", 2, "prices[0].output", "missing: a number is needed"],
  ["prices:\n  - model: a\n    input: -1\n    output: 1\n", 3, "prices[0].input", "too small: -1"],
  ["prices:\n  - model: a\n    inptu: 1\n    output: 1\n", 3, "prices[0].inptu", "did you mean input?"],
  ["prices:\n  - model: 4\n    input: 1\n    output: 1\n", 2, "prices[0].model", "put it in quotes"],
  ["prices:\n  - model: a\n    input: 1\n    input: 2\n    output: 1\n", 4, "input", "written twice"],
  ["price: []\n", 1, "price", "did you mean prices?"],
  ["prices:\n\t- a\n", 2, null, "not valid YAML"],
])("%j names line and key", (text, line, key, problem) => {
  let error: unknown;
  try {
    parseOwnPrices(text);
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toMatchObject({ message: expect.stringContaining(problem), place: { line, ...(key ? { key } : {}) } });
});
