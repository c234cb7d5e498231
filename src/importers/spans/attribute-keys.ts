import type { Sink } from "../importer.ts";
import { type Fact, facts, listRoles, roleOf } from "./conventions.ts";
import { embeddingList, feedbackLists } from "./conventions-openinference.ts";
import { restoreKey } from "./span-restore.ts";

/** What is known of one attribute key, found once and then remembered. */
export interface KnownKey {
  readonly key: string;
  /** The place of its fact in `facts`, or -1. */
  readonly fact: number;
  readonly rank: number;
  /** The place of its flattened list in `lists`; -1 without one, -2 when it tells a part of the span itself. */
  readonly list: number;
  /** The way into that list: index first. */
  readonly path: readonly string[];
  /** How many spans carried it since the last count was handed over; counted only for keys without a use. */
  spans: number;
}

export interface FlattenedList {
  readonly prefix: string;
  /** The fact that the list gives, or null for feedback and embeddings. */
  readonly fact: Fact | null;
  readonly rank: number;
}

/** Every flattened list that is understood; a key's `list` is a place here. */
export const lists: readonly FlattenedList[] = [
  ...[...listRoles].map(([prefix, { fact, rank }]) => ({ prefix, fact, rank })),
  ...[...Object.keys(feedbackLists), embeddingList].map((prefix) => ({ prefix, fact: null, rank: 0 })),
];

const places = new Map(lists.map(({ prefix }, place) => [prefix, place]));
const factPlaces = new Map(facts.map((fact, place) => [fact, place]));

/** Keys that are remembered at once: a file with a new key on every span must not fill the memory. */
const remembered = 20_000;
/** Steps on the way into a flattened list. */
const deepest = 24;

/** The attribute keys of one file. */
export class AttributeKeys {
  /** Grows whenever the known keys are forgotten: none of an older generation may be kept. */
  generation = 0;
  private readonly known = new Map<string, KnownKey>();
  /** The keys in the order of the spans before: most spans of a file carry the same keys in the same order. */
  private readonly order: KnownKey[] = [];
  private readonly sink: Sink;

  constructor(sink: Sink) {
    this.sink = sink;
  }

  /** The known key, given the place at which it stands on its span. */
  at(place: number, key: string): KnownKey {
    const expected = this.order[place];
    if (expected !== undefined && expected.key === key) return expected;
    const known = this.find(key);
    if (place <= this.order.length) this.order[place] = known;
    return known;
  }

  find(key: string): KnownKey {
    const known = this.known.get(key);
    if (known) return known;
    const found = classify(detached(key));
    this.known.set(found.key, found);
    return found;
  }

  /** Forgets the keys when there are too many; to be called where no span is half read. */
  forgetMany(): void {
    if (this.known.size >= remembered) this.tell();
  }

  /** Hands the counts of keys without a use to the sink, and forgets the keys. */
  tell(): void {
    for (const { key, spans } of this.known.values()) {
      if (spans > 0) this.sink.unmapped(key, spans);
    }
    this.generation += 1;
    this.known.clear();
    this.order.length = 0;
  }
}

/** Where formats without scopes, statuses and the like keep them: no attribute that a column is wanting for. */
const parts = new Set([
  ...["span.kind", "error", "w3c.tracestate", "internal.span.format", "otel.status_code", "otel.status_description"],
  ...["otel.scope.version", "otel.library.version", "jaeger.warnings", restoreKey],
]);

function classify(key: string): KnownKey {
  if (parts.has(key)) return { key, fact: -1, rank: 0, list: -2, path: [], spans: 0 };
  const role = roleOf(key);
  if (role) return { key, fact: factPlaces.get(role.fact) ?? -1, rank: role.rank, list: -1, path: [], spans: 0 };
  const index = /\.\d+\./.exec(key);
  const prefix = index ? key.slice(0, index.index + 1) : "";
  const list = places.get(prefix) ?? -1;
  return { key, fact: -1, rank: 0, list, path: list < 0 ? [] : key.slice(prefix.length).split(".", deepest), spans: 0 };
}

/** The same text without the memory of the larger text that it was cut from. */
function detached(text: string): string {
  return text.length < 13 ? text : JSON.parse(JSON.stringify(text));
}
