import { identifier } from "../../engine/sql.ts";
import type { Plain } from "../../engine/table-data.ts";
import { findPrice } from "../../traces/prices.ts";
import type { Side } from "../cohort-sides.ts";
import type { CallKey } from "./calls.ts";
import type { SavingRates } from "./groups.ts";
import type { Cache, CachedModel, CacheFigures } from "./result.ts";

type Row = Readonly<Record<string, Plain>>;
type Query = (sql: string) => Promise<readonly Row[]>;

/** USD per token. */
interface CachePrice {
  readonly name: string;
  /** Less than fresh input costs, of a token read from the cache. */
  readonly saves: number;
  /** More than fresh input costs, of a token written to it. */
  readonly adds: number;
}

/** The models that read from a cache or wrote to one, the largest saving first. */
export async function cacheSavings(query: Query, keys: readonly CallKey[]): Promise<Cache> {
  const model = identifier(keys.find(({ name }) => name === "model")?.column ?? "");
  const rows = await query(`SELECT ${model} AS model, side, sum(greatest(cr, 0))::DOUBLE AS read,
      sum(greatest(cw, 0))::DOUBLE AS written,
      sum(CASE WHEN coalesce(cr, 0) + coalesce(cw, 0) > coalesce(i, 0)
        THEN coalesce(i, 0) + coalesce(cr, 0) + coalesce(cw, 0) ELSE i END)::DOUBLE AS input
    FROM store.cost_calls GROUP BY ALL`);
  const used = new Map(
    (await query("SELECT * FROM model_prices WHERE price IS NOT NULL")).map((row) => [row.model, row]),
  );
  const names = [...new Set(rows.filter(isCached).map((row) => row.model))];
  const models = names.map((name) => {
    const mine = rows.filter((row) => row.model === name && row.side !== "none");
    return toModel(name === null || name === undefined ? null : String(name), mine, used);
  });
  return { models: models.sort((one, other) => savedIn(other) - savedIn(one)) };
}

const isCached = (row: Row) => Number(row.read ?? 0) + Number(row.written ?? 0) > 0;

function toModel(model: string | null, rows: readonly Row[], used: ReadonlyMap<Plain | undefined, Row>): CachedModel {
  const price = cachePrice(model, used.get(model));
  const sides = rows.map((row) => [row.side as Side, figures(row, price)] as const);
  return { model, price: price?.name ?? null, sides: Object.fromEntries(sides) };
}

function figures(row: Row, price: CachePrice | null): CacheFigures {
  const [read, written] = [Number(row.read ?? 0), Number(row.written ?? 0)];
  const saved = price && read * price.saves;
  return { read, written, input: Number(row.input ?? 0), saved, extra: price && written * price.adds };
}

/** The price that costs were computed with, or the table's where all costs were reported. */
function cachePrice(model: string | null, row: Row | undefined): CachePrice | null {
  const known = (name: string) => (typeof row?.[name] === "number" ? row[name] : null);
  const input = known("input_usd");
  if (row && input !== null) return priced(String(row.price), input, known("cache_read_usd"), known("cache_write_usd"));
  const found = model === null ? null : findPrice(model);
  return found && priced(found.name, found.prices.input, found.prices.cacheRead, found.prices.cacheWrite);
}

function priced(name: string, input: number, read: number | null, write: number | null): CachePrice {
  return { name, saves: (input - (read ?? input)) / 1e6, adds: ((write ?? input) - input) / 1e6 };
}

function savedIn({ sides }: CachedModel): number {
  return Object.values(sides).reduce((sum, side) => sum + (side.saved ?? 0), 0);
}

/** The rates with which the groups' savings are summed. */
export function savingRates({ models }: Cache): SavingRates {
  return new Map(
    models.flatMap(({ model, sides }) => {
      const side = Object.values(sides).find(({ read, saved }) => read > 0 && saved !== null);
      return model !== null && side ? [[model, (side.saved ?? 0) / side.read] as const] : [];
    }),
  );
}
