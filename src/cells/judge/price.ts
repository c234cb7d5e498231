import type { Endpoint, ModelAnswer } from "../../host.ts";
import { findPrice, type ModelPrice, pricesOfCall, priceUsage, type TokenPrices } from "../../traces/prices.ts";
import type { JudgeSpec } from "./definition.ts";
import type { JudgeRequest } from "./request.ts";

/** What a judge's tokens cost and who says so; null where nobody does. */
export interface JudgePrice extends Pick<ModelPrice, "prices" | "tiers"> {
  readonly origin: string;
}

/** The cell's own price, else the app's table, else nothing for an endpoint on this computer. */
export function judgePrice(spec: JudgeSpec, endpoint: Pick<Endpoint, "isLocal"> | null): JudgePrice | null {
  const { input_price: input, output_price: output } = spec;
  if (input !== undefined || output !== undefined)
    return { prices: { ...free, input: input ?? 0, output: output ?? 0 }, tiers: [], origin: "this cell's price" };
  const known = spec.model ? findPrice(spec.model) : null;
  if (known) return { prices: known.prices, tiers: known.tiers, origin: `the price table's ${known.name}` };
  return endpoint?.isLocal
    ? { prices: free, tiers: [], origin: "an endpoint on this computer, taken to cost nothing" }
    : null;
}

const free: TokenPrices = { input: 0, output: 0, cacheRead: null, cacheWrite: null, reasoning: null };

export interface Tokens {
  readonly input: number;
  readonly output: number;
}

const perMessage = 8;

/** About as many tokens as a request has: four characters each in English, fewer in other scripts. */
export function aboutTokens(request: JudgeRequest): number {
  return sum(request, (text) => (/^[\0-\x7f]*$/.test(text) ? text.length / 4 : byteLength(text) / 3));
}

/** No more tokens than this: every token is a byte at least. The form that is asked for counts too. */
export function mostTokens(request: JudgeRequest): number {
  const form = typeof request.format === "object" ? JSON.stringify(request.format).length : 0;
  return sum(request, byteLength) + form + 64;
}

function sum({ messages }: JudgeRequest, tokens: (text: string) => number): number {
  return Math.ceil(messages.reduce((total, { content }) => total + tokens(content) + perMessage, 0));
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).byteLength;
}

/** USD for so many tokens; null without a price. */
export function costOf(price: JudgePrice | null, { input, output }: Tokens, cached = 0): number | null {
  if (!price) return null;
  const usage = { input, output, cacheRead: cached, cacheWrite: 0, reasoning: 0 };
  return priceUsage(pricesOfCall(price, input), usage).usd;
}

/** The tokens of an answer, as the endpoint tells or, where it does not, as they are estimated. */
export function tokensOf(request: JudgeRequest, { usage, text }: ModelAnswer): Tokens & { readonly cached: number } {
  if (usage) return usage;
  return { input: aboutTokens(request), output: Math.ceil(text.length / 4), cached: 0 };
}
