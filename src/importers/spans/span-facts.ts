import type { SpanKind } from "../../traces/kind.ts";
import type { Sink } from "../importer.ts";
import { isObject, type JsonObject, jsonText, tryParseJson } from "../json/json.ts";
import { AttributeKeys, type KnownKey, lists } from "./attribute-keys.ts";
import { unquoted } from "./attributes.ts";
import { type Fact, facts } from "./conventions.ts";
import { assemble, type FlattenedValue } from "./flattened.ts";
import { namedKind } from "./span-kinds.ts";

const place = Object.fromEntries(facts.map((fact, at) => [fact, at])) as Record<Fact, number>;
const unset = 1_000_000;
export const afterAttributes = unset - 1;

const counts = new Set<number>(
  (["inputTokens", "outputTokens", "cacheReadTokens", "cacheWriteTokens", "reasoningTokens"] as const).map(
    (f) => place[f],
  ),
);
const amounts = new Set<number>((["cost", "inputCost", "outputCost"] as const).map((fact) => place[fact]));

interface List {
  readonly prefix: string;
  readonly items: unknown[];
}

const none: readonly List[] = [];

/**
 * The attributes of one span after the other, and the facts in them: for each the value under the key that is believed
 * before the others.
 */
export class SpanFacts {
  readonly keys: AttributeKeys;
  /** Every attribute of the span under its own key. */
  attributes = new Map<string, string>();
  kind: SpanKind = "UNKNOWN";
  private readonly ranks = new Int32Array(facts.length).fill(unset);
  /** The facts that are set: many spans have none. */
  private readonly set: number[] = [];
  private readonly texts: string[] = facts.map(() => "");
  private readonly flattened: FlattenedValue[][] = lists.map(() => []);
  private hasLists = false;
  private readonly unused: KnownKey[] = [];
  private position = 0;
  /** What was parsed last: each count of tokens asks for the same usage. */
  private parsed: { readonly text: string; readonly value: unknown } = { text: "", value: undefined };

  constructor(sink: Sink) {
    this.keys = new AttributeKeys(sink);
  }

  begin(): void {
    this.keys.forgetMany();
    this.attributes = new Map();
    this.kind = "UNKNOWN";
    for (const fact of this.set) this.ranks[fact] = unset;
    this.set.length = 0;
    this.position = 0;
    this.unused.length = 0;
    if (!this.hasLists) return;
    for (const list of this.flattened) list.length = 0;
    this.hasLists = false;
  }

  add(key: string, text: string): void {
    const known = this.keys.at(this.position, key);
    this.position += 1;
    this.addKnown(known, text);
  }

  addKnown(known: KnownKey, text: string): void {
    this.attributes.set(known.key, text);
    if (known.fact >= 0) this.take(known, text);
    else if (known.list === -1) this.unused.push(known);
    else if (known.list >= 0) {
      this.flattened[known.list]?.push({ path: known.path, text });
      this.hasLists = true;
    }
  }

  /** Counts the span for the keys on it that have no use. */
  countUnused(): void {
    for (const known of this.unused) known.spans += 1;
  }

  /** Keeps a part of the span that is no attribute under a key of its own. */
  addPart(key: string, text: string): void {
    if (!this.attributes.has(key)) this.attributes.set(key, text);
  }

  /**
   * A fact that the format tells in a field of its own: believed before every attribute, or with a rank of
   * `afterAttributes` only where no attribute gives it.
   */
  state(fact: Fact, text: string, rank = -1): void {
    this.take({ fact: place[fact], rank }, text);
  }

  text(fact: Fact): string | null {
    if (this.set.length === 0) return null;
    const at = place[fact];
    return this.ranks[at] === unset ? null : (this.texts[at] ?? null);
  }

  /** The model of a call; what was handed down from a span around it only where the call itself does not know. */
  model(kind: SpanKind): string | null {
    const told = this.text("model");
    if (told !== null && told.toLowerCase() !== "unknown") return told;
    return (kind === "LLM" ? this.text("modelAround") : null) ?? told;
  }

  provider(kind: SpanKind): string | null {
    return this.text("provider") ?? (kind === "LLM" ? this.text("providerAround") : null);
  }

  /** A count of tokens. */
  count(fact: Fact): bigint | null {
    const text = this.text(fact);
    if (text !== null) return toCount(text);
    const usage = this.object("usage");
    if (usage === null) return null;
    for (const name of usageNames[fact] ?? []) {
      const value = usage[name];
      if (typeof value === "number" || typeof value === "string") return toCount(String(value));
    }
    return null;
  }

  /** The cost in US dollars that the span reports, in total or by its parts. */
  cost(): number | null {
    const total = this.text("cost");
    if (total !== null) return Number(total);
    const input = this.text("inputCost");
    const output = this.text("outputCost");
    if (input !== null || output !== null) return Number(input ?? 0) + Number(output ?? 0);
    const costs = this.object("costs");
    const sum = costs?.total_cost ?? costs?.total ?? Number.NaN;
    return Number.isFinite(Number(sum)) ? Number(sum) : null;
  }

  /** What went in or came out: one attribute's text, or a flattened list of messages as JSON. */
  payload(fact: "input" | "output"): string | null {
    const list = this.bestList(fact);
    return list ? jsonText(list.items) : this.text(fact);
  }

  /** The elements of the best flattened list for a fact, when no attribute of its own goes before it. */
  bestList(fact: Fact): List | null {
    if (!this.hasLists) return null;
    let best = -1;
    let rank = this.ranks[place[fact]] ?? unset;
    for (const [at, list] of lists.entries()) {
      if (list.fact !== fact || list.rank >= rank || this.flattened[at]?.length === 0) continue;
      best = at;
      rank = list.rank;
    }
    return best < 0 ? null : { prefix: lists[best]?.prefix ?? "", items: assemble(this.flattened[best] ?? []) };
  }

  /** The lists that give no fact of the span's own: feedback and embeddings. */
  otherLists(): readonly List[] {
    if (!this.hasLists) return none;
    return lists.flatMap(({ fact, prefix }, at) => {
      const values = this.flattened[at] ?? [];
      return fact === null && values.length > 0 ? [{ prefix, items: assemble(values) }] : [];
    });
  }

  private take(known: Pick<KnownKey, "fact" | "rank">, text: string): void {
    const { fact, rank } = known;
    if (text === "" || rank >= (this.ranks[fact] ?? 0)) return;
    const value = unquoted(text);
    if (fact === place.kind) {
      const kind = namedKind(value);
      if (kind === "UNKNOWN") return;
      this.kind = kind;
    } else if (counts.has(fact)) {
      if (toCount(value) === null) return;
    } else if (amounts.has(fact)) {
      if (!Number.isFinite(Number(value)) || value.trim() === "") return;
    }
    if (this.ranks[fact] === unset) this.set.push(fact);
    this.ranks[fact] = rank;
    this.texts[fact] = value;
  }

  private object(fact: Fact): JsonObject | null {
    const text = this.text(fact);
    if (text === null) return null;
    if (text !== this.parsed.text) this.parsed = { text, value: tryParseJson(text) };
    const { value } = this.parsed;
    return isObject(value) ? value : null;
  }
}

/** The names of counts inside an attribute that holds all of a call's usage. */
const usageNames: { readonly [F in Fact]?: readonly string[] } = {
  inputTokens: ["input_tokens", "input"],
  outputTokens: ["output_tokens", "output"],
  cacheReadTokens: ["cache_read_input_tokens", "input_cached_tokens", "input_cache_read"],
  cacheWriteTokens: ["cache_creation_input_tokens", "input_cache_creation"],
  reasoningTokens: ["output_reasoning_tokens", "output_reasoning", "reasoning_tokens"],
};

function toCount(text: string): bigint | null {
  const number = Number(text);
  return Number.isSafeInteger(number) && number >= 0 && text !== "" ? BigInt(number) : null;
}
