import { priceTableText } from "./price-table.ts";

/** USD per million tokens. Null where that sort is not priced apart. */
export interface TokenPrices {
  readonly input: number;
  readonly output: number;
  /** Tokens read from a cache and written to one; priced like input where they are not priced apart. */
  readonly cacheRead: number | null;
  readonly cacheWrite: number | null;
  /** Priced like output where it is not priced apart. */
  readonly reasoning: number | null;
}

/** Prices of calls that were made in a special way or are very long. */
export interface PriceTier {
  /** A parameter of the call, with the values at which the tier holds. */
  readonly parameter: { readonly name: CallParameter; readonly values: readonly string[] } | null;
  /** It holds for calls with more input tokens than that. */
  readonly above: number;
  readonly prices: TokenPrices;
}

export type CallParameter = "service_tier" | "speed";

export interface ModelPrice {
  /** The name in the price list, which a call's model may only resemble. */
  readonly name: string;
  readonly origin: "table" | "own";
  readonly prices: TokenPrices;
  /** The first that fits holds. */
  readonly tiers: readonly PriceTier[];
}

/** A price that a user states: `model` is a name as spans have it, in which `*` stands for any text. */
export interface OwnPrice {
  readonly model: string;
  readonly prices: TokenPrices;
}

/** Token counts of one call. */
export interface Usage {
  /** All input, what was read from and written to a cache included, unless that comes to more than it. */
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly reasoning: number;
}

export interface Priced {
  readonly usd: number;
  /** True when parts come to more than their whole: the writer counts cached or reasoning tokens beside the others. */
  readonly apart: boolean;
}

interface TableEntry extends ModelPrice {
  readonly pattern: RegExp;
}

/** No model's name is longer; a pattern is not tried on more. */
const longestName = 200;

/** The price of a model, a user's own before the table's. Null when there is none. */
export function findPrice(model: string, own: readonly OwnPrice[] = []): ModelPrice | null {
  const name = model.trim();
  if (name === "" || name.length > longestName) return null;
  const mine = own.find((price) => fits(price.model, name));
  if (mine) return { name: mine.model, origin: "own", prices: mine.prices, tiers: [] };
  for (const candidate of candidates(name)) {
    const found = byName().get(candidate.toLowerCase()) ?? table().find(({ pattern }) => pattern.test(candidate));
    if (found) return found;
  }
  return null;
}

/** The prices of one call: a tier's where one fits. */
export function pricesOfCall(
  { prices, tiers }: Pick<ModelPrice, "prices" | "tiers">,
  inputTokens: number,
  parameters: Partial<Record<CallParameter, string>> = {},
): TokenPrices {
  const tier = tiers.find(({ parameter, above }) => {
    const fitsCall = parameter === null || parameter.values.includes(parameters[parameter.name] ?? "");
    return fitsCall && (above === 0 || inputTokens > above);
  });
  return tier?.prices ?? prices;
}

/**
 * What a call costs. Cached tokens are a part of the input, and reasoning of the output. Where the parts come to more
 * than the whole they cannot be: then they were counted beside it and cost what they cost beside it. To take them for
 * a part all the same would make the rest negative, and to cut that off at 0 would give the fresh input away.
 */
export function priceUsage(prices: TokenPrices, usage: Usage): Priced {
  const { input, output, cacheRead, cacheWrite, reasoning } = usage;
  const cached = cacheRead + cacheWrite;
  const cachedApart = cached > input;
  const reasoningApart = reasoning > output;
  const usd =
    ((cachedApart ? input : input - cached) * prices.input +
      cacheRead * (prices.cacheRead ?? prices.input) +
      cacheWrite * (prices.cacheWrite ?? prices.input) +
      (reasoningApart ? output : output - reasoning) * prices.output +
      reasoning * (prices.reasoning ?? prices.output)) /
    1e6;
  return { usd, apart: cachedApart || reasoningApart };
}

/** All input tokens of a call, however its writer counts cached ones. */
export function wholeInput({ input, cacheRead, cacheWrite }: Usage): number {
  const cached = cacheRead + cacheWrite;
  return cached > input ? input + cached : input;
}

/**
 * The ways in which the table may know a name: as it is; without the route to the model (`azure/gpt-4o`,
 * `models/gemini-2.5-pro`, the end of an ARN); without the provider before a colon; Claude's versions with dots.
 */
function candidates(name: string): readonly string[] {
  const bare = name.slice(name.lastIndexOf("/") + 1);
  const unprefixed = bare.replace(/^(?!ft:)[a-z][a-z_-]*:(?=[a-z])/i, "");
  const dashed = unprefixed.replace(/^(claude-[a-z]+-\d)\.(\d)/i, "$1-$2");
  return [...new Set([name, bare, unprefixed, dashed])];
}

/** True when a name is the text, with anything where the text has a `*`. In linear time, whatever the text is. */
function fits(text: string, name: string): boolean {
  const [first = "", ...rest] = text.trim().toLowerCase().split("*");
  const lower = name.toLowerCase();
  if (rest.length === 0) return lower === first;
  const last = rest.pop() ?? "";
  if (!lower.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = lower.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return lower.length - last.length >= at && lower.endsWith(last);
}

let entries: readonly TableEntry[] | null = null;
let names: ReadonlyMap<string, TableEntry> | null = null;

/** The table that is shipped with the app. */
export function table(): readonly TableEntry[] {
  entries ??= readTable(priceTableText);
  return entries;
}

function byName(): ReadonlyMap<string, TableEntry> {
  names ??= new Map(table().map((entry) => [entry.name.toLowerCase(), entry]));
  return names;
}

function readTable(text: string): readonly TableEntry[] {
  const list: (TableEntry & { readonly tiers: PriceTier[] })[] = [];
  for (const line of text.split("\n").filter((each) => each !== "")) {
    const cells = line.trim().split(" ");
    const prices = tokenPrices(cells.slice(1, 6));
    if (line.startsWith(" ")) list.at(-1)?.tiers.push({ ...tierOf(cells[0] ?? ""), prices });
    else
      list.push({ name: cells[0] ?? "", origin: "table", prices, tiers: [], pattern: new RegExp(cells[6] ?? "", "i") });
  }
  return list;
}

function tokenPrices([input, cacheRead, cacheWrite, output, reasoning]: readonly string[]): TokenPrices {
  const price = (text = "-") => (text === "-" ? null : Number(text));
  return {
    input: Number(input),
    output: Number(output),
    cacheRead: price(cacheRead),
    cacheWrite: price(cacheWrite),
    reasoning: price(reasoning),
  };
}

/** `service_tier=fast,priority&input>272000` */
function tierOf(conditions: string): Omit<PriceTier, "prices"> {
  let parameter: PriceTier["parameter"] = null;
  let above = 0;
  for (const condition of conditions.split("&")) {
    const [name = "", values = ""] = condition.split("=");
    if (name === "service_tier" || name === "speed") parameter = { name, values: values.split(",") };
    else above = Number(condition.replace("input>", ""));
  }
  return { parameter, above };
}
