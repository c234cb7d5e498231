// Makes src/traces/price-table.ts from Langfuse's list of model prices:
//   node tools/model-prices.mjs worker/src/constants/default-model-prices.json
// It copies what the list says and computes nothing: prices per token become prices per million by moving the point.
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

const source = "langfuse/langfuse, worker/src/constants/default-model-prices.json at 62751446149b (MIT)";
const target = path.join(fileURLToPath(new URL("../", import.meta.url)), "src/traces/price-table.ts");

/** What a tier says of one sort of tokens under its several names, of which any may be missing. */
const columns = [
  ["input", "input_tokens", "total"],
  ["input_cached_tokens", "input_cache_read", "cache_read_input_tokens", "cached_content_token_count"],
  ["cache_creation_input_tokens", "input_cache_creation", "input_cache_creation_5m", "cache_write_tokens"],
  ["output", "output_tokens", "total"],
  ["output_reasoning_tokens", "output_reasoning", "reasoning_tokens", "thoughts_token_count"],
];

/** The text of src/traces/price-table.ts. Throws where the list says something that the table cannot hold. */
export function priceTable(models) {
  const left = models.filter((model) => priceOf(defaultTier(model), 0) === null);
  const rows = models.filter((model) => !left.includes(model)).flatMap(modelRows);
  const date = models
    .map(({ updatedAt }) => updatedAt.slice(0, 10))
    .sort()
    .at(-1);
  return `// Made by tools/model-prices.mjs: change that, not this.

/** The newest price in the table. */
export const priceTableDate = "${date}";

export const priceTableSource =
  "${source}";

/**
 * One model to a line: its name; USD per million tokens of input, read from a cache, written to a cache, output and
 * reasoning, "-" where it is not priced apart; the pattern of the names under which it is called. Indented below it are
 * the prices of special calls, the first that fits holds.
 *
 * Left out, since text and audio differ in price and spans do not say which they are of:
${left.map(({ modelName }) => ` * ${modelName}`).join("\n")}
 */
export const priceTableText = String.raw\`
${rows.join("\n")}
\`;
`;
}

function modelRows(model) {
  const pattern = model.matchPattern.replace(/^\(\?i\)/, "");
  if (/[\s`]|\$\{/.test(pattern + model.modelName))
    throw new Error(`model: ${model.modelName}: its pattern has blanks`);
  new RegExp(pattern, "i");
  const special = model.pricingTiers.filter((tier) => !tier.isDefault).sort((a, b) => a.priority - b.priority);
  return [
    `${model.modelName} ${prices(defaultTier(model))} ${pattern}`,
    ...special.map((tier) => `  ${tier.conditions.map(condition).join("&")} ${prices(tier)}`),
  ];
}

function defaultTier({ modelName, pricingTiers }) {
  const [tier, ...others] = pricingTiers.filter(({ isDefault }) => isDefault);
  if (!tier || others.length > 0) throw new Error(`model: ${modelName}: one tier must be the default`);
  return tier;
}

function condition({ source, key, operator, values, usageDetailPattern, value }) {
  if (source === "model_parameters" && operator === "in") return `${key}=${values.join(",")}`;
  if (usageDetailPattern?.startsWith("(input") && operator === "gt") return `input>${value}`;
  throw new Error(`condition: not known: ${key ?? usageDetailPattern} ${operator}`);
}

function prices(tier) {
  const [input, cacheRead, cacheWrite, output, reasoning] = columns.map((_, column) => priceOf(tier, column));
  if (input === null || output === null) throw new Error(`prices: ${tier.id}: no price of input or of output`);
  const apart = reasoning === output ? null : reasoning;
  return [input, cacheRead, cacheWrite, output, apart].map((price) => price ?? "-").join(" ");
}

function priceOf(tier, column) {
  const stated = new Set(columns[column].map((key) => tier.prices[key]).filter((price) => price !== undefined));
  if (stated.size > 1) throw new Error(`prices: ${tier.id}: ${columns[column].join(", ")} differ`);
  return stated.size === 0 ? null : perMillion([...stated][0]);
}

/** Six places to the left, digit by digit: 1e-7 is 0.1, where a multiplication would make it 0.09999999999999999. */
function perMillion(price) {
  const [mantissa, exponent = "0"] = String(price).split("e");
  const [whole, fraction = ""] = mantissa.split(".");
  return String(Number(`${whole}${fraction}e${Number(exponent) - fraction.length + 6}`));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , list] = process.argv;
  if (!list) throw new Error("usage: node tools/model-prices.mjs default-model-prices.json");
  const text = priceTable(JSON.parse(await readFile(list, "utf8")));
  await writeFile(target, text);
  console.log(`src/traces/price-table.ts: ${text.split("\n").length} lines`);
}
