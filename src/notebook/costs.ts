import type { Engine } from "../engine/engine.ts";
import { identifier, literal, literals } from "../engine/sql.ts";
import { toObjects } from "../engine/table-data.ts";
import { type CallParameter, findPrice, type ModelPrice, type OwnPrice, pricesOfCall } from "../traces/prices.ts";

/** What was priced, and what could not be. */
export interface ComputedCosts {
  /** How many spans have a computed cost. */
  readonly priced: number;
  /** Models without a price, with how many spans each; null stands for spans that name no model. */
  readonly unpriced: readonly { readonly model: string | null; readonly spans: number }[];
  /** Spans whose cached or reasoning tokens are counted beside the others and not among them. */
  readonly countedApart: number;
}

/**
 * Gives a cost to every span that says how many tokens it used and not what they cost. Only spans whose usage counts
 * in a sum (`counts_usage`, which must be up to date): what a span above them repeats may be of several models and
 * calls, so that it has no price of its own. Costs that an earlier run computed are computed anew.
 *
 * Fills `store.model_prices`: each model with its spans and the price that was taken, null where there is none.
 */
export async function computeCosts(
  engine: Engine,
  own: readonly OwnPrice[] = [],
  signal?: AbortSignal,
): Promise<ComputedCosts> {
  const run = (sql: string) => engine.query(sql, { signal });
  try {
    const models = toObjects(await run(modelsToPrice)).map(({ model }) => (model === null ? null : String(model)));
    if (models.length === 0 && !(await hasComputed(engine, signal))) {
      await run(`CREATE OR REPLACE TABLE store.model_prices ${modelPricesColumns}`);
      return { priced: 0, unpriced: [], countedApart: 0 };
    }
    const prices = new Map(models.map((model) => [model, model === null ? null : findPrice(model, own)]));
    await createPriceRows(engine, prices, signal);
    await run(spanCosts(tieredModels(prices)));
    await run(update);
    await createModelPrices(engine, prices, signal);
    return await summary(engine, signal);
  } finally {
    for (const table of ["price_rows", "span_costs"]) await engine.query(`DROP TABLE IF EXISTS store.${table}`);
  }
}

const hasTokens = "(input_tokens IS NOT NULL OR output_tokens IS NOT NULL)";
const toPrice = `counts_usage AND ${hasTokens} AND (cost_usd IS NULL OR cost_source = 'computed')`;
const modelsToPrice = `SELECT DISTINCT model FROM store.spans WHERE ${toPrice}`;

/** Costs of an earlier run have to be taken back where nothing is to price any longer. */
async function hasComputed(engine: Engine, signal?: AbortSignal): Promise<boolean> {
  const found = await engine.query("SELECT 1 FROM store.spans WHERE cost_source = 'computed' LIMIT 1", { signal });
  return found.numRows > 0;
}

/** One row for each combination of a model, a way of calling it and a range of input sizes. */
async function createPriceRows(
  engine: Engine,
  prices: ReadonlyMap<string | null, ModelPrice | null>,
  signal?: AbortSignal,
): Promise<void> {
  await engine.query(
    `CREATE OR REPLACE TABLE store.price_rows (model VARCHAR, way VARCHAR, above DOUBLE, up_to DOUBLE, p_in DOUBLE,
      p_out DOUBLE, p_read DOUBLE, p_write DOUBLE, p_reason DOUBLE)`,
    { signal },
  );
  const rows = [...prices].flatMap(([model, price]) =>
    model === null || price === null ? [] : priceRows(model, price),
  );
  await insertRows(engine, "price_rows", rows, signal);
}

/** Ways of calling a model that have a price of their own; the empty one is any other. */
const ways: readonly (readonly [string, Partial<Record<CallParameter, string>>])[] = [
  ["", {}],
  ["fast", { service_tier: "fast", speed: "fast" }],
  ["priority", { service_tier: "priority" }],
  ["flex", { service_tier: "flex" }],
];

function priceRows(model: string, price: ModelPrice): string[] {
  const sizes = [...new Set([-1, ...price.tiers.map(({ above }) => above).filter((above) => above > 0)])].sort(
    (a, b) => a - b,
  );
  return (isTiered(price) ? ways : ways.slice(0, 1)).flatMap(([way, parameters]) =>
    sizes.map((above, at) => {
      const { input, output, cacheRead, cacheWrite, reasoning } = pricesOfCall(price, above + 1, parameters);
      const upTo = sizes[at + 1] ?? Number.POSITIVE_INFINITY;
      const numbers = [above, upTo, input, output, cacheRead ?? input, cacheWrite ?? input, reasoning ?? output];
      return `(${[literal(model), literal(way), ...numbers.map(literal)].join(", ")})`;
    }),
  );
}

function isTiered({ tiers }: ModelPrice): boolean {
  return tiers.some(({ parameter }) => parameter !== null);
}

function tieredModels(prices: ReadonlyMap<string | null, ModelPrice | null>): readonly string[] {
  return [...prices].flatMap(([model, price]) => (model !== null && price && isTiered(price) ? [model] : []));
}

/** Where calls say in which way they were made: the tier that served them before the one that was asked for. */
const wayKeys = [
  ...["openai.response.service_tier", "gen_ai.openai.response.service_tier", "openai.request.service_tier"],
  ...["gen_ai.openai.request.service_tier", "service_tier"],
];
/** Where they say it within JSON. */
const parameterKeys = [
  "llm.invocation_parameters",
  "langfuse.observation.model.parameters",
  "modelParameters",
  "model_parameters",
];

function wayOfCall(models: readonly string[]): string {
  if (models.length === 0) return "''";
  const stated = wayKeys.map((key) => `attributes[${literal(key)}]`);
  const within = parameterKeys.map(
    (key) => `nullif(regexp_extract(attributes[${literal(key)}], '"(?:service_tier|speed)"\\s*:\\s*"(\\w+)"', 1), '')`,
  );
  const way = `lower(coalesce(${[...stated, ...within].join(", ")}))`;
  const known = literals(ways.map(([name]) => name));
  return `CASE WHEN model IN ${literals(models)} AND ${way} IN ${known} THEN ${way} ELSE '' END`;
}

/** What is not a count is none: negative numbers are 0. The rules are those of `priceUsage` in traces/prices.ts. */
const spanCosts = (models: readonly string[]) => `CREATE OR REPLACE TABLE store.span_costs AS
  SELECT s.row, s.prices_it, s.model, s.apart, CASE WHEN s.prices_it THEN (
    (CASE WHEN cr + cw > i THEN i ELSE i - cr - cw END) * p_in + cr * p_read + cw * p_write
    + (CASE WHEN r > o THEN o ELSE o - r END) * p_out + r * p_reason) / 1e6 END AS cost
  FROM (SELECT *, CASE WHEN cr + cw > i THEN i + cr + cw ELSE i END AS size, cr + cw > i OR r > o AS apart
    FROM (SELECT rowid AS row, model, coalesce(${toPrice}, false) AS prices_it, ${wayOfCall(models)} AS way, kind,
        ${count("input_tokens")} AS i, ${count("output_tokens")} AS o, ${count("cache_read_tokens")} AS cr,
        ${count("cache_write_tokens")} AS cw, ${count("reasoning_tokens")} AS r
      FROM store.spans WHERE ${toPrice} OR cost_source = 'computed')) s
  LEFT JOIN store.price_rows p ON p.model = s.model AND p.way = s.way
    AND (CASE WHEN ${isCall} THEN s.size ELSE 0 END) > p.above
    AND (CASE WHEN ${isCall} THEN s.size ELSE 0 END) <= p.up_to`;

/** The size of one call is known of a call alone: what an agent used may be of many. */
const isCall = "s.kind NOT IN ('AGENT', 'CHAIN')";

function count(column: string): string {
  return `greatest(coalesce(${identifier(column)}, 0), 0)::DOUBLE`;
}

const update = `UPDATE store.spans
  SET cost_usd = c.cost, cost_source = CASE WHEN c.cost IS NOT NULL THEN 'computed' END
  FROM store.span_costs c WHERE spans.rowid = c.row AND spans.cost_usd IS DISTINCT FROM c.cost`;

async function createModelPrices(
  engine: Engine,
  prices: ReadonlyMap<string | null, ModelPrice | null>,
  signal?: AbortSignal,
): Promise<void> {
  await engine.query(`CREATE OR REPLACE TABLE store.model_prices ${modelPricesColumns}`, { signal });
  const counts = toObjects(
    await engine.query(
      `SELECT model, count(*)::INTEGER AS spans, count(*) FILTER (apart)::INTEGER AS apart
        FROM store.span_costs WHERE prices_it GROUP BY model`,
      { signal },
    ),
  );
  const rows = counts.map(({ model, spans, apart }) => {
    const name = model === null ? null : String(model);
    const price = prices.get(name) ?? null;
    const { input = null, output = null, cacheRead = null, cacheWrite = null, reasoning = null } = price?.prices ?? {};
    const stated = [input, output, cacheRead, cacheWrite, reasoning].map(literal);
    const known = [name, price?.name ?? null, price?.origin ?? null].map(literal);
    return `(${[...known, Number(spans), Number(apart), ...stated].join(", ")})`;
  });
  await insertRows(engine, "model_prices", rows, signal);
}

/** The columns of `store.model_prices`. Prices are USD per million tokens. */
export const modelPricesColumns = `(model VARCHAR, price VARCHAR, origin VARCHAR, spans BIGINT, counted_apart BIGINT,
  input_usd DOUBLE, output_usd DOUBLE, cache_read_usd DOUBLE, cache_write_usd DOUBLE, reasoning_usd DOUBLE)`;

async function summary(engine: Engine, signal?: AbortSignal): Promise<ComputedCosts> {
  const rows = toObjects(
    await engine.query("SELECT model, price, spans, counted_apart FROM store.model_prices ORDER BY spans DESC, model", {
      signal,
    }),
  );
  const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
  const priced = rows.filter(({ price }) => price !== null);
  return {
    priced: sum(priced.map(({ spans }) => Number(spans))),
    unpriced: rows
      .filter(({ price }) => price === null)
      .map(({ model, spans }) => ({ model: model === null ? null : String(model), spans: Number(spans) })),
    countedApart: sum(priced.map(({ counted_apart }) => Number(counted_apart))),
  };
}

async function insertRows(engine: Engine, table: string, rows: readonly string[], signal?: AbortSignal): Promise<void> {
  for (let start = 0; start < rows.length; start += 500)
    await engine.query(`INSERT INTO store.${table} VALUES ${rows.slice(start, start + 500).join(", ")}`, { signal });
}
