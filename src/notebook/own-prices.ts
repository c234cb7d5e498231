import { sha256 } from "hash-wasm";
import { z } from "zod";
import type { OwnPrice } from "../traces/prices.ts";
import { CellError } from "./cell.ts";
import type { Session } from "./session.ts";
import { parseYaml } from "./yaml-spec.ts";

const usd = z.number().min(0).max(1e9);

const schema = z.object({
  prices: z.array(
    z.object({
      model: z.string().min(1).max(200),
      input: usd,
      output: usd,
      cache_read: usd.optional(),
      cache_write: usd.optional(),
      reasoning: usd.optional(),
    }),
  ),
});

/**
 * A user's own prices, which go before those of the app, the first that fits before the others:
 *
 *     prices:                  # USD per million tokens
 *       - model: our-model-*   # as spans name it; * stands for any text; capitals are small letters
 *         input: 0.5
 *         output: 1.5          # 0 for a model that gives no text
 *         cache_read: 0.05     # what input costs where it is left out
 *         cache_write: 0.6     # so too
 *         reasoning: 2         # what output costs where it is left out
 *
 * @throws CellError with line, column and key
 */
export function parseOwnPrices(source: string): readonly OwnPrice[] {
  return parseYaml(source, schema).prices.map(({ model, input, output, cache_read, cache_write, reasoning }) => ({
    model,
    prices: {
      input,
      output,
      cacheRead: cache_read ?? null,
      cacheWrite: cache_write ?? null,
      reasoning: reasoning ?? null,
    },
  }));
}

/**
 * Takes the prices that the notebook names, before its sources are read. Gives what is wrong with them, in words.
 * @param read gives the text of a file, by its path as the notebook writes it
 */
export async function takeOwnPrices(session: Session, read: (path: string) => Promise<string>): Promise<string | null> {
  const { prices } = session.state.notebook.frontMatter;
  if (prices === null) return null;
  try {
    const text = await read(prices);
    await session.setPrices(parseOwnPrices(text), await sha256(text));
    return null;
  } catch (error) {
    const line = error instanceof CellError ? error.place.line : null;
    const problem = `the prices are not used: ${error instanceof Error ? error.message : error}`;
    session.refusePrices(line ? `line ${line}: ${problem}` : problem);
    return `${prices}${line ? `, line ${line}` : ""}: ${problem}`;
  }
}
